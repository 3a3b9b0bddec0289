//! The teardown, driven step by step in virtual time against a small service in memory.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::{
    Context, DEFAULT_RATE, Job, Link, Outcome, Policy, Step, Teardown, TeardownOptions,
};
use alicloud_traffic_mirror::request::{Endpoint, Format, Params, Signer, Style};
use alicloud_traffic_mirror::response::Answer;
use alicloud_traffic_mirror::service::VERSION;
use alicloud_traffic_mirror::signing::{Credentials, Key};
use serde_json::{Value, json};

/// 2026-01-02T03:04:05Z.
const NOW: i64 = 1_767_323_045_000;
const DELETING_MS: i64 = 3_000;

#[derive(Clone)]
struct Session {
    fields: Value,
    busy_until: i64,
    gone_at: Option<i64>,
}

/// Sessions and filters, and what was asked.
#[derive(Default)]
struct Service {
    sessions: BTreeMap<String, Session>,
    filters: BTreeSet<String>,
    /// Deletions that took effect, by id.
    executed: BTreeMap<String, u32>,
    tokens: BTreeMap<String, String>,
    sent: Vec<BTreeMap<String, String>>,
    /// What to answer the next calls of an action with, instead of anything else.
    faults: Vec<(&'static str, Fault)>,
    page: usize,
    deaf_to: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Fault {
    /// Before it takes effect.
    Lost,
    /// After.
    AnswerLost,
    Refused(&'static str),
    SamePage,
}

enum Reply {
    Answer(u16, String),
    None,
}

impl Service {
    fn with(count: usize) -> Self {
        let mut service = Self {
            page: 100,
            ..Self::default()
        };
        for number in 0..count {
            service.add(&format!("tms-{number:04}"), "tmf-1", "2026-01-01T00:00Z");
        }
        service
    }

    fn add(&mut self, id: &str, filter: &str, created: &str) {
        self.filters.insert(filter.into());
        let fields = json!({"TrafficMirrorSessionId": id, "TrafficMirrorFilterId": filter,
            "CreationTime": created, "Priority": 7, "Enabled": false,
            "TrafficMirrorSourceIds": ["eni-1"], "Tags": [{"Key": "team", "Value": "net"}]});
        let session = Session {
            fields,
            busy_until: 0,
            gone_at: None,
        };
        self.sessions.insert(id.into(), session);
    }

    fn settle(&mut self, now: i64) {
        self.sessions
            .retain(|_, session| session.gone_at.is_none_or(|at| now < at));
    }

    fn left(&mut self) -> Vec<String> {
        self.settle(i64::MAX);
        self.sessions.keys().cloned().collect()
    }

    fn answer(&mut self, body: &str, now: i64) -> Reply {
        self.settle(now);
        let params: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.into(), value.replace("%3A", ":")))
            .collect();
        self.sent.push(params.clone());
        let action = params["Action"].clone();
        let fault = self
            .faults
            .iter()
            .position(|(on, _)| *on == action)
            .map(|at| self.faults.remove(at).1);
        match fault {
            Some(Fault::Lost) => return Reply::None,
            Some(Fault::Refused(code)) => return refusal(code),
            Some(Fault::SamePage) => {
                let page =
                    json!({"TrafficMirrorSessions": [], "NextToken": "same", "RequestId": "R"});
                return Reply::Answer(200, page.to_string());
            }
            _ => {}
        }
        let reply = match action.as_str() {
            "ListTrafficMirrorSessions" => self.list(&params, now),
            "ListTrafficMirrorFilters" => {
                let list: Vec<_> = self
                    .filters
                    .iter()
                    .map(|id| json!({"TrafficMirrorFilterId": id, "TrafficMirrorFilterStatus": "Created"}))
                    .collect();
                ok(&json!({"TrafficMirrorFilters": list, "RequestId": "R"}))
            }
            "DeleteTrafficMirrorSession" => self.delete(&params, now),
            "DeleteTrafficMirrorFilter" => {
                self.filters.remove(&params["TrafficMirrorFilterId"]);
                ok(&json!({"RequestId": "R"}))
            }
            other => panic!("{other}"),
        };
        match fault {
            Some(Fault::AnswerLost) => Reply::None,
            _ => reply,
        }
    }

    fn list(&self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        assert_eq!(params["MaxResults"], "100");
        let ids: Vec<_> = params
            .iter()
            .filter(|(name, _)| name.starts_with("TrafficMirrorSessionIds."))
            .map(|(_, id)| id)
            .collect();
        let filter = params
            .get("TrafficMirrorFilterId")
            .filter(|_| self.deaf_to != Some("TrafficMirrorFilterId"));
        let found: Vec<Value> = self
            .sessions
            .iter()
            .filter(|(id, _)| ids.is_empty() || ids.contains(id))
            .filter(|(_, session)| {
                filter.is_none_or(|filter| session.fields["TrafficMirrorFilterId"] == **filter)
            })
            .map(|(_, session)| {
                let state = if session.gone_at.is_some() {
                    "Deleting"
                } else if now < session.busy_until {
                    "Modifying"
                } else {
                    "Created"
                };
                let mut fields = session.fields.clone();
                fields["TrafficMirrorSessionStatus"] = state.into();
                fields
            })
            .collect();
        let from: usize = params
            .get("NextToken")
            .map_or(0, |token| token.parse().unwrap());
        let to = found.len().min(from + self.page);
        let next = if to < found.len() {
            to.to_string()
        } else {
            String::new()
        };
        ok(&json!({"TrafficMirrorSessions": found[from..to], "NextToken": next, "RequestId": "R"}))
    }

    fn delete(&mut self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        let (id, token) = (&params["TrafficMirrorSessionId"], &params["ClientToken"]);
        assert!(token.is_ascii() && token.len() <= 64);
        let kept = self.tokens.entry(id.clone()).or_insert(token.clone());
        assert_eq!(kept, token, "one deletion, one token");
        let Some(session) = self.sessions.get_mut(id) else {
            return refusal("ResourceNotFound.TrafficMirrorSession");
        };
        if session.gone_at.is_some() || now < session.busy_until {
            return refusal("IncorrectStatus.TrafficMirrorSession");
        }
        session.gone_at = Some(now + DELETING_MS);
        *self.executed.entry(id.clone()).or_default() += 1;
        ok(&json!({"RequestId": "R"}))
    }

    fn count(&self, action: &str) -> usize {
        self.sent
            .iter()
            .filter(|params| params["Action"] == action)
            .count()
    }
}

fn ok(body: &Value) -> Reply {
    Reply::Answer(200, body.to_string())
}

fn refusal(code: &str) -> Reply {
    Reply::Answer(400, json!({"Code": code, "Message": "m"}).to_string())
}

/// What happened while a teardown ran.
#[derive(Default)]
struct Run {
    checkpoints: Vec<String>,
    events: Vec<Value>,
    /// When it ended.
    now: i64,
    together: usize,
    steps: usize,
}

fn signer(region: &str, endpoint: Option<&str>) -> Signer {
    Signer {
        key: Key::new(Credentials {
            access_key_id: "testid",
            access_key_secret: "testsecret",
            security_token: None,
        })
        .unwrap(),
        region_id: region.into(),
        endpoint: endpoint.map(|text| Endpoint::parse(text).unwrap()),
        version: VERSION.into(),
    }
}

/// Runs until the job is over, or for so many steps: a crash.
fn drive(
    job: &mut Teardown,
    service: &mut Service,
    from: i64,
    most_steps: usize,
    seed: u64,
) -> (Option<Result<Value, Error>>, Run) {
    let signer = signer("cn-hongkong", None);
    let mut link = Link::new(
        Style::V1Form,
        Format::Json,
        Policy::default(),
        Some(DEFAULT_RATE),
    );
    let mut run = Run::default();
    let (mut now, mut counter) = (from, seed);
    let mut random = || {
        counter = counter.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&counter.to_le_bytes());
        bytes
    };
    // Answers arrive in the order in which they were sent, 20 ms after it.
    let mut arriving: Vec<(i64, u32, Reply)> = Vec::new();
    for steps in 0..most_steps {
        run.steps = steps;
        run.now = now;
        let mut context = Context {
            now,
            signer: &signer,
            link: &mut link,
            random: &mut random,
        };
        let until = match job.poll(&mut context) {
            Step::Send(send) => {
                let reply = service.answer(&send.request.body.unwrap(), now);
                arriving.push((now + 20, send.id, reply));
                run.together = run.together.max(arriving.len());
                continue;
            }
            Step::Event(event) => {
                let event: Value = serde_json::from_slice(&event).unwrap();
                if event["type"] == "checkpoint" {
                    let state = event["state"].as_str().unwrap().to_owned();
                    run.checkpoints.push(state);
                } else {
                    run.events.push(event);
                }
                continue;
            }
            Step::Done(result) => {
                let result = result.map(|json| serde_json::from_slice(&json).unwrap());
                return (Some(result), run);
            }
            Step::Refresh => panic!("fixed keys"),
            Step::WaitUntil(until, _) => until,
            Step::Await => i64::MAX,
        };
        if arriving.first().is_some_and(|(at, ..)| *at <= until) {
            let (at, id, reply) = arriving.remove(0);
            now = now.max(at);
            let outcome = match &reply {
                Reply::Answer(status, body) => Outcome::Answer {
                    answer: Answer {
                        status: *status,
                        content_type: None,
                        body: body.as_bytes(),
                    },
                    retry_after: None,
                    date: None,
                },
                Reply::None => Outcome::NoAnswer("ECONNRESET"),
            };
            let mut context = Context {
                now,
                signer: &signer,
                link: &mut link,
                random: &mut random,
            };
            job.receive(id, outcome, &mut context);
        } else {
            assert!(until < i64::MAX, "waits for nothing");
            now = now.max(until);
        }
    }
    (None, run)
}

const STEPS: usize = 1_000_000;

const WITH_CHECKPOINTS: TeardownOptions = TeardownOptions {
    dry_run: false,
    with_filters: false,
    checkpoints: true,
};
const WITH_FILTERS: TeardownOptions = TeardownOptions {
    with_filters: true,
    ..WITH_CHECKPOINTS
};
const DRY_RUN: TeardownOptions = TeardownOptions {
    dry_run: true,
    ..WITH_FILTERS
};

fn all() -> Params {
    Params::new().boolean("all", true)
}

fn ids(ids: &[&str]) -> Params {
    Params::new().texts("ids", ids.iter().copied())
}

/// `{ where: { … } }` in the flat form.
fn selecting(fields: &Params) -> Params {
    let bytes = [b"kwhere\0{", fields.as_bytes(), b"}"].concat();
    Params::from_bytes(bytes)
}

fn teardown(target: &Params, options: TeardownOptions, service: &mut Service) -> (Value, Run) {
    let mut job = Teardown::new(target, options).unwrap();
    let (result, run) = drive(&mut job, service, NOW, STEPS, 1);
    (result.expect("it ends").unwrap(), run)
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|id| id.as_str().unwrap()).collect()
}

fn reasons(report: &Value) -> Vec<(&str, &str)> {
    let kept = report["kept"].as_array().unwrap().iter();
    kept.map(|kept| {
        (
            kept["id"].as_str().unwrap(),
            kept["reason"].as_str().unwrap(),
        )
    })
    .collect()
}

#[test]
fn everything_listed_is_deleted_once_and_nothing_else_is_touched() {
    let mut service = Service::with(5);
    let target = ids(&["tms-0001", "tms-0003", "tms-0001"]);
    let (report, run) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-0001", "tms-0003"]);
    assert_eq!(report["failed"], json!([]));
    assert_eq!(report["calls"], service.sent.len());
    assert_eq!(report["elapsedMs"], run.now - NOW);
    assert_eq!(service.left(), ["tms-0000", "tms-0002", "tms-0004"]);
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 2);
}

#[test]
fn a_thousand_sessions_take_a_minute_of_pace_and_few_calls_besides_their_deletes() {
    let mut service = Service::with(1_000);
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 1_000);
    let took = run.now - NOW;
    assert!(took <= (60_000 + DELETING_MS) * 105 / 100, "{took} ms");
    assert!(
        report["calls"].as_i64().unwrap() <= 1_050,
        "{}",
        report["calls"]
    );
    assert_eq!(run.together, 8);
    // A plan, ten batches (the last of which is opened with the one before), and the end.
    assert_eq!(run.checkpoints.len(), 11);
    assert!(
        run.checkpoints
            .iter()
            .all(|text| text.len() < 15_000 && text.is_ascii())
    );
}

#[test]
fn no_ids_do_nothing() {
    let mut service = Service::with(2);
    let (report, run) = teardown(&ids(&[]), WITH_CHECKPOINTS, &mut service);
    assert_eq!((&report["deleted"], service.sent.len()), (&json!([]), 0));
    assert!(run.checkpoints.is_empty());
}

#[test]
fn a_target_that_is_not_exactly_one_of_the_three_is_refused() {
    let bad = [
        Params::new(),
        all().texts("ids", ["tms-1"]),
        Params::new().boolean("all", false),
        Params::new().text("all", "true"),
        Params::new().text("ids", "tms-1"),
        ids(&[""]),
        ids(&["tms-"]),
        ids(&["tmf-1"]),
        all().text("OlderThanMs", "1"),
        all().integer("olderThanMs", 0),
        all().integer("olderThanMs", -1),
        all().text("olderThanMs", "5"),
        Params::from_bytes(b"kall\0tkolderThanMs\0nNaN\0".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0nInfinity\0".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0?".to_vec()),
        Params::from_bytes(b"kall\0tkolderThanMs\0z".to_vec()),
        Params::from_bytes(b"kall\0tkids\0?".to_vec()),
        Params::from_bytes(b"kids\0[z]".to_vec()),
        Params::from_bytes(b"kall\0?".to_vec()),
        Params::from_bytes(b"rubbish".to_vec()),
    ];
    for (at, target) in bad.iter().enumerate() {
        let refused = Teardown::new(target, WITH_CHECKPOINTS);
        assert!(matches!(refused, Err(Error::Parameters(_))), "{at}");
    }
}

#[test]
fn a_where_that_could_mean_more_than_it_says_is_refused() {
    let new = Params::new;
    let flat = |text: &[u8]| Params::from_bytes(text.to_vec());
    let bad = [
        new(),
        new().integer("MaxResults", 10),
        new().text("NextToken", "x"),
        new().text("RegionId", "cn-hongkong"),
        new().text("TrafficMirrorFilterID", "tmf-1"),
        new().text("TrafficMirrorFilterId", ""),
        new().texts("TrafficMirrorSessionIds", []),
        new().texts("TrafficMirrorSessionIds", [""]),
        new().objects("Tags", []),
        new().objects("Tags", [new()]),
        new().objects("Tags", [new().text("key", "team")]),
        new().objects("Tags", [new().text("Key", "")]),
        new().objects("Tags", [new().text("Key", "team").text("Value", "")]),
        new().text("Priority", "high"),
        new().text("Enabled", "yes"),
        flat(b"kTrafficMirrorFilterId\0z"),
        flat(b"kTrafficMirrorFilterId\0?"),
        flat(b"kTrafficMirrorFilterId\0!"),
        flat(b"kTrafficMirrorFilterId\0[stmf-1\0]"),
        flat(b"kPriority\0s7\0kMaxResults\0?"),
        flat(b"kTags\0[{kKey\0steam\0kValue\0?}]"),
    ];
    for (at, fields) in bad.iter().enumerate() {
        let refused = Teardown::new(&selecting(fields), WITH_CHECKPOINTS);
        assert!(matches!(refused, Err(Error::Parameters(_))), "{at}");
    }
    // The list would be of one region, the deletes of another.
    let elsewhere = new().integer("Priority", 7).text("RegionId", "cn-beijing");
    let mut job = Teardown::new(&selecting(&elsewhere), WITH_CHECKPOINTS).unwrap();
    let mut service = Service::with(1);
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Parameters(_)))));
    assert!(service.sent.is_empty());
}

#[test]
fn what_the_service_lists_is_checked_again_on_this_side() {
    let mut service = Service::with(3);
    service.add("tms-other", "tmf-2", "2026-01-01T00:00Z");
    service.deaf_to = Some("TrafficMirrorFilterId");
    let fields = Params::new()
        .text("TrafficMirrorFilterId", "tmf-2")
        .text("TrafficMirrorSourceId", "eni-1")
        .boolean("Enabled", false)
        .integer("Priority", 7)
        .integer("MaxResults", 3)
        .objects(
            "Tags",
            [Params::new().text("Key", "team").text("Value", "net")],
        );
    let (report, _) = teardown(&selecting(&fields), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-other"]);
    assert_eq!(reasons(&report).len(), 3);
    assert_eq!(service.left().len(), 3);
    for fields in [
        Params::new().text("TrafficMirrorSourceId", "eni-2"),
        Params::new().integer("Priority", 8),
        Params::new().boolean("Enabled", true),
        Params::new().text("TrafficMirrorSessionName", "x"),
        Params::new().objects("Tags", [Params::new().text("Key", "Team")]),
        Params::new().objects(
            "Tags",
            [Params::new().text("Key", "team").text("Value", "x")],
        ),
    ] {
        let (report, _) = teardown(&selecting(&fields), WITH_CHECKPOINTS, &mut service);
        assert_eq!(report["deleted"], json!([]));
    }
    assert_eq!(service.left().len(), 3);
}

#[test]
fn what_is_younger_or_of_unknown_age_is_kept_and_reported() {
    let mut service = Service::with(0);
    // NOW is 03:04:05; a creation time has no seconds, so it may be up to a minute later than it says.
    service.add("tms-old", "tmf-1", "2026-01-02T02:03Z");
    service.add("tms-edge", "tmf-1", "2026-01-02T02:04Z");
    service.add("tms-young", "tmf-1", "2026-01-02T03:00Z");
    service.add("tms-odd", "tmf-1", "yesterday");
    let target = all().integer("olderThanMs", 3_600_000);
    let (report, _) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-old"]);
    let kept = reasons(&report);
    assert_eq!(
        kept.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        ["tms-edge", "tms-odd", "tms-young"]
    );
    assert!(kept[1].1.contains("CreationTime"));
    let absent = ids(&["tms-absent"]).integer("olderThanMs", 1);
    let (report, _) = teardown(&absent, WITH_CHECKPOINTS, &mut service);
    assert_eq!(reasons(&report)[0].0, "tms-absent");
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 1);
}

#[test]
fn the_list_is_read_over_all_pages_and_a_page_that_repeats_is_an_error() {
    let mut service = Service::with(25);
    service.page = 10;
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 25);
    let mut service = Service::with(2);
    service.faults = vec![("ListTrafficMirrorSessions", Fault::SamePage); 2];
    let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Unreadable(_)))));
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 0);
}

#[test]
fn only_the_delete_says_that_something_is_already_gone() {
    let mut service = Service::with(1);
    let target = ids(&["tms-0000", "tms-absent"]);
    let (report, _) = teardown(&target, WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]), ["tms-0000"]);
    assert_eq!(texts(&report["alreadyGone"]), ["tms-absent"]);
    assert_eq!(service.count("DeleteTrafficMirrorSession"), 2);
    // Of an id that no List showed, a lost attempt proves nothing.
    let mut service = Service::with(0);
    service.faults = vec![("DeleteTrafficMirrorSession", Fault::Lost)];
    let (report, _) = teardown(&ids(&["tms-absent"]), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["alreadyGone"]), ["tms-absent"]);
}

#[test]
fn deletes_of_unknown_fate_are_repeated_with_one_token_and_counted_once() {
    let mut service = Service::with(30);
    service.faults = [
        Fault::Lost,
        Fault::AnswerLost,
        Fault::Refused("Throttling.User"),
    ]
    .repeat(5)
    .into_iter()
    .map(|fault| ("DeleteTrafficMirrorSession", fault))
    .collect();
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 30);
    assert_eq!(report["alreadyGone"], json!([]));
    assert!(service.executed.values().all(|times| *times == 1));
}

#[test]
fn busy_sessions_wait_their_turn() {
    let mut service = Service::with(3);
    service.sessions.get_mut("tms-0001").unwrap().busy_until = NOW + 20_000;
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 3);
    assert!(service.count("DeleteTrafficMirrorSession") <= 4);
    // Busy without the List's knowing: refused, looked at, and sent again.
    let mut service = Service::with(2);
    let refused = Fault::Refused("IncorrectStatus.TrafficMirrorFilter");
    service.faults = vec![("DeleteTrafficMirrorSession", refused); 3];
    let (report, _) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 2);
}

#[test]
fn a_session_that_is_busy_for_good_fails_in_the_end_and_holds_up_nothing() {
    let mut service = Service::with(3);
    service.sessions.get_mut("tms-0001").unwrap().busy_until = i64::MAX;
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 2);
    assert_eq!(report["failed"][0]["id"], "tms-0001");
    assert!(run.now - NOW < 1_000_000);
}

#[test]
fn partial_failure_is_reported_with_the_error_and_stops_nothing_else() {
    let mut service = Service::with(4);
    let refused = Fault::Refused("OperationDenied.Whatever");
    service.faults = vec![("DeleteTrafficMirrorSession", refused)];
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(texts(&report["deleted"]).len(), 3);
    assert_eq!(
        report["failed"][0]["error"]["serviceCode"],
        "OperationDenied.Whatever"
    );
    let last = run.events.last().unwrap();
    assert_eq!((&last["failed"], &last["deleted"]), (&json!(1), &json!(3)));
    // What failed is tried again by whoever resumes.
    let mut job = Teardown::resume(run.checkpoints.last().unwrap(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, run.now, STEPS, 2);
    let report = result.unwrap().unwrap();
    assert_eq!(texts(&report["deleted"]).len(), 4);
}

#[test]
fn refused_keys_end_it_at_once() {
    let mut service = Service::with(30);
    let refused = Fault::Refused("InvalidAccessKeyId.NotFound");
    service.faults = vec![("DeleteTrafficMirrorSession", refused); 100];
    let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 1);
    assert!(matches!(result, Some(Err(Error::Service { .. }))));
    assert!(service.count("DeleteTrafficMirrorSession") <= 8);
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_would_go() {
    let mut service = Service::with(2);
    service.add("tms-shared", "tmf-2", "2026-01-01T00:00Z");
    service.add("tms-bystander", "tmf-2", "2026-01-01T00:00Z");
    let target = ids(&["tms-0000", "tms-0001", "tms-shared", "tms-absent"]);
    let (report, run) = teardown(&target, DRY_RUN, &mut service);
    assert_eq!(
        texts(&report["planned"]),
        ["tms-0000", "tms-0001", "tms-shared"]
    );
    assert_eq!(texts(&report["plannedFilters"]), ["tmf-1"]);
    assert_eq!(report["deleted"], json!([]));
    let kept: Vec<_> = reasons(&report).iter().map(|(id, _)| *id).collect();
    assert_eq!(kept, ["tms-absent", "tmf-2"]);
    assert!(run.checkpoints.is_empty());
    assert!(
        service
            .sent
            .iter()
            .all(|params| params["Action"].starts_with("List"))
    );
    // Nor does a dry run of what is left of a job.
    let (_, run) = teardown(&ids(&["tms-0000"]), WITH_FILTERS, &mut service);
    for checkpoint in &run.checkpoints {
        let mut service = Service::with(2);
        let mut job = Teardown::resume(checkpoint, DRY_RUN).unwrap();
        let (result, _) = drive(&mut job, &mut service, NOW, STEPS, 2);
        result.unwrap().unwrap();
        assert!(service.executed.is_empty() && service.filters.len() == 1);
    }
}

#[test]
fn filters_that_no_session_uses_any_more_go_too_if_wished() {
    let mut service = Service::with(2);
    service.add("tms-shared", "tmf-2", "2026-01-01T00:00Z");
    service.add("tms-bystander", "tmf-2", "2026-01-01T00:00Z");
    service.filters.insert("tmf-unused".into());
    let target = ids(&["tms-0000", "tms-0001", "tms-shared"]);
    let (report, _) = teardown(&target, WITH_FILTERS, &mut service);
    assert_eq!(
        texts(&report["deleted"]),
        ["tms-0000", "tms-0001", "tms-shared", "tmf-1"]
    );
    assert_eq!(reasons(&report), [("tmf-2", "sessions use it")]);
    assert!(service.filters.contains("tmf-2") && service.filters.contains("tmf-unused"));
}

#[test]
fn nothing_is_changed_before_the_plan_is_kept_safe() {
    for steps in 1.. {
        let mut service = Service::with(3);
        let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
        let (_, run) = drive(&mut job, &mut service, NOW, steps, 1);
        assert_eq!(service.count("DeleteTrafficMirrorSession"), 0);
        if !run.checkpoints.is_empty() {
            break;
        }
    }
}

/// Crashes a job of so many sessions after 1 step, 1 + `stride` steps and so on, and resumes it each time.
fn crash_and_resume(count: usize, stride: usize) {
    let fresh = || {
        let mut service = Service::with(count);
        service.add("tms-bystander", "tmf-9", "2026-01-01T00:00Z");
        service.faults = [Fault::Lost, Fault::AnswerLost]
            .repeat(4)
            .into_iter()
            .map(|fault| ("DeleteTrafficMirrorSession", fault))
            .collect();
        service
    };
    let target = selecting(&Params::new().text("TrafficMirrorFilterId", "tmf-1"));
    let (_, whole) = teardown(&target, WITH_FILTERS, &mut fresh());
    for steps in (1..=whole.steps).step_by(stride) {
        let mut service = fresh();
        let mut job = Teardown::new(&target, WITH_FILTERS).unwrap();
        let (ended, run) = drive(&mut job, &mut service, NOW, steps, 1);
        assert!(ended.is_none());
        let mut job = match run.checkpoints.last() {
            Some(checkpoint) => Teardown::resume(checkpoint, WITH_FILTERS).unwrap(),
            None => Teardown::new(&target, WITH_FILTERS).unwrap(),
        };
        let (result, _) = drive(&mut job, &mut service, run.now + 5_000, STEPS, 2);
        let report = result.unwrap().unwrap();
        let deleted = texts(&report["deleted"]).len();
        assert_eq!(deleted, count + 1, "after {steps} steps");
        assert_eq!(
            (&report["failed"], &report["alreadyGone"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(service.left(), ["tms-bystander"]);
        assert_eq!(service.executed.len(), count);
        assert!(service.executed.values().all(|times| *times == 1));
        assert!(!service.filters.contains("tmf-1") && service.filters.contains("tmf-9"));
    }
}

#[test]
fn a_crash_at_any_step_and_a_resume_delete_everything_once_and_report_the_whole() {
    crash_and_resume(9, 1);
}

#[test]
fn a_crash_between_batches_loses_nothing_either() {
    crash_and_resume(120, 41);
}

#[test]
fn the_last_checkpoint_gives_the_report_again_without_a_call() {
    let mut service = Service::with(3);
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let calls = service.sent.len();
    let mut job = Teardown::resume(run.checkpoints.last().unwrap(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, run.now, STEPS, 2);
    let again = result.unwrap().unwrap();
    assert_eq!(again["deleted"], report["deleted"]);
    assert_eq!(again["calls"], report["calls"]);
    assert_eq!(service.sent.len(), calls);
}

#[test]
fn a_damaged_checkpoint_is_refused_whatever_is_changed() {
    let mut service = Service::with(3);
    let (_, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let good = run.checkpoints.first().unwrap();
    assert!(!good.contains("testid") && !good.contains("testsecret"));
    let refused = |text: &str| {
        let error = Teardown::resume(text, WITH_CHECKPOINTS).err();
        assert!(matches!(error, Some(Error::Checkpoint(_))), "{text}");
    };
    for at in 0..good.len() {
        refused(&good[..at]);
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        refused(&String::from_utf8(bytes).unwrap());
    }
    refused(&[good, "x"].concat());
    refused("{}");
    // A newline at the end is what editors and shells add.
    assert!(Teardown::resume(&[good, "\n"].concat(), WITH_CHECKPOINTS).is_ok());
}

#[test]
fn a_checkpoint_of_another_region_endpoint_or_version_is_refused_before_anything_is_sent() {
    let mut service = Service::with(3);
    let (_, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let checkpoint = run.checkpoints.first().unwrap();
    let mut other_version = signer("cn-hongkong", None);
    other_version.version = "2099-01-01".into();
    for foreign in [
        signer("cn-beijing", None),
        signer("cn-hongkong", Some("http://127.0.0.1:4010")),
        other_version,
    ] {
        let mut job = Teardown::resume(checkpoint, WITH_CHECKPOINTS).unwrap();
        let mut link = Link::new(Style::V1Form, Format::Json, Policy::default(), None);
        let step = job.poll(&mut Context {
            now: NOW,
            signer: &foreign,
            link: &mut link,
            random: &mut || [7; 16],
        });
        assert!(
            matches!(step, Step::Done(Err(Error::Checkpoint(_)))),
            "{step:?}"
        );
    }
}
