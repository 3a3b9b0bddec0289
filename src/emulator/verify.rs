//! Who is asking, and is it truly them, now, and for the first time.
//!
//! The steps, in order; the first that fails answers:
//! 1. what could not be decoded (`InvalidParameter`, `InvalidParameter.Format`),
//! 2. `Version` (`MissingVersion`, `InvalidVersion`) and `Action` (`MissingAction`, `InvalidAction.NotFound`),
//! 3. the AccessKey (`MissingAccessKeyId`, `InvalidAccessKeyId.NotFound`),
//! 4. method and completeness of the signature (`InvalidSignatureMethod`, `IncompleteSignature`),
//! 5. the timestamp, 15 minutes either way (`IllegalTimestamp`, `InvalidTimeStamp.Format`, `InvalidTimeStamp.Expired`),
//! 6. the STS token (`MissingSecurityToken`, `InvalidSecurityToken.*`),
//! 7. the signature itself (`SignatureDoesNotMatch`, with the string that was signed here),
//! 8. the nonce (`SignatureNonceUsed`), remembered only once the signature is known to be genuine.
//!
//! Source: the rules and codes of each step are in the API reference; the order of the steps is inferred.

use super::digits::filled;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use super::arrival::{Request, Style};
use super::{Account, Refusal, calendar, canonical};
use crate::service::{self, Operation};

/// A timestamp may be so far from the service's time, either way.
pub(super) const WINDOW_MS: i64 = 15 * 60 * 1_000;

/// Headers without which a V3 request is incomplete. Each also has to be among those signed: one that is not could be
/// changed on the way.
const NEEDED: &[&str] = &[
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
];

/// The parts of a signature, in either form.
struct Signed {
    access_key_id: String,
    timestamp: Option<String>,
    nonce: String,
    security_token: Option<String>,
    /// The header names that are signed; V3.
    names: Vec<String>,
    signature: String,
}

/// A request that is genuine: steps 1 to 7. The nonce is the caller's to check.
pub(super) struct Genuine<'a> {
    pub(super) account: &'a Account,
    pub(super) operation: &'static Operation,
    pub(super) nonce: String,
}

/// Steps 1 to 7. `now` is the time by which signatures are fresh or stale.
pub(super) fn verify<'a>(
    accounts: &'a [Account],
    request: &Request<'_>,
    now: i64,
) -> Result<Genuine<'a>, Refusal> {
    if let Some(fault) = &request.fault {
        return Err(fault.clone());
    }
    let operation = find_operation(request)?;
    let signed = match request.style {
        Style::V1 => parts_v1(request)?,
        Style::V3 => parts_v3(request)?,
    };
    let known = |account: &&Account| account.access_key_id == signed.access_key_id;
    let account = accounts.iter().find(known).ok_or_else(|| {
        Refusal::new(
            "InvalidAccessKeyId.NotFound",
            "There is no such AccessKeyId.",
        )
    })?;
    signed.require_complete(request.style)?;
    require_fresh(signed.timestamp.as_deref(), now)?;
    require_token(accounts, account, signed.security_token.as_deref(), now)?;
    match request.style {
        Style::V1 => require_signature_v1(request, &signed, account)?,
        Style::V3 => require_signature_v3(request, &signed, account)?,
    }
    Ok(Genuine {
        account,
        operation,
        nonce: signed.nonce,
    })
}

fn find_operation(request: &Request<'_>) -> Result<&'static Operation, Refusal> {
    // Seen in clients: "/" always, and nothing at all before the "?".
    if !matches!(request.path, "/" | "") {
        return Err(Refusal::new(
            "InvalidApi.NotFound",
            "There is nothing at this path; the API is at \"/\".",
        ));
    }
    let given = |value: Option<String>| value.filter(|value| !value.is_empty());
    let version = given(request.version()).ok_or_else(|| Refusal::missing("Version"))?;
    if version != service::VERSION {
        return Err(Refusal::new(
            "InvalidVersion",
            filled("There is no version {}.", &[&*version]),
        ));
    }
    let action = given(request.action()).ok_or_else(|| Refusal::missing("Action"))?;
    service::operation(&action).ok_or_else(|| {
        Refusal::new(
            "InvalidAction.NotFound",
            filled("There is no operation {}.", &[&*action]),
        )
    })
}

fn parts_v1(request: &Request<'_>) -> Result<Signed, Refusal> {
    let given = |name: &str| {
        request
            .parameters
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    };
    let access_key_id = given("AccessKeyId").ok_or_else(|| Refusal::missing("AccessKeyId"))?;
    for (name, supported) in [
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
    ] {
        match given(name) {
            None => return Err(incomplete(name)),
            Some(value) if value != supported => {
                return Err(Refusal::new(
                    "InvalidSignatureMethod",
                    filled("{} must be {}.", &[name, supported]),
                ));
            }
            Some(_) => {}
        }
    }
    Ok(Signed {
        access_key_id,
        timestamp: given("Timestamp"),
        nonce: given("SignatureNonce").unwrap_or_default(),
        security_token: given("SecurityToken"),
        names: Vec::new(),
        signature: given("Signature").unwrap_or_default(),
    })
}

fn parts_v3(request: &Request<'_>) -> Result<Signed, Refusal> {
    let authorization = request
        .header("authorization")
        .ok_or_else(|| incomplete("Authorization"))?;
    let (algorithm, parts) = authorization
        .split_once(' ')
        .unwrap_or((&authorization, ""));
    if algorithm != "ACS3-HMAC-SHA256" {
        return Err(Refusal::new(
            "InvalidSignatureMethod",
            "The only algorithm here is ACS3-HMAC-SHA256.",
        ));
    }
    // "SignedHeaders" of the documentation is "SignedHeaders" in every client seen; spaces after commas do occur.
    let part = |wanted: &str| {
        let mut parts = parts
            .split(',')
            .filter_map(|part| part.trim().split_once('='));
        let found = parts.find(|(name, _)| *name == wanted);
        found
            .map(|(_, value)| value.to_owned())
            .filter(|value| !value.is_empty())
    };
    let names = part("SignedHeaders").ok_or_else(|| incomplete("SignedHeaders"))?;
    let names: Vec<_> = names.split(';').map(str::to_ascii_lowercase).collect();
    for name in NEEDED {
        if request.header(name).is_none() || !names.iter().any(|signed| signed == name) {
            return Err(incomplete(name));
        }
    }
    let token = request.header("x-acs-security-token");
    let token = token.filter(|value| !value.is_empty());
    // It is part of the key, and could have been put on by anyone (source: API reference, by which every x-acs- header is
    // signed; what the service does about others that are not is not known).
    if token.is_some() && !names.iter().any(|name| name == "x-acs-security-token") {
        return Err(incomplete("x-acs-security-token"));
    }
    Ok(Signed {
        access_key_id: part("Credential").ok_or_else(|| Refusal::missing("AccessKeyId"))?,
        timestamp: request
            .header("x-acs-date")
            .filter(|value| !value.is_empty()),
        nonce: request.header("x-acs-signature-nonce").unwrap_or_default(),
        security_token: token,
        names,
        signature: part("Signature").unwrap_or_default(),
    })
}

impl Signed {
    fn require_complete(&self, style: Style) -> Result<(), Refusal> {
        let nonce = match style {
            Style::V1 => "SignatureNonce",
            Style::V3 => "x-acs-signature-nonce",
        };
        if self.nonce.is_empty() {
            return Err(incomplete(nonce));
        }
        if self.signature.is_empty() {
            return Err(incomplete("Signature"));
        }
        Ok(())
    }
}

fn incomplete(what: &str) -> Refusal {
    Refusal::new(
        "IncompleteSignature",
        filled("The signature is incomplete: {} is missing.", &[what]),
    )
}

fn require_fresh(timestamp: Option<&str>, now: i64) -> Result<(), Refusal> {
    let timestamp = timestamp
        .ok_or_else(|| Refusal::new("IllegalTimestamp", "The request carries no time."))?;
    let time = calendar::parse_timestamp(timestamp).ok_or_else(|| {
        Refusal::new(
            "InvalidTimeStamp.Format",
            "The time is not of the form yyyy-MM-ddTHH:mm:ssZ.",
        )
    })?;
    if (now - time).abs() > WINDOW_MS {
        return Err(Refusal::new(
            "InvalidTimeStamp.Expired",
            "The time of the request is more than 15 minutes from the time here.",
        ));
    }
    Ok(())
}

fn require_token(
    accounts: &[Account],
    account: &Account,
    token: Option<&str>,
    now: i64,
) -> Result<(), Refusal> {
    let refuse = |what: &'static str, message: &'static str| Err(Refusal::new(what, message));
    match (account.security_token.as_deref(), token) {
        (None, None) => Ok(()),
        (Some(_), None) => refuse(
            "MissingSecurityToken",
            "This AccessKey is used together with its SecurityToken.",
        ),
        (Some(issued), Some(sent)) if issued == sent => match account.expires_at {
            Some(end) if end <= now => refuse(
                "InvalidSecurityToken.Expired",
                "The SecurityToken has expired.",
            ),
            _ => Ok(()),
        },
        (_, Some(sent))
            if accounts
                .iter()
                .any(|other| other.security_token.as_deref() == Some(sent)) =>
        {
            refuse(
                "InvalidSecurityToken.MismatchWithAccessKey",
                "The SecurityToken was issued with another AccessKey.",
            )
        }
        (_, Some(_)) => refuse(
            "InvalidSecurityToken.Malformed",
            "The SecurityToken is none that was issued.",
        ),
    }
}

fn require_signature_v1(
    request: &Request<'_>,
    signed: &Signed,
    account: &Account,
) -> Result<(), Refusal> {
    let covered = request
        .parameters
        .iter()
        .filter(|(name, _)| *name != "Signature");
    let query = canonical::query(covered);
    let text = canonical::string_to_sign_v1(request.arrival.method, &query);
    let signature = BASE64.decode(&signed.signature).unwrap_or_default();
    if canonical::verifies_v1(&account.access_key_secret, &text, &signature) {
        return Ok(());
    }
    Err(mismatch("", &text))
}

fn require_signature_v3(
    request: &Request<'_>,
    signed: &Signed,
    account: &Account,
) -> Result<(), Refusal> {
    let canonical = canonical_request(request, &signed.names);
    let text = canonical::string_to_sign_v3(&canonical);
    let signature = canonical::bytes_of_hex(&signed.signature).unwrap_or_default();
    let digest = canonical::sha256_hex(request.arrival.body);
    let says_so = request
        .header("x-acs-content-sha256")
        .is_some_and(|sent| sent == digest);
    if says_so && canonical::verifies_v3(&account.access_key_secret, &text, &signature) {
        return Ok(());
    }
    Err(mismatch(
        &filled(" server canonical request is:{}", &[&*canonical]),
        &text,
    ))
}

/// Over the header names that the client signed, whichever they are, with the values as they arrived.
fn canonical_request(request: &Request<'_>, names: &[String]) -> String {
    let mut sorted: Vec<&str> = Vec::new();
    for name in names {
        sorted.insert(
            sorted.partition_point(|known| *known <= name.as_str()),
            name,
        );
    }
    let mut headers = String::new();
    for name in sorted {
        headers.push_str(name);
        headers.push(':');
        headers.push_str(&request.header(name).unwrap_or_default());
        headers.push('\n');
    }
    let query = canonical::query(request.query.iter());
    [
        request.arrival.method,
        "/",
        &query,
        &headers,
        &names.join(";"),
        &canonical::sha256_hex(request.arrival.body),
    ]
    .join("\n")
}

/// Official clients look for the words "server string to sign is:" and take what follows (source: official SDKs), so
/// nothing may come after it.
fn mismatch(before: &str, string_to_sign: &str) -> Refusal {
    Refusal::new(
        "SignatureDoesNotMatch",
        filled(
            "The signature is not the one calculated here.{} server string to sign is:{}",
            &[before, string_to_sign],
        ),
    )
}

#[cfg(test)]
mod vectors;
