//! Characters one by one, where they are not plain text.

use super::Parser;
use crate::response::Reason;
use crate::response::json::number;

/// The only entities there are.
const ENTITIES: [(&[u8], u32); 5] = [
    (b"amp", '&' as u32),
    (b"lt", '<' as u32),
    (b"gt", '>' as u32),
    (b"quot", '"' as u32),
    (b"apos", '\'' as u32),
];

/// No reference is longer, with what ends it; without a bound, many an `&` would make looking for that quadratic.
const LONGEST_REFERENCE: usize = 12;

impl Parser<'_, '_> {
    /// Reads one byte that is not the beginning of a character that XML forbids. A line ends in a line feed alone (XML
    /// 1.0, 2.11).
    pub(super) fn character(&mut self) {
        let mut byte = self.reader.peek();
        match byte {
            b'\r' => {
                byte = b'\n';
                // The other half of the line end.
                if self.reader.text.get(self.reader.at + 1) == Some(&b'\n') {
                    self.reader.at += 1;
                }
            }
            b'\t' | b'\n' => {}
            0..0x20 => return self.reader.wrong(),
            // U+FFFE and U+FFFF.
            0xEF if matches!(self.reader.rest(), [_, 0xBF, 0xBE | 0xBF, ..]) => {
                return self.reader.wrong();
            }
            _ => {}
        }
        self.out.escape(byte);
        self.reader.at += 1;
    }

    /// `&…;`, with a character that XML allows.
    pub(super) fn reference(&mut self) {
        self.reader.at += 1;
        let rest = self.reader.rest();
        let near = rest.get(..LONGEST_REFERENCE).unwrap_or(rest);
        let Some(end) = near.iter().position(|byte| *byte == b';') else {
            return self.reader.fail(if near.len() < LONGEST_REFERENCE {
                Reason::Truncated
            } else {
                Reason::Malformed
            });
        };
        let Some(character) = referenced(near.get(..end).unwrap_or_default()) else {
            return self.reader.wrong();
        };
        for byte in character.encode_utf8(&mut [0; 4]).as_bytes() {
            self.out.escape(*byte);
        }
        self.reader.at += end + 1;
    }
}

/// The character that `&name;` stands for.
fn referenced(name: &[u8]) -> Option<char> {
    let code = if let [b'#', digits @ ..] = name {
        match digits {
            [b'x', digits @ ..] => number(digits, 16)?,
            _ => number(digits, 10)?,
        }
    } else {
        ENTITIES.iter().find(|(entity, _)| *entity == name)?.1
    };
    let is_allowed = match code {
        0x9 | 0xA | 0xD => true,
        _ => code >= 0x20 && code != 0xFFFE && code != 0xFFFF,
    };
    char::from_u32(code).filter(|_| is_allowed)
}
