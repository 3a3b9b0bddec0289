//! Small work on text, each done in one place: what the standard library has for it is generic, and every use would
//! bring one more copy of it into the wasm module.

use alloc::string::String;
use alloc::vec::Vec;

/// What stands before and after the first `mark`, an ASCII character.
#[inline(never)]
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().position(|byte| byte == mark)?)
}

/// What stands before and after the last `mark`, an ASCII character.
#[inline(never)]
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().rposition(|byte| byte == mark)?)
}

fn around(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Takes what stands before the first `mark` off the text, or all of it. Nothing is left after the last part; then none.
#[inline(never)]
pub fn part<'a>(text: &mut Option<&'a str>, mark: u8) -> Option<&'a str> {
    let whole = (*text)?;
    let (first, rest) = match cut(whole, mark) {
        Some((first, rest)) => (first, Some(rest)),
        None => (whole, None),
    };
    *text = rest;
    Some(first)
}

/// The number that digits are; beyond 18 of them, the largest there is. None where there is anything else, or nothing.
#[inline(never)]
pub fn whole_number(digits: &[u8]) -> Option<i64> {
    let mut number = 0_i64;
    let mut length = 0;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        if length > 0 || digit != b'0' {
            length += 1;
        }
        // Wraps only where it does not count.
        number = number
            .wrapping_mul(10)
            .wrapping_add(i64::from(digit - b'0'));
    }
    if digits.is_empty() {
        return None;
    }
    Some(if length > 18 { i64::MAX } else { number })
}

/// The whole number that a text is, with or without a sign.
#[inline(never)]
pub fn integer(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(digits) => whole_number(digits.as_bytes()).map(|number| -number),
        None => whole_number(text.strip_prefix('+').unwrap_or(text).as_bytes()),
    }
}

/// Bytes as lower-case hex digits.
#[inline(never)]
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = Vec::with_capacity(2 * bytes.len());
    for byte in bytes {
        for &nibble in &[byte >> 4, byte & 15] {
            digits.push(nibble + if nibble < 10 { b'0' } else { b'a' - 10 });
        }
    }
    ascii(digits)
}

/// Bytes that are ASCII, so that the branch in which they are not is never taken; it says so without a panic.
#[inline(never)]
pub fn ascii(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// Text, or where bytes are no text, what is ASCII of them.
#[inline(never)]
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|error| {
        let mut bytes = error.into_bytes();
        for byte in &mut bytes {
            if !byte.is_ascii() {
                *byte = b'?';
            }
        }
        ascii(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_a_mark() {
        assert_eq!(cut("a=b=镜", b'='), Some(("a", "b=镜")));
        assert_eq!(cut_last("a=b=镜", b'='), Some(("a=b", "镜")));
        assert_eq!(cut("ab", b'='), None);
    }

    #[test]
    fn parts_come_as_split_gives_them() {
        for text in ["", ",", "a", "a,b", ",a,,b,"] {
            let mut rest = Some(text);
            let parts: Vec<&str> = core::iter::from_fn(|| part(&mut rest, b',')).collect();
            assert_eq!(parts, text.split(',').collect::<Vec<_>>());
        }
    }

    #[test]
    fn whole_numbers_are_digits_and_saturate() {
        for (digits, number) in [
            ("", None),
            ("-1", None),
            ("1a", None),
            ("0", Some(0)),
            ("00000000000000000000042", Some(42)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("1000000000000000000", Some(i64::MAX)),
        ] {
            assert_eq!(whole_number(digits.as_bytes()), number, "{digits}");
        }
    }

    #[test]
    fn whole_numbers_may_have_a_sign() {
        for (text, number) in [
            ("-7", Some(-7)),
            ("+7", Some(7)),
            ("7", Some(7)),
            ("--7", None),
            ("-", None),
        ] {
            assert_eq!(integer(text), number, "{text}");
        }
    }

    #[test]
    fn hex_digits_are_two_a_byte() {
        assert_eq!(hex(&[0, 0x9a, 0xff]), "009aff");
    }

    #[test]
    fn what_is_no_text_is_ascii_of_it() {
        assert_eq!(lossy("镜".as_bytes()), "镜");
        assert_eq!(lossy(b"a\xffb"), "a?b");
    }
}
