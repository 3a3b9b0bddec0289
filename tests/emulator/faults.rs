//! Faults that a test orders, and the rate limit.

use alicloud_traffic_mirror::emulator::{Disposition, Fault};
use serde_json::{Value, json};

use crate::support::{World, world, world_with};

const CREATE: &str = "CreateTrafficMirrorFilter";
const LIST: &str = "ListTrafficMirrorFilters";

fn filters(world: &mut World) -> Value {
    world.ok(LIST, &[])["TotalCount"].clone()
}

#[test]
fn a_lost_request_does_nothing_and_a_lost_answer_has_done_it() {
    let mut world = world();
    for (kind, disposition, done) in [
        ("drop-request", Disposition::DropRequest, "0"),
        ("drop-response", Disposition::DropResponse, "1"),
        ("reset", Disposition::Reset, "2"),
    ] {
        world.inject(&json!({ "kind": kind }));
        let answer = world.call(CREATE, &[]);
        assert_eq!(
            (answer.reply.disposition, answer.reply.status),
            (disposition, 0)
        );
        assert!(answer.reply.body.is_empty() && answer.reply.headers.is_empty());
        assert_eq!(filters(&mut world), done, "{kind}");
    }
}

#[test]
fn answers_come_from_a_proxy_or_empty_or_cut_or_late() {
    let mut world = world();
    world.inject(&json!({ "kind": "html-502" }));
    let answer = world.call(CREATE, &[]);
    assert_eq!(
        (answer.reply.status, answer.header("content-type")),
        (502, Some("text/html"))
    );
    assert!(answer.body().starts_with("<html>"));
    assert_eq!(filters(&mut world), "0");
    world.inject(&json!({ "kind": "empty" }));
    let answer = world.call(CREATE, &[]);
    assert_eq!((answer.reply.status, answer.body().as_str()), (200, ""));
    world.inject(&json!({ "kind": "truncate" }));
    let answer = world.call(CREATE, &[]);
    assert!(answer.body().starts_with('{') && answer.json.is_null());
    world.inject(&json!({ "kind": "delay", "ms": 250 }));
    let answer = world.call(CREATE, &[]);
    assert_eq!(
        (answer.reply.status, answer.reply.disposition),
        (200, Disposition::Delay(250))
    );
    assert_eq!(filters(&mut world), "3");
}

#[test]
fn an_ordered_error_is_answered_instead() {
    let mut world = world();
    world.inject(&json!({ "kind": "error", "status": 503, "code": "ServiceUnavailable", "retryAfterMs": 1500 }));
    let answer = world.call(CREATE, &[]);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (503, "ServiceUnavailable")
    );
    assert_eq!(answer.header("x-acs-retry-after"), Some("1500"));
    assert_eq!(filters(&mut world), "0");
}

#[test]
fn an_ordered_error_waits_for_a_request_that_would_get_through() {
    let mut world = world();
    world.inject(&json!({ "kind": "error", "status": 500, "code": "InternalError" }));
    let signed = world.sign(LIST, &[]);
    assert_eq!(
        world.refused(LIST, &[("AccessKeyId", "nobody")]),
        "InvalidAccessKeyId.NotFound"
    );
    assert_eq!(world.send(&signed).code(), "InternalError");
    // The nonce was used by it: a retry has to sign anew.
    assert_eq!(world.send(&signed).code(), "SignatureNonceUsed");
}

#[test]
fn faults_come_in_the_order_they_were_ordered_each_as_often_as_it_was() {
    let mut world = world();
    world.inject(&json!({ "kind": "error", "status": 500, "code": "First", "times": 2 }));
    world.inject(&json!({ "kind": "error", "status": 500, "code": "Creates", "on": CREATE }));
    world.inject(&json!({ "kind": "error", "status": 500, "code": "Last" }));
    let codes: Vec<_> = [LIST, CREATE, LIST, CREATE]
        .map(|action| world.refused(action, &[]))
        .into();
    assert_eq!(codes, ["First", "First", "Last", "Creates"]);
    world.ok(LIST, &[]);
}

#[test]
fn a_skewed_clock_shows_in_freshness_and_in_the_date() {
    let mut world = world();
    world.inject(&json!({ "kind": "clock-skew", "ms": 3_600_000 }));
    let answer = world.call(LIST, &[]);
    assert_eq!(answer.code(), "InvalidTimeStamp.Expired");
    assert_eq!(answer.header("date"), Some("Thu, 01 Jan 2026 01:00:00 GMT"));
    world.time = Some(world.emulator.now() + 3_600_000);
    world.ok(LIST, &[]);
    world.inject(&json!({ "kind": "clock-skew", "ms": 0 }));
    world.time = None;
    world.ok(LIST, &[]);
}

#[test]
fn a_fault_that_could_never_come_is_refused_by_name() {
    for (fault, field) in [
        (json!({}), "kind"),
        (json!({ "kind": "explode" }), "kind"),
        (json!({ "kind": "delay" }), "ms"),
        (json!({ "kind": "delay", "ms": -1 }), "ms"),
        (json!({ "kind": "delay", "ms": "5" }), "ms"),
        (
            json!({ "kind": "error", "status": 200, "code": "X" }),
            "status",
        ),
        (json!({ "kind": "error", "status": 400 }), "code"),
        (json!({ "kind": "reset", "ms": 5 }), "ms"),
        (json!({ "kind": "reset", "times": 0 }), "times"),
        (
            json!({ "kind": "clock-skew", "ms": 5, "times": 1 }),
            "times",
        ),
        (json!([]), ""),
    ] {
        assert_eq!(
            Fault::from_json(&fault).unwrap_err().field,
            field,
            "{fault}"
        );
    }
    let mut world = world();
    let fault =
        Fault::from_json(&json!({ "kind": "reset", "on": "DeleteTrafficMirrorSesion" })).unwrap();
    assert_eq!(world.emulator.inject(fault).unwrap_err().field, "on");
}

#[test]
fn too_many_calls_in_the_period_are_throttled_and_told_when_to_come_back() {
    let mut world = world_with(json!({ "rateLimit": { "calls": 3, "periodMs": 1_000 } }));
    for _ in 0..3 {
        world.ok(LIST, &[]);
        world.advance(100);
    }
    let answer = world.call(LIST, &[]);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (400, "Throttling.User")
    );
    assert_eq!(answer.header("x-acs-retry-after"), Some("700"));
    // Another operation has a limit of its own; a refused call does not count.
    world.ok("ListTrafficMirrorSessions", &[]);
    world.advance(699);
    assert_eq!(world.refused(LIST, &[]), "Throttling.User");
    world.advance(1);
    world.ok(LIST, &[]);
    assert_eq!(world.refused(LIST, &[]), "Throttling.User");
}

#[test]
fn without_a_setting_the_documented_limits_hold() {
    let mut limited = world();
    for _ in 0..600 {
        limited.create_session("tmf-none", 1, &[]);
        limited.list_sessions(&[]);
    }
    assert_eq!(
        limited.create_session("tmf-none", 1, &[]).code(),
        "Throttling.User"
    );
    limited.list_sessions(&[]);
    let mut unlimited = world_with(json!({ "rateLimit": false }));
    for _ in 0..601 {
        let code = unlimited.create_session("tmf-none", 1, &[]).code();
        assert_eq!(code, "ResourceNotFound.TrafficMirrorFilter");
    }
}
