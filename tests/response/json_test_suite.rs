//! The verdicts of `JSONTestSuite`.

use std::fs;

use alicloud_traffic_mirror::response::json;
use serde_json::Value;

use crate::fixtures::{folder, result, text};

fn files() -> Vec<(String, Vec<u8>)> {
    let folder = folder().join("json-test-suite");
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    assert_eq!(files.len(), 318, "the whole suite is there");
    files
}

#[test]
fn valid_json_is_accepted_and_invalid_json_refused() {
    for (name, body) in files() {
        let verdict = json::validate(&body);
        match name.as_bytes()[0] {
            b'y' => assert_eq!(verdict, Ok(()), "{name}"),
            b'n' => assert!(verdict.is_err(), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn an_object_of_an_operation_that_is_not_in_the_table_passes_as_it_is() {
    for (name, body) in files() {
        let is_object = body.trim_ascii_start().starts_with(b"{");
        let verdict = text(None, 200, &body);
        if name.starts_with('y') && is_object {
            assert_eq!(verdict.unwrap().as_bytes(), body.trim_ascii(), "{name}");
        } else if name.starts_with('n') || name.starts_with('y') {
            assert!(verdict.is_err(), "{name}");
        }
    }
}

#[test]
fn any_valid_json_passes_through_an_unknown_field() {
    for (name, body) in files() {
        if !name.starts_with('y') {
            continue;
        }
        let wrapped = [b"{\"Other\":", body.as_slice(), b"}"].concat();
        // serde_json refuses half surrogate pairs and rounds numbers; the product does neither.
        if let Ok(expected) = serde_json::from_slice::<Value>(&wrapped) {
            let operation = crate::fixtures::tabled("DeleteTrafficMirrorSession");
            assert_eq!(result(operation, &wrapped), expected, "{name}");
        }
    }
}
