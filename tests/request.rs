//! What a request holds, and what is refused before anything is sent.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alicloud_traffic_mirror::request::{
    self, Endpoint, Format, Invalid, Moment, Params, Request, Signer, Style,
};
use alicloud_traffic_mirror::service::{OPERATIONS, VERSION};
use alicloud_traffic_mirror::signing::{Credentials, Key};

fn signer() -> Signer {
    Signer {
        key: Key::new(Credentials {
            access_key_id: "testid",
            access_key_secret: "testsecret",
            security_token: None,
        })
        .unwrap(),
        region_id: "cn-hongkong".into(),
        endpoint: None,
        version: VERSION.into(),
    }
}

const MOMENT: Moment<'_> = Moment {
    now: 1_767_323_045_000,
    nonce: "n",
    format: Format::Json,
};

fn build(action: &str, params: &Params) -> Result<Request, Invalid> {
    request::build(&signer(), action, params, Style::V1Url, MOMENT)
}

/// The names of the parameters that were refused, with what is wrong with each.
fn issues(action: &str, params: &Params) -> Vec<(String, &'static str)> {
    match build(action, params) {
        Err(Invalid::Parameters(issues)) => issues
            .into_iter()
            .map(|issue| (issue.parameter, issue.problem))
            .collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn sent(action: &str, params: &Params) -> String {
    build(action, params).unwrap().url
}

const DELETE: &str = "DeleteTrafficMirrorSession";
const CREATE: &str = "CreateTrafficMirrorSession";

#[test]
fn the_region_fills_region_id_and_picks_the_host() {
    let url = sent(
        DELETE,
        &Params::new().text("TrafficMirrorSessionId", "tms-1"),
    );
    assert!(url.starts_with("https://vpc.cn-hongkong.aliyuncs.com/?AccessKeyId=testid&Action="));
    assert!(url.contains("&RegionId=cn-hongkong&"));
    let other = Params::new()
        .text("RegionId", "eu-central-1")
        .text("TrafficMirrorSessionId", "tms-1");
    let url = request::build(
        &Signer {
            region_id: String::new(),
            ..signer()
        },
        DELETE,
        &other,
        Style::V1Url,
        MOMENT,
    )
    .unwrap()
    .url;
    assert!(url.starts_with("https://vpc.eu-central-1.aliyuncs.com/?"));
}

#[test]
fn a_region_that_is_no_text_is_not_taken_for_the_signer_s_own() {
    let params = Params::new().texts("RegionId", ["cn-beijing"]);
    for style in [Style::V1Url, Style::V1Form, Style::V3] {
        let refused = request::build(&signer(), "DescribeVpcs", &params, style, MOMENT);
        assert!(matches!(refused, Err(Invalid::Endpoint(_))));
    }
}

#[test]
fn a_region_id_that_would_change_the_host_is_refused() {
    let signer = Signer {
        region_id: String::new(),
        ..signer()
    };
    let params = Params::new()
        .text("RegionId", "evil.example/#")
        .text("TrafficMirrorSessionId", "tms-1");
    let refused = request::build(&signer, DELETE, &params, Style::V1Form, MOMENT);
    assert!(matches!(refused, Err(Invalid::Endpoint(_))));
    // With an endpoint of its own, the value is only a parameter, for the service to judge.
    let signer = Signer {
        endpoint: Some(Endpoint::parse("http://127.0.0.1:4010").unwrap()),
        ..signer
    };
    let request = request::build(&signer, DELETE, &params, Style::V1Form, MOMENT).unwrap();
    assert_eq!(request.url, "http://127.0.0.1:4010/");
    assert!(
        request
            .body
            .unwrap()
            .contains("RegionId=evil.example%2F%23")
    );
}

#[test]
fn every_missing_or_mistyped_parameter_is_named() {
    let params = Params::new()
        .integer("TrafficMirrorTargetId", 7)
        .text("TrafficMirrorTargetType", "SLB")
        .text("TrafficMirrorSourceIds", "eni-1")
        .text("Priority", "high")
        .text("Enabled", "yes")
        .objects("Tag", [Params::new().text("Value", "v")])
        .text("ClientToken", "tökén");
    assert_eq!(
        issues(CREATE, &params),
        [
            ("TrafficMirrorTargetId".into(), "must be a string"),
            ("TrafficMirrorSourceIds".into(), "must be a list"),
            ("Priority".into(), "must be a whole number"),
            ("Enabled".into(), "must be a boolean"),
            ("Tag.1.Key".into(), "is missing"),
            ("ClientToken".into(), "must be ASCII"),
            ("TrafficMirrorFilterId".into(), "is missing"),
        ]
    );
}

#[test]
fn empty_ids_and_empty_lists_of_ids_are_refused() {
    assert_eq!(
        issues(DELETE, &Params::new().text("TrafficMirrorSessionId", "")),
        [("TrafficMirrorSessionId".into(), "is empty")]
    );
    let list = "ListTrafficMirrorSessions";
    assert_eq!(
        issues(
            list,
            &Params::new().texts("TrafficMirrorSessionIds", ["tms-1", ""])
        ),
        [("TrafficMirrorSessionIds.2".into(), "is empty")]
    );
    // Sent, it would be no filter at all, and the List would show everything.
    assert_eq!(
        issues(list, &Params::new().texts("TrafficMirrorSessionIds", [])),
        [("TrafficMirrorSessionIds".into(), "is empty")]
    );
}

#[test]
fn client_tokens_are_ascii_and_at_most_64_long() {
    let with = |token: &str| {
        Params::new()
            .text("TrafficMirrorSessionId", "tms-1")
            .text("ClientToken", token)
    };
    assert!(build(DELETE, &with(&"t".repeat(64))).is_ok());
    for (token, problem) in [
        (String::new(), "is empty"),
        ("t".repeat(65), "is longer than 64 characters"),
        ("é".into(), "must be ASCII"),
    ] {
        assert_eq!(
            issues(DELETE, &with(&token)),
            [("ClientToken".into(), problem)]
        );
    }
}

#[test]
fn lists_and_objects_are_numbered_from_one_and_sorted_by_raw_name() {
    let ids: Vec<String> = (1..=11).map(|number| format!("eni-{number}")).collect();
    let params = Params::new()
        .texts("B", ids.iter().map(String::as_str))
        .objects("A", [Params::new().text("Key", "k").text("Value", "")]);
    let url = sent("AnyOtherAction", &params);
    assert!(url.contains("?A.1.Key=k&A.1.Value=&AccessKeyId="), "{url}");
    assert!(
        url.contains("&B.1=eni-1&B.10=eni-10&B.11=eni-11&B.2=eni-2&"),
        "{url}"
    );
}

#[test]
fn names_that_the_signer_sets_cannot_be_given() {
    for name in [
        "Signature",
        "AccessKeyId",
        "Action",
        "SecurityToken",
        "Timestamp",
    ] {
        assert_eq!(
            issues("AnyOtherAction", &Params::new().text(name, "x")),
            [(name.into(), "is set by the signer")]
        );
    }
}

#[test]
fn a_parameter_given_twice_is_refused_rather_than_sent_twice() {
    let params = Params::new().texts("A", ["x"]).text("A.1", "y");
    assert_eq!(
        issues("AnyOtherAction", &params),
        [("A.1".into(), "is given twice")]
    );
}

#[test]
fn numbers_beyond_two_to_the_53_are_refused_since_javascript_may_have_rounded_them() {
    let with = |value| {
        Params::new()
            .text("TrafficMirrorSessionId", "tms-1")
            .integer("Extra", value)
    };
    assert!(build(DELETE, &with(9_007_199_254_740_991)).is_ok());
    for value in [9_007_199_254_740_992, -9_007_199_254_740_992] {
        assert_eq!(issues(DELETE, &with(value))[0].0, "Extra");
    }
}

#[test]
fn prototype_names_are_parameters_like_any_other() {
    let url = sent("AnyOtherAction", &Params::new().text("__proto__", "x"));
    assert!(url.contains("&__proto__=x"), "{url}");
}

#[test]
fn options_that_could_end_a_header_line_are_refused() {
    let params = Params::new().text("TrafficMirrorSessionId", "tms-1");
    let bad_nonce = Moment {
        nonce: "a\r\nb",
        ..MOMENT
    };
    let bad_time = Moment { now: -1, ..MOMENT };
    let bad_version = Signer {
        version: "1\n".into(),
        ..signer()
    };
    for (signer, action, moment, name) in [
        (signer(), "Delete\nX: y", MOMENT, "action"),
        (signer(), "", MOMENT, "action"),
        (signer(), DELETE, bad_nonce, "nonce"),
        (signer(), DELETE, bad_time, "timestamp"),
        (bad_version, DELETE, MOMENT, "version"),
    ] {
        match request::build(&signer, action, &params, Style::V3, moment) {
            Err(Invalid::Parameters(issues)) => {
                assert!(
                    issues.iter().any(|issue| issue.parameter == name),
                    "{issues:?}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn v3_cannot_ask_for_xml() {
    let params = Params::new().text("TrafficMirrorSessionId", "tms-1");
    let moment = Moment {
        format: Format::Xml,
        ..MOMENT
    };
    assert!(matches!(
        request::build(&signer(), DELETE, &params, Style::V3, moment),
        Err(Invalid::Parameters(_))
    ));
    assert!(
        request::build(&signer(), DELETE, &params, Style::V1Url, moment)
            .unwrap()
            .url
            .contains("&Format=XML&")
    );
}

#[test]
fn nothing_of_a_request_shows_in_debug_output() {
    let request = build(
        DELETE,
        &Params::new().text("TrafficMirrorSessionId", "tms-1"),
    )
    .unwrap();
    let shown = format!("{request:?} {:?}", signer());
    assert!(
        !shown.contains("testid") && !shown.contains("Signature="),
        "{shown}"
    );
}

#[test]
fn nesting_is_bounded() {
    let deep = (0..20).fold(Params::new().text("x", "y"), |inner, _| {
        Params::new().objects("a", [inner])
    });
    assert_eq!(issues("AnyOtherAction", &deep)[0].1, "is nested too deep");
}

#[test]
fn a_dry_run_of_what_has_none_is_refused_since_it_would_be_carried_out() {
    for row in OPERATIONS {
        let has_dry_run = row.params.iter().any(|param| param.name == "DryRun");
        assert_eq!(has_dry_run, row.dry_run, "{}", row.name);
        for asked in [
            Params::new().boolean("DryRun", true),
            Params::new().text("DryRun", "true"),
        ] {
            let refused = match build(row.name, &asked) {
                Err(Invalid::Parameters(issues)) => {
                    issues.iter().any(|issue| issue.parameter == "DryRun")
                }
                _ => false,
            };
            assert_eq!(refused, !has_dry_run, "{}", row.name);
        }
        let not = build(row.name, &Params::new().boolean("DryRun", false));
        if let Err(Invalid::Parameters(issues)) = not {
            assert!(issues.iter().all(|issue| issue.parameter != "DryRun"));
        }
    }
}
