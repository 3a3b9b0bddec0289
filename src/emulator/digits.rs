//! Sentences and numbers as text. By hand: what the standard library formats with is large in wasm, and nothing else here needs it.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The text with the parts in the places of its `{}`, in their order.
#[inline(never)]
pub(super) fn filled(text: &str, parts: &[&str]) -> String {
    let mut out = Vec::new();
    let mut parts = parts.iter();
    for byte in text.bytes() {
        match byte {
            b'{' => out.extend(parts.next().copied().unwrap_or_default().as_bytes()),
            b'}' => {}
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// A number as digits, with a sign where it is negative.
pub(super) fn in_digits(number: impl TryInto<i64>) -> String {
    let number = number.try_into().unwrap_or(i64::MAX);
    let digits = in_base(number.unsigned_abs(), 10, 1);
    if number < 0 {
        ["-", &digits].concat()
    } else {
        digits
    }
}

/// A number that is not negative, with zeros before it where it has fewer digits.
pub(super) fn padded(number: i64, width: usize) -> String {
    in_base(number.unsigned_abs(), 10, width)
}

/// A number as lower-case hexadecimal digits, with zeros before them where there are fewer.
pub(super) fn hexadecimal(number: u64, width: usize) -> String {
    in_base(number, 16, width)
}

#[inline(never)]
fn in_base(mut number: u64, base: u64, width: usize) -> String {
    let mut digits = vec![];
    while number > 0 || digits.len() < width {
        let digit = u8::try_from(number % base).unwrap_or_default();
        digits.push(digit + if digit < 10 { b'0' } else { b'a' - 10 });
        number /= base;
    }
    digits.reverse();
    String::from_utf8(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_to_their_places() {
        assert_eq!(filled("{} is {}.", &["a镜", "{}"]), "a镜 is {}.");
        assert_eq!(filled("nothing", &[]), "nothing");
    }

    #[test]
    fn numbers_are_as_the_standard_library_writes_them() {
        for number in [0, 1, 9, 10, 1_234, -7, i64::MAX, i64::MIN] {
            assert_eq!(in_digits(number), number.to_string());
        }
        assert_eq!(in_digits(u64::MAX), i64::MAX.to_string());
        assert_eq!(padded(7, 2), "07");
        assert_eq!(padded(2026, 2), "2026");
        assert_eq!(hexadecimal(0xAB_CDEF, 8), "00abcdef");
        assert_eq!(hexadecimal(u64::MAX, 4), "ffffffffffffffff");
    }
}
