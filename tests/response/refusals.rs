//! Answers that are no result.

use alicloud_traffic_mirror::response::{Known, MAX_BODY, Reason};
use alicloud_traffic_mirror::service::Kind;

use crate::fixtures::{fixture, refused, tabled, text, unreadable};

#[test]
fn an_error_answer_is_read_in_either_format_and_either_case() {
    for name in [
        "forbidden.json",
        "forbidden-lower-case.json",
        "forbidden.xml",
        "forbidden-lower-case.xml",
    ] {
        let refusal = refused(403, &fixture(&["errors/", name].concat()));
        assert_eq!(refusal.status, 403, "{name}");
        assert_eq!(refusal.code, "Forbidden.RAM", "{name}");
        assert_eq!(
            refusal.message,
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
            "{name}"
        );
        assert_eq!(
            refusal.request_id.as_deref(),
            Some("0ECE2A4F-9D1E-5F0B-8F3C-5B4B7E3D9A11"),
            "{name}"
        );
        assert_eq!(
            refusal.host_id.as_deref(),
            Some("vpc.example.com"),
            "{name}"
        );
        assert_eq!(
            refusal.recommend.as_deref(),
            Some("https://api.example.com/troubleshoot?q=Forbidden.RAM&product=Vpc"),
            "{name}"
        );
        assert_eq!(refusal.class.kind, Kind::Auth, "{name}");
        assert!(!refusal.class.retryable, "{name}");
    }
}

#[test]
fn the_code_classifies_and_the_status_does_not() {
    let of = |status, code: &str| {
        let body = format!("{{\"Code\":\"{code}\"}}");
        let class = refused(status, body.as_bytes()).class;
        (class.kind, class.retryable)
    };
    assert_eq!(
        of(400, "ResourceNotFound.TrafficMirrorSession"),
        (Kind::NotFound, false)
    );
    assert_eq!(of(404, "Throttling.User"), (Kind::Throttled, true));
    assert_eq!(of(500, "DryRunOperation"), (Kind::Other, false));
    assert_eq!(of(400, "DryRunOperation"), (Kind::Other, false));
    assert_eq!(of(400, "NeverHeardOf"), (Kind::Other, false));
}

#[test]
fn an_unknown_code_with_a_server_error_is_an_outage() {
    for status in [500, 503, 599] {
        let refusal = refused(status, br#"{"Code":"NeverHeardOf"}"#);
        assert_eq!(refusal.class.kind, Kind::Unavailable);
        assert!(refusal.class.retryable);
        assert_eq!(refusal.message, "");
        assert_eq!(refusal.request_id, None);
    }
}

#[test]
fn the_documented_name_counts_before_the_lower_case_one() {
    let refusal = refused(400, br#"{"code":"low","Code":"High","message":"m"}"#);
    assert_eq!(
        (refusal.code.as_str(), refusal.message.as_str()),
        ("High", "m")
    );
    assert_eq!(refused(400, br#"{"Code":404}"#).code, "404");
}

#[test]
fn no_key_and_no_token_comes_out_of_a_signature_error() {
    for name in [
        "signature-v1.json",
        "signature-v1.xml",
        "signature-v3.json",
        "signature-v3-escaped.json",
    ] {
        let refusal = refused(400, &fixture(&["errors/", name].concat()));
        assert_eq!(refusal.code, "SignatureDoesNotMatch");
        let shown = format!("{refusal:?}");
        assert!(!shown.contains("examplekeyid"), "{name}: {shown}");
        assert!(!shown.contains("exampletoken"), "{name}: {shown}");
        assert!(!shown.contains("withPlus"), "{name}: {shown}");
        assert!(shown.contains("***"), "{name}: {shown}");
        // What helps to find the mistake stays.
        assert!(
            shown.contains("DeleteTrafficMirrorSession"),
            "{name}: {shown}"
        );
        assert!(shown.contains("2016-04-28"), "{name}: {shown}");
    }
    assert_eq!(
        refused(400, &fixture("errors/signature-v1.xml")),
        refused(400, &fixture("errors/signature-v1.json"))
    );
}

#[test]
fn an_error_answer_without_a_code_cannot_be_read() {
    for body in [
        "{}",
        r#"{"Code":""}"#,
        r#"{"Code":null}"#,
        r#"{"Code":{}}"#,
        "<Error/>",
        "<Error><Message>m</Message></Error>",
    ] {
        assert_eq!(
            unreadable(None, 400, body.as_bytes()),
            Reason::NoCode,
            "{body}"
        );
    }
    assert_eq!(unreadable(None, 400, b"[]"), Reason::NotObject);
    assert_eq!(
        unreadable(None, 400, b"<DeleteTrafficMirrorSessionResponse/>"),
        Reason::WrongRoot
    );
}

#[test]
fn a_web_page_of_a_proxy_is_known_as_one() {
    let operation = tabled("DeleteTrafficMirrorSession");
    for name in ["broken/proxy.html", "broken/proxy-doctype.html"] {
        assert_eq!(unreadable(operation, 502, &fixture(name)), Reason::Html);
        assert_eq!(unreadable(operation, 200, &fixture(name)), Reason::Html);
        assert_eq!(unreadable(None, 200, &fixture(name)), Reason::Html);
    }
}

#[test]
fn a_fragment_labelled_as_html_is_a_web_page_too() {
    use alicloud_traffic_mirror::response::{Answer, Refusal, read};
    let answer = Answer {
        status: 502,
        content_type: Some("Text/HTML; charset=utf-8"),
        body: b"<center><h1>502</h1><br></center>",
    };
    match read(None, &answer, &mut Vec::new()) {
        Err(Refusal::Unreadable(unreadable)) => assert_eq!(unreadable.reason, Reason::Html),
        other => panic!("{other:?}"),
    }
    // The label alone is no reason to distrust a good body.
    let answer = Answer {
        status: 200,
        content_type: Some("text/html"),
        body: br#"{"RequestId":"r"}"#,
    };
    assert_eq!(read(None, &answer, &mut Vec::new()), Ok(Known::Fields));
}

#[test]
fn an_empty_body_is_no_answer_whatever_the_status() {
    for status in [200, 204, 400, 503] {
        for body in ["", " \r\n", "\u{feff}"] {
            assert_eq!(unreadable(None, status, body.as_bytes()), Reason::Empty);
        }
    }
}

#[test]
fn a_status_that_is_neither_success_nor_error_is_not_read() {
    for status in [0, 100, 199, 301, 302, 304, 399, 600] {
        assert_eq!(
            unreadable(None, status, br#"{"RequestId":"r"}"#),
            Reason::UnexpectedStatus
        );
    }
}

#[test]
fn a_result_of_another_operation_is_refused() {
    let operation = tabled("DeleteTrafficMirrorSession");
    for body in [
        "<Error><Code>x</Code></Error>",
        "<DeleteTrafficMirrorFilterResponse/>",
        "<DeleteTrafficMirrorSession/>",
        "<Response/>",
    ] {
        assert_eq!(
            unreadable(operation, 200, body.as_bytes()),
            Reason::WrongRoot,
            "{body}"
        );
    }
}

#[test]
fn a_success_answer_that_is_no_object_is_refused() {
    for operation in [None, tabled("DeleteTrafficMirrorSession")] {
        for body in ["[]", "\"x\"", "null", "12"] {
            assert_eq!(
                unreadable(operation, 200, body.as_bytes()),
                Reason::NotObject,
                "{body}"
            );
        }
    }
    assert_eq!(
        unreadable(
            tabled("DeleteTrafficMirrorSession"),
            200,
            b"<DeleteTrafficMirrorSessionResponse>text</DeleteTrafficMirrorSessionResponse>"
        ),
        Reason::NotObject
    );
}

#[test]
fn xml_cannot_be_read_without_a_row_of_the_table() {
    assert_eq!(
        unreadable(None, 200, b"<OtherResponse/>"),
        Reason::XmlUntabled
    );
}

#[test]
fn nothing_is_expanded_and_nothing_is_fetched() {
    let operation = tabled("DeleteTrafficMirrorSession");
    for name in ["broken/billion-laughs.xml", "broken/external-entity.xml"] {
        assert_eq!(unreadable(operation, 200, &fixture(name)), Reason::Dtd);
    }
}

#[test]
fn what_is_not_utf8_is_refused() {
    assert_eq!(unreadable(None, 200, b"{\"a\":\"\xff\"}"), Reason::NotUtf8);
    assert_eq!(
        unreadable(None, 200, b"{\"a\":\"\xed\xa0\x80\"}"),
        Reason::NotUtf8
    );
    assert_eq!(
        unreadable(None, 200, b"{\"a\":\"\xe6\xb1"),
        Reason::Truncated
    );
    assert_eq!(unreadable(None, 200, b"\xff\xfe{\0}\0"), Reason::NotUtf8);
}

#[test]
fn size_depth_and_count_are_bounded() {
    let operation = tabled("DeleteTrafficMirrorSession");
    let padded = |length: usize| {
        let mut body = br#"{"RequestId":"r"}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    assert!(text(operation, 200, &padded(MAX_BODY)).is_ok());
    assert_eq!(
        unreadable(operation, 200, &padded(MAX_BODY + 1)),
        Reason::TooLarge
    );

    let nested = |open: &str, close: &str, levels: usize| {
        [open.repeat(levels), close.repeat(levels)].concat()
    };
    let json = |levels: usize| format!("{{\"a\":{}}}", nested("[", "]", levels - 1));
    assert!(text(operation, 200, json(64).as_bytes()).is_ok());
    assert_eq!(
        unreadable(operation, 200, json(65).as_bytes()),
        Reason::TooDeep
    );
    let xml = |levels: usize| {
        let name = "DeleteTrafficMirrorSessionResponse";
        format!("<{name}>{}</{name}>", nested("<a>", "</a>", levels - 1))
    };
    assert!(text(operation, 200, xml(64).as_bytes()).is_ok());
    assert_eq!(
        unreadable(operation, 200, xml(65).as_bytes()),
        Reason::TooDeep
    );

    let many = format!("{{\"a\":[{}1]}}", "1,".repeat(2_000_000));
    assert_eq!(
        unreadable(operation, 200, many.as_bytes()),
        Reason::TooLarge
    );
    // Nothing is stored of what only passes through.
    assert!(text(None, 200, many.as_bytes()).is_ok());
}

#[test]
fn every_reason_is_a_sentence_of_its_own() {
    let reasons = [
        Reason::Empty,
        Reason::Html,
        Reason::Truncated,
        Reason::Malformed,
        Reason::NotUtf8,
        Reason::TooLarge,
        Reason::TooDeep,
        Reason::Dtd,
        Reason::WrongRoot,
        Reason::NotObject,
        Reason::XmlUntabled,
        Reason::NoCode,
        Reason::UnexpectedStatus,
        Reason::WrongType("x"),
        Reason::IntegerTooLarge("x"),
        Reason::RepeatedPage,
        Reason::Foreign,
        Reason::NoId,
    ];
    for (at, reason) in reasons.iter().enumerate() {
        assert!(reason.as_str().len() > 10);
        assert!(
            reasons
                .iter()
                .skip(at + 1)
                .all(|other| other.as_str() != reason.as_str())
        );
    }
}
