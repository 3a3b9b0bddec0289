//! HMAC (RFC 2104) over a hash function's block step. The general crates buffer what comes in pieces and copy their state
//! at every use; here a message lies whole in a buffer of ours, and is padded where it lies.

use alloc::vec::Vec;

use sha1::block_api::compress as compress_sha1;
use sha2::block_api::compress256;
use zeroize::{Zeroize, Zeroizing};

/// The words between two blocks. SHA-1 has five of them.
type Words = [u32; 8];

/// Both functions take 64 bytes a step and end a message the same way.
const BLOCK: usize = 64;

/// A bit that is one, and as many zeros as a message may need after it.
const PADDING: &[u8; BLOCK] = &{
    let mut padding = [0; BLOCK];
    padding[0] = 0x80;
    padding
};

/// A hash function.
#[derive(Clone, Copy)]
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

    fn step(self, words: &mut Words, message: &[u8]) {
        let (blocks, _) = message.as_chunks::<BLOCK>();
        match self {
            Self::Sha1 => {
                if let Some(five) = words.first_chunk_mut() {
                    compress_sha1(five, blocks);
                }
            }
            Self::Sha256 => compress256(words, blocks),
        }
    }

    const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The hash of what stands in `message` from `from` on, after `before` bytes that are in `words` already. A SHA-1
    /// value is followed by zeros.
    #[inline(never)]
    fn end(self, mut words: Words, before: usize, message: &mut Vec<u8>, from: usize) -> [u8; 32] {
        let end = message.len();
        let length = end - from;
        // The padding and the length in bits, as eight bytes, fill up the last block.
        let padded = (length + 9).next_multiple_of(BLOCK);
        message.extend_from_slice(PADDING.get(..padded - 8 - length).unwrap_or_default());
        let bits = 8 * (before + length) as u64;
        message.extend_from_slice(&bits.to_be_bytes());
        self.step(&mut words, message.get(from..).unwrap_or_default());
        message.truncate(end);
        let mut value = [0; 32];
        for (to, word) in value.chunks_exact_mut(4).zip(&words) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        value
    }

    /// The hash of what stands in `message` from `from` on.
    pub(super) fn of(self, message: &mut Vec<u8>, from: usize) -> [u8; 32] {
        self.end(self.start(), 0, message, from)
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
        let mut key = Zeroizing::new(Vec::with_capacity(secret.len() + 2 * BLOCK));
        key.extend_from_slice(secret);
        if key.len() > BLOCK {
            let hashed = Zeroizing::new(hash.of(&mut key, 0));
            key.clear();
            key.extend_from_slice(hashed.get(..hash.len()).unwrap_or_default());
        }
        key.resize(BLOCK, 0);
        let mut keyed = |mark: u8| {
            let mut words = hash.start();
            for byte in key.iter_mut() {
                *byte ^= mark;
            }
            hash.step(&mut words, &key);
            words
        };
        Self {
            hash,
            inner: keyed(0x36),
            // Takes the first mark off again.
            outer: keyed(0x36 ^ 0x5c),
        }
    }

    /// The code of what stands in `message` from `from` on. An HMAC-SHA1 value is followed by zeros.
    pub(super) fn of(&self, message: &mut Vec<u8>, from: usize) -> [u8; 32] {
        let inner = self.hash.end(self.inner, BLOCK, message, from);
        let end = message.len();
        message.extend_from_slice(inner.get(..self.hash.len()).unwrap_or_default());
        let code = self.hash.end(self.outer, BLOCK, message, end);
        message.truncate(end);
        code
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
                let mut message = [b"before", bytes.as_slice()].concat();
                let sha1 = Hmac::new(Hash::Sha1, secret).of(&mut message, 6);
                let sha256 = Hmac::new(Hash::Sha256, secret).of(&mut message, 6);
                assert_eq!(message.get(6..), Some(bytes.as_slice()));
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
            let mut message = vec![b'x'; length];
            let expected = sha2::Sha256::digest(&message).to_vec();
            assert_eq!(Hash::Sha256.of(&mut message, 0).to_vec(), expected);
        }
    }
}
