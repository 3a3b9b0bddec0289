//! The state of a teardown as text, enough to go on with in another process.
//!
//! Ten lines: what it is; the API's version, the region and the endpoint it is bound to; seed and options; ids of
//! sessions, ids of filters, what is kept; figures; one character a session, one a filter; a checksum. So a checkpoint
//! holds the plan and a byte an object, and grows with nothing else: each batch of deletions adds the same, whatever
//! became of it. Errors are not in it: what failed is tried again by whoever resumes. No key and no token is in it;
//! ids are percent-encoded, so that it stays ASCII.

use alloc::string::String;
use alloc::vec::Vec;

use super::item::{Item, Status};
use super::objects::Objects;
use super::plan::{Plan, Reason};
use crate::error::Error;
use crate::jobs::wait::Kind;
use crate::json;
use crate::request::{Endpoint, Signer};
use crate::signing::{Sha256, percent_encode, sha256};
use crate::text::{ascii, cut, cut_last, hex, part, whole_number};

/// The first line. The number changes when an older reader could not go on with the text.
const TITLE: &str = "alicloud-traffic-mirror teardown 1";

/// 2^53-1. No job makes so many calls or takes so long that its figures do not fit into JavaScript's integers; beyond that,
/// adding to them would overflow.
const MAX_FIGURE: i64 = 9_007_199_254_740_991;

/// The lines that stay the same over the whole job.
#[derive(Debug, Default)]
pub(super) struct Head {
    text: Vec<u8>,
    digest: Sha256,
}

/// What a checkpoint says besides the plan: calls made so far; milliseconds that it took; calls of an action that may have
/// been made in the period of the pace before whoever resumes begins, which are those of the last period and those that may
/// follow before the next checkpoint; and where the batches at hand end, of sessions and of filters.
pub(super) type Figures = [i64; 5];

/// Reads a checkpoint: the plan, its binding, which is to be compared, and its figures.
pub(super) fn read(
    text: &str,
    plan: &mut Plan,
    binding: &mut String,
    figures: &mut Figures,
) -> Result<(), Error> {
    let text = text.trim_ascii();
    if !text.starts_with(TITLE) {
        return Err(Error::Checkpoint(
            &"this is no checkpoint of a teardown that this version can read",
        ));
    }
    match parse(text, plan, binding, figures) {
        Some(()) => Ok(()),
        None => Err(Error::Checkpoint(
            &"the checkpoint is damaged: it is cut, or was changed",
        )),
    }
}

impl Head {
    #[inline(never)]
    /// Writes them down.
    pub(super) fn begin(&mut self, plan: &Plan, binding: &str) {
        let lists = [&plan.sessions.ids, &plan.filters.ids, &plan.kept.ids];
        let text = &mut self.text;
        // Grown by doubling, it would hold room for as many ids again, to the end of the job.
        text.reserve_exact(
            lists
                .iter()
                .map(|ids| ids.total() + 3 * ids.len())
                .sum::<usize>()
                + binding.len()
                + 100,
        );
        for line in &[TITLE, binding, &hex(&plan.seed)] {
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
        for (number, ids) in lists.into_iter().enumerate() {
            for place in 0..ids.len() {
                if place > 0 {
                    text.push(b',');
                }
                percent_encode(ids.at(place).as_bytes(), text);
                if let (2, Some(reason)) = (number, plan.kept.reasons.get(place)) {
                    text.extend_from_slice(&[b':', b'0' + *reason as u8]);
                }
            }
            text.push(b'\n');
        }
        self.digest = Sha256::after(text);
    }

    pub(super) fn write(&self, plan: &Plan, figures: &Figures) -> String {
        let room = plan.sessions.items.len() + plan.filters.items.len() + 150;
        let mut text = Vec::with_capacity(self.text.len() + room);
        text.extend_from_slice(&self.text);
        for (at, number) in figures.iter().enumerate() {
            if at > 0 {
                text.push(b' ');
            }
            json::write_integer(*number, &mut text);
        }
        for objects in &[&plan.sessions, &plan.filters] {
            text.push(b'\n');
            text.extend(objects.items.iter().map(letter));
        }
        text.push(b'\n');
        let sum = checksum(&self.digest.of(&text));
        text.extend_from_slice(sum.as_bytes());
        ascii(text)
    }
}

fn parse(text: &str, plan: &mut Plan, binding: &mut String, figures: &mut Figures) -> Option<()> {
    let (_, sum) = cut_last(text, b'\n')?;
    let body = text.get(..text.len() - sum.len())?;
    if checksum(&sha256(body.as_bytes())) != sum {
        return None;
    }
    let mut lines = Some(body);
    // Where one is missing, so is the end.
    let mut line = || part(&mut lines, b'\n').unwrap_or_default();
    if line() != TITLE {
        return None;
    }
    *binding = line().into();
    plan.seed = unhex(line())?;
    let [session_ids, filter_ids, kept] = [line(), line(), line()];
    let mut entries = Some(kept);
    while let Some(entry) = part(&mut entries, b',') {
        if !entry.is_empty() {
            let (id, reason) = cut(entry, b':')?;
            let [digit] = reason.as_bytes() else {
                return None;
            };
            let reason = Reason::ALL.get(usize::from(digit.wrapping_sub(b'0')))?;
            plan.kept.add(&decoded(id)?, *reason);
        }
    }
    let mut texts = Some(line());
    for figure in figures.iter_mut() {
        *figure = whole_number(part(&mut texts, b' ')?.as_bytes())?;
        if *figure > MAX_FIGURE {
            return None;
        }
    }
    let [.., window, filter_window] = *figures;
    restore(&mut plan.sessions, session_ids, line(), window)?;
    restore(&mut plan.filters, filter_ids, line(), filter_window)?;
    // After the last line, nothing.
    (texts.is_none() && lines == Some("")).then_some(())
}

/// Where a job belongs. A checkpoint of another place would delete what bears the same ids there.
pub(super) fn binding(signer: &Signer) -> Result<String, Error> {
    let origin = match &signer.endpoint {
        Some(endpoint) => endpoint.origin.clone(),
        None => Endpoint::of_region(&signer.region_id)?.origin,
    };
    Ok([&signer.version, " ", &signer.region_id, " ", &origin].concat())
}

/// Where an object stands, in a letter, by its status. What was under way is to be done again.
const LETTERS: &[u8; Status::ALL.len()] = b"cpppdxgpu";
/// In the place of `p`: an attempt to delete it may have taken effect.
const AMBIGUOUS: u8 = b'a';

/// Capitals are objects that some List showed.
fn letter(item: &Item) -> u8 {
    let mut letter = LETTERS.get(item.status as usize).copied().unwrap_or(b'p');
    if letter == b'p' && item.ambiguous {
        letter = AMBIGUOUS;
    }
    if item.seen {
        letter.to_ascii_uppercase()
    } else {
        letter
    }
}

fn restore(objects: &mut Objects, ids: &str, letters: &str, window: i64) -> Option<()> {
    let window = usize::try_from(window).ok()?;
    objects.window = window;
    let mut ids = Some(ids).filter(|ids| !ids.is_empty());
    for (at, letter) in letters.bytes().enumerate() {
        let id = decoded(part(&mut ids, b',')?)?;
        let lower = letter.to_ascii_lowercase();
        let known = if lower == AMBIGUOUS { b'p' } else { lower };
        let mut status = *Status::ALL.get(LETTERS.iter().position(|other| *other == known)?)?;
        // Only filters are asked about before they are deleted.
        if objects.kind == Kind::Session && matches!(status, Status::Unchecked | Status::Used) {
            return None;
        }
        if status == Status::Used {
            // By sessions that may be gone by now: those that had failed are tried again.
            status = Status::Unchecked;
        }
        objects.add(&id, status, letter.is_ascii_uppercase());
        // None where the id was there already.
        let item = objects.items.get_mut(at)?;
        // A process that ended after this checkpoint may have sent anything of the batch.
        item.ambiguous = lower == AMBIGUOUS || at < window;
    }
    (ids.is_none() && window <= letters.len()).then_some(())
}

/// An id; none is empty.
fn decoded(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => nibble(bytes.next()?)? << 4 | nibble(bytes.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(out).ok()
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut out = [0; 16];
    if pairs.len() != out.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(out)
}

fn nibble(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

fn checksum(digest: &[u8; 32]) -> String {
    hex(digest.first_chunk::<16>().map_or(&[], |half| half))
}
