//! Character data: what references, CDATA sections and line ends stand for.

use alloc::borrow::Cow;
use alloc::string::String;

use super::super::json::number;

/// The character that `&name;` stands for.
pub(super) fn referenced(name: &str) -> Option<char> {
    let digits = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    char::from_u32(number(digits, radix)?).filter(|character| {
        !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{FFFE}' | '\u{FFFF}')
    })
}

/// Decodes the character data of a [`Kind::Marked`](super::Kind::Marked) element, which the parser has found
/// well-formed: references become characters, CDATA loses its wrapping, comments and instructions go, and a line ends
/// in a line feed alone (XML 1.0, 2.11).
pub(in crate::response) fn decode(raw: &str) -> Cow<'_, str> {
    let mut decoded = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'&')) {
        let (text, markup) = rest.split_at_checked(at).unwrap_or_default();
        push_lines(text, &mut decoded);
        let (start, end) = if markup.starts_with('&') {
            ("&", ";")
        } else if markup.starts_with("<!-") {
            ("<!--", "-->")
        } else if markup.starts_with("<!") {
            ("<![CDATA[", "]]>")
        } else {
            ("<?", "?>")
        };
        let inside = markup.get(start.len()..).unwrap_or_default();
        let length = inside
            .as_bytes()
            .windows(end.len())
            .position(|window| window == end.as_bytes())
            .unwrap_or(inside.len());
        let (inside, after) = inside.split_at_checked(length).unwrap_or_default();
        match start {
            "&" => decoded.extend(referenced(inside)),
            "<![CDATA[" => push_lines(inside, &mut decoded),
            _ => {}
        }
        rest = after.get(end.len()..).unwrap_or_default();
    }
    push_lines(rest, &mut decoded);
    Cow::Owned(decoded)
}

fn push_lines(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(end) = rest.bytes().position(|byte| byte == b'\r') {
        let (line, after) = rest.split_at_checked(end).unwrap_or_default();
        out.push_str(line);
        out.push('\n');
        rest = after.get(1..).unwrap_or_default();
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
}
