//! Passing over text that needs no attention, eight bytes at a time: nearly all of an answer is such text.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// How many bytes at the start of `text` stand in a JSON string as they are: neither control characters nor a quote or
/// a backslash.
#[inline(never)]
pub(crate) fn plain(text: &[u8]) -> usize {
    before(text, stops)
}

/// How many bytes stand before the first that is marked.
#[inline(always)]
fn before(text: &[u8], marks: impl Fn(u64) -> u64) -> usize {
    let mut passed = 0;
    loop {
        let marks = marks(word(text, passed));
        if marks != 0 {
            return passed + marks.trailing_zeros() as usize / 8;
        }
        passed += 8;
    }
}

/// The eight bytes that stand there in a text, or what there is and after it zeros, which are control characters.
#[inline(always)]
pub(crate) fn word(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(<[u8]>::first_chunk) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(text, at),
    }
}

/// The high bit of a byte says that it is not plain. A borrow may set those of bytes after it as well, never before, and
/// only the first counts.
#[inline(always)]
pub(crate) const fn stops(word: u64) -> u64 {
    (below_space(word) | is(word, b'"') | is(word, b'\\')) & HIGHS
}

/// The same for character data of XML that stands in a JSON string as it is: no markup either, no reference, and nothing
/// that may be the beginning of what XML forbids.
#[inline(always)]
pub(crate) const fn stops_in_xml(word: u64) -> u64 {
    stops(word) | (is(word, b'<') | is(word, b'&') | is(word, b']') | is(word, 0xEF)) & HIGHS
}

/// Whether `text` begins with `start`. Eight bytes at a time, which the standard library's comparison is not in wasm.
#[inline(always)]
pub(crate) fn begins(text: &[u8], start: &[u8]) -> bool {
    let Some(head) = text.get(..start.len()) else {
        return false;
    };
    let mut at = 0;
    while let (Some(one), Some(other)) = (word_at(head, at), word_at(start, at)) {
        if one != other {
            return false;
        }
        at += 8;
    }
    while let (Some(one), Some(other)) = (head.get(at), start.get(at)) {
        if one != other {
            return false;
        }
        at += 1;
    }
    true
}

/// What stands after `start`, in any case of ASCII letters, if `text` begins with that.
pub(crate) fn after<'a>(text: &'a [u8], start: &str) -> Option<&'a [u8]> {
    let (head, after) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start.as_bytes()).then_some(after)
}

#[inline(always)]
fn word_at(text: &[u8], at: usize) -> Option<u64> {
    let bytes = text.get(at..at + 8)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

#[cold]
#[inline(never)]
fn last_word(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .rfold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Marks the bytes below 0x20.
#[inline(always)]
const fn below_space(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x20) & !word
}

/// Marks the bytes that are this one.
#[inline(always)]
const fn is(word: u64, byte: u8) -> u64 {
    let difference = word ^ (ONES * byte as u64);
    difference.wrapping_sub(ONES) & !difference
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(plain: impl Fn(&[u8]) -> usize, stops: &[u8]) {
        for byte in 0..=u8::MAX {
            for before in 0..20 {
                for length in before + 1..40 {
                    for neighbour in [b' ', b'a', 0x80, 0xFF] {
                        let mut text = vec![neighbour; length];
                        if let Some(place) = text.get_mut(before) {
                            *place = byte;
                        }
                        let is_stop = byte < 0x20 || stops.contains(&byte);
                        let expected = if is_stop { before } else { length };
                        assert_eq!(plain(&text), expected, "{byte} after {before}");
                    }
                }
            }
        }
        assert_eq!(plain(b""), 0);
    }

    #[test]
    fn every_byte_stops_where_it_should_and_nowhere_else() {
        check(plain, b"\"\\");
        check(|text| before(text, stops_in_xml), b"\"\\<&]\xEF");
    }

    #[test]
    fn a_text_begins_with_each_of_its_beginnings_and_with_nothing_else() {
        let text: Vec<u8> = (0..40).collect();
        for length in 0..=40 {
            let start = text.get(..length).unwrap();
            assert!(begins(&text, start));
            assert_eq!(begins(start, &text), length == 40);
            for wrong in 0..length {
                let mut start = start.to_vec();
                start[wrong] ^= 1;
                assert!(!begins(&text, &start), "{wrong} of {length}");
            }
        }
    }
}
