//! An AccessKey, prepared: the HMAC states that depend on the secret alone are computed once and cloned per signature.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::hash::{Beginning, Hash, Hmac};

/// An AccessKey as the caller holds it.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The AccessKey id.
    pub access_key_id: &'a str,
    /// The secret, which is never sent.
    pub access_key_secret: &'a str,
    /// The `SecurityToken` of temporary credentials (STS).
    pub security_token: Option<&'a str>,
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Which part of the credentials cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)] // A word, as all that an error holds.
pub enum BadCredentials {
    /// The id.
    AccessKeyId,
    /// The secret.
    AccessKeySecret,
    /// The token of temporary credentials.
    SecurityToken,
}

impl BadCredentials {
    /// A sentence for people. Names the part, never its value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessKeyId => {
                "accessKeyId is empty or holds a character that no AccessKey id has (white space, a comma, or other than ASCII)"
            }
            Self::AccessKeySecret => {
                "accessKeySecret is empty or holds white space or other than ASCII"
            }
            Self::SecurityToken => {
                "securityToken is empty or holds white space or other than ASCII"
            }
        }
    }
}

impl fmt::Display for BadCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for BadCredentials {}

/// An AccessKey that is ready to sign. Wiped from memory when dropped.
pub struct Key {
    id: String,
    token: Option<Zeroizing<String>>,
    sha1: Hmac,
    sha256: Hmac,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Prepares an AccessKey. Refuses what can never work: empty parts, and characters that would end or split the
    /// header or parameter that a part is sent in (a trailing newline from a file is the usual case).
    pub fn new(credentials: Credentials<'_>) -> Result<Self, BadCredentials> {
        let Credentials {
            access_key_id,
            access_key_secret,
            security_token,
        } = credentials;
        if !is_visible(access_key_id) || access_key_id.bytes().any(|byte| byte == b',') {
            return Err(BadCredentials::AccessKeyId);
        }
        if !is_visible(access_key_secret) {
            return Err(BadCredentials::AccessKeySecret);
        }
        if !security_token.is_none_or(is_visible) {
            return Err(BadCredentials::SecurityToken);
        }
        // V1 keys its HMAC with the secret and a trailing "&", V3 with the secret alone.
        let mut secret = Zeroizing::new(Vec::with_capacity(access_key_secret.len() + 1));
        secret.extend_from_slice(access_key_secret.as_bytes());
        let sha256 = Hmac::new(Hash::Sha256, &secret);
        secret.push(b'&');
        Ok(Self {
            id: access_key_id.into(),
            token: security_token.map(|token| Zeroizing::new(token.into())),
            sha1: Hmac::new(Hash::Sha1, &secret),
            sha256,
        })
    }

    /// The AccessKey id, which every request carries in the clear.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The `SecurityToken`, which every request signed with temporary credentials carries.
    #[must_use]
    pub fn security_token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }

    /// The code of a message whose first `fixed` bytes are likely to be those of the next one.
    pub(super) fn hmac_sha1(
        &self,
        message: &[u8],
        fixed: usize,
        beginning: &mut Beginning,
    ) -> [u8; 20] {
        let code = self.sha1.of_kept(message, fixed, beginning);
        code.first_chunk().copied().unwrap_or_default()
    }

    pub(super) fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        self.sha256.of(message)
    }
}

fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, secret: &str, token: Option<&str>) -> Result<Key, BadCredentials> {
        Key::new(Credentials {
            access_key_id: id,
            access_key_secret: secret,
            security_token: token,
        })
    }

    #[test]
    fn parts_that_can_never_work_are_named() {
        for (id, secret, token, bad) in [
            ("", "testsecret", None, BadCredentials::AccessKeyId),
            ("test,id", "testsecret", None, BadCredentials::AccessKeyId),
            ("testid", "", None, BadCredentials::AccessKeySecret),
            (
                "testid",
                "testsecret\n",
                None,
                BadCredentials::AccessKeySecret,
            ),
            (
                "testid",
                "testsecret",
                Some(""),
                BadCredentials::SecurityToken,
            ),
            (
                "testid",
                "testsecret",
                Some("a\r\nb"),
                BadCredentials::SecurityToken,
            ),
        ] {
            assert_eq!(key(id, secret, token).err(), Some(bad), "{id:?}");
        }
    }

    #[test]
    fn nothing_of_a_key_shows_in_debug_output() {
        let key = key("testid", "testsecret", Some("sts+token"));
        let shown = format!("{key:?}");
        for part in ["testid", "testsecret", "sts"] {
            assert!(!shown.contains(part), "{shown}");
        }
    }
}
