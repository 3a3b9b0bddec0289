//! Requests as they go over the wire, and what stands in them.

use alicloud_traffic_mirror::request::Request;

/// A request under way.
#[derive(Debug, Clone)]
pub struct Wire {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub const HOST: &str = "vpc.cn-hongkong.aliyuncs.com";

impl Wire {
    pub fn of(request: &Request) -> Self {
        let after_scheme = request.url.split_once("://").map_or("", |(_, rest)| rest);
        let target = after_scheme.find('/').and_then(|at| after_scheme.get(at..));
        Self {
            method: request.method,
            target: target.unwrap_or("/").to_owned(),
            headers: request.headers.clone(),
            body: request.body.clone().unwrap_or_default(),
        }
    }

    /// A parameter, as it stands there: nothing that is asked for here needs decoding.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = self.body.split('&').chain(query.split('&'));
        let mut values = pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        values.next()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn nonce(&self) -> &str {
        let nonce = self.parameter("SignatureNonce");
        nonce
            .or_else(|| self.header("x-acs-signature-nonce"))
            .unwrap_or_default()
    }

    /// The signature, as it stands there.
    pub fn signature(&self) -> &str {
        let authorization = || self.header("authorization")?.rsplit_once("Signature=");
        self.parameter("Signature")
            .or_else(|| authorization().map(|(_, signature)| signature))
            .unwrap_or_default()
    }

    /// What it is that the caller wants changed, if anything: requests with the same intent are attempts of one change.
    pub fn intent(&self) -> Option<String> {
        let action = self
            .parameter("Action")
            .or_else(|| self.header("x-acs-action"))?;
        let object = [
            "TrafficMirrorSessionId",
            "TrafficMirrorSessionName",
            "TrafficMirrorFilterName",
            "TrafficMirrorFilterId",
        ];
        let object = object.iter().find_map(|name| self.parameter(name))?;
        (!action.starts_with("List")).then(|| format!("{action} {object}"))
    }

    pub fn action(&self) -> &str {
        let action = self.parameter("Action");
        action
            .or_else(|| self.header("x-acs-action"))
            .unwrap_or_default()
    }
}

/// The text of an element, in JSON or XML, as it stands there.
pub fn text_in<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let at = body.find(name)?;
    let rest = body.get(at + name.len()..)?;
    let rest = rest
        .strip_prefix("\":\"")
        .or_else(|| rest.strip_prefix('>'))?;
    rest.split(['"', '<']).next()
}
