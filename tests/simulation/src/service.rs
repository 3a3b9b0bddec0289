//! The service: the emulator, what is kept beside it of the truth, and the ways in which it may be less than ideal.

mod set_up;

use std::collections::BTreeMap;

use alicloud_traffic_mirror::emulator::{
    Arrival, Clock, Emulator, Fault as Ordered, FaultKind, Options, RateLimit, Reply,
};
use alicloud_traffic_mirror::request::{self, Format, Moment, Params, Signer, Style};
use serde_json::Value as Json;

use crate::fault::{Fault, Tally};
use crate::script::{START, Script};
use crate::truth::{Kind, Truth, Violation};
use crate::wire::{HOST, Wire, text_in};
use set_up::{ADMIN, ADMIN_SECRET, accounts, fixture};
pub use set_up::{KEYS, REGION, keys, signer};

#[derive(Debug)]
pub struct Service {
    pub emulator: Emulator,
    pub truth: Truth,
    overlooks: bool,
    remembers: bool,
    forgets: bool,
    /// Refusals by token.
    remembered: BTreeMap<String, Answer>,
    /// Sessions that the next so many Lists do not show.
    hidden: BTreeMap<String, u8>,
    admin: Signer,
    nonce: u64,
}

/// What comes back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub content_type: Option<String>,
    pub retry_after: Option<String>,
    pub date: Option<String>,
}

impl Service {
    pub fn of(script: &Script) -> Result<Self, Violation> {
        let options = Options {
            accounts: accounts(script),
            clock: Clock::Manual,
            start_time: Some(START),
            creating_ms: script.creating_ms,
            modifying_ms: script.modifying_ms,
            deleting_ms: script.deleting_ms,
            rate_limit: script.service_rate.map_or(RateLimit::Off, RateLimit::Each),
            seed: script.seed,
            ..Options::default()
        };
        let set_up = || {
            let mut emulator = Emulator::new(options).map_err(|error| error.to_string())?;
            let loaded = emulator.load(&fixture(script));
            loaded.map_err(|error| error.to_string())?;
            let admin = signer(ADMIN, ADMIN_SECRET, None).ok_or("the keys are refused")?;
            Ok::<_, String>((emulator, admin))
        };
        let (emulator, admin) = match set_up() {
            Ok(parts) => parts,
            Err(error) => return Kind::Panic.because(format!("the set-up is wrong: {error}")),
        };
        let hidden = script.sessions().iter();
        let hidden = hidden.filter(|session| session.hidden > 0);
        Ok(Self {
            emulator,
            truth: Truth::of(script),
            overlooks: script.overlooks,
            remembers: script.remembers_refusals,
            forgets: script.forgets_tokens,
            remembered: BTreeMap::new(),
            hidden: hidden
                .map(|session| (session.id.clone(), session.hidden))
                .collect(),
            admin,
            nonce: 0,
        })
    }

    pub fn advance_to(&mut self, now: i64) {
        let ms = now - self.emulator.now();
        self.emulator.advance(ms.max(0).unsigned_abs());
    }

    /// Takes a request from a client, at a time, with what happens to it there.
    pub fn serve(
        &mut self,
        wire: &Wire,
        client: usize,
        fault: Option<Fault>,
        now: i64,
        tally: &mut Tally,
    ) -> Result<Answer, Violation> {
        self.advance_to(now);
        let token = wire.parameter("ClientToken").map(str::to_owned);
        if let Some(refusal) = token.as_ref().and_then(|token| self.remembered.get(token)) {
            return Ok(refusal.clone());
        }
        self.order(fault);
        let mut answer = self.handle(wire);
        self.forget(wire, &mut answer, now, tally);
        if text_in(&answer.body, "Code").is_some_and(|code| code.starts_with("IncorrectStatus")) {
            tally.count("busy");
            if let (true, Some(token)) = (self.remembers, token) {
                tally.count("refusalRemembered");
                self.remembered.insert(token, answer.clone());
            }
        }
        if answer.status == 200 {
            self.observe(wire, client, &answer, now)?;
            if wire.action() == "ListTrafficMirrorSessions" {
                self.overlook(wire, &mut answer, tally);
                self.hide(&mut answer, tally);
            }
        }
        spoil(&mut answer, fault);
        Ok(answer)
    }

    /// Faults that the emulator plays itself.
    fn order(&mut self, fault: Option<Fault>) {
        let kind = match fault {
            Some(Fault::HtmlBefore) => FaultKind::Html502,
            Some(Fault::Throttled) => FaultKind::Error {
                status: 400,
                code: "Throttling.User".into(),
                retry_after_ms: Some(700),
            },
            Some(Fault::ServerErrorBefore) => FaultKind::Error {
                status: 503,
                code: "ServiceUnavailable".into(),
                retry_after_ms: None,
            },
            _ => return,
        };
        let ordered = Ordered {
            on: None,
            times: 1,
            kind,
        };
        // Refused only if a thousand are waiting; then there are faults enough.
        let _ = self.emulator.inject(ordered);
    }

    fn handle(&mut self, wire: &Wire) -> Answer {
        let mut headers = vec![("host", HOST)];
        let given = wire.headers.iter();
        headers.extend(given.map(|(name, value)| (*name, value.as_str())));
        let reply = self.emulator.handle(&Arrival {
            method: wire.method,
            target: &wire.target,
            headers: &headers,
            body: wire.body.as_bytes(),
            freshness_now: None,
        });
        Answer::of(&reply)
    }

    /// Takes note of a change that was accepted.
    fn observe(
        &mut self,
        wire: &Wire,
        client: usize,
        answer: &Answer,
        now: i64,
    ) -> Result<(), Violation> {
        let parameter = |name| wire.parameter(name).unwrap_or_default();
        match wire.action() {
            "DeleteTrafficMirrorSession" => self.truth.deleted(
                parameter("TrafficMirrorSessionId"),
                client,
                parameter("ClientToken"),
                now,
            ),
            "DeleteTrafficMirrorFilter" => {
                let id = parameter("TrafficMirrorFilterId").to_owned();
                self.truth.filters_deleted.insert(id);
                Ok(())
            }
            "CreateTrafficMirrorSession" => self.truth.created(
                parameter("TrafficMirrorSessionName"),
                text_in(&answer.body, "TrafficMirrorSessionId").unwrap_or_default(),
                wire.parameter("TrafficMirrorFilterId"),
            ),
            "CreateTrafficMirrorFilter" => self.truth.created(
                parameter("TrafficMirrorFilterName"),
                text_in(&answer.body, "TrafficMirrorFilterId").unwrap_or_default(),
                None,
            ),
            _ => Ok(()),
        }
    }

    /// Answers a List that selects by anything but ids as if it had asked for all.
    fn overlook(&mut self, wire: &Wire, answer: &mut Answer, tally: &mut Tally) {
        let selects = [
            "TrafficMirrorFilterId",
            "TrafficMirrorSessionName",
            "TrafficMirrorSourceId",
            "Enabled",
            "Tags.1.Key",
        ];
        if !self.overlooks || !selects.iter().any(|name| wire.parameter(name).is_some()) {
            return;
        }
        let mut params = Params::new().integer("MaxResults", 100);
        if let Some(token) = wire.parameter("NextToken") {
            params = params.text("NextToken", token);
        }
        let all = self.ask("ListTrafficMirrorSessions", &params, wire);
        if let Some(all) = all.filter(|all| all.status == 200) {
            tally.count("parameterOverlooked");
            *answer = all;
        }
    }

    /// Answers the repetition of a delete that is long done like a new one: there is nothing to delete.
    fn forget(&mut self, wire: &Wire, answer: &mut Answer, now: i64, tally: &mut Tally) {
        let id = wire.parameter("TrafficMirrorSessionId").unwrap_or_default();
        let repeats = wire.action() == "DeleteTrafficMirrorSession" && answer.status == 200;
        if !self.forgets || !repeats || !self.truth.is_gone(id, now) {
            return;
        }
        let params = Params::new().text("TrafficMirrorSessionId", id);
        if let Some(refusal) = self.ask("DeleteTrafficMirrorSession", &params, wire) {
            tally.count("tokenForgotten");
            *answer = refusal;
        }
    }

    /// What the service answers to somebody else, in the format that was asked for here.
    fn ask(&mut self, action: &str, params: &Params, like: &Wire) -> Option<Answer> {
        self.nonce += 1;
        let moment = Moment {
            now: self.emulator.now(),
            nonce: &format!("admin{}", self.nonce),
            format: if like.parameter("Format") == Some("XML") {
                Format::Xml
            } else {
                Format::Json
            },
        };
        let request = request::build(&self.admin, action, params, Style::V1Form, moment).ok()?;
        Some(self.handle(&Wire::of(&request)))
    }

    /// Leaves sessions out that Lists do not show yet.
    fn hide(&mut self, answer: &mut Answer, tally: &mut Tally) {
        if self.hidden.is_empty() {
            return;
        }
        let Ok(mut body) = serde_json::from_str::<Json>(&answer.body) else {
            return;
        };
        let list = body.get_mut("TrafficMirrorSessions");
        let Some(list) = list.and_then(Json::as_array_mut) else {
            return;
        };
        let hidden = &mut self.hidden;
        list.retain(|session| {
            let id = session.get("TrafficMirrorSessionId");
            let Some(left) = id.and_then(Json::as_str).and_then(|id| hidden.get_mut(id)) else {
                return true;
            };
            let hides = *left > 0;
            *left = left.saturating_sub(1);
            if hides {
                tally.count("listLags");
            }
            !hides
        });
        answer.body = body.to_string();
    }
}

impl Answer {
    fn of(reply: &Reply) -> Self {
        let header = |name: &str| {
            let mut headers = reply.headers.iter();
            let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        Self {
            status: reply.status,
            content_type: header("content-type"),
            retry_after: header("x-acs-retry-after"),
            date: header("date"),
            body: String::from_utf8_lossy(&reply.body).into_owned(),
        }
    }
}

/// What the network makes of an answer.
fn spoil(answer: &mut Answer, fault: Option<Fault>) {
    match fault {
        Some(Fault::Truncated) => {
            let half = answer.body.len() / 2;
            answer.body.truncate(half);
        }
        Some(Fault::Empty) => answer.body.clear(),
        Some(Fault::HtmlAfter) => {
            answer.status = 502;
            answer.content_type = Some("text/html".into());
            answer.body = "<html><body><h1>502 Bad Gateway</h1></body></html>".into();
        }
        Some(Fault::ServerErrorAfter) => {
            answer.status = 500;
            answer.content_type = Some("application/json".into());
            let code = "\"Code\":\"InternalError\"";
            answer.body =
                format!("{{\"RequestId\":\"R\",\"HostId\":\"h\",{code},\"Message\":\"m\"}}");
        }
        _ => {}
    }
}
