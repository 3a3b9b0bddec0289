//! Percent-encoding by the rule both signatures share: UTF-8, RFC 3986 unreserved characters stay, all else becomes
//! `%XX` in upper case. So a space is `%20` (never `+`), `*` is `%2A` and `~` stays, which is where
//! `encodeURIComponent` and form encoding differ.
#![expect(
    clippy::inline_always,
    reason = "it is done for every few bytes, and a module built for size inlines nothing on its own"
)]

use alloc::vec::Vec;
use core::fmt;

use super::room::Room;

/// Appends `text`, encoded, to `out`.
pub fn percent_encode(text: &[u8], out: &mut Vec<u8>) {
    let mut query = Query::new();
    let [start, _] = query.pair(b"", text);
    out.extend_from_slice(query.once().get(start..).unwrap_or_default());
}

/// A canonical query being written: as it is sent, and encoded once more, as V1 signs it. Both are written into room that
/// is there already. In wasm that is several times faster than appending short slices, each of which is a copy by the host,
/// and than going over the query again.
#[derive(Default)]
pub struct Query {
    once: Room,
    twice: Room,
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query(…)")
    }
}

impl Query {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            once: Room::new(),
            twice: Room::new(),
        }
    }

    /// Begins a query. Where it is encoded twice, `before` stands before it.
    pub(super) fn begin(&mut self, before: &[u8]) {
        self.wipe();
        self.twice.write(before);
    }

    /// Writes `name=value`, encoded. Gives the places where the value begins, as [`Query::ends`] does.
    pub fn pair(&mut self, name: &[u8], value: &[u8]) -> [usize; 2] {
        let length = name.len() + value.len();
        let (end, once) = self.once.room(3 * length + 2);
        let (end_twice, twice) = self.twice.room(5 * length + 6);
        // Kept in local variables, which stay out of memory.
        let (mut at, mut at_twice) = (0, 0);
        let mut begin = [0, 0];
        for &(mark, text) in &[(b'&', name), (b'=', value)] {
            if end > 0 || mark == b'=' {
                if let (Some(to), Some(to_twice)) = (once.get_mut(at), place(twice, at_twice)) {
                    *to = mark;
                    *to_twice = [b'%', hex_digit(mark >> 4), hex_digit(mark & 15)];
                }
                at += 1;
                at_twice += 3;
            }
            begin = [end + at, end_twice + at_twice];
            let mut text = text;
            loop {
                // Eight at a time where none of them is escaped, which is the rule.
                if let Some((eight, after)) = text.split_first_chunk()
                    && are_unreserved(*eight)
                    && let (Some(to), Some(to_twice)) = (place(once, at), place(twice, at_twice))
                {
                    (*to, *to_twice) = (*eight, *eight);
                    at += 8;
                    at_twice += 8;
                    text = after;
                    continue;
                }
                let Some((&byte, after)) = text.split_first() else {
                    break;
                };
                text = after;
                if is_unreserved(byte) {
                    if let (Some(to), Some(to_twice)) = (once.get_mut(at), twice.get_mut(at_twice))
                    {
                        (*to, *to_twice) = (byte, byte);
                    }
                    at += 1;
                    at_twice += 1;
                } else {
                    let (high, low) = (hex_digit(byte >> 4), hex_digit(byte & 15));
                    if let (Some(to), Some(to_twice)) = (place(once, at), place(twice, at_twice)) {
                        *to = [b'%', high, low];
                        *to_twice = [b'%', b'2', b'5', high, low];
                    }
                    at += 3;
                    at_twice += 5;
                }
            }
        }
        self.once.end += at;
        self.twice.end += at_twice;
        begin
    }

    /// Appends what stands between two places of another query, each as [`Query::ends`] gives it.
    pub(crate) fn append(&mut self, other: &Self, from: [usize; 2], to: [usize; 2]) {
        let ([from, from_twice], [to, to_twice]) = (from, to);
        if from == 0 && to > 0 && self.once.end > 0 {
            self.once.write(b"&");
            self.twice.write(b"%26");
        }
        self.once
            .write(other.once().get(from..to).unwrap_or_default());
        self.twice
            .write(other.twice().get(from_twice..to_twice).unwrap_or_default());
    }

    /// The query, encoded: what is sent.
    #[must_use]
    pub fn once(&self) -> &[u8] {
        self.once.written()
    }

    /// The query, encoded once more.
    #[must_use]
    pub fn twice(&self) -> &[u8] {
        self.twice.written()
    }

    /// How long the two are.
    #[must_use]
    pub fn ends(&self) -> [usize; 2] {
        [self.once.end, self.twice.end]
    }

    /// Wipes what was written, and keeps the room for another query.
    pub fn wipe(&mut self) {
        self.once.wipe();
        self.twice.wipe();
    }

    #[cfg(test)]
    pub(crate) fn is_wiped(&self) -> bool {
        self.once.is_wiped() && self.twice.is_wiped()
    }
}

/// Where `N` bytes are written to.
#[inline(always)]
fn place<const N: usize>(bytes: &mut [u8], at: usize) -> Option<&mut [u8; N]> {
    bytes.get_mut(at..)?.first_chunk_mut()
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

#[inline(always)]
fn is_unreserved(byte: u8) -> bool {
    UNRESERVED
        .get(usize::from(byte))
        .copied()
        .unwrap_or_default()
}

/// Without a loop, which would stay one in a module built for size.
#[expect(clippy::many_single_char_names, reason = "they are bytes, in order")]
#[inline(always)]
fn are_unreserved([a, b, c, d, e, f, g, h]: [u8; 8]) -> bool {
    is_unreserved(a)
        & is_unreserved(b)
        & is_unreserved(c)
        & is_unreserved(d)
        & is_unreserved(e)
        & is_unreserved(f)
        & is_unreserved(g)
        & is_unreserved(h)
}

const fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' - 10 + nibble,
    }
}

/// Writes bytes as lower-case hex digits, two a byte.
pub fn hex(bytes: &[u8], digits: &mut [u8]) {
    let (pairs, _) = digits.as_chunks_mut();
    for (pair, byte) in pairs.iter_mut().zip(bytes) {
        // Both at once, and without a branch, since digits of a hash are anyone's guess. Six more than nine is sixteen.
        let halves = u16::from(byte >> 4) | u16::from(byte & 15) << 8;
        let letters = (halves + 0x0606) >> 4 & 0x0101;
        *pair = (halves + 0x3030 + 39 * letters).to_le_bytes();
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
        let mut query = Query::new();
        for (name, value) in pairs {
            query.pair(name, value);
        }
        let once = query.once();
        assert!(once.starts_with(b"a=%20&b.1=%00%01") && once.ends_with(b"%2B%2B"));
        let mut again = Vec::new();
        percent_encode(once, &mut again);
        assert_eq!(query.twice(), again);
        assert_eq!(query.ends(), [once.len(), again.len()]);
        query.begin(b"GET");
        assert_eq!((query.once(), query.twice()), (&b""[..], &b"GET"[..]));
        let (_, room) = query.once.room(0);
        assert!(room.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn exactly_the_66_unreserved_characters_stay() {
        let stay = (0..=255u8).filter(|&byte| is_unreserved(byte)).count();
        assert_eq!(stay, 66);
    }
}
