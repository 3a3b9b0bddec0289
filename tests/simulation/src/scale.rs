//! How a teardown grows: calls, virtual time, time and memory of the client, at a thousand sessions and at a hundred
//! thousand; and what one call allocates.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use alicloud_traffic_mirror::jobs::{
    Call, Context, DEFAULT_RATE, Job, Link, Outcome, Policy, Step, Teardown, TeardownOptions,
};
use alicloud_traffic_mirror::request::{Format, Params, Style};
use alicloud_traffic_mirror::response::Answer;
use serde_json::{Value as Json, json};

use crate::memory;
use crate::random::Random;
use crate::script::START;
use crate::service::signer;
use crate::wire::Wire;

const DELETING_MS: i64 = 3_000;

/// What a teardown took.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub sessions: u64,
    pub calls: u64,
    pub virtual_ms: i64,
    /// On the processor, the service's part included.
    pub busy: Duration,
    /// In the client alone, at its highest.
    pub peak_bytes: u64,
    pub deleted: u64,
}

/// What one call allocated, over all, and what went over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Footprint {
    pub allocated_bytes: u64,
    /// In use at once, at most.
    pub peak_bytes: u64,
    pub request_bytes: u64,
    pub answer_bytes: u64,
}

/// Tears down so many sessions at the default rate; each request takes 20 ms.
pub fn teardown(sessions: u64) -> Option<Scale> {
    let target = Params::new().boolean("all", true);
    let options = TeardownOptions {
        checkpoints: true,
        ..TeardownOptions::default()
    };
    let mut service = Service::of(sessions);
    let job = Teardown::new(&target, options).ok()?;
    let driven = drive(Box::new(job), &mut service)?;
    let report: Json = serde_json::from_slice(&driven.result).ok()?;
    let deleted = report.get("deleted").and_then(Json::as_array)?;
    Some(Scale {
        sessions,
        calls: driven.calls,
        virtual_ms: driven.virtual_ms,
        busy: driven.busy,
        peak_bytes: driven.peak_bytes,
        deleted: deleted.len() as u64,
    })
}

/// Makes one call against this many sessions.
pub fn call(action: &str, params: Params, sessions: u64) -> Option<Footprint> {
    let mut service = Service::of(sessions);
    let driven = drive(Box::new(Call::new(action, params)), &mut service)?;
    Some(Footprint {
        allocated_bytes: driven.allocated_bytes,
        peak_bytes: driven.peak_bytes,
        request_bytes: driven.request_bytes,
        answer_bytes: driven.answer_bytes,
    })
}

struct Driven {
    result: Vec<u8>,
    calls: u64,
    virtual_ms: i64,
    busy: Duration,
    peak_bytes: u64,
    allocated_bytes: u64,
    request_bytes: u64,
    answer_bytes: u64,
}

fn drive(mut job: Box<dyn Job>, service: &mut Service) -> Option<Driven> {
    let signer = signer("testid", "testsecret", None)?;
    let mut link = Link::new(
        Style::V1Form,
        Format::Json,
        Policy::default(),
        Some(DEFAULT_RATE),
    );
    let mut random = Random::of(1, &[]);
    let mut now = START;
    let mut arriving: BTreeMap<(i64, u64), (u32, Vec<u8>)> = BTreeMap::new();
    let mut driven = Driven {
        result: Vec::new(),
        calls: 0,
        virtual_ms: 0,
        busy: Duration::ZERO,
        peak_bytes: 0,
        allocated_bytes: 0,
        request_bytes: 0,
        answer_bytes: 0,
    };
    memory::begin();
    let begun = processor_time();
    loop {
        let mut bytes = || random.bytes();
        let mut context = Context {
            now,
            signer: &signer,
            link: &mut link,
            random: &mut bytes,
        };
        let step = memory::counted(|| job.poll(&mut context));
        let until = match step {
            Step::Send(send) => {
                driven.calls += 1;
                let (id, wire) = (send.id, Wire::of(&send.request()));
                memory::counted(|| drop(send));
                driven.request_bytes += (wire.body.len() + wire.target.len()) as u64;
                let body = service.serve(&wire, now);
                driven.answer_bytes += body.len() as u64;
                arriving.insert((now + 20, driven.calls), (id, body));
                continue;
            }
            Step::Event(event) => {
                memory::counted(|| drop(event));
                continue;
            }
            Step::Done(result) => {
                driven.virtual_ms = now - START;
                driven.busy = processor_time().saturating_sub(begun);
                (driven.peak_bytes, driven.allocated_bytes) = memory::end();
                driven.result = result.ok()?;
                return Some(driven);
            }
            Step::Refresh => return None,
            Step::WaitUntil(until, _) => until,
            Step::Await => i64::MAX,
        };
        let first = arriving.first_key_value().map(|((at, _), _)| *at);
        if first.is_none_or(|at| at > until) {
            now = now.max(until);
            continue;
        }
        let Some(((at, _), (id, body))) = arriving.pop_first() else {
            continue;
        };
        now = now.max(at);
        let outcome = Outcome::Answer {
            answer: Answer {
                status: 200,
                content_type: Some("application/json"),
                body: &body,
            },
            retry_after: None,
            date: None,
        };
        let mut bytes = || random.bytes();
        let mut context = Context {
            now,
            signer: &signer,
            link: &mut link,
            random: &mut bytes,
        };
        memory::counted(|| job.receive(id, outcome, &mut context));
    }
}

/// Sessions by number, each with the time when it is gone. No emulator: that holds no more than the priorities that
/// sessions can have, 32,766.
struct Service(BTreeMap<u64, i64>);

impl Service {
    fn of(sessions: u64) -> Self {
        Self((0..sessions).map(|number| (number, i64::MAX)).collect())
    }

    fn serve(&mut self, wire: &Wire, now: i64) -> Vec<u8> {
        let number = |id: &str| id.strip_prefix("tms-")?.parse::<u64>().ok();
        let body = if wire.action() == "DeleteTrafficMirrorSession" {
            let id = wire.parameter("TrafficMirrorSessionId").and_then(number);
            if let Some(gone_at) = id.and_then(|id| self.0.get_mut(&id)) {
                *gone_at = now + DELETING_MS;
            }
            json!({"RequestId": "0F9A3B3E-7C53-4C1E-8E5B-1D2A6D0B7C11"})
        } else {
            self.list(wire, now, number)
        };
        body.to_string().into_bytes()
    }

    fn list(&self, wire: &Wire, now: i64, number: impl Fn(&str) -> Option<u64>) -> Json {
        let pairs = wire.body.split('&').filter_map(|pair| pair.split_once('='));
        let ids = pairs.filter(|(name, _)| name.starts_with("TrafficMirrorSessionIds."));
        let ids: Vec<u64> = ids.filter_map(|(_, id)| number(id)).collect();
        let from = wire
            .parameter("NextToken")
            .and_then(|token| token.parse().ok());
        let there = |(number, gone_at): &(&u64, &i64)| {
            **gone_at > now && (ids.is_empty() || ids.contains(number))
        };
        let found: Vec<(&u64, &i64)> = if ids.is_empty() {
            let after = self.0.range(from.unwrap_or(0)..);
            after.filter(there).take(101).collect()
        } else {
            let given = ids.iter().filter_map(|id| self.0.get_key_value(id));
            given.filter(there).collect()
        };
        let next = found.get(100).map(|(number, _)| number.to_string());
        let page = found.iter().take(100).map(|(number, gone_at)| {
            json!({
                "TrafficMirrorSessionId": id_of(**number),
                "TrafficMirrorSessionStatus": if **gone_at == i64::MAX { "Created" } else { "Deleting" },
                "TrafficMirrorFilterId": "tmf-1",
                "CreationTime": "2026-05-30T00:00Z",
            })
        });
        let page: Vec<Json> = page.collect();
        json!({"RequestId": "0F9A3B3E-7C53-4C1E-8E5B-1D2A6D0B7C11", "NextToken": next.unwrap_or_default(),
            "TrafficMirrorSessions": page})
    }
}

fn id_of(number: u64) -> String {
    format!("tms-{number:07}")
}

/// What this thread has had of a processor, which others that run here do not change; where the system does not say, the
/// time of day.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    let time_of_day = || SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    nanos.map_or_else(time_of_day, Duration::from_nanos)
}

/// The one that was disturbed least.
fn best(runs: impl Iterator<Item = Scale>) -> Option<Scale> {
    runs.min_by_key(|scale| scale.busy)
}

/// The figures, as JSON, and whether each is within its bound.
pub fn report() -> Option<(Json, bool)> {
    let small = best((0..7).filter_map(|_| teardown(1_000)))?;
    let large = best((0..2).filter_map(|_| teardown(100_000)))?;
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let ratio = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    let pace = ratio(
        small.virtual_ms.unsigned_abs(),
        60_000 + DELETING_MS.unsigned_abs(),
    );
    let calls = ratio(small.calls, small.sessions);
    let nanos = |scale: &Scale| {
        let nanos = u64::try_from(scale.busy.as_nanos()).unwrap_or(u64::MAX);
        ratio(nanos, scale.sessions)
    };
    let time = nanos(&large) / nanos(&small);
    let bytes = |scale: &Scale| ratio(scale.peak_bytes, scale.sessions);
    let memory = bytes(&large) / bytes(&small);
    let delete = call(
        "DeleteTrafficMirrorSession",
        Params::new().text("TrafficMirrorSessionId", &id_of(0)),
        1,
    )?;
    let list = call(
        "ListTrafficMirrorSessions",
        Params::new().integer("MaxResults", 100),
        100,
    )?;
    let footprint = |it: &Footprint| json!({"allocatedBytes": it.allocated_bytes, "peakBytes": it.peak_bytes, "requestBytes": it.request_bytes, "answerBytes": it.answer_bytes});
    let whole = small.deleted == small.sessions && large.deleted == large.sessions;
    // Of the time, only that it does not grow with the square: caches, and what else runs here, are in it.
    let within = whole && pace <= 1.05 && calls <= 1.05 && time <= 2.0 && memory <= 1.1;
    let report = json!({
        "sessions": small.sessions,
        "virtualMs": small.virtual_ms,
        "ofPaceAndDeletion": pace,
        "callsPerSession": calls,
        "nsPerSession": nanos(&small),
        "clientBytesPerSession": bytes(&small),
        "large": {
            "sessions": large.sessions,
            "virtualMs": large.virtual_ms,
            "callsPerSession": ratio(large.calls, large.sessions),
            "nsPerSession": nanos(&large),
            "clientBytesPerSession": bytes(&large),
            "timeOfSmall": time,
            "memoryOfSmall": memory,
        },
        "deleteCall": footprint(&delete),
        "listCall": footprint(&list),
        "withinBounds": within,
    });
    Some((report, within))
}
