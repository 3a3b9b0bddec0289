//! Signers, and what is signed outside of jobs.

use alloc::vec::Vec;
use wasm_bindgen::prelude::wasm_bindgen;

use super::state::{GONE, Kind, MALFORMED, NO_RANDOM, millis, pack, style_of};
use super::{STATE, with_input};
use crate::error::Error;
use crate::json;
use crate::request::{self, Endpoint, Format, Moment, Params, Reader, Signer, Token};
use crate::service;
use crate::signing::{self, Credentials, Key};

/// Signs one request: action, nonce (null to draw one), then the parameters. The result is the URL for
/// [`request::Style::V1Url`], else method, URL, body and headers on lines of their own; with `explain`, the intermediates
/// as JSON.
#[wasm_bindgen]
pub fn sign(handle: u32, style: u32, explain: bool, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let mut reader = Reader::new(input);
        let (Some(Token::Text(action)), nonce) = (reader.next(), reader.next()) else {
            return state.error(&MALFORMED);
        };
        let mut drawn = [0; 32];
        let nonce = match nonce {
            Some(Token::Text(nonce)) => nonce,
            Some(Token::Null) => {
                state.random.failed = false;
                signing::hex(&state.random.take(), &mut drawn);
                if state.random.failed {
                    return state.error(&NO_RANDOM);
                }
                &drawn
            }
            _ => return state.error(&MALFORMED),
        };
        let (Ok(action), Ok(nonce)) = (core::str::from_utf8(action), core::str::from_utf8(nonce))
        else {
            return state.error(&MALFORMED);
        };
        let Some((signer, format)) = state.signers.at(handle) else {
            return state.error(&GONE);
        };
        let moment = Moment {
            now: millis(now),
            nonce,
            format: *format,
        };
        let style = style_of(style);
        let (draft, out) = (&mut state.draft, &mut state.output);
        let result = if explain {
            let params = Params::from_bytes(reader.rest().to_vec());
            request::explain(signer, action, &params, style, moment)
                .map(|explanation| write_explanation(&explanation, out))
        } else {
            let params = reader.rest();
            let result = draft.write(signer, action, params, style, moment, out);
            draft.wipe();
            result.map(drop)
        };
        match result {
            Ok(()) => state.output(Kind::Result),
            Err(error) => state.error(&error.into()),
        }
    })
}

/// Prepares a signer from `{accessKeyId, accessKeySecret, securityToken?, regionId?, endpoint?, version?, format?}`.
/// Returns its handle.
#[wasm_bindgen]
pub fn signer_new(length: usize) -> u32 {
    with_input(length, |state, input| match signer_from(input) {
        Ok(signer) => pack(Kind::Handle, state.signers.put(signer)),
        Err(error) => state.error(&error),
    })
}

/// Drops a signer, which wipes its keys.
#[wasm_bindgen]
pub fn signer_free(handle: u32) {
    let state = &mut *STATE.lock();
    state.signers.free(handle);
    state.draft.forget();
    for linked in state.links.all() {
        linked.link.forget();
    }
}

fn signer_from(options: &[u8]) -> Result<(Signer, Format), Error> {
    // As it is written: what needs an escape is never right. What is no string is empty, which is never right either.
    let text = |name| match request::member(options, name)? {
        Token::Text(text) => Some(core::str::from_utf8(text).unwrap_or_default()),
        _ => Some(""),
    };
    let key = Key::new(Credentials {
        access_key_id: text("accessKeyId").unwrap_or_default(),
        access_key_secret: text("accessKeySecret").unwrap_or_default(),
        security_token: match request::member(options, "securityToken") {
            Some(Token::Null) => None,
            _ => text("securityToken"),
        },
    });
    let region_id = text("regionId");
    if let Some(region_id) = region_id {
        // Checked even where an endpoint is given: a bad id is a bug of the caller's either way.
        Endpoint::of_region(region_id)?;
    }
    let endpoint = match request::member(options, "endpoint") {
        None => None,
        Some(Token::Text(text)) => {
            let text = core::str::from_utf8(text).unwrap_or_default();
            Some(Endpoint::parse(text)?)
        }
        Some(_) => return Err(Error::Endpoint(&"endpoint must be a string")),
    };
    let format = match text("format") {
        Some("XML") => Format::Xml,
        Some("JSON") | None => Format::Json,
        _ => {
            return Err(Error::parameter("format", "must be \"JSON\" or \"XML\""));
        }
    };
    let signer = Signer {
        key: key?,
        region_id: region_id.unwrap_or_default().into(),
        endpoint,
        // An empty one is refused when signing.
        version: text("version").unwrap_or(service::VERSION).into(),
    };
    Ok((signer, format))
}

fn write_explanation(explanation: &request::Explanation, out: &mut Vec<u8>) {
    let mut object = json::Object::begin(out);
    object.text("algorithm", explanation.algorithm);
    object.text("canonicalQuery", &explanation.canonical_query);
    if let Some(request) = &explanation.canonical_request {
        object.text("canonicalRequest", request);
    }
    object.text("stringToSign", &explanation.string_to_sign);
    object.text("signature", &explanation.signature);
    object.end();
}
