//! SHA-256 for the jobs: of a text, and of many texts that begin alike.

use super::hash::{Hash, Words};

/// What of the beginning is in whole blocks, hashed.
#[derive(Debug)]
pub struct Sha256 {
    words: Words,
    before: usize,
}

impl Sha256 {
    /// Prepared for texts that begin with this one.
    pub fn after(beginning: &[u8]) -> Self {
        let (words, before) = Hash::Sha256.begin(beginning);
        Self { words, before }
    }

    /// The hash of a whole text, which begins as was said.
    pub fn of(&self, text: &[u8]) -> [u8; 32] {
        let rest = text.get(self.before..).unwrap_or_default();
        Hash::Sha256.end(self.words, self.before, rest)
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::after(&[])
    }
}

/// The SHA-256 of a text.
pub fn sha256(text: &[u8]) -> [u8; 32] {
    Hash::Sha256.of(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_text_has_one_hash_however_much_of_it_was_prepared() {
        let text: Vec<u8> = (0..200).collect();
        for prepared in 0..text.len() {
            let digest = Sha256::after(&text[..prepared]);
            assert_eq!(digest.of(&text), sha256(&text));
        }
    }
}
