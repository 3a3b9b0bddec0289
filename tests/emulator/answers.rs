//! Answers as bytes.

use crate::support::{text, world};

#[test]
fn json_has_the_fields_in_the_order_of_the_table_and_the_count_as_text() {
    let mut world = world();
    let answer = world.call("ListTrafficMirrorFilters", &[]);
    assert_eq!(
        answer.header("content-type"),
        Some("application/json;charset=utf-8")
    );
    let request_id = text(&answer.json, "RequestId");
    assert_eq!(
        answer.body(),
        format!(
            r#"{{"TrafficMirrorFilters":[],"NextToken":"","TotalCount":"0","Count":0,"MaxResults":10,"RequestId":"{request_id}"}}"#
        )
    );
    let sessions = world.call("ListTrafficMirrorSessions", &[]).body();
    assert!(
        !sessions.contains("\"Count\"") && !sessions.contains("MaxResults"),
        "{sessions}"
    );
}

#[test]
fn xml_repeats_the_element_of_a_list_and_leaves_an_empty_one_out() {
    let mut world = world();
    let filter = world.filter();
    let sources = [
        ("TrafficMirrorSourceIds.2", "eni-b"),
        ("TrafficMirrorSessionName", "a<b>&\"c\"\u{1}\r]]>"),
    ];
    let session = text(
        &world.create_session(&filter, 1, &sources).expect_ok(),
        "TrafficMirrorSessionId",
    );
    let answer = world.call(
        "ListTrafficMirrorSessions",
        &[("Format", "xml"), ("VirtualNetworkId", "-")],
    );
    assert_eq!(
        answer.header("content-type"),
        Some("text/xml;charset=utf-8")
    );
    let body = answer.body();
    let start = "<?xml version='1.0' encoding='UTF-8'?><ListTrafficMirrorSessionsResponse><TrafficMirrorSessions>";
    assert!(
        body.starts_with(&format!(
            "{start}<TrafficMirrorSessionId>{session}</TrafficMirrorSessionId>"
        )),
        "{body}"
    );
    for part in [
        "<TrafficMirrorSourceIds>eni-source1</TrafficMirrorSourceIds><TrafficMirrorSourceIds>eni-b</TrafficMirrorSourceIds>",
        "<TrafficMirrorSessionName>a&lt;b&gt;&amp;\"c\"&#13;]]&gt;</TrafficMirrorSessionName>",
        "<Enabled>false</Enabled><Priority>1</Priority>",
        "<CreationTime>2026-01-01T00:00Z</CreationTime></TrafficMirrorSessions>",
        "<TotalCount>1</TotalCount>",
    ] {
        assert!(body.contains(part), "no {part} in {body}");
    }
    assert!(
        !body.contains("Tags") && !body.contains("settlesAt"),
        "{body}"
    );
    assert!(
        body.ends_with("</RequestId></ListTrafficMirrorSessionsResponse>"),
        "{body}"
    );
}

#[test]
fn an_error_in_xml_has_the_root_error_and_an_address_in_cdata() {
    let mut world = world();
    let answer = world.call(
        "DeleteTrafficMirrorSession",
        &[("TrafficMirrorSessionId", "tms-<1>"), ("Format", "-")],
    );
    let body = answer.body();
    let request_id = answer.header("x-acs-request-id").unwrap();
    let start = format!(
        "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>{request_id}</RequestId>\
         <HostId>vpc.cn-hongkong.aliyuncs.com</HostId><Code>ResourceNotFound.TrafficMirrorSession</Code><Message>"
    );
    assert!(body.starts_with(&start), "{body}");
    assert!(body.contains("tms-&lt;1&gt;"), "{body}");
    assert!(
        body.contains("<Recommend><![CDATA[https://") && body.ends_with("]]></Recommend></Error>"),
        "{body}"
    );
    assert!(
        body.contains(&format!("&product=Vpc&requestId={request_id}]]>")),
        "{body}"
    );
}

#[test]
fn the_format_is_asked_for_by_parameter_or_by_accept() {
    let mut world = world();
    let list = "ListTrafficMirrorSessions";
    for (format, json) in [
        ("-", false),
        ("XML", false),
        ("Xml", false),
        ("JSON", true),
        ("json", true),
    ] {
        let answer = world.call(list, &[("Format", format)]);
        assert_eq!(!answer.json.is_null(), json, "{format}");
    }
    for (accept, json) in [
        ("application/json", true),
        ("*/*", true),
        ("", true),
        ("application/xml", false),
    ] {
        let mut signed = world.sign_v3(list, &[]);
        signed.set_header("Accept", accept);
        assert_eq!(!world.send(&signed).json.is_null(), json, "{accept}");
    }
}

#[test]
fn request_ids_are_upper_case_uuids_and_the_header_says_the_same() {
    let mut world = world();
    let answer = world.call("ListTrafficMirrorSessions", &[]);
    let id = text(&answer.json, "RequestId");
    assert_eq!(answer.header("x-acs-request-id"), Some(id.as_str()));
    let lengths: Vec<_> = id.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert!(
        id.chars()
            .all(|char| char == '-' || char.is_ascii_digit() || ('A'..='F').contains(&char)),
        "{id}"
    );
    let refusal = world.call("Nothing", &[]);
    assert_eq!(
        refusal.header("x-acs-request-id"),
        refusal.json["RequestId"].as_str()
    );
    assert_eq!(refusal.json["HostId"], "vpc.cn-hongkong.aliyuncs.com");
}

#[test]
fn what_cannot_be_read_is_refused_in_the_format_that_was_asked_for() {
    let mut world = world();
    for odd in ["TrafficMirrorSessionName=100%", "X=1&X=2", "X=%ff"] {
        for goes_first in [false, true] {
            let mut signed = world.sign("ListTrafficMirrorSessions", &[("Format", "JSON")]);
            signed.target = if goes_first {
                signed.target.replace("/?", &format!("/?{odd}&"))
            } else {
                format!("{}&{odd}", signed.target)
            };
            let answer = world.send(&signed);
            assert!(answer.body().starts_with('{'), "{}", answer.body());
            assert_eq!(answer.code(), "InvalidParameter");
        }
    }
    // Where the format itself is none, V3's usual one.
    let signed = world.sign_v3("ListTrafficMirrorSessions", &[("Format", "YAML")]);
    let answer = world.send(&signed);
    assert!(answer.body().starts_with('{'), "{}", answer.body());
    assert_eq!(answer.code(), "InvalidParameter.Format");
}
