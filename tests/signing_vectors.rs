//! Every vector under `tests/vectors/` is met in each of its intermediates. A folder holds the inputs (`input.json`,
//! with where they come from) and, a file each, the canonical form, the string to sign, the signature and what is sent.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use alicloud_traffic_mirror::request::{self, Endpoint, Format, Moment, Params, Signer, Style};
use alicloud_traffic_mirror::signing::{
    Beginning, Credentials, Key, Query, Room, Timestamp, v1, v3,
};
use serde_json::Value;

struct Vector {
    folder: PathBuf,
    input: Value,
}

impl Vector {
    fn all(signature: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
        let vectors: Vec<Self> = fs::read_dir(root)
            .unwrap()
            .map(|entry| {
                let folder = entry.unwrap().path();
                let input = fs::read_to_string(folder.join("input.json")).unwrap();
                Self {
                    folder,
                    input: serde_json::from_str(&input).unwrap(),
                }
            })
            .filter(|vector| vector.text("signature") == signature)
            .collect();
        assert!(vectors.len() >= 4, "the {signature} vectors are there");
        vectors
    }

    fn text(&self, name: &str) -> &str {
        self.input[name].as_str().unwrap_or_default()
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    fn params(&self) -> BTreeMap<String, String> {
        serde_json::from_value(self.input["params"].clone()).unwrap()
    }

    fn is(&self, name: &str, actual: &str) {
        assert_eq!(actual, self.file(name), "{}/{name}", self.folder.display());
    }
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn millis(text: &str) -> i64 {
    // The inverse of the product's own formatting, by search: good enough for a handful of vectors.
    let day = |ms| Timestamp::from_millis(ms).unwrap().as_bytes().to_vec();
    let (mut low, mut high) = (0, 4_102_444_800_000);
    while low + 1 < high {
        let middle = i64::midpoint(low, high);
        if day(middle).as_slice() <= text.as_bytes() {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn key(id: &str, secret: &str, token: Option<&str>) -> Key {
    Key::new(Credentials {
        access_key_id: id,
        access_key_secret: secret,
        security_token: token,
    })
    .unwrap()
}

#[test]
fn v1_signs_every_vector() {
    let mut beginning = Beginning::new();
    for vector in Vector::all("v1") {
        let params = vector.params();
        let key = key(
            &params["AccessKeyId"],
            vector.text("accessKeySecret"),
            params.get("SecurityToken").map(String::as_str),
        );
        let mut query = Query::new();
        v1::begin(vector.text("method") == "POST", &mut query);
        write(&params, &mut query);
        vector.is("canonical-query.txt", utf8(query.once()));
        vector.is("string-to-sign.txt", utf8(query.twice()));
        // Whatever is taken for the beginning that stays the same, and whatever was signed before.
        for fixed in [0, 64, 130, 130, 1 << 20] {
            let mut query = Query::new();
            v1::begin(vector.text("method") == "POST", &mut query);
            write(&params, &mut query);
            let signature = v1::sign(&key, &mut query, fixed, &mut beginning);
            vector.is("signature.txt", utf8(&signature));
        }
    }
}

/// The parameters, which are sorted, as a canonical query.
fn write(params: &BTreeMap<String, String>, query: &mut Query) {
    for (name, value) in params {
        query.pair(name.as_bytes(), value.as_bytes());
    }
}

#[test]
fn v3_signs_every_vector() {
    let mut beginning = Beginning::new();
    for vector in Vector::all("v3") {
        let params = vector.params();
        let key = key(
            vector.text("accessKeyId"),
            vector.text("accessKeySecret"),
            vector.input["securityToken"].as_str(),
        );
        let head = v3::Head {
            action: vector.text("action"),
            version: vector.text("version"),
            host: vector.text("host"),
            date: Timestamp::from_millis(millis(vector.text("timestamp"))).unwrap(),
            nonce: vector.text("nonce"),
        };
        let (mut query, mut message, mut headers) = (Query::new(), Room::new(), Vec::new());
        write(&params, &mut query);
        vector.is("canonical-query.txt", utf8(query.once()));
        let (query, out) = (query.once(), &mut headers);
        let string = v3::sign(&key, &head, query, &mut message, &mut beginning, out);
        let message = message.written();
        vector.is("canonical-request.txt", utf8(&message[..string.start]));
        vector.is("string-to-sign.txt", utf8(&message[string.clone()]));
        vector.is("signature.txt", utf8(&message[string.end..]));
    }
}

#[test]
fn requests_built_from_the_inputs_of_each_vector_are_what_the_vector_sends() {
    for vector in Vector::all("v1") {
        let mut given = vector.params();
        // One old page spells the parameter otherwise; what the product sends is `Timestamp`.
        let Some(timestamp) = given.remove("Timestamp") else {
            continue;
        };
        let mut take = |name: &str| given.remove(name).unwrap_or_default();
        let token = take("SecurityToken");
        let id = take("AccessKeyId");
        let (action, version, nonce) = (take("Action"), take("Version"), take("SignatureNonce"));
        let format = if take("Format") == "XML" {
            Format::Xml
        } else {
            Format::Json
        };
        take("SignatureMethod");
        take("SignatureVersion");
        let signer = Signer {
            key: key(
                &id,
                vector.text("accessKeySecret"),
                (!token.is_empty()).then_some(token.as_str()),
            ),
            region_id: String::new(),
            endpoint: Some(Endpoint::parse(vector.text("host")).unwrap()),
            version,
        };
        let params = given.iter().fold(Params::new(), |params, (name, value)| {
            params.text(name, value)
        });
        let moment = Moment {
            now: millis(&timestamp),
            nonce: &nonce,
            format,
        };
        let style = if vector.text("method") == "GET" {
            Style::V1Url
        } else {
            Style::V1Form
        };
        let request = request::build(&signer, &action, &params, style, moment).unwrap();
        assert_eq!(request.method, vector.text("method"));
        match style {
            Style::V1Url => vector.is("url.txt", &request.url),
            _ => vector.is("body.txt", &request.body.unwrap()),
        }
        let explained = request::explain(&signer, &action, &params, style, moment).unwrap();
        vector.is("signature.txt", &explained.signature);
        assert!(token.is_empty() || !explained.string_to_sign.contains("sts%252Btoken"));
        assert_eq!(
            token.is_empty(),
            explained.string_to_sign == vector.file("string-to-sign.txt")
        );
    }
    for vector in Vector::all("v3") {
        let signer = Signer {
            key: key(
                vector.text("accessKeyId"),
                vector.text("accessKeySecret"),
                vector.input["securityToken"].as_str(),
            ),
            region_id: String::new(),
            endpoint: Some(Endpoint::parse(vector.text("host")).unwrap()),
            version: vector.text("version").into(),
        };
        let params = vector
            .params()
            .iter()
            .fold(Params::new(), |params, (name, value)| {
                params.text(name, value)
            });
        let moment = Moment {
            now: millis(vector.text("timestamp")),
            nonce: vector.text("nonce"),
            format: Format::Json,
        };
        let action = vector.text("action");
        let request = request::build(&signer, action, &params, Style::V3, moment).unwrap();
        vector.is("url.txt", &request.url);
        let expected: BTreeMap<String, String> =
            serde_json::from_str(&vector.file("headers.json")).unwrap();
        let actual: BTreeMap<String, String> = request
            .headers
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect();
        assert_eq!(actual, expected, "{}", vector.folder.display());
        let explained = request::explain(&signer, action, &params, Style::V3, moment).unwrap();
        let shown = explained.canonical_request.unwrap();
        assert_eq!(
            shown,
            vector
                .file("canonical-request.txt")
                .replace("sts+token/==", "***")
        );
    }
}
