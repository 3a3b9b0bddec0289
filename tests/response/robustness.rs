//! Damaged answers: never a panic, and never a result where something is missing.

use alicloud_traffic_mirror::response::{View, redact};
use alicloud_traffic_mirror::service::OPERATIONS;
use serde_json::Value;

use crate::fixtures::{fixture, tabled, text};

#[test]
fn an_answer_that_ends_too_early_is_never_a_result() {
    for operation in OPERATIONS {
        for ending in [".json", ".xml"] {
            let body = fixture(&["success/", operation.name, ending].concat());
            for end in 0..body.len() {
                for row in [Some(*operation), None] {
                    assert!(
                        text(row, 200, &body[..end]).is_err(),
                        "{}{ending} cut at {end}",
                        operation.name
                    );
                }
            }
        }
    }
}

#[test]
fn an_error_answer_that_ends_too_early_is_never_a_refusal_of_the_service() {
    use alicloud_traffic_mirror::response::Refusal;
    for name in ["errors/forbidden.json", "errors/forbidden.xml"] {
        let body = fixture(name);
        for end in 0..body.len() {
            assert!(
                matches!(text(None, 403, &body[..end]), Err(Refusal::Unreadable(_))),
                "{name} cut at {end}"
            );
        }
    }
}

/// Each level of what the table does not know is brought into order in a copy; together they must not fill the memory.
#[test]
fn deep_elements_are_read_where_they_are_short_and_refused_where_they_would_be_copied_many_times() {
    use alicloud_traffic_mirror::response::{Reason, Refusal};
    let answer = |depth: usize, length: usize| {
        let [open, close] = ["<Z>", "</Z>"].map(|tag| tag.repeat(depth));
        let inside = "x".repeat(length);
        let root = "DeleteTrafficMirrorSessionResponse";
        let body = format!("<{root}>{open}{inside}{close}</{root}>");
        text(tabled("DeleteTrafficMirrorSession"), 200, body.as_bytes())
    };
    let expected = format!("{}\"x\"{}", "{\"Z\":".repeat(60), "}".repeat(60));
    assert_eq!(answer(60, 1).unwrap(), expected);
    assert!(answer(4, 4 << 20).is_ok());
    match answer(60, 4 << 20) {
        Err(Refusal::Unreadable(unreadable)) => assert_eq!(unreadable.reason, Reason::TooDeep),
        other => panic!("{other:?}"),
    }
}

/// A xorshift generator: the seed decides everything, and a failure names it.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % bound
    }
}

/// Pieces that mean something to a reader.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "&",
    "&amp;",
    "&#x41;",
    ";",
    "\"",
    "'",
    "\\",
    "\\u",
    "\\ud83d",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-",
    "1e9",
    "99999999999999999999",
    "\u{feff}",
    "\u{0}",
    "\r",
    "\u{6c49}",
    "Tags",
    "Code",
    "<Tags/>",
    "{}",
    "[]",
    "\"\"",
    "<!DOCTYPE",
    "html",
];

fn damaged(body: &[u8], random: &mut Random) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(body.len() + 1);
        let end = (at + random.below(12)).min(body.len());
        match random.below(5) {
            0 => drop(body.drain(at..end)),
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                drop(body.splice(at..at, piece.bytes()));
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                drop(body.splice(at..end, piece.bytes()));
            }
            3 => {
                let copy = body[at..end].to_vec();
                let to = random.below(body.len() + 1);
                drop(body.splice(to..to, copy));
            }
            _ => {
                if let Some(byte) = body.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap_or_default();
                }
            }
        }
    }
    body
}

#[test]
fn no_damage_makes_the_reader_panic_or_write_what_is_not_json() {
    let lists = ["ListTrafficMirrorSessions", "ListTrafficMirrorFilters"];
    for seed in 1..=6_000_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let name = lists[random.below(lists.len())];
        let ending = [".json", ".xml"][random.below(2)];
        let body = damaged(&fixture(&["success/", name, ending].concat()), &mut random);
        let status = [200, 400][random.below(2)];
        let operation = tabled(name).filter(|_| random.below(8) > 0);
        if let Ok(text) = text(operation, status, &body) {
            // serde_json refuses half surrogate pairs, which the host's parser takes.
            if !text.contains("\\ud") {
                let value = serde_json::from_str::<Value>(&text);
                assert!(
                    value.is_ok_and(|value| value.is_object()),
                    "seed {seed}: {text}"
                );
            }
        }
        // Neither do the look-ups mind what they are given.
        let view = View::new(&body);
        let _ = view.text("RequestId");
        for item in view.items("TrafficMirrorSessions") {
            let _ = item.text("TrafficMirrorSessionId");
        }
    }
}

#[test]
fn no_message_makes_redaction_panic_and_doing_it_again_changes_nothing() {
    let message = "AccessKeyId%3DSTS.key%26SecurityToken%3DTOKEN%252B%26x=1\nx-acs-security-token:TOKEN\\nSignature=a&\u{6c49}";
    for seed in 1..=4_000_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let body = damaged(message.as_bytes(), &mut random);
        let text = String::from_utf8_lossy(&body);
        let once = redact(&text).into_owned();
        assert_eq!(redact(&once), once, "seed {seed}");
    }
}
