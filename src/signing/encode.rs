//! Percent-encoding by the rule both signatures share: UTF-8, RFC 3986 unreserved characters stay, all else becomes
//! `%XX` in upper case. So a space is `%20` (never `+`), `*` is `%2A` and `~` stays, which is where
//! `encodeURIComponent` and form encoding differ.

use alloc::vec::Vec;
use core::fmt;

/// Appends `text`, encoded, to `out`.
pub fn percent_encode(text: &[u8], out: &mut Vec<u8>) {
    let mut nowhere = Vec::new();
    let mut query = Query::begin(out, &mut nowhere);
    query.encode(text);
    query.end();
}

/// A canonical query being written: as it is sent, and encoded once more, as V1 signs it. Both are written byte by byte
/// into room that is there already. In wasm that is several times faster than appending short slices, each of which is a
/// copy by the host, and than going over the query again.
pub struct Query<'a> {
    once: Room<'a>,
    twice: Room<'a>,
    is_empty: bool,
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query(…)")
    }
}

/// A vector that is longer than what was written to it, which ends at `end`.
struct Room<'a> {
    bytes: &'a mut Vec<u8>,
    end: usize,
}

impl<'a> Query<'a> {
    /// Appends to both vectors, up to [`Query::end`].
    #[must_use]
    pub fn begin(once: &'a mut Vec<u8>, twice: &'a mut Vec<u8>) -> Self {
        Self {
            once: Room::after(once),
            twice: Room::after(twice),
            is_empty: true,
        }
    }

    /// Writes `name=value`, encoded. Gives the places where the value begins, as [`Query::ends`] does.
    pub fn pair(&mut self, name: &[u8], value: &[u8]) -> [usize; 2] {
        if !self.is_empty {
            self.mark(b'&');
        }
        self.is_empty = false;
        self.encode(name);
        self.mark(b'=');
        let begin = self.ends();
        self.encode(value);
        begin
    }

    /// Where what was written ends, in each of the two vectors.
    #[must_use]
    pub fn ends(&self) -> [usize; 2] {
        [self.once.end, self.twice.end]
    }

    /// Leaves in the vectors what was written.
    pub fn end(self) {
        self.once.bytes.truncate(self.once.end);
        self.twice.bytes.truncate(self.twice.end);
    }

    fn encode(&mut self, text: &[u8]) {
        // Kept in local variables, which stay out of memory.
        let (once, twice) = (
            self.once.room(3 * text.len()),
            self.twice.room(5 * text.len()),
        );
        let (mut at, mut at_twice) = (0, 0);
        for &byte in text {
            if is_unreserved(byte) {
                if let (Some(once), Some(twice)) = (once.get_mut(at), twice.get_mut(at_twice)) {
                    (*once, *twice) = (byte, byte);
                }
                at += 1;
                at_twice += 1;
            } else {
                let [high, low] = [hex_digit(byte >> 4), hex_digit(byte & 15)];
                if let Some(to) = once.get_mut(at..at + 3) {
                    to.copy_from_slice(&[b'%', high, low]);
                }
                if let Some(to) = twice.get_mut(at_twice..at_twice + 5) {
                    to.copy_from_slice(&[b'%', b'2', b'5', high, low]);
                }
                at += 3;
                at_twice += 5;
            }
        }
        self.once.end += at;
        self.twice.end += at_twice;
    }

    /// Writes what joins names, values and pairs.
    fn mark(&mut self, mark: u8) {
        if let Some(to) = self.once.room(1).first_mut() {
            *to = mark;
        }
        let escaped = [b'%', hex_digit(mark >> 4), hex_digit(mark & 15)];
        if let Some(to) = self.twice.room(3).first_chunk_mut() {
            *to = escaped;
        }
        self.once.end += 1;
        self.twice.end += 3;
    }
}

impl<'a> Room<'a> {
    fn after(bytes: &'a mut Vec<u8>) -> Self {
        Self {
            end: bytes.len(),
            bytes,
        }
    }

    /// Room for so many bytes more.
    fn room(&mut self, most: usize) -> &mut [u8] {
        let needed = self.end + most;
        if self.bytes.len() < needed {
            self.bytes.resize((2 * needed).max(1024), 0);
        }
        self.bytes.get_mut(self.end..).unwrap_or_default()
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

/// Appends bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8], out: &mut Vec<u8>) {
    for byte in bytes {
        // Four bits each.
        out.extend_from_slice(
            &[byte >> 4, byte & 15].map(|nibble| hex_digit(nibble).to_ascii_lowercase()),
        );
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
    fn a_query_is_written_once_encoded_and_twice() {
        let every: Vec<u8> = (0..=255).collect();
        let long = [b'+'; 3000];
        let pairs: [(&[u8], &[u8]); 4] =
            [(b"a", b" "), (b"b.1", &every), (b"c", b""), (b"d", &long)];
        let (mut once, mut twice) = (b"https://host/?".to_vec(), b"GET&%2F&".to_vec());
        let mut query = Query::begin(&mut once, &mut twice);
        for (name, value) in pairs {
            query.pair(name, value);
        }
        let ends = query.ends();
        query.end();
        assert_eq!(ends, [once.len(), twice.len()]);
        let once = once.strip_prefix(b"https://host/?").unwrap();
        assert!(once.starts_with(b"a=%20&b.1=%00%01") && once.ends_with(b"%2B%2B"));
        let mut again = b"GET&%2F&".to_vec();
        percent_encode(once, &mut again);
        assert_eq!(twice, again);
    }

    #[test]
    fn exactly_the_66_unreserved_characters_stay() {
        let stay = (0..=255u8).filter(|&byte| is_unreserved(byte)).count();
        assert_eq!(stay, 66);
    }
}
