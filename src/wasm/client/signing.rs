//! Signers, and what is signed outside of jobs.

use alloc::string::String;
use alloc::vec::Vec;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

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
    with_input(length, |state, input| {
        match signer_from(&Params::from_bytes(input.to_vec())) {
            Ok(signer) => pack(Kind::Handle, state.signers.put(signer)),
            Err(error) => state.error(&error),
        }
    })
}

/// Drops a signer, which wipes its keys.
#[wasm_bindgen]
pub fn signer_free(handle: u32) {
    let state = &mut *STATE.lock();
    state.signers.free(handle);
    state.draft.forget();
}

fn signer_from(options: &Params) -> Result<(Signer, Format), Error> {
    let text = |name| options.get_text(name);
    let (id, secret, token) = (
        text("accessKeyId").unwrap_or_default(),
        text("accessKeySecret").unwrap_or_default(),
        text("securityToken"),
    );
    let key = Key::new(Credentials {
        access_key_id: &id,
        access_key_secret: &secret,
        security_token: token.as_deref(),
    });
    let mut wipe = [id, secret, token.unwrap_or_default()];
    wipe.zeroize();
    let region_id = text("regionId").unwrap_or_default();
    if !region_id.is_empty() || options.has("regionId") {
        // Checked even where an endpoint is given: a bad id is a bug of the caller's either way.
        Endpoint::of_region(&region_id)?;
    }
    let endpoint = match text("endpoint") {
        Some(endpoint) => Some(Endpoint::parse(&endpoint)?),
        None if options.has("endpoint") => {
            return Err(Error::Endpoint(&"endpoint must be a string"));
        }
        None => None,
    };
    let format = match text("format").as_deref() {
        Some("XML") => Format::Xml,
        Some("JSON") => Format::Json,
        None if !options.has("format") => Format::Json,
        _ => {
            return Err(Error::parameter("format", "must be \"JSON\" or \"XML\""));
        }
    };
    let version = match text("version") {
        // What is no string is no version either; the empty one is refused when signing.
        None if options.has("version") => String::new(),
        version => version.unwrap_or_else(|| service::VERSION.into()),
    };
    let signer = Signer {
        key: key.map_err(Error::Credentials)?,
        region_id,
        endpoint,
        version,
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
