//! What strings say, and numbers in text.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A string without its quotes.
fn unquoted(text: &[u8]) -> &[u8] {
    text.get(1..text.len().wrapping_sub(1)).unwrap_or_default()
}

/// What a string says that is valid, quotes included. Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
pub(in super::super) fn said(quoted: &[u8]) -> Cow<'_, [u8]> {
    let raw = unquoted(quoted);
    if !raw.contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            decoded.push(*byte);
            continue;
        }
        let [letter, after @ ..] = rest else { break };
        rest = after;
        let code = match letter {
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => code_point(&mut rest),
            // A quote, a backslash or a slash stands for itself.
            other => u32::from(*other),
        };
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Cow::Owned(decoded)
}

/// What the four digits after `\u` stand for, together with those of a second escape where the first are half a pair.
fn code_point(rest: &mut &[u8]) -> u32 {
    let high = code_unit(rest);
    let mut after = *rest;
    if (0xD800..0xDC00).contains(&high) && after.starts_with(b"\\u") {
        after = after.get(2..).unwrap_or_default();
        let low = code_unit(&mut after);
        if (0xDC00..0xE000).contains(&low) {
            *rest = after;
            return 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    high
}

/// Four hexadecimal digits, which are passed over.
fn code_unit(rest: &mut &[u8]) -> u32 {
    let (digits, after) = rest.split_at_checked(4).unwrap_or_default();
    *rest = after;
    number(digits, 16).unwrap_or(0xFFFD)
}

/// A number of digits and nothing else. The standard library's reader would let a sign pass, and takes more room.
pub(in super::super) fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut number = 0_u32;
    for digit in digits {
        let digit = char::from(*digit).to_digit(radix)?;
        number = number.checked_mul(radix)?.checked_add(digit)?;
    }
    (!digits.is_empty()).then_some(number)
}
