//! An emulator and someone who calls it: signing by hand, after the vendor's description.

use alicloud_traffic_mirror::emulator::{Arrival, Emulator, Fault, Options, Reply};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub const REGION: &str = "cn-hongkong";
/// 2026-01-01T00:00:00Z, where a manual clock starts.
pub const START: i64 = 1_767_225_600_000;

pub struct World {
    pub emulator: Emulator,
    pub key: String,
    pub secret: String,
    pub token: Option<String>,
    pub region: String,
    /// Of the next request, if it is not to be the emulator's.
    pub time: Option<i64>,
    nonces: u32,
}

pub struct Answer {
    pub reply: Reply,
    pub json: Value,
}

/// A request that is signed and can be spoilt before it is sent.
pub struct Signed {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// An emulator on a manual clock.
pub fn world() -> World {
    world_with(json!({}))
}

pub fn world_with(mut options: Value) -> World {
    let set = options.as_object_mut().unwrap();
    set.entry("clock").or_insert_with(|| json!("manual"));
    World {
        emulator: Emulator::new(Options::from_json(&options).unwrap()).unwrap(),
        key: "testid".to_owned(),
        secret: "testsecret".to_owned(),
        token: None,
        region: REGION.to_owned(),
        time: None,
        nonces: 0,
    }
}

impl World {
    /// A V1 call by GET that is answered in JSON.
    pub fn call(&mut self, action: &str, params: &[(&str, &str)]) -> Answer {
        let signed = self.sign(action, params);
        self.send(&signed)
    }

    /// A call that has to succeed.
    pub fn ok(&mut self, action: &str, params: &[(&str, &str)]) -> Value {
        let answer = self.call(action, params);
        assert_eq!(answer.reply.status, 200, "{action}: {}", answer.json);
        answer.json
    }

    /// A call that has to be refused, and the code.
    pub fn refused(&mut self, action: &str, params: &[(&str, &str)]) -> String {
        let answer = self.call(action, params);
        assert_ne!(answer.reply.status, 200, "{action}: {}", answer.json);
        answer.code()
    }

    pub fn sign(&mut self, action: &str, params: &[(&str, &str)]) -> Signed {
        let all = self.v1_parameters(action, params);
        Signed {
            method: "GET",
            target: format!("/?{}", form(&signed_v1("GET", all, &self.secret))),
            headers: vec![("Host".to_owned(), "vpc.cn-hongkong.aliyuncs.com".to_owned())],
            body: String::new(),
        }
    }

    /// The same as a form POST, the first parameters in the query and the rest in the body.
    pub fn sign_post(&mut self, action: &str, params: &[(&str, &str)], in_query: usize) -> Signed {
        let all = signed_v1("POST", self.v1_parameters(action, params), &self.secret);
        let (query, body) = all.split_at(in_query);
        let form_type = "application/x-www-form-urlencoded; charset=UTF-8";
        Signed {
            method: "POST",
            target: format!("/?{}", form(query)),
            headers: vec![
                ("host".to_owned(), "127.0.0.1:4010".to_owned()),
                ("Content-Type".to_owned(), form_type.to_owned()),
            ],
            body: form(body),
        }
    }

    pub fn sign_v3(&mut self, action: &str, params: &[(&str, &str)]) -> Signed {
        let mut params = params.to_vec();
        params.push(("RegionId", &self.region));
        let mut query: Vec<_> = params
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        query.sort();
        let query = query.join("&");
        let digest = hex(&Sha256::digest(b""));
        self.nonces += 1;
        let mut headers = vec![
            (
                "host".to_owned(),
                "vpc.cn-hongkong.aliyuncs.com:8443".to_owned(),
            ),
            ("x-acs-action".to_owned(), action.to_owned()),
            ("x-acs-content-sha256".to_owned(), digest.clone()),
            (
                "x-acs-date".to_owned(),
                timestamp(self.time.unwrap_or(self.emulator.now())),
            ),
            (
                "x-acs-signature-nonce".to_owned(),
                format!("nonce-{}", self.nonces),
            ),
            ("x-acs-version".to_owned(), "2016-04-28".to_owned()),
        ];
        if let Some(token) = &self.token {
            headers.insert(4, ("x-acs-security-token".to_owned(), token.clone()));
        }
        let names = headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(";");
        let lines: Vec<_> = headers
            .iter()
            .map(|(name, value)| {
                format!(
                    "{name}:{value}
"
                )
            })
            .collect();
        let lines = lines.concat();
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{digest}");
        let text = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}",
            self.key
        );
        headers.push(("Authorization".to_owned(), authorization));
        headers.push(("accept".to_owned(), "application/json".to_owned()));
        Signed {
            method: "POST",
            target: format!("/?{query}"),
            headers,
            body: String::new(),
        }
    }

    pub fn send(&mut self, signed: &Signed) -> Answer {
        let headers: Vec<_> = signed
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let reply = self.emulator.handle(&Arrival {
            method: signed.method,
            target: &signed.target,
            headers: &headers,
            body: signed.body.as_bytes(),
            freshness_now: None,
        });
        let json = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
        Answer { reply, json }
    }

    pub fn advance(&mut self, ms: u64) {
        self.emulator.advance(ms);
    }

    pub fn inject(&mut self, fault: &Value) {
        self.emulator
            .inject(Fault::from_json(fault).unwrap())
            .unwrap();
    }

    /// A filter that is there already.
    pub fn filter(&mut self) -> String {
        let id = text(
            &self.ok("CreateTrafficMirrorFilter", &[]),
            "TrafficMirrorFilterId",
        );
        self.advance(2_000);
        id
    }

    /// A session of this priority that is there already.
    pub fn session(&mut self, filter: &str, priority: u32) -> String {
        let id = text(
            &self.create_session(filter, priority, &[]).expect_ok(),
            "TrafficMirrorSessionId",
        );
        self.advance(2_000);
        id
    }

    /// Asks for a session of this priority; `more` adds to or replaces what is usual.
    pub fn create_session(&mut self, filter: &str, priority: u32, more: &[(&str, &str)]) -> Answer {
        let (priority, source) = (priority.to_string(), format!("eni-source{priority}"));
        let usual = [
            ("TrafficMirrorFilterId", filter),
            ("Priority", &priority),
            ("TrafficMirrorSourceIds.1", &source),
            ("TrafficMirrorTargetId", "eni-target"),
            ("TrafficMirrorTargetType", "NetworkInterface"),
        ];
        let kept = usual
            .into_iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let params: Vec<_> = kept
            .chain(more.iter().copied())
            .filter(|(_, value)| *value != "-")
            .collect();
        self.call("CreateTrafficMirrorSession", &params)
    }

    pub fn list_sessions(&mut self, params: &[(&str, &str)]) -> Value {
        self.ok("ListTrafficMirrorSessions", params)
    }

    /// The state of a session as its List tells it; none if it is absent.
    pub fn status(&mut self, session: &str) -> Option<String> {
        let listed = self.list_sessions(&[("TrafficMirrorSessionIds.1", session)]);
        let status = &listed["TrafficMirrorSessions"][0]["TrafficMirrorSessionStatus"];
        status.as_str().map(str::to_owned)
    }

    fn v1_parameters(&mut self, action: &str, params: &[(&str, &str)]) -> Vec<(String, String)> {
        self.nonces += 1;
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut all = vec![
            own("Action", action),
            own("Version", "2016-04-28"),
            own("Format", "JSON"),
            own("AccessKeyId", &self.key),
            own("SignatureMethod", "HMAC-SHA1"),
            own("SignatureVersion", "1.0"),
            own("SignatureNonce", &format!("nonce-{}", self.nonces)),
            own(
                "Timestamp",
                &timestamp(self.time.unwrap_or(self.emulator.now())),
            ),
            own("RegionId", &self.region),
        ];
        all.extend(self.token.iter().map(|token| own("SecurityToken", token)));
        for (name, value) in params {
            all.retain(|(known, _)| known != name);
            all.push(own(name, value));
        }
        all.retain(|(_, value)| value != "-");
        all
    }
}

impl Answer {
    pub fn expect_ok(self) -> Value {
        assert_eq!(self.reply.status, 200, "{}", self.json);
        self.json
    }

    pub fn code(&self) -> String {
        text(&self.json, "Code")
    }

    pub fn message(&self) -> String {
        text(&self.json, "Message")
    }

    pub fn body(&self) -> String {
        String::from_utf8(self.reply.body.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .reply
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl Signed {
    /// Replaces a part of query and body.
    pub fn replace(&mut self, from: &str, to: &str) -> &mut Self {
        self.target = self.target.replace(from, to);
        self.body = self.body.replace(from, to);
        self
    }

    pub fn set_header(&mut self, name: &str, value: &str) -> &mut Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

pub fn text(json: &Value, name: &str) -> String {
    json[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {json}"))
        .to_owned()
}

/// The ids that a List of sessions shows.
pub fn ids(listed: &Value) -> Vec<String> {
    let sessions = listed["TrafficMirrorSessions"].as_array().unwrap();
    sessions
        .iter()
        .map(|session| text(session, "TrafficMirrorSessionId"))
        .collect()
}

pub fn string_to_sign_v1(method: &str, parameters: &[(String, String)]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort();
    format!("{method}&%2F&{}", encode(&form(&sorted)))
}

fn signed_v1(
    method: &str,
    mut parameters: Vec<(String, String)>,
    secret: &str,
) -> Vec<(String, String)> {
    let text = string_to_sign_v1(method, &parameters);
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).unwrap();
    mac.update(text.as_bytes());
    parameters.push((
        "Signature".to_owned(),
        STANDARD.encode(mac.finalize().into_bytes()),
    ));
    parameters
}

fn form(pairs: &[(String, String)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

pub fn encode(text: &str) -> String {
    let encoded = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    encoded.collect()
}

pub fn hex(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// Of a time in January 2026, which is all that these tests need.
pub fn timestamp(ms: i64) -> String {
    let seconds = (ms - START) / 1_000;
    assert!((0..31 * 86_400).contains(&seconds), "not in January 2026");
    let (day, hour) = (seconds / 86_400 + 1, seconds / 3_600 % 24);
    format!(
        "2026-01-{day:02}T{hour:02}:{:02}:{:02}Z",
        seconds / 60 % 60,
        seconds % 60
    )
}
