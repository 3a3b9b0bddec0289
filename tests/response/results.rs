//! Success answers of the operations in the table.

use alicloud_traffic_mirror::response::View;
use alicloud_traffic_mirror::service::OPERATIONS;
use serde_json::{Value, json};

use crate::fixtures::{fixture, result, tabled, text};

#[test]
fn json_and_xml_answers_of_every_operation_come_out_as_one_and_the_same_result() {
    for operation in OPERATIONS {
        let file = |ending: &str| fixture(&["success/", operation.name, ending].concat());
        let canonical: Value = serde_json::from_slice(&file(".canonical.json")).unwrap();
        for ending in [".json", ".xml", ".canonical.json"] {
            let read = result(Some(operation), &file(ending));
            assert_eq!(read, canonical, "{}{ending}", operation.name);
        }
    }
}

#[test]
fn fields_of_the_table_come_in_the_order_of_the_table_in_either_format() {
    for name in ["ListTrafficMirrorSessions", "CreateTrafficMirrorSession"] {
        let read = |ending: &str| {
            text(
                tabled(name),
                200,
                &fixture(&["success/", name, ending].concat()),
            )
            .unwrap()
        };
        // Escapes of JSON strings stay as they came; nothing else may differ.
        let from_json = read(".json")
            .replace("\\u2192", "\u{2192}")
            .replace("\\u6c49", "\u{6c49}");
        assert_eq!(from_json, read(".xml"), "{name}");
    }
}

#[test]
fn reading_a_canonical_text_again_changes_nothing() {
    for operation in OPERATIONS {
        let body = fixture(&["success/", operation.name, ".xml"].concat());
        let once = text(Some(operation), 200, &body).unwrap();
        assert_eq!(text(Some(operation), 200, once.as_bytes()).unwrap(), once);
    }
}

#[test]
fn a_job_finds_its_way_in_a_result() {
    let body = fixture("success/ListTrafficMirrorSessions.xml");
    let text = text(tabled("ListTrafficMirrorSessions"), 200, &body).unwrap();
    let view = View::new(text.as_bytes());
    let states: Vec<_> = view
        .items("TrafficMirrorSessions")
        .map(|session| {
            (
                session.text("TrafficMirrorSessionId").unwrap(),
                session.text("TrafficMirrorSessionStatus").unwrap(),
                session.text("TrafficMirrorSessionName"),
            )
        })
        .collect();
    assert_eq!(states.len(), 2);
    assert_eq!(states[0].0, "tms-j6cla50buc44ap8tu****");
    assert_eq!(
        states[0].2.as_deref(),
        Some("web & \"mail\" \u{2192} \u{6c49}")
    );
    assert_eq!(states[1].1, "Hibernating");
    assert_eq!(view.text("TotalCount").as_deref(), Some("2"));
    assert_eq!(view.text("NextToken"), None);
}

#[test]
fn a_code_in_a_success_answer_is_data() {
    let body = br#"{"Code":"200","Message":"successful","RequestId":"r"}"#;
    assert_eq!(
        result(tabled("DeleteTrafficMirrorSession"), body),
        json!({"Code": "200", "Message": "successful", "RequestId": "r"})
    );
}

#[test]
fn listed_tags_come_out_nested_however_they_came() {
    let operation = tabled("ListTagResources");
    let one = json!({"TagResources": {"TagResource": [{"ResourceId": "tms-1", "TagKey": "k"}]}});
    let none = json!({"TagResources": {"TagResource": []}});
    for (body, expected) in [
        (
            r#"{"TagResources":{"TagResource":{"ResourceId":"tms-1","TagKey":"k"}}}"#,
            &one,
        ),
        (
            r#"{"TagResources":[{"ResourceId":"tms-1","TagKey":"k"}]}"#,
            &one,
        ),
        (
            "<ListTagResourcesResponse><TagResources><TagResource><ResourceId>tms-1</ResourceId><TagKey>k</TagKey></TagResource></TagResources></ListTagResourcesResponse>",
            &one,
        ),
        (
            "<ListTagResourcesResponse><TagResources><ResourceId>tms-1</ResourceId><TagKey>k</TagKey></TagResources></ListTagResourcesResponse>",
            &one,
        ),
        (r#"{"TagResources":{"TagResource":[]}}"#, &none),
        ("{}", &none),
        (
            "<ListTagResourcesResponse><TagResources/></ListTagResourcesResponse>",
            &none,
        ),
    ] {
        assert_eq!(&result(operation, body.as_bytes()), expected, "{body}");
    }
}

#[test]
fn every_status_of_200_to_299_is_a_success() {
    let body = br#"{"RequestId":"r"}"#;
    for status in [200, 201, 299] {
        assert!(text(tabled("DeleteTrafficMirrorSession"), status, body).is_ok());
    }
}

#[test]
fn dangerous_names_are_data_like_any_other() {
    let operation = tabled("DeleteTrafficMirrorSession");
    let expected = json!({"RequestId": "r", "__proto__": {"admin": "yes"}, "constructor": "c"});
    assert_eq!(
        result(
            operation,
            br#"{"__proto__":{"admin":"yes"},"constructor":"c","RequestId":"r"}"#
        ),
        expected
    );
    assert_eq!(
        result(
            operation,
            b"<DeleteTrafficMirrorSessionResponse><__proto__><admin>yes</admin></__proto__><constructor>c</constructor><RequestId>r</RequestId></DeleteTrafficMirrorSessionResponse>"
        ),
        expected
    );
}

#[test]
fn a_byte_order_mark_and_white_space_around_a_body_do_no_harm() {
    let operation = tabled("DeleteTrafficMirrorSession");
    for body in [
        "\u{feff}{\"RequestId\":\"r\"}",
        "\r\n\t {\"RequestId\":\"r\"} \n",
        "\u{feff}<?xml version=\"1.0\"?><DeleteTrafficMirrorSessionResponse><RequestId>r</RequestId></DeleteTrafficMirrorSessionResponse>\n",
        "\n<DeleteTrafficMirrorSessionResponse><RequestId>r</RequestId></DeleteTrafficMirrorSessionResponse>",
    ] {
        assert_eq!(
            result(operation, body.as_bytes()),
            json!({"RequestId": "r"})
        );
    }
}

#[test]
fn an_answer_without_any_field_is_a_result_all_the_same() {
    let operation = tabled("ListTrafficMirrorSessions");
    let empty = json!({"TrafficMirrorSessions": []});
    assert_eq!(result(operation, b"{}"), empty);
    assert_eq!(
        result(operation, b"<ListTrafficMirrorSessionsResponse/>"),
        empty
    );
    assert_eq!(
        result(
            operation,
            b"<ListTrafficMirrorSessionsResponse>\n</ListTrafficMirrorSessionsResponse>"
        ),
        empty
    );
}

#[test]
fn an_operation_outside_the_table_passes_as_json_untouched() {
    let body = br#"{ "Big" : 12345678901234567890, "Half" : "\ud800", "A" : 1, "A" : 2 }"#;
    assert_eq!(text(None, 200, body).unwrap().as_bytes(), body);
}
