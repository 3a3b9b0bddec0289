//! The record of requests.

use alicloud_traffic_mirror::emulator::{Arrival, Logged};
use serde_json::json;

use crate::support::{START, world, world_with};

#[test]
fn requests_are_remembered_without_what_lets_anyone_sign() {
    let mut world = world_with(json!({ "accounts": [
        { "accessKeyId": "STS.key-id", "accessKeySecret": "the-secret", "securityToken": "the-token" },
    ]}));
    world.key = "STS.key-id".to_owned();
    world.secret = "the-secret".to_owned();
    world.token = Some("the-token".to_owned());
    world.filter();
    let long = "x".repeat(5_000);
    world.refused(
        "DeleteTrafficMirrorSession",
        &[
            ("TrafficMirrorSessionId", &long),
            ("AccessKeySecret", "the-secret"),
        ],
    );
    let wrong = world.sign_v3("ListTrafficMirrorSessions", &[("MaxResults", "0")]);
    world.send(&wrong);
    world.inject(&json!({ "kind": "drop-request" }));
    world.call("ListTrafficMirrorSessions", &[("ClientToken", "kept")]);
    let requests: Vec<_> = world.emulator.requests().cloned().collect();
    let seen: Vec<_> = requests
        .iter()
        .map(|one| (one.action.as_str(), one.status, one.code.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("CreateTrafficMirrorFilter", 200, None),
            (
                "DeleteTrafficMirrorSession",
                400,
                Some("ResourceNotFound.TrafficMirrorSession")
            ),
            ("ListTrafficMirrorSessions", 400, Some("InvalidParameter")),
            ("ListTrafficMirrorSessions", 0, None),
        ]
    );
    assert_eq!((requests[0].at, requests[1].at), (START, START + 2_000));
    assert_eq!(param(&requests[0], "RegionId"), "cn-hongkong");
    assert_eq!(param(&requests[3], "ClientToken"), "kept");
    assert!(param(&requests[1], "TrafficMirrorSessionId").len() < 2_100);
    let everything = [
        serde_json::to_string(&requests).unwrap(),
        world.emulator.state().to_string(),
        format!("{:?}", world.emulator),
    ];
    for text in everything {
        for secret in ["the-secret", "the-token", "STS.key-id", "Signature\""] {
            let allowed = secret == "STS.key-id" && text.contains("owner");
            assert!(allowed || !text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn what_the_table_allows_is_remembered_whole() {
    let mut world = world();
    let (description, text) = ("\u{1f600}".repeat(256), "\u{1f600}".repeat(126));
    let mut params = vec![("TrafficMirrorFilterDescription".to_owned(), description)];
    for number in 1..=20 {
        params.push((format!("Tag.{number}.Key"), format!("{number:02}{text}")));
        params.push((format!("Tag.{number}.Value"), text.clone()));
    }
    for (list, number) in ["Ingress", "Egress"]
        .map(|list| (1..=10).map(move |at| (list, at)))
        .into_iter()
        .flatten()
    {
        for (field, value) in [
            ("Action", "accept"),
            ("Protocol", "TCP"),
            ("SourcePortRange", "10000/20000"),
        ] {
            params.push((format!("{list}Rules.{number}.{field}"), value.to_owned()));
        }
    }
    let given: Vec<_> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    world.ok("CreateTrafficMirrorFilter", &given);
    let request = world.emulator.requests().last().unwrap().clone();
    for (name, value) in given {
        assert_eq!(param(&request, name), value, "{name}");
    }
}

#[test]
fn ten_thousand_requests_are_remembered_and_no_more() {
    let mut world = world();
    for _ in 0..10_001 {
        let mut signed = world.sign("ListTrafficMirrorSessions", &[]);
        signed.replace("Signature=", "Signature=x");
        world.send(&signed);
    }
    world.list_sessions(&[]);
    assert_eq!(world.emulator.requests().len(), 10_000);
    assert_eq!(world.emulator.requests().last().unwrap().status, 200);
}

#[test]
fn fewer_requests_are_remembered_where_they_are_long() {
    let mut world = world();
    let long = "x".repeat(250);
    let names: Vec<_> = (0..40).map(|at| format!("Name{at}")).collect();
    let params: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), long.as_str()))
        .collect();
    let signed = world.sign("ListTrafficMirrorSessions", &params);
    for _ in 0..4_500 {
        world.send(&signed);
    }
    let remembered = world.emulator.requests().len();
    assert!((2_000..4_000).contains(&remembered), "{remembered}");
}

#[test]
fn what_is_signed_is_not_in_the_debug_form_of_requests_and_replies() {
    let mut world = world();
    world.secret = "wrong".to_owned();
    world.token = Some("the-token".to_owned());
    let signed = world.sign("ListTrafficMirrorSessions", &[]);
    let arrival = Arrival {
        method: "GET",
        target: &signed.target,
        headers: &[("x-acs-security-token", "the-token")],
        body: b"SecurityToken=the-token",
        freshness_now: None,
    };
    let shown = format!("{arrival:?} {:?}", world.send(&signed).reply);
    assert!(
        !shown.contains("the-token") && shown.contains("400"),
        "{shown}"
    );
}

fn param<'a>(request: &'a Logged, name: &str) -> &'a str {
    let mut params = request.params.iter();
    let found = params.find(|(known, _)| known == name).unwrap();
    &found.1
}
