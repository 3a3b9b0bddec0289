//! The XML reader: results are what `results` says; no document type is let in; and what another parser reads is read
//! here too, to the same text.

use alicloud_traffic_mirror::response::{MAX_DEPTH, Reason};
use alicloud_traffic_mirror::service::{Operation, operation};
use roxmltree::{Document, Node};
use serde_json::Value;

use super::results::{self, canonical};

pub fn check(body: &[u8]) {
    results::check(body);
    if let Ok(text) = std::str::from_utf8(body) {
        check_against_another_parser(text.trim_ascii());
    }
}

/// The other parser refuses document types too, in its default options. It is stricter about names and prefixes, which
/// carry nothing here, so it is asked only what it accepts.
fn check_against_another_parser(text: &str) {
    let Ok(document) = Document::parse(text) else {
        return;
    };
    let root = document.root_element();
    let name = root.tag_name().name();
    let Some(operation) = name.strip_suffix("Response").and_then(operation) else {
        return;
    };
    let result = canonical(Some(operation), text.as_bytes());
    match &result {
        Err(Reason::TooDeep) => assert!(depth(root) > usize::from(MAX_DEPTH)),
        // At worst an element of the table with something else in it.
        Ok(_) | Err(Reason::WrongType(_) | Reason::IntegerTooLarge(_) | Reason::NotObject) => {}
        // More than 64 attributes, a reference longer than any character needs, a character that is forbidden, an
        // instruction whose name does not end where it should, or a prefix that is empty, which the other parser takes for
        // none at the end of an element: it is not strict about the last three.
        Err(Reason::Malformed) => assert!(
            has_many_attributes(root)
                || text.contains("&#")
                || text.contains("<?")
                || text.contains("<:")
                || text.contains("</:")
                || has_forbidden_character(text),
            "{text}"
        ),
        Err(reason) => panic!("{reason:?}: {text}"),
    }
    if let Ok(result) = result {
        check_request_id(operation, root, &result);
    }
}

/// The last `RequestId` counts.
fn check_request_id(operation: &Operation, root: Node<'_, '_>, result: &[u8]) {
    let result: Value = serde_json::from_slice(result).expect("results of XML hold no numbers");
    let last = root
        .children()
        .rfind(|child| child.is_element() && child.tag_name().name() == "RequestId");
    let expected = last.map(|element| {
        let text: String = element
            .children()
            .filter_map(|child| child.text().filter(|_| child.is_text()))
            .collect();
        text
    });
    assert_eq!(
        result["RequestId"].as_str(),
        expected.as_deref(),
        "{}",
        operation.name
    );
}

fn depth(element: Node<'_, '_>) -> usize {
    let ancestors = element
        .descendants()
        .map(|node| node.ancestors().filter(Node::is_element).count());
    ancestors.max().unwrap_or_default()
}

fn has_many_attributes(root: Node<'_, '_>) -> bool {
    root.descendants().any(|node| {
        let declared = node.namespaces().count();
        node.attributes().count() + declared > 64
    })
}

fn has_forbidden_character(text: &str) -> bool {
    text.chars()
        .any(|character| matches!(character, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
}
