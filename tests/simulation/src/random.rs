//! Numbers that a seed decides: `SplitMix64`.

/// A stream of numbers. Streams of different parts are independent, so that leaving one out changes no other.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of this seed for these parts.
    pub fn of(seed: u64, parts: &[u64]) -> Self {
        let mut random = Self(seed);
        for part in parts {
            random.0 = random.draw() ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        }
        random
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one below `end`; 0 if that is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = last.saturating_sub(first).unsigned_abs().saturating_add(1);
        first.saturating_add_unsigned(self.below(span))
    }

    /// One of these.
    pub fn pick<T: Copy, const N: usize>(&mut self, of: [T; N]) -> T {
        let at = usize::try_from(self.below(N as u64)).unwrap_or(0);
        #[expect(clippy::indexing_slicing, reason = "below its length")]
        of[at]
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    /// A whole number from 1 to `last`, small ones as likely as large ones.
    pub fn magnitude(&mut self, last: u64) -> u64 {
        let bits = u64::from(last.max(1).ilog2());
        let top = 1 << self.below(bits + 1);
        (top + self.below(top)).min(last.max(1))
    }

    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for half in bytes.as_chunks_mut::<8>().0 {
            *half = self.draw().to_le_bytes();
        }
        bytes
    }
}
