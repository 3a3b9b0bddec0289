//! The published signatures of other operations, which the table does not know and the gateway would therefore turn away
//! before it came to the signature.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Account, Request, parts_v1, parts_v3, require_signature_v1, require_signature_v3};
use crate::emulator::arrival::{Arrival, Style};

#[test]
fn every_published_signature_verifies() {
    let mut verified = 0;
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")).unwrap()
    {
        let folder = folder.unwrap().path();
        let read = |name: &str| {
            fs::read_to_string(folder.join(name))
                .ok()
                .map(|text| text.trim_end().to_owned())
        };
        let Some(input) = read("input.json") else {
            continue;
        };
        let input: Value = serde_json::from_str(&input).unwrap();
        let body = read("body.txt").unwrap_or_default();
        let url = read("url.txt").unwrap_or_default();
        let target = url.find(".com/").map_or("/", |at| &url[at + 4..]);
        let mut headers = vec![
            (
                "host".to_owned(),
                input["host"].as_str().unwrap().to_owned(),
            ),
            (
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ),
        ];
        if let Some(more) = read("headers.json") {
            let more: Value = serde_json::from_str(&more).unwrap();
            let pairs = more.as_object().unwrap().iter();
            headers.extend(
                pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())),
            );
        }
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let arrival = Arrival {
            method: input["method"].as_str().unwrap(),
            target,
            headers: &headers,
            body: body.as_bytes(),
            freshness_now: None,
        };
        let request = Request::decode(&arrival);
        let right = Account::new("id", input["accessKeySecret"].as_str().unwrap());
        let wrong = Account::new("id", "wrong");
        let verify = |account| match request.style {
            Style::V1 => require_signature_v1(&request, &parts_v1(&request).unwrap(), account),
            Style::V3 => require_signature_v3(&request, &parts_v3(&request).unwrap(), account),
        };
        verify(&right)
            .unwrap_or_else(|refusal| panic!("{}: {}", folder.display(), refusal.message));
        let told = verify(&wrong).unwrap_err().message.clone();
        let (_, told) = told.split_once("server string to sign is:").unwrap();
        assert_eq!(
            told,
            read("string-to-sign.txt").unwrap(),
            "{}",
            folder.display()
        );
        verified += 1;
    }
    assert!(verified >= 15, "only {verified} vectors were found");
}
