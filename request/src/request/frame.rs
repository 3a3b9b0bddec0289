//! The parameters that V1 adds to those of an operation, encoded once for all requests in which they are the same.

use super::check::{Pairs, REGION_ID};
use crate::signing::{Query, Room, same};

/// Their names, sorted; and the one that an operation's parameters may have in their place.
const NAMES: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    REGION_ID,
    "SecurityToken",
    "SignatureMethod",
    NONCE,
    "SignatureVersion",
    "Timestamp",
    "Version",
];
/// New in every request, so its value is not kept here.
const NONCE: &str = "SignatureNonce";
const BEFORE_NONCE: usize = 6;
/// Those whose values are not the same in every request, which are not worth comparing.
const CHANGING: [usize; 7] = [0, 1, 2, 3, 4, 8, 9];

/// Their values; one that is empty is left out, as is the nonce. None but a region can hold a NUL, so that where one does,
/// no other values fit in its place.
pub(super) type Values<'a> = [&'a [u8]; NAMES.len()];

/// The values that may be others next time.
fn changing<'a>(values: &Values<'a>) -> impl Iterator<Item = &'a [u8]> {
    CHANGING.iter().filter_map(|at| values.get(*at).copied())
}

/// Holds an AccessKeyId and a SecurityToken.
pub(super) struct Frame {
    /// The changing values that it was made from, a NUL after each.
    values: Room,
    text: Query,
    /// Where each parameter begins in the text, and where the last one ends.
    places: [[usize; 2]; NAMES.len() + 1],
}

impl Frame {
    pub(super) const fn new() -> Self {
        Self {
            values: Room::new(),
            text: Query::new(),
            places: [[0; 2]; NAMES.len() + 1],
        }
    }

    /// Makes it anew where the values are others than last time.
    pub(super) fn fit(&mut self, values: &Values<'_>) {
        if self.fits(values) {
            return;
        }
        self.wipe();
        for value in changing(values) {
            self.values.write(value);
            self.values.write(b"\0");
        }
        let places = self.places.iter_mut().skip(1);
        for ((name, value), place) in NAMES.iter().zip(values).zip(places) {
            if !value.is_empty() {
                self.text.pair(name.as_bytes(), value);
            }
            *place = self.text.ends();
        }
    }

    fn fits(&self, values: &Values<'_>) -> bool {
        let mut rest = self.values.written();
        changing(values).all(|value| {
            let (text, after) = rest.split_at_checked(value.len()).unwrap_or_default();
            rest = after.get(1..).unwrap_or_default();
            same(text, value) && after.first() == Some(&0)
        })
    }

    /// Writes these parameters, the nonce and the operation's, sorted. Gives the length of what stands before the nonce,
    /// encoded twice.
    pub(super) fn write(&self, pairs: &Pairs, nonce: &[u8], query: &mut Query) -> usize {
        let mut written = 0;
        let mut fixed = 0;
        let mut up_to = |end: usize, query: &mut Query| {
            if written <= BEFORE_NONCE && BEFORE_NONCE < end {
                self.append(written, BEFORE_NONCE, query);
                [_, fixed] = query.ends();
                query.pair(NONCE.as_bytes(), nonce);
                written = BEFORE_NONCE;
            }
            self.append(written, end, query);
            written = end;
        };
        for (name, value) in pairs.iter() {
            let before = NAMES.partition_point(|common| common.as_bytes() < name);
            up_to(before, query);
            query.pair(name, value);
        }
        up_to(NAMES.len(), query);
        fixed
    }

    /// Appends the parameters from one place of the list to another.
    fn append(&self, from: usize, to: usize, query: &mut Query) {
        if let (Some(from), Some(to)) = (self.places.get(from), self.places.get(to)) {
            query.append(&self.text, *from, *to);
        }
    }

    pub(super) fn wipe(&mut self) {
        self.values.wipe();
        self.text.wipe();
    }

    #[cfg(test)]
    pub(super) fn is_wiped(&self) -> bool {
        self.values.is_wiped() && self.text.is_wiped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::check;

    fn text(values: &Values<'_>, params: &[u8], frame: &mut Frame) -> (String, usize) {
        let (mut pairs, mut query, mut issues) = (Pairs::new(), Query::new(), Vec::new());
        check::flatten(None, params, false, &mut pairs, &mut issues);
        assert!(issues.is_empty());
        frame.fit(values);
        let fixed = frame.write(&pairs, b"n", &mut query);
        assert_eq!(query.twice().len(), {
            let mut twice = Vec::new();
            crate::signing::percent_encode(query.once(), &mut twice);
            twice.len()
        });
        (crate::text::lossy(query.once()), fixed)
    }

    const VALUES: Values<'static> = [
        b"id", b"act", b"JSON", b"", b"", b"m", b"", b"1.0", b"t:0", b"2016",
    ];

    #[test]
    fn parameters_stand_in_the_order_of_their_names_wherever_they_belong() {
        let mut frame = Frame::new();
        let (plain, fixed) = text(&VALUES, b"", &mut frame);
        let before = "AccessKeyId=id&Action=act&Format=JSON&SignatureMethod=m";
        let after = "&SignatureNonce=n&SignatureVersion=1.0&Timestamp=t%3A0&Version=2016";
        assert_eq!(plain, [before, after].concat());
        assert_eq!(fixed, before.len() + 2 * 7);
        let params = b"kZ\0s6\0kA\0s1\0kAction.1\0s2\0kVersio\0s5\0kTag\0s4\0kSig\0s3\0";
        let (mixed, _) = text(&VALUES, params, &mut frame);
        assert_eq!(
            mixed,
            "A=1&AccessKeyId=id&Action=act&Action.1=2&Format=JSON&Sig=3&SignatureMethod=m&SignatureNonce=n\
             &SignatureVersion=1.0&Tag=4&Timestamp=t%3A0&Versio=5&Version=2016&Z=6"
        );
    }

    #[test]
    fn a_value_that_changed_is_written_and_the_one_before_it_is_forgotten() {
        let mut frame = Frame::new();
        text(&VALUES, b"", &mut frame);
        for at in CHANGING {
            let mut values = VALUES;
            // Longer, shorter, and at the border to its neighbour.
            for value in [&b"another"[..], b"x", b"idact"] {
                values[at] = value;
                let kept = text(&values, b"", &mut frame);
                assert_eq!(kept, text(&values, b"", &mut Frame::new()));
            }
        }
        frame.wipe();
        assert!(frame.is_wiped() && !frame.fits(&VALUES));
    }
}
