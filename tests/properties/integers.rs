//! No integer of the table is ever rounded: those that JavaScript could not hold are refused, in answers of either
//! format and in parameters.

use alicloud_traffic_mirror::request::{Format, Invalid, Moment, Params, Signer, Style, build};
use alicloud_traffic_mirror::response::Reason;
use alicloud_traffic_mirror::service::{
    Field, FieldShape, OPERATIONS, Operation, Param, Shape, VERSION,
};
use alicloud_traffic_mirror::signing::{Credentials, Key};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::checks::results::canonical;
use crate::config;
use crate::values::MAX_SAFE;

/// Names from the root to an integer; `true` where the name is a list's.
type Path = Vec<(&'static str, bool)>;

fn fields() -> Vec<(&'static Operation, Path)> {
    let mut found = Vec::new();
    for operation in OPERATIONS {
        search_fields(operation.result, &mut Vec::new(), &mut |path| {
            found.push((*operation, path));
        });
    }
    assert!(found.len() >= 6, "the table has integers");
    found
}

fn search_fields(fields: &'static [Field], path: &mut Path, found: &mut impl FnMut(Path)) {
    for field in fields {
        let (shape, is_list) = match field.shape {
            FieldShape::List(item) => (*item, true),
            shape => (shape, false),
        };
        path.push((field.name, is_list));
        match shape {
            FieldShape::Integer => found(path.clone()),
            FieldShape::Object(_, fields) => search_fields(fields, path, found),
            _ => {}
        }
        path.pop();
    }
}

fn in_json(path: &Path, number: &str) -> String {
    path.iter()
        .rev()
        .fold(number.to_owned(), |inner, (name, is_list)| {
            if *is_list {
                format!("{{\"{name}\":[{inner}]}}")
            } else {
                format!("{{\"{name}\":{inner}}}")
            }
        })
}

fn in_xml(operation: &Operation, path: &Path, number: &str) -> String {
    let content = path
        .iter()
        .rev()
        .fold(number.to_owned(), |inner, (name, _)| {
            format!("<{name}>{inner}</{name}>")
        });
    format!("<{0}Response>{content}</{0}Response>", operation.name)
}

/// 2^53 and more in magnitude, up to many digits.
fn beyond() -> impl Strategy<Value = String> {
    let near = (MAX_SAFE + 1..=MAX_SAFE + 4_096).prop_map(|number| number.to_string());
    let far = (MAX_SAFE + 1..=i64::MAX).prop_map(|number| number.to_string());
    let digits = prop_oneof![near, far, "[1-9][0-9]{16,60}"];
    (digits, any::<bool>()).prop_map(|(digits, is_negative)| {
        if is_negative {
            format!("-{digits}")
        } else {
            digits
        }
    })
}

#[test]
fn integers_of_answers_beyond_the_edge_are_refused() {
    for (operation, path) in fields() {
        let name = path.last().unwrap().0;
        TestRunner::new(config(48))
            .run(&beyond(), |number| {
                for body in [
                    in_json(&path, &number),
                    in_json(&path, &format!("\"{number}\"")),
                    in_xml(operation, &path, &number),
                ] {
                    let refused = canonical(Some(operation), body.as_bytes()).err();
                    prop_assert_eq!(refused, Some(Reason::IntegerTooLarge(name)), "{}", body);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn integers_of_answers_up_to_the_edge_are_exact() {
    let edges = prop_oneof![Just(MAX_SAFE), Just(-MAX_SAFE), -MAX_SAFE..=MAX_SAFE];
    for (operation, path) in fields() {
        TestRunner::new(config(48))
            .run(&edges, |number| {
                for body in [
                    in_json(&path, &number.to_string()),
                    in_xml(operation, &path, &number.to_string()),
                ] {
                    let read = canonical(Some(operation), body.as_bytes()).unwrap();
                    let read: Value = serde_json::from_slice(&read).unwrap();
                    let mut at = &read;
                    for (name, is_list) in &path {
                        at = &at[name];
                        if *is_list {
                            at = &at[0];
                        }
                    }
                    prop_assert_eq!(at.as_i64(), Some(number), "{}", body);
                }
                Ok(())
            })
            .unwrap();
    }
}

/// Flattened names are how the issues name parameters: `IngressRules.1.Priority`.
fn search_params(row: &'static [Param], outer: &str, found: &mut Vec<String>) {
    for param in row {
        let (shape, path) = match &param.shape {
            Shape::List { item, .. } => (*item, format!("{outer}{}.1", param.name)),
            shape => (shape, format!("{outer}{}", param.name)),
        };
        match shape {
            Shape::Integer { .. } => found.push(path),
            Shape::Object { fields, .. } => search_params(fields, &format!("{path}."), found),
            _ => {}
        }
    }
}

/// The flat form of one parameter, inside of the lists and objects of its path.
fn flat(path: &str, number: &str) -> Params {
    let mut value = format!("n{number}\0");
    let mut names: Vec<_> = path.split('.').collect();
    let mut outermost = names.remove(0).to_owned();
    outermost.push('\0');
    for name in names.iter().rev() {
        value = match *name {
            "1" => format!("[{value}]"),
            name => format!("{{k{name}\0{value}}}"),
        };
    }
    Params::from_bytes(format!("k{outermost}{value}").into_bytes())
}

#[test]
fn integers_of_parameters_beyond_the_edge_are_refused() {
    let credentials = Credentials {
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    };
    let signer = Signer {
        key: Key::new(credentials).unwrap(),
        region_id: "cn-hongkong".into(),
        endpoint: None,
        version: VERSION.into(),
    };
    let moment = Moment {
        now: 0,
        nonce: "nonce",
        format: Format::Json,
    };
    let mut count = 0;
    for operation in OPERATIONS {
        let mut paths = Vec::new();
        search_params(operation.params, "", &mut paths);
        count += paths.len();
        for path in paths {
            TestRunner::new(config(48))
                .run(&beyond(), |number| {
                    let params = flat(&path, &number);
                    let Err(Invalid::Parameters(issues)) =
                        build(&signer, operation.name, &params, Style::V1Url, moment)
                    else {
                        return Err(TestCaseError::fail("it was signed"));
                    };
                    let issue = issues.iter().find(|issue| issue.parameter == path);
                    let problem = issue.map_or("", |issue| issue.problem);
                    prop_assert!(problem.contains("2^53-1"), "{}: {:?}", path, issues);
                    Ok(())
                })
                .unwrap();
        }
    }
    assert!(count >= 8, "the table has integers");
}
