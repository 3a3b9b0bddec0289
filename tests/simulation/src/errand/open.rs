//! Opening a session, and closing it again.

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::Session;
use alicloud_traffic_mirror::request::Params;
use serde_json::Value as Json;

use super::{Errands, Next, Surroundings, must_be_explained};
use crate::truth::{Kind, Truth, Violation, filter_id};
use crate::wire::Wire;

pub struct Opens {
    client: usize,
    filter: u64,
    /// A crash leaves behind what it leaves behind; nobody goes on.
    begun: bool,
    /// The session that was opened, while it is being closed.
    closing: Option<String>,
}

const DEADLINE: i64 = 120_000;

impl Opens {
    pub fn new(client: usize, filter: u64) -> Self {
        Self {
            client,
            filter,
            begun: false,
            closing: None,
        }
    }

    fn name(&self) -> String {
        format!("opened-{}", self.client)
    }

    /// Fails where something that this client opened is there.
    fn nothing_left(&self, around: &Surroundings<'_>, after: &str) -> Result<(), Violation> {
        let ids = around.truth.created.get(&self.name());
        for id in ids.into_iter().flatten() {
            if !around.truth.is_gone(id, around.now) {
                return Kind::Leaked.because(format!("{id} is there after {after}"));
            }
        }
        Ok(())
    }
}

impl Errands for Opens {
    fn begin(&mut self, _checkpoint: Option<&str>, _now: i64) -> Next {
        if std::mem::replace(&mut self.begun, true) {
            return Next::Over;
        }
        let priority = 30_000 + self.client;
        let params = Params::new()
            .text("TrafficMirrorSessionName", &self.name())
            .text("TrafficMirrorFilterId", &filter_id(self.filter))
            .text("TrafficMirrorTargetId", "eni-target")
            .text("TrafficMirrorTargetType", "NetworkInterface")
            .texts("TrafficMirrorSourceIds", ["eni-opened"])
            .integer("Priority", i64::try_from(priority).unwrap_or(0));
        match Session::open(params, DEADLINE, DEADLINE) {
            Ok(job) => Next::Job(Box::new(job)),
            Err(_) => Next::Over,
        }
    }

    fn ended(
        &mut self,
        result: Result<Vec<u8>, Error>,
        around: &Surroundings<'_>,
    ) -> Result<Next, Violation> {
        match (result, self.closing.take()) {
            (Ok(session), None) => {
                let session: Json = serde_json::from_slice(&session).unwrap_or_default();
                let id = session.get("TrafficMirrorSessionId").and_then(Json::as_str);
                let Some(id) = id else {
                    // An abort, after which it was cleaned up.
                    self.nothing_left(around, "an abort")?;
                    return Ok(Next::Over);
                };
                let known = around.truth.created.get(&self.name());
                if !known.is_some_and(|known| known.contains(id)) {
                    return Kind::Lost.because(format!("{id} is said to be open, and never was"));
                }
                self.closing = Some(id.to_owned());
                return Ok(Next::Job(Box::new(Session::close(id, DEADLINE))));
            }
            (Ok(_), Some(_)) => self.nothing_left(around, "closing it")?,
            // Told, after minutes of trying: the caller knows.
            (Err(Error::LeftBehind { .. }), _) if around.faults => {}
            (Err(error @ Error::LeftBehind { .. }), _) => {
                must_be_explained(&error, around, "the clean-up")?;
            }
            (Err(_), _) => self.nothing_left(around, "a failed opening")?,
        }
        Ok(Next::Over)
    }

    fn may_send(&self, wire: &Wire, truth: &Truth) -> Result<(), Violation> {
        let action = wire.action();
        let own = match action {
            "CreateTrafficMirrorSession" => self.closing.is_none(),
            "DeleteTrafficMirrorSession" => {
                let id = wire.parameter("TrafficMirrorSessionId").unwrap_or_default();
                let created = truth.created.get(&self.name());
                created.is_some_and(|ids| ids.contains(id))
            }
            _ => action.starts_with("List"),
        };
        if own {
            Ok(())
        } else {
            Kind::Bystander.because(format!("an opening sent {action}"))
        }
    }
}
