//! Where a request goes: an endpoint or a region id, parsed and checked before any URL is built from it.
//!
//! The host is held in the form in which a URL parser writes it (lower case, no default port), because V3 signs the
//! `Host` header and the transport derives that header from the URL.

use alloc::string::String;

use super::{Invalid, Problem};
use crate::service;
use crate::text::{cut, cut_last, part, whole_number};

/// A checked place to send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `https://vpc.cn-hongkong.aliyuncs.com`; no slash at the end.
    pub origin: String,
    /// `vpc.cn-hongkong.aliyuncs.com`, with the port where it is not the scheme's own.
    pub host: String,
}

/// Whether a region id is a plain name: `^[a-z0-9-]{1,40}$`.
#[must_use]
pub fn is_region_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

impl Endpoint {
    /// The public endpoint of a region. The error says what is wrong, without the value.
    pub fn of_region(region_id: &str) -> Result<Self, Invalid> {
        if !is_region_id(region_id) {
            return Err(Invalid::Endpoint(
                &"regionId must be 1 to 40 of the characters a-z, 0-9 and - (for example cn-hongkong)",
            ));
        }
        let host = service::host_for(region_id).into_owned();
        Ok(Self {
            origin: ["https://", &host].concat(),
            host,
        })
    }

    /// Parses a host (`vpc.cn-hongkong.aliyuncs.com`) or an origin (`http://127.0.0.1:4010`). The error says what is
    /// wrong, without the value, which may hold user info.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::read(text).map_err(Invalid::Endpoint)
    }

    fn read(text: &str) -> Result<Self, Problem> {
        let (scheme, authority) = match cut(text, b':') {
            Some((scheme, rest)) if rest.starts_with("//") => {
                let rest = rest.get(2..).unwrap_or_default();
                if scheme.eq_ignore_ascii_case("https") {
                    ("https", rest)
                } else if scheme.eq_ignore_ascii_case("http") {
                    ("http", rest)
                } else {
                    return Err(&"endpoint must begin with https:// or http://, or be a host");
                }
            }
            _ => ("https", text),
        };
        for byte in authority.bytes() {
            match byte {
                b'@' => return Err(&"endpoint must not hold user info"),
                b'/' | b'\\' => {
                    return Err(&"endpoint must not hold a path, not even a slash at the end");
                }
                b'?' | b'#' => return Err(&"endpoint must not hold a query or fragment"),
                _ => {}
            }
        }
        let (host, port) = split_port(authority)?;
        let host = host.to_ascii_lowercase();
        let loopback = check_host(&host)?;
        if scheme == "http" && !loopback {
            return Err(
                &"endpoint must use https unless its host is localhost, 127.0.0.0/8 or [::1]",
            );
        }
        let default_port = if scheme == "https" { 443 } else { 80 };
        let host = match port {
            Some(port) if port != default_port => {
                [&host, ":", &crate::decimal::integer(port)].concat()
            }
            _ => host,
        };
        Ok(Self {
            origin: [scheme, "://", &host].concat(),
            host,
        })
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<i64>), Problem> {
    match cut_last(authority, b':') {
        // A colon within brackets is one of an IPv6 address.
        Some((host, digits)) if cut(digits, b']').is_none() => {
            match whole_number(digits.as_bytes()) {
                Some(port @ 1..=65_535) => Ok((host, Some(port))),
                _ => Err(&"endpoint has a port that is not a number from 1 to 65535"),
            }
        }
        _ => Ok((authority, None)),
    }
}

/// Checks a host in lower case; returns whether it is this machine.
fn check_host(host: &str) -> Result<bool, Problem> {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let plain = address
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        return if plain && cut(address, b':').is_some() {
            Ok(address == "::1")
        } else {
            Err(&"endpoint has an IPv6 address that cannot be read")
        };
    }
    let plain = host
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte));
    let mut labels = Some(host);
    let (mut count, mut numbers, mut last) = (0, 0, "");
    while let Some(label) = part(&mut labels, b'.') {
        let padded = label.len() > 1 && label.starts_with('0');
        let number = whole_number(label.as_bytes());
        count += 1;
        numbers += u32::from(!padded && number.is_some_and(|number| number <= 255));
        if label.is_empty() {
            return Err(UNKNOWN_HOST);
        }
        last = label;
    }
    if !plain || host.len() > 253 {
        return Err(UNKNOWN_HOST);
    }
    // URL parsers read a host whose last label is a number as an IPv4 address, in many spellings (127.1, 0x7f.1). Only
    // the plain one is let through, so that the host that is signed is the host that is called.
    if whole_number(last.as_bytes()).is_some() || last.starts_with("0x") {
        return if count == 4 && numbers == 4 {
            Ok(host.starts_with("127."))
        } else {
            Err(&"endpoint has an IPv4 address that is not four plain numbers")
        };
    }
    Ok(host == "localhost")
}

const UNKNOWN_HOST: Problem = &"endpoint has a host with characters that no host name has";

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<String> {
        Endpoint::parse(text).ok().map(|endpoint| endpoint.origin)
    }

    #[test]
    fn hosts_and_origins_become_the_origin_that_a_url_parser_would_write() {
        for (given, expected) in [
            (
                "vpc.cn-hongkong.aliyuncs.com",
                "https://vpc.cn-hongkong.aliyuncs.com",
            ),
            ("VPC.Example.com:443", "https://vpc.example.com"),
            (
                "https://vpc.example.com:8443",
                "https://vpc.example.com:8443",
            ),
            ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
            ("HTTP://LocalHost:80", "http://localhost"),
            ("http://[::1]:4010", "http://[::1]:4010"),
            ("http://127.8.9.255", "http://127.8.9.255"),
        ] {
            assert_eq!(origin(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_would_change_the_host_or_path_is_refused() {
        for text in [
            "",
            "https://",
            "user@vpc.example.com",
            "https://user:pw@vpc.example.com",
            "vpc.example.com/",
            "vpc.example.com/path",
            "vpc.example.com?x",
            "vpc.example.com#x",
            "vpc.example.com\\x",
            "ftp://vpc.example.com",
            "vpc..example.com",
            ".example.com",
            "example.com.",
            "vpc.example.com:",
            "vpc.example.com:0",
            "vpc.example.com:65536",
            "vpc.example.com:+80",
            "vpc.exa mple.com",
            "vpc.example.com\n",
            "镜.example.com",
            "exam%70le.com",
            "[::1",
            "[::g]",
            "[]",
            "1.2.3",
            "127.1",
            "0x7f.1",
            "256.1.1.1",
            "01.2.3.4",
            "https://https://x",
            "javascript:alert(1)",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for text in [
            "http://vpc.cn-hongkong.aliyuncs.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://128.0.0.1",
            "http://0.0.0.0",
            "http://[::2]",
            "http://10.0.0.1",
            "http://[0:0:0:0:0:0:0:1]",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn region_ids_are_plain_names() {
        assert_eq!(
            Endpoint::of_region("cn-hongkong").unwrap().host,
            "vpc.cn-hongkong.aliyuncs.com"
        );
        assert_eq!(
            Endpoint::of_region("cn-hangzhou").unwrap().host,
            "vpc.aliyuncs.com"
        );
        assert_eq!(
            Endpoint::of_region("xx-new-9").unwrap().host,
            "vpc.xx-new-9.aliyuncs.com"
        );
        for text in [
            "",
            "evil.example/#",
            "CN-hongkong",
            "a b",
            "cn_hongkong",
            &"a".repeat(41),
        ] {
            assert!(Endpoint::of_region(text).is_err(), "{text:?}");
        }
    }
}
