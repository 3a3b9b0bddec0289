//! Pieces of TypeScript text.

pub const BANNER: &str =
    "// Written by tools/codegen from the operation table in request/src/service. Do not edit.\n\n";

/// A string literal.
pub fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `"a" | "b"`, or `string` where nothing is enumerated.
pub fn union_of(values: &[&str]) -> String {
    if values.is_empty() {
        return "string".into();
    }
    let quoted: Vec<String> = values.iter().copied().map(quoted).collect();
    quoted.join(" | ")
}

/// A doc comment on a line of its own; nothing for an empty text.
pub fn doc(indent: &str, sentences: &str) -> String {
    if sentences.is_empty() {
        return String::new();
    }
    format!("{indent}/** {} */\n", sentences.replace("*/", "*\\/"))
}

/// The method of an action: its name with a lower-case first letter.
pub fn method_of(action: &str) -> String {
    let mut chars = action.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
