//! Percent-encoding by the rule both signatures share: UTF-8, RFC 3986 unreserved characters stay, all else becomes
//! `%XX` in upper case. So a space is `%20` (never `+`), `*` is `%2A` and `~` stays, which is where
//! `encodeURIComponent` and form encoding differ.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Appends `text`, encoded, to `out`.
pub fn percent_encode(text: &[u8], out: &mut Vec<u8>) {
    let mut writer = Writer::with_room(3 * text.len());
    writer.encode(text);
    out.extend_from_slice(&writer.finish());
}

/// How long `text` is, encoded.
pub(super) fn encoded_len(text: &[u8]) -> usize {
    let escaped = text.iter().filter(|&&byte| !is_unreserved(byte)).count();
    text.len() + 2 * escaped
}

/// Writes `name=value` pairs, encoded and joined by `&`. Gives the place of the value whose name is `marked`, too.
pub(super) fn encode_pairs<'a>(
    pairs: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone,
    marked: &[u8],
) -> (Vec<u8>, Option<Range<usize>>) {
    let most = |(name, value): (&[u8], &[u8])| 3 * (name.len() + value.len()) + 2;
    let mut writer = Writer::with_room(pairs.clone().map(most).sum());
    let mut place = None;
    for (name, value) in pairs {
        if writer.at > 0 {
            writer.write(b"&");
        }
        writer.encode(name);
        writer.write(b"=");
        let begin = writer.at;
        writer.encode(value);
        if name == marked {
            place = Some(begin..writer.at);
        }
    }
    (writer.finish(), place)
}

/// Writes bytes one by one into room that was made at once. In wasm that is several times faster than growing a vector by
/// short slices, each of which is a copy by the host. There must be room for three bytes for each byte that is encoded.
pub(super) struct Writer {
    out: Vec<u8>,
    pub(super) at: usize,
}

impl Writer {
    pub(super) fn with_room(most: usize) -> Self {
        Self {
            out: vec![0; most],
            at: 0,
        }
    }

    /// Writes bytes as they are.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if let Some(to) = self.out.get_mut(self.at) {
                *to = byte;
                self.at += 1;
            }
        }
    }

    pub(super) fn encode(&mut self, text: &[u8]) {
        // Kept in a local variable, which stays out of memory.
        let mut at = self.at;
        for &byte in text {
            if is_unreserved(byte) {
                if let Some(to) = self.out.get_mut(at) {
                    *to = byte;
                    at += 1;
                }
            } else if let Some([mark, high, low]) = self.out.get_mut(at..at + 3) {
                *mark = b'%';
                *high = hex_digit(byte >> 4);
                *low = hex_digit(byte & 15);
                at += 3;
            }
        }
        self.at = at;
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.truncate(self.at);
        self.out
    }
}

const UNRESERVED: [bool; 256] = {
    let mut set = [false; 256];
    let mut rest: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    while let [byte, after @ ..] = rest {
        #[expect(
            clippy::indexing_slicing,
            reason = "a byte is an index; and this is a constant"
        )]
        {
            set[*byte as usize] = true;
        }
        rest = after;
    }
    set
};

#[inline]
fn is_unreserved(byte: u8) -> bool {
    UNRESERVED
        .get(usize::from(byte))
        .copied()
        .unwrap_or_default()
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

    fn encoded(text: &str) -> String {
        let mut out = b"before".to_vec();
        percent_encode(text.as_bytes(), &mut out);
        String::from_utf8_lossy(out.strip_prefix(b"before").unwrap()).into_owned()
    }

    #[test]
    fn the_characters_that_other_encoders_get_wrong_are_encoded_as_the_service_does() {
        assert_eq!(encoded(" *~+/=(!')"), "%20%2A~%2B%2F%3D%28%21%27%29");
    }

    #[test]
    fn text_beyond_ascii_is_encoded_byte_by_byte_as_utf_8() {
        assert_eq!(encoded("镜"), "%E9%95%9C");
        assert_eq!(encoded(""), "");
    }

    #[test]
    fn pairs_are_joined_and_the_marked_value_is_found() {
        let pairs: [(&[u8], &[u8]); 3] = [(b"a", b" "), (b"b.1", b"+/"), (b"c", b"")];
        let (query, place) = encode_pairs(pairs.into_iter(), b"b.1");
        assert_eq!(query, b"a=%20&b.1=%2B%2F&c=");
        assert_eq!(query.get(place.unwrap()), Some(&b"%2B%2F"[..]));
        assert_eq!(encode_pairs(pairs.into_iter(), b"d").1, None);
    }

    #[test]
    fn exactly_the_66_unreserved_characters_stay() {
        let stay = (0..=255u8).filter(|&byte| is_unreserved(byte)).count();
        assert_eq!(stay, 66);
    }
}
