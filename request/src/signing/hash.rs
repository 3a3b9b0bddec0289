//! HMAC (RFC 2104) over a hash function's block step. The general crates buffer what comes in pieces, and copy their state
//! and buffer at every use; here a message is always there as a whole.

use core::fmt;
use sha1::block_api::compress as compress_sha1;
use zeroize::{Zeroize, Zeroizing};

use super::room::{Room, copy, same};
#[cfg(target_arch = "wasm32")]
use super::sha256::compress as compress256;
#[cfg(not(target_arch = "wasm32"))]
use sha2::block_api::compress256;

/// The words between two blocks. SHA-1 has five of them.
pub(super) type Words = [u32; 8];

/// Both functions take 64 bytes a step and end a message the same way.
const BLOCK: usize = 64;

/// A hash function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    const fn start(self) -> Words {
        match self {
            Self::Sha1 => [
                0x6745_2301,
                0xefcd_ab89,
                0x98ba_dcfe,
                0x1032_5476,
                0xc3d2_e1f0,
                0,
                0,
                0,
            ],
            Self::Sha256 => [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ],
        }
    }

    fn step(self, words: &mut Words, blocks: &[[u8; BLOCK]]) {
        match self {
            Self::Sha1 => {
                if let Some(five) = words.first_chunk_mut() {
                    compress_sha1(five, blocks);
                }
            }
            Self::Sha256 => compress256(words, blocks),
        }
    }

    /// A value without the zeros that may follow it.
    fn cut(self, value: &[u8; 32]) -> &[u8] {
        match self {
            Self::Sha1 => value.first_chunk::<20>().map_or(&[], |value| value),
            Self::Sha256 => value,
        }
    }

    /// The hash of a message, after `before` bytes that are in `words` already. A SHA-1 value is followed by zeros.
    #[inline(never)]
    pub(super) fn end(self, mut words: Words, before: usize, message: &[u8]) -> [u8; 32] {
        let (blocks, left) = message.as_chunks();
        self.step(&mut words, blocks);
        // What is left is ended by a bit that is one, and by the length in bits at the end of a block.
        let mut last = [[0; BLOCK]; 2];
        let bytes = last.as_flattened_mut();
        copy(left, bytes);
        if let Some(mark) = bytes.get_mut(left.len()) {
            *mark = 0x80;
        }
        let bits = 8 * (before + message.len()) as u64;
        let count = if left.len() < BLOCK - 8 { 1 } else { 2 };
        if let Some(last) = last.get_mut(..count) {
            if let Some(length) = last.as_flattened_mut().last_chunk_mut() {
                *length = bits.to_be_bytes();
            }
            self.step(&mut words, last);
        }
        let mut value = [0; 32];
        for (to, word) in value.chunks_exact_mut(4).zip(&words) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        value
    }

    /// The words after the whole blocks of a message's beginning, and how many bytes those are.
    pub(super) fn begin(self, beginning: &[u8]) -> (Words, usize) {
        let mut words = self.start();
        let (blocks, left) = beginning.as_chunks();
        self.step(&mut words, blocks);
        (words, beginning.len() - left.len())
    }

    pub(super) fn of(self, message: &[u8]) -> [u8; 32] {
        self.end(self.start(), 0, message)
    }

    /// The hash of a message whose first `fixed` bytes are likely to be those of the next one.
    pub(super) fn of_kept(self, message: &[u8], fixed: usize, kept: &mut Beginning) -> [u8; 32] {
        kept.end(self, self.start(), 0, message, fixed)
    }
}

/// The beginning of the last message and what it was hashed to, so that it is hashed once while it stays the same. Depends
/// on nothing but what is compared.
pub struct Beginning {
    hash: Hash,
    before: Words,
    text: Room,
    after: Words,
}

impl Default for Beginning {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Beginning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Beginning(…)")
    }
}

impl Beginning {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            hash: Hash::Sha1,
            before: [0; 8],
            text: Room::new(),
            after: [0; 8],
        }
    }

    /// As [`Hash::end`], for a message whose first `fixed` bytes are likely to be those of the next one.
    fn end(
        &mut self,
        hash: Hash,
        words: Words,
        before: usize,
        message: &[u8],
        fixed: usize,
    ) -> [u8; 32] {
        let (blocks, _) = message.get(..fixed).unwrap_or(message).as_chunks();
        let text = blocks.as_flattened();
        if self.hash != hash || self.before != words || !same(self.text.written(), text) {
            self.wipe();
            (self.hash, self.before, self.after) = (hash, words, words);
            self.text.write(text);
            hash.step(&mut self.after, blocks);
        }
        let rest = message.get(text.len()..).unwrap_or_default();
        hash.end(self.after, before + text.len(), rest)
    }

    /// Forgets it.
    pub fn wipe(&mut self) {
        self.before.zeroize();
        self.text.wipe();
        self.after.zeroize();
    }

    #[cfg(test)]
    pub(crate) fn is_wiped(&self) -> bool {
        self.text.is_wiped() && (self.before, self.after) == ([0; 8], [0; 8])
    }
}

impl Drop for Beginning {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A secret, prepared: the words after the two blocks that depend on it alone.
pub(super) struct Hmac {
    hash: Hash,
    inner: Words,
    outer: Words,
}

impl Hmac {
    pub(super) fn new(hash: Hash, secret: &[u8]) -> Self {
        let mut key = Zeroizing::new([0; BLOCK]);
        let hashed = Zeroizing::new(hash.of(secret));
        // A secret that is longer than a block stands for its hash.
        let secret = if secret.len() > BLOCK {
            hash.cut(&hashed)
        } else {
            secret
        };
        for (to, from) in key.iter_mut().zip(secret) {
            *to = *from;
        }
        let mut keyed = |mark: u8| {
            let mut words = hash.start();
            for byte in key.iter_mut() {
                *byte ^= mark;
            }
            hash.step(&mut words, &[*key]);
            words
        };
        Self {
            hash,
            inner: keyed(0x36),
            // Takes the first mark off again.
            outer: keyed(0x36 ^ 0x5c),
        }
    }

    /// The code of a message. An HMAC-SHA1 value is followed by zeros.
    pub(super) fn of(&self, message: &[u8]) -> [u8; 32] {
        self.outer(&self.hash.end(self.inner, BLOCK, message))
    }

    /// The same, of a message whose first `fixed` bytes are likely to be those of the next one.
    pub(super) fn of_kept(&self, message: &[u8], fixed: usize, kept: &mut Beginning) -> [u8; 32] {
        self.outer(&kept.end(self.hash, self.inner, BLOCK, message, fixed))
    }

    fn outer(&self, inner: &[u8; 32]) -> [u8; 32] {
        self.hash.end(self.outer, BLOCK, self.hash.cut(inner))
    }
}

impl Drop for Hmac {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::hmac::{KeyInit, Mac};
    use alloc::vec;

    fn by_the_crate<M: KeyInit + Mac>(secret: &[u8], message: &[u8]) -> Vec<u8> {
        let mac = <M as KeyInit>::new_from_slice(secret).unwrap();
        mac.chain_update(message).finalize().into_bytes().to_vec()
    }

    #[test]
    fn every_length_of_secret_and_message_gives_what_the_hmac_crate_gives() {
        for length in 0..200_u8 {
            let bytes: Vec<u8> = (0..length).collect();
            for secret in [&b"k"[..], &[0xaa; 64], &[0xbb; 65], &bytes] {
                let sha1 = Hmac::new(Hash::Sha1, secret).of(&bytes);
                let sha256 = Hmac::new(Hash::Sha256, secret).of(&bytes);
                let expected = by_the_crate::<::hmac::Hmac<sha1::Sha1>>(secret, &bytes);
                assert_eq!(sha1.to_vec(), [expected, vec![0; 12]].concat());
                let expected = by_the_crate::<::hmac::Hmac<sha2::Sha256>>(secret, &bytes);
                assert_eq!(sha256.to_vec(), expected);
            }
        }
    }

    #[test]
    fn hashes_are_those_of_the_crates() {
        use sha2::Digest;
        for length in 0..200 {
            let message = vec![b'x'; length];
            let expected = sha2::Sha256::digest(&message).to_vec();
            assert_eq!(Hash::Sha256.of(&message).to_vec(), expected);
        }
    }

    #[test]
    fn a_beginning_that_is_kept_changes_no_code() {
        let keys = [
            Hmac::new(Hash::Sha1, b"one"),
            Hmac::new(Hash::Sha1, b"another"),
            Hmac::new(Hash::Sha256, b"one"),
        ];
        let mut kept = Beginning::new();
        for changed in (0..300).step_by(7) {
            let mut message = vec![b'x'; 300];
            message[changed] = b'y';
            for length in [0, 1, 63, 64, 65, 127, 128, 200, 300] {
                let message = &message[..length];
                for fixed in [0, 63, 64, 128, 190, length, usize::MAX] {
                    for hmac in &keys {
                        let code = hmac.of_kept(message, fixed, &mut kept);
                        assert_eq!(code, hmac.of(message));
                        assert_eq!(code, hmac.of_kept(message, fixed, &mut kept));
                    }
                    let hash = Hash::Sha256.of_kept(message, fixed, &mut kept);
                    assert_eq!(hash, Hash::Sha256.of(message));
                }
            }
        }
        kept.wipe();
        assert!(kept.is_wiped());
    }
}
