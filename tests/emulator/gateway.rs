//! Signatures, and what the gateway puts up with.

use std::fs;
use std::path::Path;

use alicloud_traffic_mirror::emulator::{Arrival, Emulator, Options, plays};
use serde_json::{Value, json};

use crate::support::{START, encode, world};

const LIST: &str = "ListTrafficMirrorSessions";

#[test]
fn a_call_is_let_through_in_every_signed_form() {
    let mut world = world();
    let get = world.sign(LIST, &[]);
    assert_eq!(world.send(&get).reply.status, 200);
    for in_query in 0..=11 {
        let post = world.sign_post(LIST, &[("MaxResults", "5")], in_query);
        assert_eq!(
            world.send(&post).reply.status,
            200,
            "{in_query} in the query"
        );
    }
    let v3 = world.sign_v3(LIST, &[]);
    assert_eq!(world.send(&v3).reply.status, 200);
}

/// As the official SDK sends it in its V1 mode.
#[test]
fn a_v1_call_may_carry_the_headers_of_v3() {
    let mut world = world();
    for mut signed in [world.sign(LIST, &[]), world.sign_post(LIST, &[], 0)] {
        signed
            .set_header("x-acs-action", LIST)
            .set_header("x-acs-version", "2016-04-28");
        assert_eq!(world.send(&signed).reply.status, 200);
    }
}

#[test]
fn the_vectors_of_this_product_are_let_through_as_they_are() {
    let mut played = 0;
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")).unwrap()
    {
        let folder = folder.unwrap().path();
        let read = |name: &str| {
            fs::read_to_string(folder.join(name))
                .ok()
                .map(|text| text.trim_end().to_owned())
        };
        let Some(input) = read("input.json") else {
            continue;
        };
        let input: Value = serde_json::from_str(&input).unwrap();
        let action = input["params"]["Action"]
            .as_str()
            .or(input["action"].as_str())
            .unwrap();
        if !plays(action) {
            continue;
        }
        let token = input["params"]["SecurityToken"]
            .as_str()
            .or(input["securityToken"].as_str());
        let options = json!({
            "accounts": [{
                "accessKeyId": "testid",
                "accessKeySecret": input["accessKeySecret"],
                "securityToken": token,
            }],
            "clock": "manual",
            "startTime": START + 97_445_000,
        });
        let mut emulator = Emulator::new(Options::from_json(&options).unwrap()).unwrap();
        let session = json!({ "TrafficMirrorSessionId": "tms-j6cla50buc44ap8tu0001" });
        emulator
            .load(&json!({ "regions": { "cn-hongkong": { "sessions": [session] } } }))
            .unwrap();
        let mut headers = vec![(
            "host".to_owned(),
            input["host"].as_str().unwrap().to_owned(),
        )];
        if let Some(more) = read("headers.json") {
            let more: Value = serde_json::from_str(&more).unwrap();
            let more = more.as_object().unwrap();
            headers.extend(
                more.iter()
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())),
            );
        }
        let body = read("body.txt").unwrap_or_default();
        if !body.is_empty() {
            headers.push((
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ));
        }
        let url = read("url.txt").unwrap_or_default();
        let target = url.find(".com/").map_or("/", |at| &url[at + 4..]);
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let reply = emulator.handle(&Arrival {
            method: input["method"].as_str().unwrap(),
            target,
            headers: &headers,
            body: body.as_bytes(),
            freshness_now: None,
        });
        let answer = String::from_utf8(reply.body).unwrap();
        let passed = reply.status == 200 || answer.contains("\"DryRunOperation\"");
        assert!(passed, "{}: {answer}", folder.display());
        played += 1;
    }
    assert!(played >= 4, "only {played} vectors were found");
}

#[test]
fn a_wrong_secret_is_told_with_the_string_that_was_signed() {
    let mut world = world();
    world.secret = "wrong".to_owned();
    let signed = world.sign(LIST, &[]);
    let answer = world.send(&signed);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (400, "SignatureDoesNotMatch")
    );
    let message = answer.message();
    let (_, string_to_sign) = message.split_once("server string to sign is:").unwrap();
    let query = signed.target.trim_start_matches("/?");
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.starts_with("Signature="))
        .collect();
    pairs.sort_unstable();
    assert_eq!(
        string_to_sign,
        format!("GET&%2F&{}", encode(&pairs.join("&")))
    );

    let signed = world.sign_v3(LIST, &[]);
    let answer = world.send(&signed);
    assert_eq!(answer.code(), "SignatureDoesNotMatch");
    let message = answer.message();
    assert!(
        message.contains("server canonical request is:POST\n/\nRegionId=cn-hongkong\nhost:"),
        "{message}"
    );
    let (_, string_to_sign) = message.split_once("server string to sign is:").unwrap();
    assert!(string_to_sign.starts_with("ACS3-HMAC-SHA256\n"));
}

#[test]
fn whatever_is_changed_on_the_way_is_noticed() {
    let mut world = world();
    let mut signed = world.sign_post(LIST, &[("MaxResults", "5")], 3);
    signed.replace("MaxResults=5", "MaxResults=6");
    assert_eq!(world.send(&signed).code(), "SignatureDoesNotMatch");
    let mut signed = world.sign_post(LIST, &[], 3);
    signed.method = "GET";
    assert_eq!(world.send(&signed).code(), "SignatureDoesNotMatch");
    let mut signed = world.sign(LIST, &[]);
    signed.target.push_str("&Enabled=true");
    assert_eq!(world.send(&signed).code(), "SignatureDoesNotMatch");
    for (name, value) in [
        ("host", "vpc.cn-hongkong.aliyuncs.com"),
        ("x-acs-action", "ListTrafficMirrorFilters"),
        ("x-acs-signature-nonce", "another"),
        ("x-acs-content-sha256", "0000"),
    ] {
        let mut signed = world.sign_v3(LIST, &[]);
        signed.set_header(name, value);
        assert_eq!(
            world.send(&signed).code(),
            "SignatureDoesNotMatch",
            "{name}"
        );
    }
    let mut signed = world.sign_v3(LIST, &[]);
    signed.body.push('x');
    assert_eq!(world.send(&signed).code(), "SignatureDoesNotMatch");
}

#[test]
fn encodings_other_than_the_canonical_one_verify_all_the_same() {
    let mut world = world();
    let name = [("TrafficMirrorSessionName", "a b*c~d'é+镜")];
    let mut plus = world.sign(LIST, &name);
    plus.replace("%20", "+");
    assert_eq!(world.send(&plus).reply.status, 200);
    let mut loose = world.sign(LIST, &name);
    loose
        .replace("%2A", "*")
        .replace("%27", "'")
        .replace("%C3", "%c3")
        .replace("~", "%7E");
    assert_eq!(world.send(&loose).reply.status, 200);
    let mut empty = world.sign(LIST, &[("NextToken", "")]);
    empty.replace("NextToken=", "&&NextToken");
    assert_eq!(world.send(&empty).reply.status, 200);
}

#[test]
fn v3_verifies_over_the_headers_that_the_client_names_in_any_case() {
    let mut world = world();
    let mut signed = world.sign_v3(LIST, &[]);
    for (name, value) in &mut signed.headers {
        *name = name.to_uppercase();
        *value = format!("  {value} ");
    }
    assert_eq!(world.send(&signed).reply.status, 200);
    let mut signed = world.sign_v3(LIST, &[]);
    let authorization = signed
        .headers
        .iter()
        .find(|(name, _)| name == "Authorization")
        .unwrap()
        .1
        .replace(',', ", ");
    signed.set_header("authorization", &authorization);
    assert_eq!(world.send(&signed).reply.status, 200);
}

#[test]
fn an_unsigned_header_that_counts_makes_the_signature_incomplete() {
    let mut world = world();
    let mut signed = world.sign_v3(LIST, &[]);
    let authorization = signed
        .headers
        .iter()
        .find(|(name, _)| name == "Authorization")
        .unwrap()
        .1
        .clone();
    signed.set_header("Authorization", &authorization.replace(";x-acs-date", ""));
    assert_eq!(world.send(&signed).code(), "IncompleteSignature");
    for name in [
        "x-acs-date",
        "x-acs-version",
        "x-acs-content-sha256",
        "x-acs-signature-nonce",
        "host",
    ] {
        let mut signed = world.sign_v3(LIST, &[]);
        signed.headers.retain(|(known, _)| known != name);
        let code = world.send(&signed).code();
        let expected = if name == "x-acs-version" {
            "MissingVersion"
        } else {
            "IncompleteSignature"
        };
        assert_eq!(code, expected, "{name}");
    }
    let mut signed = world.sign_v3(LIST, &[]);
    signed.set_header("x-acs-security-token", "added on the way");
    assert_eq!(world.send(&signed).code(), "IncompleteSignature");
    let mut signed = world.sign_v3(LIST, &[]);
    signed.headers.retain(|(name, _)| name != "Authorization");
    assert_eq!(world.send(&signed).code(), "IncompleteSignature");
    let mut signed = world.sign_v3(LIST, &[]);
    signed.set_header(
        "Authorization",
        "ACS3-RSA-SHA256 Credential=testid,SignedHeaders=host,Signature=00",
    );
    assert_eq!(world.send(&signed).code(), "InvalidSignatureMethod");
}

#[test]
fn each_missing_or_wrong_signing_parameter_is_named() {
    let mut world = world();
    for (name, value, code, status) in [
        ("Action", "-", "MissingAction", 400),
        ("Action", "DescribeRegions", "InvalidAction.NotFound", 404),
        (
            "Action",
            "listtrafficmirrorsessions",
            "InvalidAction.NotFound",
            404,
        ),
        ("Version", "-", "MissingVersion", 400),
        ("Version", "2014-05-26", "InvalidVersion", 400),
        ("AccessKeyId", "-", "MissingAccessKeyId", 400),
        ("AccessKeyId", "nobody", "InvalidAccessKeyId.NotFound", 404),
        ("SignatureMethod", "-", "IncompleteSignature", 400),
        (
            "SignatureMethod",
            "HMAC-SHA256",
            "InvalidSignatureMethod",
            400,
        ),
        ("SignatureVersion", "2.0", "InvalidSignatureMethod", 400),
        ("SignatureNonce", "-", "IncompleteSignature", 400),
        ("Timestamp", "-", "IllegalTimestamp", 400),
        ("Timestamp", "yesterday", "InvalidTimeStamp.Format", 400),
        ("Format", "YAML", "InvalidParameter.Format", 400),
    ] {
        let answer = world.call(LIST, &[(name, value)]);
        let body = answer.body();
        assert_eq!(answer.reply.status, status, "{name}={value}: {body}");
        assert!(
            body.contains(&format!("{code}\"")) || body.contains(&format!(">{code}<")),
            "{name}={value}: {body}"
        );
    }
    let mut signed = world.sign(LIST, &[]);
    let at = signed.target.find("&Signature=").unwrap();
    signed.target.truncate(at);
    assert_eq!(world.send(&signed).code(), "IncompleteSignature");
}

#[test]
fn only_get_and_post_are_methods_of_the_api() {
    let mut world = world();
    for method in ["PUT", "DELETE", "HEAD", "get", ""] {
        let mut signed = world.sign(LIST, &[]);
        signed.method = method;
        assert_eq!(
            world.send(&signed).code(),
            "UnsupportedHTTPMethod",
            "{method}"
        );
    }
    let mut elsewhere = world.sign(LIST, &[]);
    elsewhere.target.insert_str(1, "vpc");
    let answer = world.send(&elsewhere);
    assert_eq!(
        (answer.reply.status, answer.code().as_str()),
        (404, "InvalidApi.NotFound")
    );
}

#[test]
fn every_answer_may_be_read_by_a_page_and_a_preflight_allows_what_was_seen() {
    let mut world = world();
    let mut options = world.sign(LIST, &[]);
    options.method = "OPTIONS";
    let answer = world.send(&options);
    assert_eq!((answer.reply.status, answer.body().as_str()), (200, ""));
    assert_eq!(
        answer.header("access-control-allow-methods"),
        Some("POST, GET, OPTIONS")
    );
    assert!(
        !answer
            .header("access-control-allow-headers")
            .unwrap()
            .contains("x-acs")
    );
    let refusal = world.call(LIST, &[("AccessKeyId", "nobody")]);
    let success = world.call(LIST, &[]);
    for answer in [answer, refusal, success] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-expose-headers"), Some("*"));
        assert_eq!(answer.header("date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
        assert_eq!(answer.header("x-acs-request-id").unwrap().len(), 36);
    }
    assert_eq!(world.emulator.requests().len(), 2);
}

#[test]
fn a_parameter_in_query_and_body_has_to_be_the_same() {
    let mut world = world();
    let mut same = world.sign_post(LIST, &[], 9);
    same.body.push_str("&Action=ListTrafficMirrorSessions");
    assert_eq!(world.send(&same).reply.status, 200);
    let mut other = world.sign_post(LIST, &[], 9);
    other.body.push_str("&Action=DeleteTrafficMirrorSession");
    assert_eq!(world.send(&other).code(), "InvalidParameter");
}
