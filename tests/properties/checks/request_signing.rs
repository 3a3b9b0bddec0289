//! Building and signing: parameters are refused, or become a request that an independent computation, made from the
//! request's own bytes, finds signed right; that carries every parameter given and nothing else; and that the
//! emulator takes for genuine.
//!
//! The input is a character for the way to sign, then three texts that each end in NUL (action, nonce, security token),
//! then parameters in the flat form of [`Params`].

use alicloud_traffic_mirror::emulator::{Account, Arrival, Clock, Emulator, Options};
use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::request::{
    Endpoint, Explanation, Format, Moment, Params, Request, Signer, Style, build, explain,
};
use alicloud_traffic_mirror::service::VERSION;
use alicloud_traffic_mirror::signing::{Credentials, Key, PLACEHOLDER};
use serde::de::IgnoredAny;

use super::oracle::{
    Pairs, canonical_query, decode_query, encode, sha256_hex, v1_signature, v3_signature,
};

const ID: &str = "testid";
const SECRET: &str = "testsecret";
const REGION: &str = "cn-hongkong";
/// 2026-01-01T00:00:00Z, where the emulator's manual clock begins.
const NOW: i64 = 1_767_225_600_000;
const TIMESTAMP: &str = "2026-01-01T00:00:00Z";

struct Case<'a> {
    style: Style,
    format: Format,
    local: bool,
    action: &'a str,
    nonce: &'a str,
    token: Option<&'a str>,
    flat: &'a [u8],
}

pub fn check(input: &[u8]) {
    is_signed(input);
}

/// Nothing where the token can be no token.
fn signer_with(case: &Case<'_>, token: Option<&str>) -> Option<Signer> {
    let key = Key::new(Credentials {
        access_key_id: ID,
        access_key_secret: SECRET,
        security_token: token,
    });
    let local = || Endpoint::parse("http://127.0.0.1:4010").expect("an endpoint");
    Some(Signer {
        key: key.ok()?,
        region_id: REGION.into(),
        endpoint: case.local.then(local),
        version: VERSION.into(),
    })
}

/// Checks, and says whether it was signed rather than refused.
pub fn is_signed(input: &[u8]) -> bool {
    let Some(case) = read(input) else {
        return false;
    };
    let Some(signer) = signer_with(&case, case.token) else {
        return false;
    };
    let params = Params::from_bytes(case.flat.to_vec());
    let moment = Moment {
        now: NOW,
        nonce: case.nonce,
        format: case.format,
    };
    let built = build(&signer, case.action, &params, case.style, moment);
    let explained = explain(&signer, case.action, &params, case.style, moment);
    let request = match built {
        Ok(request) => request,
        Err(error) => {
            check_refusal(&error.into());
            assert!(explained.is_err());
            return false;
        }
    };
    let mut given = flattened(case.flat).expect("what is built was in the flat form");
    given
        .entry(b"RegionId".to_vec())
        .or_insert_with(|| REGION.into());
    let host = check_host(&case, &request, &given);
    let signature = match case.style {
        Style::V3 => check_v3(&case, &request, &given, &host),
        _ => check_v1(&case, &request, &given),
    };
    let explained = explained.expect("what is built can be explained");
    assert_eq!(explained.signature, signature);
    if case.token.is_some() {
        let another = signer_with(&case, Some("another-token")).expect("the other keys are good");
        let with_another = explain(&another, case.action, &params, case.style, moment);
        check_shows_no_token(&explained, &with_another.expect("only the token differs"));
    }
    check_with_emulator(&case, &request, &host);
    true
}

fn read(input: &[u8]) -> Option<Case<'_>> {
    let (&way, rest) = input.split_first()?;
    let mut parts = rest.splitn(4, |byte| *byte == 0);
    let mut text = || std::str::from_utf8(parts.next()?).ok();
    let (action, nonce, token) = (text()?, text()?, text()?);
    Some(Case {
        style: match way % 3 {
            0 => Style::V1Url,
            1 => Style::V1Form,
            _ => Style::V3,
        },
        format: if way & 8 == 0 {
            Format::Json
        } else {
            Format::Xml
        },
        local: way & 16 != 0,
        action,
        nonce,
        token: Some(token).filter(|token| !token.is_empty()),
        flat: parts.next()?,
    })
}

/// The error says something, as JSON too.
fn check_refusal(error: &Error) {
    assert!(matches!(error, Error::Parameters(_) | Error::Endpoint(_)));
    let mut json = Vec::new();
    error.write_json(&mut json);
    assert!(serde_json::from_slice::<IgnoredAny>(&json).is_ok());
    assert!(!error.message().is_empty());
}

fn check_host(case: &Case<'_>, request: &Request, given: &Pairs) -> String {
    let region = String::from_utf8(given[&b"RegionId"[..]].clone()).unwrap_or_default();
    let rest = if case.local {
        request.url.strip_prefix("http://")
    } else {
        request.url.strip_prefix("https://")
    };
    let (host, _) = rest
        .and_then(|rest| rest.split_once('/'))
        .expect("an origin and a slash");
    let expected = [
        "127.0.0.1:4010",
        "vpc.aliyuncs.com",
        &format!("vpc.{region}.aliyuncs.com"),
    ]
    .contains(&host);
    assert!(
        expected && (host == "127.0.0.1:4010") == case.local,
        "{host}"
    );
    host.to_owned()
}

fn check_v1(case: &Case<'_>, request: &Request, given: &Pairs) -> String {
    let (method, query) = if case.style == Style::V1Url {
        assert!(request.body.is_none() && request.headers.is_empty());
        let (_, query) = request.url.split_once("/?").expect("a query");
        ("GET", query)
    } else {
        assert!(request.url.ends_with('/'));
        let form = (
            "content-type",
            String::from("application/x-www-form-urlencoded"),
        );
        assert_eq!(request.headers, [form]);
        ("POST", request.body.as_deref().expect("a form"))
    };
    assert_eq!(request.method, method);
    let mut pairs = decode_query(query);
    let signature = pairs.remove(&b"Signature"[..]).expect("a signature");
    let signature = String::from_utf8(signature).expect("base64");
    assert_eq!(signature, v1_signature(SECRET, method, &pairs));
    // Sorted, and encoded in the one way there is.
    let sent = format!(
        "{}&Signature={}",
        canonical_query(&pairs),
        encode(signature.as_bytes())
    );
    assert_eq!(query, sent);
    let format = match case.format {
        Format::Json => "JSON",
        Format::Xml => "XML",
    };
    let common = [
        ("AccessKeyId", Some(ID)),
        ("Action", Some(case.action)),
        ("Format", Some(format)),
        ("SecurityToken", case.token),
        ("SignatureMethod", Some("HMAC-SHA1")),
        ("SignatureNonce", Some(case.nonce)),
        ("SignatureVersion", Some("1.0")),
        ("Timestamp", Some(TIMESTAMP)),
        ("Version", Some(VERSION)),
    ];
    for (name, value) in common {
        let sent = pairs.remove(name.as_bytes());
        assert_eq!(sent.as_deref(), value.map(str::as_bytes), "{name}");
    }
    assert_eq!(&pairs, given);
    signature
}

fn check_v3(case: &Case<'_>, request: &Request, given: &Pairs, host: &str) -> String {
    assert!(request.method == "POST" && request.body.is_none());
    let query = request.url.split_once("/?").map_or("", |(_, query)| query);
    let pairs = decode_query(query);
    assert_eq!(query, canonical_query(&pairs));
    assert_eq!(&pairs, given);
    let mut headers: Vec<(String, String)> = vec![("host".into(), host.into())];
    let mut authorization = "";
    for (name, value) in &request.headers {
        assert!(
            value.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
            "{name} could end its line"
        );
        match *name {
            "Authorization" => authorization = value,
            "accept" => assert_eq!(value, "application/json"),
            name => headers.push((name.to_ascii_lowercase(), value.clone())),
        }
    }
    headers.sort();
    let value = |wanted: &str| {
        let header = headers.iter().find(|(name, _)| name == wanted);
        header.map(|(_, value)| value.as_str())
    };
    for (name, expected) in [
        ("x-acs-action", Some(case.action)),
        ("x-acs-content-sha256", Some(sha256_hex(b"").as_str())),
        ("x-acs-date", Some(TIMESTAMP)),
        ("x-acs-security-token", case.token),
        ("x-acs-signature-nonce", Some(case.nonce)),
        ("x-acs-version", Some(VERSION)),
    ] {
        assert_eq!(value(name), expected, "{name}");
    }
    let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let signature = v3_signature(SECRET, &pairs, &headers);
    let expected = format!(
        "ACS3-HMAC-SHA256 Credential={ID},SignedHeaders={},Signature={signature}",
        names.join(";")
    );
    assert_eq!(authorization, expected);
    signature
}

/// What is shown is the same for any token, but for what is hashed or signed with it.
fn check_shows_no_token(explained: &Explanation, with_another: &Explanation) {
    assert_eq!(explained.canonical_query, with_another.canonical_query);
    assert_eq!(explained.canonical_request, with_another.canonical_request);
    if let Some(request) = &explained.canonical_request {
        assert!(request.contains(PLACEHOLDER));
    } else {
        assert!(explained.string_to_sign.contains(PLACEHOLDER));
        assert_eq!(explained.string_to_sign, with_another.string_to_sign);
    }
}

/// The emulator makes the signature from what arrives, too.
fn check_with_emulator(case: &Case<'_>, request: &Request, host: &str) {
    let mut account = Account::new(ID, SECRET);
    account.security_token = case.token.map(str::to_owned);
    let mut emulator = Emulator::new(Options {
        accounts: vec![account],
        clock: Clock::Manual,
        ..Options::default()
    })
    .expect("options");
    let (_, target) = request.url.split_once(host).expect("the host");
    let mut headers = vec![("host", host)];
    let given = request.headers.iter();
    headers.extend(given.map(|(name, value)| (*name, value.as_str())));
    let reply = emulator.handle(&Arrival {
        method: request.method,
        target,
        headers: &headers,
        body: request.body.as_deref().unwrap_or_default().as_bytes(),
        freshness_now: None,
    });
    let code = emulator
        .requests()
        .last()
        .and_then(|logged| logged.code.clone())
        .unwrap_or_default();
    let doubts = [
        "Signature",
        "IllegalTimestamp",
        "InvalidTimeStamp",
        "InvalidAccessKeyId",
        "MissingAccessKeyId",
        "SecurityToken",
        "InvalidVersion",
    ];
    assert!(
        !doubts.iter().any(|doubt| code.contains(doubt)),
        "{} {code}",
        reply.status
    );
}

/// The pairs that the flat form stands for, read independently; nothing where the bytes are not of that form.
fn flattened(flat: &[u8]) -> Option<Pairs> {
    let mut flattener = Flattener {
        rest: flat,
        pairs: Pairs::new(),
    };
    while let Some((b'k', rest)) = flattener.rest.split_first() {
        flattener.rest = rest;
        let name = flattener.text()?;
        flattener.value(&name)?;
    }
    flattener.rest.is_empty().then_some(flattener.pairs)
}

struct Flattener<'a> {
    rest: &'a [u8],
    pairs: Pairs,
}

impl Flattener<'_> {
    fn value(&mut self, name: &[u8]) -> Option<()> {
        let value = match self.tag()? {
            b's' | b'n' => self.text()?,
            b't' => b"true".to_vec(),
            b'f' => b"false".to_vec(),
            b'[' => {
                for number in 1.. {
                    if self.rest.first()? == &b']' {
                        break;
                    }
                    let item = [name, format!(".{number}").as_bytes()].concat();
                    self.value(&item)?;
                }
                return self.tag().map(drop);
            }
            b'{' => {
                while self.rest.first()? == &b'k' {
                    self.tag()?;
                    let member = [name, b".", &self.text()?].concat();
                    self.value(&member)?;
                }
                return (self.tag()? == b'}').then_some(());
            }
            _ => return None,
        };
        let before = self.pairs.insert(name.to_vec(), value);
        before.is_none().then_some(())
    }

    fn tag(&mut self) -> Option<u8> {
        let (tag, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*tag)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let end = self.rest.iter().position(|byte| *byte == 0)?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = &rest[1..];
        // Escapes are two bytes, the first of which is 1.
        let mut plain = Vec::new();
        let mut bytes = text.iter();
        while let Some(byte) = bytes.next() {
            plain.push(match byte {
                1 if bytes.next() == Some(&b'0') => 0,
                byte => *byte,
            });
        }
        Some(plain)
    }
}
