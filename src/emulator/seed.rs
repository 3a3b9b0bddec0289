//! All the randomness there is: three streams that grow from one number, so that a run repeats exactly.

use super::digits::{filled, hexadecimal};
use alloc::borrow::ToOwned;
use alloc::string::String;

use serde_json::Value as Json;

use super::table::Numbers;

/// The seed of an emulator that was given none.
pub(super) const DEFAULT_SEED: u64 = 0x0074_7261_6666_6963;

/// Three streams, so that the ids a run gives out do not depend on how often it was asked about them.
#[derive(Debug, Clone)]
pub(super) struct Seeds {
    ids: Stream,
    requests: Stream,
    numbers: Stream,
    /// Ids that were brought in by fixtures and could be drawn here, too: a state that is loaded back has those of this
    /// very seed.
    brought: Numbers,
}

/// What is drawn begins so, after its prefix, as the service's ids do.
const BEGINNING: &str = "j6c";

impl Seeds {
    pub(super) fn new(seed: u64) -> Self {
        let mut root = Stream(seed);
        Self {
            ids: Stream(root.next()),
            requests: Stream(root.next()),
            numbers: Stream(root.next()),
            brought: Numbers::new(),
        }
    }

    /// The prefix and twenty lower-case letters and digits. None that was drawn or brought in before.
    pub(super) fn id(&mut self, prefix: &str) -> String {
        loop {
            let mut id = String::with_capacity(prefix.len() + 20);
            id.push_str(prefix);
            id.push_str(BEGINNING);
            for _ in 0..17 {
                id.push(letter_or_digit(self.ids.next()));
            }
            if !self.brought.contains_key(&id) {
                return id;
            }
        }
    }

    /// Keeps every id in a fixture from being drawn, wherever it stands.
    pub(super) fn bring_in(&mut self, json: &Json) {
        match json {
            Json::String(text) => {
                let after_prefix = text.split_once('-').map_or("", |(_, rest)| rest);
                if after_prefix.starts_with(BEGINNING) && after_prefix.len() == 20 {
                    self.brought.insert(text.to_owned(), 0);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| self.bring_in(item)),
            Json::Object(fields) => fields.values().for_each(|value| self.bring_in(value)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    /// A `RequestId`: an upper-case UUID of version 4.
    pub(super) fn request_id(&mut self) -> String {
        let (high, low) = (self.requests.next(), self.requests.next());
        let mut id = filled(
            "{}-{}-4{}-{}-{}",
            &[
                &*hexadecimal(high >> 32, 8),
                &hexadecimal((high >> 16) & 0xffff, 4),
                &hexadecimal(high & 0x0fff, 3),
                &hexadecimal((low >> 48) & 0x3fff | 0x8000, 4),
                &hexadecimal(low & 0xffff_ffff_ffff, 12),
            ],
        );
        id.make_ascii_uppercase();
        id
    }

    /// A trace id: 32 lower-case hexadecimal digits.
    pub(super) fn trace_id(&mut self) -> String {
        hexadecimal(self.requests.next(), 16) + &hexadecimal(self.requests.next(), 16)
    }

    /// A number from 0 to `limit - 1`; 0 for a limit of 0.
    pub(super) fn below(&mut self, limit: u32) -> i64 {
        let drawn = self.numbers.next().checked_rem(u64::from(limit));
        i64::try_from(drawn.unwrap_or(0)).unwrap_or(0)
    }
}

fn letter_or_digit(random: u64) -> char {
    let digit = u32::try_from(random % 36).unwrap_or(0);
    char::from_digit(digit, 36).unwrap_or('0')
}

/// The generator `SplitMix64`: one addition and a mix a draw, and any seed is a good one.
#[derive(Debug, Clone)]
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
