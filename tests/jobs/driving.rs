//! A job driven to its end by a host that blocks.

use super::*;
use alicloud_traffic_mirror::jobs::{Host, Received, Reply as Heard, drive};
use alicloud_traffic_mirror::request::Request;

/// A host whose time passes only while it sleeps, and whose network says what it was told to.
struct Played {
    now: i64,
    drawn: u128,
    replies: Vec<Heard>,
    bodies: Vec<String>,
    events: Vec<Value>,
    keys: Option<Key>,
}

impl Played {
    fn new(replies: Vec<Heard>) -> Self {
        Self {
            now: NOW,
            drawn: 0,
            replies,
            bodies: Vec::new(),
            events: Vec::new(),
            keys: None,
        }
    }
}

impl Host for Played {
    fn now(&mut self) -> i64 {
        self.now
    }
    fn random(&mut self) -> [u8; 16] {
        self.drawn += 1;
        self.drawn.to_le_bytes()
    }
    fn send(&mut self, request: &Request) -> Heard {
        self.bodies.push(request.body.clone().unwrap());
        self.replies.remove(0)
    }
    fn sleep(&mut self, ms: u64) {
        self.now += i64::try_from(ms).unwrap();
    }
    fn event(&mut self, event: &[u8]) {
        self.events.push(serde_json::from_slice(event).unwrap());
    }
    fn refresh(&mut self) -> Option<Key> {
        self.keys.take()
    }
}

fn key(id: &str) -> Key {
    Key::new(Credentials {
        access_key_id: id,
        access_key_secret: "testsecret",
        security_token: None,
    })
    .unwrap()
}

fn heard(status: u16, body: &Value, retry_after: Option<&str>) -> Heard {
    let body = body.to_string().into_bytes();
    Heard::Answer(Received::new(status, body, |name| {
        let known = (name == "x-acs-retry-after").then_some(retry_after)?;
        known.map(str::to_owned)
    }))
}

fn driven(host: &mut Played, job: &mut dyn Job, link: &mut Link) -> Result<Value, Error> {
    let mut signer = Signer::new(key("testid"), "cn-hongkong");
    let result = drive(job, &mut signer, link, host)?;
    Ok(serde_json::from_slice(&result).unwrap_or_default())
}

#[test]
fn a_delete_is_driven_through_a_bad_network_until_it_is_gone() {
    let mut host = Played::new(vec![
        Heard::NoAnswer("ECONNRESET".into()),
        Heard::TimedOut(50),
        heard(
            400,
            &json!({"Code": "Throttling", "RequestId": "R"}),
            Some("5000"),
        ),
        heard(200, &json!({"RequestId": "R"}), None),
        heard(
            200,
            &json!({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1",
            "TrafficMirrorSessionStatus": "Deleting"}]}),
            None,
        ),
        heard(200, &json!({"TrafficMirrorSessions": []}), None),
    ]);
    let mut link = link();
    let result = driven(&mut host, &mut delete(Params::new()), &mut link);
    assert_eq!(result.unwrap(), json!({"RequestId": "R"}));
    assert!(host.now >= NOW + 5_000, "the server's wish for patience");
    let tokens: Vec<_> = host
        .bodies
        .iter()
        .map(|body| parameter(body, "ClientToken"))
        .collect();
    assert_eq!(tokens, vec![tokens[0]; 4]);
    assert!(tokens[0].is_some());
    assert!(host.events.iter().any(|event| event["type"] == "retry"));
    let mut gone = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    driven(&mut host, &mut gone, &mut link).unwrap();
    assert!(host.replies.is_empty());
}

#[test]
fn keys_refused_as_expired_are_replaced_once_by_the_host_s() {
    let expired = || {
        heard(
            400,
            &json!({"Code": "InvalidSecurityToken.Expired", "RequestId": "R"}),
            None,
        )
    };
    let mut link = link();
    link.refreshable = true;
    let mut host = Played::new(vec![
        expired(),
        heard(200, &json!({"RequestId": "R"}), None),
    ]);
    host.keys = Some(key("newid"));
    driven(&mut host, &mut delete(Params::new()), &mut link).unwrap();
    let ids: Vec<_> = host
        .bodies
        .iter()
        .map(|body| parameter(body, "AccessKeyId"))
        .collect();
    assert_eq!(ids, [Some("testid"), Some("newid")]);
    assert_eq!(link.keys, 1);
    // A host without new keys hears the refusal.
    let mut host = Played::new(vec![expired(), expired()]);
    let refused = driven(&mut host, &mut delete(Params::new()), &mut link).unwrap_err();
    assert_eq!(refused.kind().unwrap().as_str(), "auth");
    assert!(
        refused
            .to_string()
            .starts_with("InvalidSecurityToken.Expired")
    );
}

#[test]
fn a_job_that_is_over_is_not_driven_again() {
    let mut host = Played::new(vec![heard(200, &json!({"RequestId": "R"}), None)]);
    let mut call = delete(Params::new());
    driven(&mut host, &mut call, &mut link()).unwrap();
    let again = driven(&mut host, &mut call, &mut link());
    assert!(matches!(again, Err(Error::Environment(_))));
}
