//! A request, written: checked, flattened and signed in one go, into text that a transport needs only cut in lines.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::check::{self, Pairs, REGION_ID};
use super::frame::Frame;
use super::{Endpoint, Format, Invalid, Issue, Moment, Signer, Style};
use crate::service;
use crate::signing::{Beginning, Query, Room, Timestamp, v1, v3};
use crate::text::lossy;

/// What requests are written with. Kept from call to call, its memory is used again.
pub struct Draft {
    pairs: Pairs,
    pub(super) query: Query,
    /// V1's signature; of V3 the canonical request, the string to sign, and the signature.
    pub(super) message: Room,
    /// The region that was sent to last, and its endpoint.
    place: Option<(String, Endpoint)>,
    /// The second that was written last.
    stamp: Option<(i64, Timestamp)>,
    /// What requests of V1 have in common.
    frame: Frame,
    /// The beginning of what is signed.
    beginning: Beginning,
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

/// More than a request takes beside its query and its token.
const ROOM: usize = 2048;

/// Where things stand in what was written.
#[derive(Debug)]
pub struct Written {
    /// The length of the canonical query.
    pub(super) query: usize,
    /// The string to sign: of V1, in the query encoded twice; of V3, in the message.
    pub(super) string_to_sign: Range<usize>,
}

impl Draft {
    /// Nothing yet.
    // A copy for each use would be twenty stores each.
    #[inline(never)]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            pairs: Pairs::new(),
            query: Query::new(),
            message: Room::new(),
            place: None,
            stamp: None,
            frame: Frame::new(),
            beginning: Beginning::new(),
        }
    }

    /// Writes a request into `out`, which is empty: the URL alone for [`Style::V1Url`], else method, URL, body, and the
    /// values of [`v3::HEADERS`], each on a line. One that is empty is not sent, nor is what comes after the last line.
    pub fn write(
        &mut self,
        signer: &Signer,
        action: &str,
        params: &[u8],
        style: Style,
        moment: Moment<'_>,
        out: &mut Vec<u8>,
    ) -> Result<Written, Invalid> {
        let Self {
            pairs,
            query,
            message,
            place,
            stamp,
            frame,
            beginning,
        } = self;
        let mut issues = Vec::new();
        let operation = service::operation(action);
        if operation.is_none() && !is_plain(action, 128, b"_") {
            issues.push(issue("action", "is not the name of an operation"));
        }
        check_moment(signer, style, moment, &mut issues);
        let own_region = signer.region_id.as_bytes();
        let names_region = check::flatten(
            operation,
            params,
            !own_region.is_empty(),
            pairs,
            &mut issues,
        );
        let date = date(stamp, moment.now);
        if date.is_none() {
            issues.push(issue("timestamp", "is not a time from 1970 to 9999"));
        }
        let (Some(date), true) = (date, issues.is_empty()) else {
            return Err(Invalid::Parameters(Box::new(issues)));
        };
        // Where the parameters name a region, the signer's is left out, even if theirs is no text.
        let region = if names_region { b"" } else { own_region };
        let endpoint = if let Some(endpoint) = &signer.endpoint {
            endpoint
        } else {
            endpoint_of(place, pairs.get(REGION_ID.as_bytes()).unwrap_or(region))?
        };
        let token = signer.key.security_token().unwrap_or_default();
        v1::begin(style == Style::V1Form, query);
        let mut fixed = 0;
        if style == Style::V3 {
            if !region.is_empty() {
                pairs.put(REGION_ID.as_bytes(), region);
            }
            for (name, value) in pairs.iter() {
                query.pair(name, value);
            }
        } else {
            frame.fit(&[
                signer.key.id().as_bytes(),
                action.as_bytes(),
                moment.format.as_bytes(),
                region,
                token.as_bytes(),
                b"HMAC-SHA1",
                b"",
                b"1.0",
                date.as_bytes(),
                signer.version.as_bytes(),
            ]);
            fixed = frame.write(pairs, moment.nonce.as_bytes(), query);
        }
        let [length, length_twice] = query.ends();
        let origin = endpoint.origin.as_bytes();
        // All at once: were it moved when it grows, a token would be left where it was.
        out.reserve(length + token.len() + ROOM);
        let mut write = |pieces: [&[u8]; 3]| {
            for piece in pieces {
                out.extend_from_slice(piece);
            }
        };
        let string_to_sign = if style == Style::V3 {
            let query = query.once();
            let path: &[u8] = if query.is_empty() { b"/" } else { b"/?" };
            write([b"POST\n", origin, path]);
            write([query, b"\n\n", b""]);
            let head = v3::Head {
                action,
                version: &signer.version,
                host: &endpoint.host,
                date,
                nonce: moment.nonce,
            };
            v3::sign(&signer.key, &head, query, message, beginning, out)
        } else {
            message.wipe();
            message.write(&v1::sign(&signer.key, query, fixed, beginning));
            let query = query.once();
            if style == Style::V1Form {
                write([b"POST\n", origin, b"/\n"]);
                write([query, b"\n", b"application/x-www-form-urlencoded"]);
            } else {
                write([origin, b"/?", query]);
            }
            0..length_twice
        };
        Ok(Written {
            query: length,
            string_to_sign,
        })
    }

    /// Wipes what the last request left here.
    pub fn wipe(&mut self) {
        self.message.wipe();
        self.query.wipe();
        self.pairs.wipe();
    }

    /// Wipes what is kept of keys. It costs the next request some time, and nothing else.
    pub fn forget(&mut self) {
        self.frame.wipe();
        self.beginning.wipe();
    }
}

/// A time as it is signed; the one that was written last need not be written again in the same second.
fn date(stamp: &mut Option<(i64, Timestamp)>, now: i64) -> Option<Timestamp> {
    let second = now.div_euclid(1000);
    match *stamp {
        Some((last, date)) if last == second => Some(date),
        _ => {
            let date = Timestamp::from_millis(now).ok()?;
            *stamp = Some((second, date));
            Some(date)
        }
    }
}

/// The endpoint of a region; that of the one before need not be put together again.
fn endpoint_of<'a>(
    place: &'a mut Option<(String, Endpoint)>,
    region_id: &[u8],
) -> Result<&'a Endpoint, Invalid> {
    if place
        .as_ref()
        .is_none_or(|(last, _)| last.as_bytes() != region_id)
    {
        let region_id = lossy(region_id);
        let endpoint = Endpoint::of_region(&region_id)?;
        *place = Some((region_id, endpoint));
    }
    match place {
        Some((_, endpoint)) => Ok(endpoint),
        // It was put there just now.
        None => Err(Invalid::Endpoint(&"endpoint is missing")),
    }
}

/// Checks what is not a parameter of the operation but is signed with it. These go into headers, so anything that
/// could end a header line is refused.
fn check_moment(signer: &Signer, style: Style, moment: Moment<'_>, issues: &mut Vec<Issue>) {
    let version = &signer.version;
    if version != service::VERSION && !is_plain(version, 32, b".-") {
        issues.push(issue("version", "is not a version such as 2016-04-28"));
    }
    if !(1..=128).contains(&moment.nonce.len())
        || !moment.nonce.bytes().all(|byte| byte.is_ascii_graphic())
    {
        issues.push(issue("nonce", "must be 1 to 128 visible ASCII characters"));
    }
    if style == Style::V3 && moment.format == Format::Xml {
        issues.push(issue("format", "can be XML with signature v1 only"));
    }
}

/// Whether a text is of letters, digits and some marks, and not too long.
fn is_plain(text: &str, longest: usize, marks: &[u8]) -> bool {
    (1..=longest).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
}

fn issue(parameter: &str, problem: &'static str) -> Issue {
    Issue {
        parameter: parameter.into(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Params;
    use crate::signing::{Credentials, Key};

    fn signer(id: &str, secret: &str, token: Option<&str>, version: &str) -> Signer {
        let key = Key::new(Credentials {
            access_key_id: id,
            access_key_secret: secret,
            security_token: token,
        });
        Signer {
            version: version.into(),
            ..Signer::new(key.unwrap(), "cn-hongkong")
        }
    }

    fn signers() -> [Signer; 5] {
        let long = "token+/=".repeat(90);
        [
            signer("testid", "testsecret", None, "2016-04-28"),
            signer("testid", "another", None, "2016-04-28"),
            signer("testid", "testsecret", Some("token"), "2016-04-28"),
            signer("testid2", "testsecret", Some(&long), "2016-04-28"),
            signer("testid", "testsecret", None, "2016-04-29"),
        ]
    }

    fn written(draft: &mut Draft, signer: &Signer, number: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let pick = |several: &[&'static str], by: usize| several[number / by % several.len()];
        let params = Params::new()
            .text(
                pick(&["TrafficMirrorSessionId", "AAA", "InstanceId"], 3),
                "id",
            )
            .text("Zone", pick(&["a", "b/c"], 2));
        let style = [Style::V1Url, Style::V1Form, Style::V3][number / 5 % 3];
        let moment = Moment {
            now: [0, 999, 1000, 1_767_225_600_000][number / 2 % 4],
            nonce: pick(&["0123456789abcdef", "n n", "n", "a/b"], 1),
            format: [Format::Json, Format::Xml][number / 30 % 2],
        };
        let action = pick(&["DeleteTrafficMirrorSession", "Any", "Another"], 11);
        let result = draft.write(signer, action, params.as_bytes(), style, moment, &mut out);
        draft.wipe();
        let refused = moment.nonce == "n n"
            || (style, moment.format) == (Style::V3, Format::Xml)
            || action == "DeleteTrafficMirrorSession" && !params.has("TrafficMirrorSessionId");
        assert_eq!(result.is_err(), refused);
        out
    }

    #[test]
    fn a_draft_that_is_used_again_writes_what_a_new_one_writes() {
        let (signers, mut draft) = (signers(), Draft::new());
        for number in 0..3_000_usize {
            // Some keys in a row, some in turn.
            let signer = &signers[number / [1, 7, 40][number / 1000] % signers.len()];
            let expected = written(&mut Draft::new(), signer, number);
            assert_eq!(written(&mut draft, signer, number), expected, "{number}");
            if number % 97 == 0 {
                draft.forget();
            }
        }
    }

    #[test]
    fn nothing_of_a_key_is_left_once_it_is_forgotten() {
        let mut draft = Draft::new();
        for signer in &signers() {
            for number in [0, 5, 10] {
                written(&mut draft, signer, number);
            }
        }
        draft.forget();
        assert!(draft.message.is_wiped() && draft.query.is_wiped());
        assert!(draft.frame.is_wiped() && draft.beginning.is_wiped());
    }
}
