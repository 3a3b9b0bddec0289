//! The state of a teardown as text, enough to go on with in another process.
//!
//! Ten lines: what it is; the API's version, the region and the endpoint it is bound to; seed and options; ids of
//! sessions, ids of filters, what is kept; figures; one character a session, one a filter; a checksum. So a checkpoint
//! holds the plan and a byte an object, and grows with nothing else: each batch of deletions adds the same, whatever
//! became of it. Errors are not in it: what failed is tried again by whoever resumes. No key and no token is in it;
//! ids are percent-encoded, so that it stays ASCII.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::objects::{Item, Objects, Status};
use super::plan::{Plan, Reason};
use crate::error::Error;
use crate::jobs::hex;
use crate::jobs::wait::Kind;
use crate::json;
use crate::request::{Endpoint, Signer};
use crate::signing::percent_encode;
use crate::text::{ascii, cut, cut_last, part, whole_number};

/// The first line. The number changes when an older reader could not go on with the text.
const TITLE: &str = "alicloud-traffic-mirror teardown 1";

/// 2^53-1.
const MAX_FIGURE: i64 = 9_007_199_254_740_991;

/// The lines that stay the same over the whole job, and their digest.
#[derive(Debug)]
pub(super) struct Head {
    text: String,
    digest: Sha256,
}

/// What a checkpoint says besides the plan.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) calls: i64,
    pub(super) elapsed_ms: i64,
    /// Calls of an action that may have been made in the period of the pace before whoever resumes begins: those of
    /// the last period, and those that may follow before the next checkpoint.
    pub(super) recent: usize,
}

/// A checkpoint, read.
#[derive(Debug)]
pub(super) struct Saved {
    binding: String,
    pub(super) plan: Plan,
    pub(super) figures: Figures,
    pub(super) windows: [usize; 2],
}

impl Head {
    pub(super) fn new(plan: &Plan, signer: &Signer) -> Result<Self, Error> {
        let mut text = [TITLE, "\n", &binding(signer)?, "\n", &hex(plan.seed), "\n"]
            .concat()
            .into_bytes();
        for objects in [&plan.sessions, &plan.filters] {
            // Grown by doubling, it would hold room for as many ids again, to the end of the job.
            text.reserve_exact(objects.items.iter().map(|item| item.id.len() + 1).sum());
            for item in &objects.items {
                percent_encode(item.id.as_bytes(), &mut text);
                text.push(b',');
            }
            end_line(&mut text);
        }
        for (id, reason) in &plan.kept {
            percent_encode(id.as_bytes(), &mut text);
            text.extend_from_slice(&[b':', b'0' + *reason as u8, b',']);
        }
        end_line(&mut text);
        let text = ascii(text);
        let digest = Sha256::new().chain_update(&text);
        Ok(Self { text, digest })
    }

    pub(super) fn write(&self, plan: &Plan, figures: Figures) -> String {
        let mut tail = Vec::new();
        for number in [
            figures.calls,
            figures.elapsed_ms,
            i64::try_from(figures.recent).unwrap_or(i64::MAX),
            i64::try_from(plan.sessions.window).unwrap_or(0),
            i64::try_from(plan.filters.window).unwrap_or(0),
        ] {
            tail.extend_from_slice(json::integer(number).as_bytes());
            tail.push(b' ');
        }
        tail.pop();
        for objects in [&plan.sessions, &plan.filters] {
            tail.push(b'\n');
            for item in &objects.items {
                tail.push(letter(item));
            }
        }
        tail.push(b'\n');
        let tail = ascii(tail);
        let sum = checksum(self.digest.clone().chain_update(&tail));
        [self.text.as_str(), &tail, &sum].concat()
    }
}

impl Saved {
    /// Reads a checkpoint; [`Saved::check`] says whether it belongs here.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        if !text.starts_with(TITLE) {
            return Err(Error::Checkpoint(
                &"this is no checkpoint of a teardown that this version can read",
            ));
        }
        Self::parse(text).ok_or(Error::Checkpoint(
            &"the checkpoint is damaged: it is cut, or was changed",
        ))
    }

    /// A checkpoint of another place would delete what bears the same ids there.
    pub(super) fn check(&self, signer: &Signer) -> Result<(), Error> {
        if self.binding == binding(signer)? {
            Ok(())
        } else {
            Err(Error::Checkpoint(
                &"the checkpoint belongs to another API version, region or endpoint",
            ))
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, sum) = cut_last(text, b'\n')?;
        let digest = Sha256::new().chain_update(body).chain_update("\n");
        if checksum(digest) != sum {
            return None;
        }
        let mut lines = Some(body);
        let mut line = || part(&mut lines, b'\n');
        if line()? != TITLE {
            return None;
        }
        let binding = line()?.to_owned();
        let seed = unhex(line()?)?;
        let session_ids = decoded_ids(line()?)?;
        let filter_ids = decoded_ids(line()?)?;
        let mut kept = Vec::new();
        let mut entries = line();
        while let Some(entry) = part(&mut entries, b',') {
            if !entry.is_empty() {
                let (id, reason) = cut(entry, b':')?;
                kept.push((decoded(id)?, *Reason::ALL.get(size(reason)?)?));
            }
        }
        let mut numbers = line();
        let mut number = || part(&mut numbers, b' ');
        let figures = Figures {
            calls: figure(number()?)?,
            elapsed_ms: figure(number()?)?,
            recent: size(number()?)?,
        };
        let windows = [size(number()?)?, size(number()?)?];
        let [sessions, filters] = [
            (Kind::Session, session_ids, windows[0]),
            (Kind::Filter, filter_ids, windows[1]),
        ]
        .map(|(kind, ids, window)| objects(kind, ids, line()?, window));
        if number().is_some() || line().is_some() {
            return None;
        }
        Some(Self {
            binding,
            plan: Plan {
                seed,
                sessions: sessions?,
                filters: filters?,
                kept,
            },
            figures,
            windows,
        })
    }
}

/// A count that goes on from here. No job makes so many calls or takes so long that its figures do not fit into
/// JavaScript's integers; beyond that, adding to them would overflow.
fn figure(text: &str) -> Option<i64> {
    let number = whole_number(text.as_bytes())?;
    (0..=MAX_FIGURE).contains(&number).then_some(number)
}

/// Where a job belongs.
fn binding(signer: &Signer) -> Result<String, Error> {
    let origin = match &signer.endpoint {
        Some(endpoint) => endpoint.origin.clone(),
        None => Endpoint::of_region(&signer.region_id)?.origin,
    };
    Ok([&signer.version, " ", &signer.region_id, " ", &origin].concat())
}

/// Where an object stands, in a letter. Capitals are objects that some List showed.
fn letter(item: &Item) -> u8 {
    let letter = match item.status {
        Status::Unchecked => b'c',
        Status::Pending | Status::Flying | Status::Busy | Status::Failed if item.ambiguous => b'a',
        Status::Pending | Status::Flying | Status::Busy | Status::Failed => b'p',
        Status::Deleting => b'd',
        Status::Deleted => b'x',
        Status::AlreadyGone => b'g',
        Status::Used => b'u',
    };
    if item.seen {
        letter.to_ascii_uppercase()
    } else {
        letter
    }
}

fn objects(kind: Kind, ids: Vec<String>, letters: &str, window: usize) -> Option<Objects> {
    if ids.len() != letters.len() || window > ids.len() {
        return None;
    }
    let mut items = Vec::with_capacity(ids.len());
    for (at, (id, letter)) in ids.into_iter().zip(letters.bytes()).enumerate() {
        let status = match letter.to_ascii_lowercase() {
            // Only filters are asked about before they are deleted.
            b'c' if kind == Kind::Filter => Status::Unchecked,
            b'u' if kind == Kind::Filter => Status::Used,
            b'a' | b'p' => Status::Pending,
            b'd' => Status::Deleting,
            b'x' => Status::Deleted,
            b'g' => Status::AlreadyGone,
            _ => return None,
        };
        let mut item = Item::new(id, status, letter.is_ascii_uppercase());
        // A process that ended after this checkpoint may have sent anything of the batch.
        item.ambiguous = letter.eq_ignore_ascii_case(&b'a') || at < window;
        items.push(item);
    }
    Some(Objects::new(kind, items))
}

/// Ends a line of entries, each of which has a comma after it.
fn end_line(text: &mut Vec<u8>) {
    if text.ends_with(b",") {
        text.pop();
    }
    text.push(b'\n');
}

fn decoded_ids(line: &str) -> Option<Vec<String>> {
    let mut ids = Vec::new();
    let mut rest = Some(line);
    while let Some(id) = part(&mut rest, b',') {
        if !id.is_empty() {
            ids.push(decoded(id)?);
        }
    }
    Some(ids)
}

fn decoded(text: &str) -> Option<String> {
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

fn size(digits: &str) -> Option<usize> {
    usize::try_from(whole_number(digits.as_bytes())?).ok()
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

fn checksum(digest: Sha256) -> String {
    let digest = digest.finalize();
    hex(digest.first_chunk::<16>().copied().unwrap_or_default())
}
