//! The emulator's front door: whatever arrives is answered, in the format asked for; nobody who has not signed changes
//! anything; and nothing that is refused does. The same call answered in JSON and in XML says the same.
//!
//! The input is a request: `METHOD target`, header lines, an empty line, a body; lines end in a line feed. It is sent as
//! it is, and then once more with its parameters signed by another signer.

use alicloud_traffic_mirror::emulator::{
    Account, Arrival, Clock, Disposition, Emulator, Options, Reply,
};
use alicloud_traffic_mirror::response::{Answer, Refusal, read};
use alicloud_traffic_mirror::service::{self, Operation};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::oracle::{Pairs, canonical_query, v1_signature};

const SECRET: &str = "testsecret";
/// 2026-01-01T00:00:00Z, where a manual clock begins.
const START: i64 = 1_767_225_600_000;

struct Letter<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
}

pub fn check(input: &[u8]) {
    let Some(letter) = Letter::read(input) else {
        return;
    };
    unsigned(&letter);
    signed(&letter);
}

impl<'a> Letter<'a> {
    fn read(input: &'a [u8]) -> Option<Self> {
        let end = input.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = input.split_at(end.unwrap_or(input.len()));
        let mut lines = std::str::from_utf8(head).ok()?.split('\n');
        let (method, target) = lines.next()?.split_once(' ')?;
        Some(Self {
            method,
            target,
            headers: lines.filter_map(|line| line.split_once(": ")).collect(),
            body: body.get(2..).unwrap_or_default(),
        })
    }

    /// Names and values of query and body, read more leniently than the emulator does.
    fn pairs(&self) -> Pairs {
        let (_, query) = self.target.split_once('?').unwrap_or_default();
        let body = String::from_utf8_lossy(self.body);
        let pairs = query.split('&').chain(body.split('&'));
        pairs
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| {
                let text = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
                (text(name).into_bytes(), text(value).into_bytes())
            })
            .collect()
    }
}

/// An emulator with a filter and a session.
fn emulator() -> Emulator {
    let mut emulator = Emulator::new(Options {
        accounts: vec![Account::new("testid", SECRET)],
        clock: Clock::Manual,
        ..Options::default()
    })
    .expect("options");
    let fixture = json!({"regions": {"cn-hongkong": {
        "filters": [{"TrafficMirrorFilterId": "tmf-1"}, {"TrafficMirrorFilterId": "tmf-2"}],
        "sessions": [{"TrafficMirrorSessionId": "tms-1", "TrafficMirrorFilterId": "tmf-1"}],
    }}});
    emulator.load(&fixture).expect("a fixture");
    emulator
}

fn unsigned(letter: &Letter<'_>) {
    let mut emulator = emulator();
    let before = emulator.state();
    let reply = emulator.handle(&Arrival {
        method: letter.method,
        target: letter.target,
        headers: &letter.headers,
        body: letter.body,
        freshness_now: None,
    });
    check_reply(&reply);
    let is_preflight = letter.method == "OPTIONS";
    assert_eq!(reply.status == 200, is_preflight, "nobody has signed it");
    assert_eq!(emulator.state(), before);
    assert_eq!(emulator.requests().len(), usize::from(!is_preflight));
    if !is_preflight {
        check_refused(&reply);
    }
}

/// Both formats, side by side; after a success, also how everything stands then.
fn signed(letter: &Letter<'_>) {
    let pairs = letter.pairs();
    let Some(action) = pairs
        .get(&b"Action"[..])
        .and_then(|action| std::str::from_utf8(action).ok())
        .and_then(service::operation)
    else {
        return;
    };
    let mut worlds = [emulator(), emulator()];
    let is_success = call(&mut worlds, action, &pairs, letter.method);
    if is_success {
        for world in &mut worlds {
            world.advance(60_000);
        }
        for list in ["ListTrafficMirrorSessions", "ListTrafficMirrorFilters"] {
            let list = service::operation(list).expect("it is in the table");
            assert!(call(&mut worlds, list, &Pairs::new(), "POST"));
        }
    }
}

fn call(
    worlds: &mut [Emulator; 2],
    operation: &'static Operation,
    pairs: &Pairs,
    method: &str,
) -> bool {
    let [in_json, in_xml] = worlds;
    let json = send(in_json, operation, pairs, method, "JSON");
    let xml = send(in_xml, operation, pairs, method, "XML");
    assert_eq!(json.status, xml.status);
    assert_eq!(in_json.state(), in_xml.state());
    if json.status == 200 {
        assert_eq!(result(operation, &json), result(operation, &xml));
    } else {
        let [json, mut xml] = [check_refused(&json), check_refused(&xml)];
        // What looks like a secret in a message is hidden, and a character that XML leaves out makes a difference there.
        if without_unwritable(&json[1]) != json[1] {
            xml[1].clone_from(&json[1]);
        }
        assert_eq!(json, xml, "{}", operation.name);
    }
    json.status == 200
}

/// Signs the parameters as V1 and sends them. A refusal changes nothing.
fn send(
    emulator: &mut Emulator,
    operation: &Operation,
    pairs: &Pairs,
    method: &str,
    format: &str,
) -> Reply {
    let mut pairs = pairs.clone();
    pairs.remove(&b"SecurityToken"[..]);
    pairs.remove(&b"Signature"[..]);
    pairs
        .entry(b"RegionId".to_vec())
        .or_insert_with(|| b"cn-hongkong".to_vec());
    let nonce = emulator.requests().len().to_string();
    for (name, value) in [
        ("AccessKeyId", "testid"),
        ("Action", operation.name),
        ("Format", format),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-01-01T00:00:00Z"),
        ("Version", service::VERSION),
    ] {
        pairs.insert(name.into(), value.into());
    }
    let method = if method == "POST" { "POST" } else { "GET" };
    let signature = v1_signature(SECRET, method, &pairs);
    pairs.insert(b"Signature".to_vec(), signature.into_bytes());
    let query = canonical_query(&pairs);
    let (target, body) = if method == "POST" {
        ("/".to_owned(), query)
    } else {
        (format!("/?{query}"), String::new())
    };
    let before = objects(emulator);
    let reply = emulator.handle(&Arrival {
        method,
        target: &target,
        headers: &[
            ("host", "127.0.0.1:4010"),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        body: body.as_bytes(),
        freshness_now: Some(START),
    });
    check_reply(&reply);
    if reply.status != 200 {
        assert_eq!(objects(emulator), before, "a refusal changed something");
        let logged = emulator.requests().last().expect("it is remembered");
        let code = logged.code.as_deref().unwrap_or_default();
        assert!(!code.contains("Signature"), "{code}");
    }
    reply
}

/// The state without regions that were only asked about: these show, as they are from the beginning.
fn objects(emulator: &mut Emulator) -> Value {
    let untouched = json!({
        "businessStatus": "Normal", "serviceOpened": true, "filters": [], "sessions": [],
    });
    let mut state = emulator.state();
    if let Some(regions) = state["regions"].as_object_mut() {
        regions.retain(|_, region| *region != untouched);
    }
    state
}

fn check_reply(reply: &Reply) {
    assert_eq!(reply.disposition, Disposition::Answer);
    assert!(
        matches!(reply.status, 200 | 400..=599),
        "status {}",
        reply.status
    );
    for (name, value) in &reply.headers {
        let is_line = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        assert!(is_line, "{name} could end its line");
    }
    assert!(std::str::from_utf8(&reply.body).is_ok());
}

/// Code, message and the rest of a refusal, as this product's reader sees them.
fn check_refused(reply: &Reply) -> [String; 4] {
    match read_reply(None, reply) {
        Err(Refusal::Service(refusal)) => {
            assert!(refusal.request_id.is_some());
            [
                refusal.code,
                refusal.message,
                refusal.request_id.unwrap_or_default(),
                without_unwritable(&refusal.host_id.unwrap_or_default()),
            ]
        }
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&reply.body)),
    }
}

fn result(operation: &'static Operation, reply: &Reply) -> Value {
    let text = read_reply(Some(operation), reply);
    let text = text.unwrap_or_else(|refusal| {
        panic!("{refusal:?}: {}", String::from_utf8_lossy(&reply.body));
    });
    let text = String::from_utf8(text).expect("results are UTF-8");
    let mut value = serde_json::from_str(&text).expect("results are JSON");
    clean(&mut value);
    value
}

fn read_reply(operation: Option<&'static Operation>, reply: &Reply) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    let answer = Answer {
        status: reply.status,
        content_type: None,
        body: &reply.body,
    };
    read(operation, &answer, &mut out).map(|_| out)
}

/// XML leaves out the characters that it cannot hold.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_unwritable(text),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(members) => members.values_mut().for_each(clean),
        _ => {}
    }
}

fn without_unwritable(text: &str) -> String {
    let is_writable = |character: &char| !matches!(character, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_writable).collect()
}
