//! What each shape of the table takes, and what it makes of it.

use alicloud_traffic_mirror::response::Reason;
use alicloud_traffic_mirror::service::{Access, Confidence, Field, FieldShape, Operation};
use serde_json::{Value, json};

use crate::fixtures::{result, unreadable};

const fn field(name: &'static str, shape: FieldShape) -> Field {
    Field {
        name,
        shape,
        description: "",
    }
}

const TEXT: FieldShape = FieldShape::Text(&[]);
const PAIR: FieldShape = FieldShape::Object(
    "Pair",
    &[
        field("Key", TEXT),
        field("Numbers", FieldShape::List(&FieldShape::Integer)),
    ],
);

/// An operation with a field of every shape.
static SAMPLE: Operation = Operation {
    name: "Sample",
    kind: Access::Read,
    is_async: false,
    client_token: false,
    dry_run: false,
    serialized_per: None,
    poll: None,
    rate: None,
    params: &[],
    result: &[
        field("T", TEXT),
        field("I", FieldShape::Integer),
        field("B", FieldShape::Boolean),
        field("Texts", FieldShape::List(&TEXT)),
        field("Pairs", FieldShape::List(&PAIR)),
        field("One", PAIR),
        field(
            "Wrap",
            FieldShape::Object("Wrap", &[field("Inner", FieldShape::List(&PAIR))]),
        ),
    ],
    errors: &[],
    summary: "",
    source: "",
    confidence: Confidence::Inferred,
};

fn json_body(members: &str) -> Vec<u8> {
    ["{", members, "}"].concat().into_bytes()
}

fn xml_body(elements: &str) -> Vec<u8> {
    ["<SampleResponse>", elements, "</SampleResponse>"]
        .concat()
        .into_bytes()
}

/// The field `name` of the result; null if it is absent.
fn of_json(name: &str, members: &str) -> Value {
    result(Some(&SAMPLE), &json_body(members))
        .get(name)
        .cloned()
        .unwrap_or_default()
}

fn of_xml(name: &str, elements: &str) -> Value {
    result(Some(&SAMPLE), &xml_body(elements))
        .get(name)
        .cloned()
        .unwrap_or_default()
}

fn why_not_json(members: &str) -> Reason {
    unreadable(Some(&SAMPLE), 200, &json_body(members))
}

fn why_not_xml(elements: &str) -> Reason {
    unreadable(Some(&SAMPLE), 200, &xml_body(elements))
}

#[test]
fn a_text_is_a_string_whatever_it_came_as() {
    assert_eq!(of_json("T", r#""T":"x""#), json!("x"));
    assert_eq!(of_json("T", r#""T":"""#), json!(""));
    assert_eq!(of_json("T", r#""T":12"#), json!("12"));
    assert_eq!(of_json("T", r#""T":-1.50e3"#), json!("-1.50e3"));
    assert_eq!(of_json("T", r#""T":true"#), json!("true"));
    assert_eq!(of_json("T", r#""T":null"#), Value::Null);
    assert_eq!(of_xml("T", "<T> x </T>"), json!(" x "));
    assert_eq!(of_xml("T", "<T/>"), json!(""));
    assert_eq!(of_xml("T", "<T>a&#10;\t\"\\b</T>"), json!("a\n\t\"\\b"));
    assert_eq!(why_not_json(r#""T":{}"#), Reason::WrongType("T"));
    assert_eq!(why_not_json(r#""T":["x"]"#), Reason::WrongType("T"));
    assert_eq!(why_not_xml("<T><b>x</b></T>"), Reason::WrongType("T"));
}

#[test]
fn half_a_surrogate_pair_stays_the_escape_it_was() {
    let body = json_body(r#""T":"\ud800""#);
    let text = crate::fixtures::text(Some(&SAMPLE), 200, &body).unwrap();
    assert!(text.starts_with(r#"{"T":"\ud800","#), "{text}");
}

#[test]
fn an_integer_is_a_number_and_never_rounded() {
    for (written, number) in [
        ("0", 0),
        ("-0", 0),
        ("7", 7),
        ("-7", -7),
        ("9007199254740991", 9_007_199_254_740_991_i64),
        ("-9007199254740991", -9_007_199_254_740_991),
    ] {
        assert_eq!(of_json("I", &format!("\"I\":{written}")), json!(number));
        assert_eq!(of_json("I", &format!("\"I\":\"{written}\"")), json!(number));
        assert_eq!(of_xml("I", &format!("<I>{written}</I>")), json!(number));
    }
    assert_eq!(of_json("I", r#""I":"007""#), json!(7));
    assert_eq!(of_json("I", r#""I":"000""#), json!(0));
    for large in [
        "9007199254740992",
        "-9007199254740992",
        "18446744073709551616",
        "123456789012345678901234567890",
    ] {
        assert_eq!(
            why_not_json(&format!("\"I\":{large}")),
            Reason::IntegerTooLarge("I")
        );
        assert_eq!(
            why_not_json(&format!("\"I\":\"{large}\"")),
            Reason::IntegerTooLarge("I")
        );
        assert_eq!(
            why_not_xml(&format!("<I>{large}</I>")),
            Reason::IntegerTooLarge("I")
        );
    }
}

#[test]
fn what_is_no_whole_number_is_refused_where_one_belongs() {
    for value in [
        "1.5", "1.0", "1e3", "true", "\"x\"", "\"+1\"", "\"--1\"", "\"-\"", "\"0x10\"", "[]", "{}",
    ] {
        assert_eq!(
            why_not_json(&format!("\"I\":{value}")),
            Reason::WrongType("I"),
            "{value}"
        );
    }
    assert_eq!(why_not_xml("<I>1 2</I>"), Reason::WrongType("I"));
    assert_eq!(Reason::WrongType("I").field(), Some("I"));
}

#[test]
fn a_boolean_may_be_a_word_in_any_case() {
    for (written, boolean) in [("true", true), ("False", false), ("TRUE", true)] {
        assert_eq!(
            of_json("B", &format!("\"B\":\"{written}\"")),
            json!(boolean)
        );
        assert_eq!(of_xml("B", &format!("<B>{written}</B>")), json!(boolean));
    }
    assert_eq!(of_json("B", r#""B":false"#), json!(false));
    for value in ["1", "\"yes\"", "[true]"] {
        assert_eq!(
            why_not_json(&format!("\"B\":{value}")),
            Reason::WrongType("B"),
            "{value}"
        );
    }
}

#[test]
fn an_empty_value_that_cannot_be_text_is_absent() {
    assert_eq!(of_json("I", r#""I":"""#), Value::Null);
    assert_eq!(of_json("B", r#""B":null"#), Value::Null);
    assert_eq!(of_xml("I", "<I/>"), Value::Null);
    assert_eq!(of_xml("B", "<B> <!-- none --> </B>"), Value::Null);
    assert_eq!(of_xml("One", "<One/>"), Value::Null);
}

#[test]
fn a_list_is_always_there() {
    assert_eq!(of_json("Texts", ""), json!([]));
    assert_eq!(of_json("Texts", r#""Texts":null"#), json!([]));
    assert_eq!(of_json("Texts", r#""Texts":[null]"#), json!([]));
    assert_eq!(of_json("Pairs", r#""Pairs":"""#), json!([]));
    assert_eq!(of_xml("Texts", ""), json!([]));
    assert_eq!(of_xml("Texts", "<Texts/>"), json!([]));
    assert_eq!(of_xml("Pairs", "<Pairs>\n</Pairs>"), json!([]));
    assert_eq!(
        of_json("Pairs", r#""Pairs":[{}]"#),
        json!([{"Numbers": []}])
    );
    assert_eq!(of_json("One", r#""One":{}"#), json!({"Numbers": []}));
    assert_eq!(of_json("Wrap", ""), json!({"Inner": []}));
    assert_eq!(of_xml("Wrap", "<Wrap/>"), json!({"Inner": []}));
}

#[test]
fn a_single_value_where_a_list_belongs_is_a_list_of_one() {
    assert_eq!(of_json("Texts", r#""Texts":"a""#), json!(["a"]));
    assert_eq!(of_json("Texts", r#""Texts":"""#), json!([""]));
    assert_eq!(
        of_json("Pairs", r#""Pairs":{"Key":"k","Numbers":"5"}"#),
        json!([{"Key": "k", "Numbers": [5]}])
    );
    assert_eq!(of_xml("Texts", "<Texts>a</Texts>"), json!(["a"]));
    assert_eq!(
        why_not_json(r#""Texts":{"a":1}"#),
        Reason::WrongType("Texts")
    );
    assert_eq!(why_not_json(r#""Pairs":["a"]"#), Reason::WrongType("Pairs"));
    assert_eq!(why_not_xml("<Pairs>a</Pairs>"), Reason::WrongType("Pairs"));
}

#[test]
fn elements_of_one_name_are_one_list_whatever_stands_between() {
    assert_eq!(
        of_xml(
            "Pairs",
            "<Pairs><Numbers>1</Numbers><Key>a</Key><Numbers>2</Numbers></Pairs><T>x</T><Pairs><Key>b</Key></Pairs><Other/><Pairs><Key>c</Key></Pairs>"
        ),
        json!([
            {"Key": "a", "Numbers": [1, 2]},
            {"Key": "b", "Numbers": []},
            {"Key": "c", "Numbers": []}
        ])
    );
}

#[test]
fn of_a_repeated_value_the_last_counts() {
    assert_eq!(of_json("T", r#""T":"a","I":1,"\u0054":"b""#), json!("b"));
    assert_eq!(of_json("T", r#""T":"a","T":null"#), Value::Null);
    assert_eq!(
        of_json("Texts", r#""Texts":["a"],"Texts":["b"]"#),
        json!(["b"])
    );
    assert_eq!(of_json("Other", r#""Other":1,"Other":2"#), json!(2));
    assert_eq!(of_xml("T", "<T>a</T><I>1</I><T>b</T>"), json!("b"));
}

#[test]
fn a_wrapped_list_may_come_with_or_without_its_inner_level() {
    let expected = json!({"Inner": [{"Key": "a", "Numbers": []}, {"Key": "b", "Numbers": []}]});
    for elements in [
        "<Wrap><Inner><Key>a</Key></Inner><Inner><Key>b</Key></Inner></Wrap>",
        "<Wrap><Key>a</Key></Wrap><T/><Wrap><Key>b</Key></Wrap>",
        "<Wrap><Inner><Key>a</Key></Inner></Wrap><Wrap><Inner><Key>b</Key></Inner></Wrap>",
        "<Wrap><Inner><Key>a</Key></Inner></Wrap><Wrap/><Wrap><Key>b</Key></Wrap>",
        "<Wrap><Inner><Key>a</Key></Inner><Inner><Key>b</Key></Inner></Wrap><Wrap/>",
        "<Wrap/><Wrap><Inner><Key>a</Key></Inner><Other/><Inner><Key>b</Key></Inner></Wrap>",
    ] {
        assert_eq!(of_xml("Wrap", elements), expected, "{elements}");
    }
    for members in [
        r#""Wrap":{"Inner":[{"Key":"a"},{"Key":"b"}]}"#,
        r#""Wrap":[{"Key":"a"},{"Key":"b"}]"#,
        r#""Wrap":[{"Inner":{"Key":"a"}},null,{"Inner":[{"Key":"b"}]}]"#,
        r#""Wrap":[{"Inner":[{"Key":"x"}],"Inner":[{"Key":"a"},{"Key":"b"}]}]"#,
    ] {
        assert_eq!(of_json("Wrap", members), expected, "{members}");
    }
    assert_eq!(
        of_json("Wrap", r#""Wrap":{"Key":"a"}"#),
        json!({"Inner": [{"Key": "a", "Numbers": []}]})
    );
    assert_eq!(
        of_json("Wrap", r#""Wrap":{"Inner":null,"Other":1}"#),
        json!({"Inner": [], "Other": 1})
    );
    for hollow in [r#""Wrap":{}"#, r#""Wrap":[{}]"#, r#""Wrap":null"#] {
        assert_eq!(of_json("Wrap", hollow), json!({"Inner": []}), "{hollow}");
    }
    assert_eq!(why_not_json(r#""Wrap":"x""#), Reason::WrongType("Wrap"));
    assert_eq!(why_not_xml("<Wrap>x</Wrap>"), Reason::WrongType("Wrap"));
}

#[test]
fn fields_that_the_table_does_not_know_pass_as_data() {
    assert_eq!(
        of_json("Other", r#""Other":{"a":[1.5,null,"\u0041"]}"#),
        json!({"a": [1.5, null, "A"]})
    );
    assert_eq!(
        result(
            Some(&SAMPLE),
            &xml_body("<b>1</b><a><x>1</x>layout<y/><x><z>2</z></x></a><b>&lt;</b><c>true</c>")
        ),
        json!({
            "Texts": [], "Pairs": [], "Wrap": {"Inner": []},
            "a": {"x": ["1", {"z": "2"}], "y": ""}, "b": ["1", "<"], "c": "true"
        })
    );
    assert_eq!(
        of_xml("Pairs", "<Pairs><Key>k</Key><New>n</New></Pairs>"),
        json!([{"Key": "k", "Numbers": [], "New": "n"}])
    );
}

#[test]
fn many_unknown_elements_take_no_longer_than_they_should() {
    // Quadratic work on these would take minutes.
    let mut elements = String::new();
    for at in 0..100_000 {
        let name = ((at * 7919) % 100_000).to_string();
        elements.extend(["<e", name.as_str(), "/>"]);
    }
    assert_eq!(
        result(Some(&SAMPLE), &xml_body(&elements))
            .as_object()
            .unwrap()
            .len(),
        100_003
    );
}
