//! Percent-encoding by the rule both signatures share: UTF-8, RFC 3986 unreserved characters stay, all else becomes
//! `%XX` in upper case. So a space is `%20` (never `+`), `*` is `%2A` and `~` stays, which is where
//! `encodeURIComponent` and form encoding differ.

use alloc::vec::Vec;

/// Appends `text`, encoded, to `out`.
pub fn percent_encode(text: &[u8], out: &mut Vec<u8>) {
    each_run(text, |plain, escape| {
        out.extend_from_slice(plain);
        if let Some(hex) = escape {
            out.extend_from_slice(&[b'%', hex[0], hex[1]]);
        }
    });
}

/// Appends `text`, encoded once, to `once` and, encoded twice, to `twice`: V1 sends the first and signs the second, so
/// both come out of one pass. In the second, the `%` of an escape is itself encoded: `%2F` becomes `%252F`.
pub(super) fn percent_encode_twice(text: &[u8], once: &mut Vec<u8>, twice: &mut Vec<u8>) {
    each_run(text, |plain, escape| {
        once.extend_from_slice(plain);
        twice.extend_from_slice(plain);
        if let Some(hex) = escape {
            once.extend_from_slice(&[b'%', hex[0], hex[1]]);
            twice.extend_from_slice(&[b'%', b'2', b'5', hex[0], hex[1]]);
        }
    });
}

/// Calls `emit` with each run of plain bytes and the hex digits of the byte that ended it, if one did. Whole runs are
/// copied at once because most values are plain from end to end.
#[inline]
fn each_run(text: &[u8], mut emit: impl FnMut(&[u8], Option<[u8; 2]>)) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| !is_unreserved(byte)) {
        let (plain, tail) = rest.split_at(at);
        let Some((&byte, after)) = tail.split_first() else {
            break;
        };
        emit(plain, Some([hex_digit(byte >> 4), hex_digit(byte & 15)]));
        rest = after;
    }
    emit(rest, None);
}

/// One bit per byte value; 128 bits cover ASCII, and nothing above is unreserved.
const UNRESERVED: u128 = {
    let mut set = 0;
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            set |= 1 << byte;
        }
        byte += 1;
    }
    set
};

#[inline]
fn is_unreserved(byte: u8) -> bool {
    byte < 128 && UNRESERVED >> byte & 1 == 1
}

const fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' - 10 + nibble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (String, String) {
        let (mut once, mut twice, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        percent_encode_twice(text.as_bytes(), &mut once, &mut twice);
        percent_encode(text.as_bytes(), &mut plain);
        assert_eq!(once, plain);
        (
            String::from_utf8_lossy(&once).into_owned(),
            String::from_utf8_lossy(&twice).into_owned(),
        )
    }

    #[test]
    fn the_characters_that_other_encoders_get_wrong_are_encoded_as_the_service_does() {
        assert_eq!(
            both(" *~+/=(!')"),
            (
                "%20%2A~%2B%2F%3D%28%21%27%29".into(),
                "%2520%252A~%252B%252F%253D%2528%2521%2527%2529".into()
            )
        );
    }

    #[test]
    fn text_beyond_ascii_is_encoded_byte_by_byte_as_utf_8() {
        assert_eq!(both("镜").0, "%E9%95%9C");
        assert_eq!(both("").0, "");
    }

    #[test]
    fn exactly_the_66_unreserved_characters_stay() {
        let stay = (0..=255u8).filter(|&byte| is_unreserved(byte)).count();
        assert_eq!(stay, 66);
    }
}
