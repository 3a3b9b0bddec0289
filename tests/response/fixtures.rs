//! Reading fixtures, and short ways to read an answer.

use std::fs;
use std::path::{Path, PathBuf};

use alicloud_traffic_mirror::response::{Answer, Reason, Refusal, ServiceRefusal, read};
use alicloud_traffic_mirror::service::{Operation, operation};
use serde_json::Value;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/response")
}

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn tabled(name: &str) -> Option<&'static Operation> {
    let row = operation(name);
    assert!(row.is_some(), "{name} is not in the table");
    row
}

/// The canonical text of an answer with this status.
pub fn text(
    operation: Option<&'static Operation>,
    status: u16,
    body: &[u8],
) -> Result<String, Refusal> {
    let answer = Answer {
        status,
        content_type: None,
        body,
    };
    let mut out = b"before".to_vec();
    let outcome = read(operation, &answer, &mut out);
    let written = out.strip_prefix(b"before").expect("what was there stays");
    if outcome.is_err() {
        assert!(written.is_empty(), "a refusal leaves the output as it was");
    }
    outcome.map(|_| String::from_utf8(written.to_vec()).expect("canonical text is UTF-8"))
}

/// The result of a success answer, as a JSON parser sees it.
pub fn result(operation: Option<&'static Operation>, body: &[u8]) -> Value {
    let text = text(operation, 200, body)
        .unwrap_or_else(|refusal| panic!("{refusal:?}: {}", String::from_utf8_lossy(body)));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Why an answer cannot be read.
pub fn unreadable(operation: Option<&'static Operation>, status: u16, body: &[u8]) -> Reason {
    match text(operation, status, body) {
        Err(Refusal::Unreadable(unreadable)) => {
            assert_eq!(unreadable.status, status);
            unreadable.reason
        }
        other => panic!("{other:?}: {}", String::from_utf8_lossy(body)),
    }
}

/// What the service said when it refused.
pub fn refused(status: u16, body: &[u8]) -> ServiceRefusal {
    match text(None, status, body) {
        Err(Refusal::Service(refusal)) => *refusal,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(body)),
    }
}
