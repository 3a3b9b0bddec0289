//! Who is let in, when, and how often: freshness, replay, temporary keys, accounts.

use alicloud_traffic_mirror::emulator::Arrival;
use serde_json::json;

use crate::support::{START, world, world_with};

const LIST: &str = "ListTrafficMirrorSessions";

#[test]
fn a_request_is_fresh_for_fifteen_minutes_either_way() {
    let mut world = world();
    world.advance(3_600_000);
    let now = world.emulator.now();
    for (offset, passes) in [
        (-900_000, true),
        (900_000, true),
        (-901_000, false),
        (901_000, false),
    ] {
        world.time = Some(now + offset);
        for signed in [world.sign(LIST, &[]), world.sign_v3(LIST, &[])] {
            let answer = world.send(&signed);
            assert_eq!(
                answer.reply.status == 200,
                passes,
                "{offset}: {}",
                answer.json
            );
            if !passes {
                assert_eq!(answer.code(), "InvalidTimeStamp.Expired");
            }
        }
    }
}

#[test]
fn over_the_network_freshness_follows_the_wall_clock_and_not_the_emulators_time() {
    let mut world = world();
    let signed = world.sign(LIST, &[]);
    world.advance(86_400_000);
    let headers = [("host", "localhost")];
    let reply = world.emulator.handle(&Arrival {
        method: "GET",
        target: &signed.target,
        headers: &headers,
        body: b"",
        freshness_now: Some(START + 1_000),
    });
    assert_eq!(reply.status, 200);
}

#[test]
fn a_nonce_is_good_once() {
    let mut world = world();
    let requests = [world.sign(LIST, &[]), world.sign_v3(LIST, &[])];
    for signed in &requests {
        assert_eq!(world.send(signed).reply.status, 200);
        assert_eq!(world.send(signed).code(), "SignatureNonceUsed");
    }
    world.advance(15 * 60_000);
    for signed in &requests {
        assert_eq!(world.send(signed).code(), "SignatureNonceUsed");
    }
}

#[test]
fn a_clock_that_goes_wrong_and_right_again_lets_no_request_in_twice() {
    const HOUR: i64 = 3_600_000;
    let skew = |ms: i64| json!({ "kind": "clock-skew", "ms": ms });
    let mut world = world();
    let before = world.sign(LIST, &[]);
    assert_eq!(world.send(&before).reply.status, 200);
    world.inject(&skew(HOUR));
    world.time = Some(START + HOUR);
    let meanwhile = world.sign(LIST, &[]);
    assert_eq!(world.send(&meanwhile).reply.status, 200);
    world.inject(&skew(0));
    assert_eq!(world.send(&before).code(), "SignatureNonceUsed");
    // By the time that it was signed for, it still is used.
    world.advance(HOUR.unsigned_abs());
    assert_eq!(world.send(&meanwhile).code(), "SignatureNonceUsed");
}

#[test]
fn a_request_that_is_not_genuine_uses_no_nonce_up() {
    let mut world = world();
    let signed = world.sign(LIST, &[]);
    let mut spoilt = world.sign(LIST, &[]);
    spoilt.target = signed.target.replace("Signature=", "Signature=AAAA");
    assert_eq!(world.send(&spoilt).code(), "SignatureDoesNotMatch");
    assert_eq!(world.send(&signed).reply.status, 200);
}

#[test]
fn a_temporary_key_needs_its_own_token_until_it_expires() {
    let key = |id: &str, token: &str| {
        json!({
            "accessKeyId": id, "accessKeySecret": "secret", "securityToken": token,
            "expiresAt": START + 60_000, "accountId": "one",
        })
    };
    let mut world = world_with(json!({ "accounts": [
        key("STS.a", "token/a+="),
        key("STS.b", "token-b"),
        { "accessKeyId": "long-lived", "accessKeySecret": "secret" },
    ]}));
    world.secret = "secret".to_owned();
    for (key, token, code) in [
        ("STS.a", Some("token/a+="), None),
        ("STS.a", None, Some("MissingSecurityToken")),
        (
            "STS.a",
            Some("token-b"),
            Some("InvalidSecurityToken.MismatchWithAccessKey"),
        ),
        (
            "STS.a",
            Some("nonsense"),
            Some("InvalidSecurityToken.Malformed"),
        ),
        ("long-lived", None, None),
        (
            "long-lived",
            Some("token-b"),
            Some("InvalidSecurityToken.MismatchWithAccessKey"),
        ),
        (
            "long-lived",
            Some("nonsense"),
            Some("InvalidSecurityToken.Malformed"),
        ),
    ] {
        world.key = key.to_owned();
        world.token = token.map(str::to_owned);
        for signed in [world.sign(LIST, &[]), world.sign_v3(LIST, &[])] {
            let answer = world.send(&signed);
            assert_eq!(
                answer.json["Code"].as_str(),
                code,
                "{key} {token:?}: {}",
                answer.json
            );
        }
    }
    world.key = "STS.a".to_owned();
    world.token = Some("token/a+=".to_owned());
    world.advance(60_000);
    assert_eq!(world.refused(LIST, &[]), "InvalidSecurityToken.Expired");
}

#[test]
fn keys_of_one_account_see_the_same_and_other_accounts_do_not() {
    let mut world = world_with(json!({ "accounts": [
        { "accessKeyId": "first", "accessKeySecret": "testsecret", "accountId": "one" },
        { "accessKeyId": "second", "accessKeySecret": "testsecret", "accountId": "one" },
        { "accessKeyId": "third", "accessKeySecret": "testsecret" },
    ]}));
    world.key = "first".to_owned();
    world.filter();
    let mut seen_by = |key: &str| {
        world.key = key.to_owned();
        world.ok("ListTrafficMirrorFilters", &[])["TotalCount"].clone()
    };
    assert_eq!(
        (seen_by("second"), seen_by("third")),
        (json!("1"), json!("0"))
    );
}
