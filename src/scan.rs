//! Passing over text that needs no attention, eight bytes at a time: nearly all of an answer is such text.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// How many bytes at the start of `text` are neither control characters nor one of `stops`.
#[inline(always)]
pub(crate) fn plain<const N: usize>(text: &[u8], stops: [u8; N]) -> usize {
    let (words, tail) = text.as_chunks::<8>();
    let mut passed = 0;
    for &word in words {
        let word = u64::from_le_bytes(word);
        // A byte's high bit is set in `hit` if the byte is below 0x20 or a stop. A borrow may set the bits of bytes
        // after a true hit as well, never before it, and only the first counts.
        let mut hit = word.wrapping_sub(ONES * 0x20) & !word;
        // By reference: an array that is consumed is walked by calls, in a module built for size.
        for stop in &stops {
            let difference = word ^ (ONES * u64::from(*stop));
            hit |= difference.wrapping_sub(ONES) & !difference;
        }
        hit &= HIGHS;
        if hit != 0 {
            return passed + hit.trailing_zeros() as usize / 8;
        }
        passed += 8;
    }
    passed
        + tail
            .iter()
            .take_while(|&&byte| byte >= 0x20 && !stops.contains(&byte))
            .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_stops_where_it_should_and_nowhere_else() {
        let stops = [b'"', b'\\', 0xEF];
        for byte in 0..=u8::MAX {
            for before in 0..20 {
                for neighbour in [b' ', b'a', 0x80, 0xFF] {
                    let mut text = vec![neighbour; 40];
                    if let Some(place) = text.get_mut(before) {
                        *place = byte;
                    }
                    let is_stop = byte < 0x20 || stops.contains(&byte);
                    let expected = if is_stop { before } else { 40 };
                    assert_eq!(plain(&text, stops), expected, "{byte} after {before}");
                }
            }
        }
    }
}
