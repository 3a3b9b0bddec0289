//! The documented limits of parameters, in sentences.

use alicloud_traffic_mirror_request::service::{Form, Param, Shape, Text};

/// The description, and the documented limits after it.
pub fn sentences(param: &Param) -> String {
    let mut out = param.description.to_owned();
    for limit in limits(&param.shape) {
        out += " ";
        out += &limit;
    }
    out
}

fn limits(shape: &Shape) -> Vec<String> {
    let mut out = Vec::new();
    match shape {
        Shape::Text(text) => {
            if text.any_case {
                out.push("In any case of letters.".into());
            }
            out.extend(length(text));
            for (verb, parts) in [
                ("begin with", text.not_prefix),
                ("contain", text.not_containing),
            ] {
                if !parts.is_empty() {
                    out.push(format!("May not {verb} {}.", spelt_out(parts)));
                }
            }
        }
        Shape::Integer { min, max, default } => {
            if (*min, *max) != (i64::MIN, i64::MAX) {
                out.push(format!("{min} to {max}."));
            }
            if let Some(default) = default {
                out.push(format!("Default {default}."));
            }
        }
        Shape::Boolean { default } => {
            if let Some(default) = default {
                out.push(format!("Default {default}."));
            }
        }
        Shape::List { max_items, .. } if *max_items > 0 => {
            out.push(format!("At most {max_items}."));
        }
        Shape::List { .. } | Shape::Object { .. } => {}
    }
    out
}

fn length(text: &Text) -> Option<String> {
    match (text.form, text.min, text.max) {
        // The form's own description gives it.
        (Form::Token, _, _) | (_, _, 0) => None,
        (_, 0, max) => Some(format!("At most {max} characters.")),
        (_, min, max) => Some(format!("{min} to {max} characters.")),
    }
}

/// `a`, `b` or `c`, in code font.
fn spelt_out(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
    parts.join(" or ")
}
