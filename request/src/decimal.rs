//! Integers in decimal. By hand, since `format!` would bring the formatting machinery into the wasm module.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::ascii;

/// An integer in decimal.
#[must_use]
pub fn integer(value: i64) -> String {
    let mut text = Vec::new();
    write_integer(value, &mut text);
    ascii(text)
}

/// Appends an integer in decimal.
pub fn write_integer(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    write_digits(value.unsigned_abs(), out);
}

fn write_digits(number: u64, out: &mut Vec<u8>) {
    if number > 9 {
        write_digits(number / 10, out);
    }
    out.push(b'0' + u8::try_from(number % 10).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn integers_are_written_in_decimal() {
        for value in [0, 7, -1, 600, i64::MAX, i64::MIN] {
            assert_eq!(integer(value), value.to_string());
        }
    }
}
