//! What there is at the beginning: who may call, filters and sessions.

use alicloud_traffic_mirror::emulator::Account;
use alicloud_traffic_mirror::request::Signer;
use alicloud_traffic_mirror::signing::{Credentials, Key};
use serde_json::{Value as Json, json};

use crate::script::{KEY_MS, START, Script};
use crate::truth::{age, filter_id};

/// Keys that a client uses after one another; the last does not expire.
pub const KEYS: usize = 12;
pub const REGION: &str = "cn-hongkong";
pub(super) const ADMIN: &str = "admin";
pub(super) const ADMIN_SECRET: &str = "adminsecret";

/// The keys of a client's `generation`: id, secret, and a token if they are temporary.
pub fn keys(client: usize, generation: usize, temporary: bool) -> (String, String, Option<String>) {
    let name = format!("{client}.{generation}");
    let token = temporary.then(|| format!("sectoken.{name}.{name}.end"));
    (
        format!("testid{name}"),
        format!("testsecret{name}.end"),
        token,
    )
}

pub fn signer(id: &str, secret: &str, token: Option<&str>) -> Option<Signer> {
    let credentials = Credentials {
        access_key_id: id,
        access_key_secret: secret,
        security_token: token,
    };
    Some(Signer {
        key: Key::new(credentials).ok()?,
        region_id: REGION.into(),
        endpoint: None,
        version: alicloud_traffic_mirror::service::VERSION.into(),
    })
}

pub(super) fn accounts(script: &Script) -> Vec<Account> {
    let owned = |id: &str, secret: &str| {
        let mut account = Account::new(id, secret);
        account.account_id = Some("owner".into());
        account
    };
    let mut accounts = vec![owned(ADMIN, ADMIN_SECRET)];
    for (at, client) in script.clients.iter().enumerate() {
        let generations = if client.key_ms.is_some() { KEYS } else { 1 };
        for generation in 0..generations {
            let (id, secret, token) = keys(at, generation, client.key_ms.is_some());
            let mut account = owned(&id, &secret);
            account.security_token = token;
            let expiring = client.key_ms.filter(|_| generation + 1 < KEYS);
            account.expires_at = expiring.map(|first| {
                let more = i64::try_from(generation).unwrap_or(0);
                START + first + KEY_MS * more
            });
            accounts.push(account);
        }
    }
    accounts
}

pub(super) fn fixture(script: &Script) -> Json {
    let filters = (0..script.filters).map(|number| {
        json!({"TrafficMirrorFilterId": filter_id(number), "CreationTime": creation_time(true)})
    });
    let sessions = script.sessions().iter().enumerate();
    let sessions = sessions.map(|(at, session)| {
        let group = session.group;
        let mut fields = json!({
            "TrafficMirrorSessionId": session.id,
            "TrafficMirrorSessionName": format!("group-{group}"),
            "TrafficMirrorFilterId": filter_id(session.filter),
            "TrafficMirrorSourceIds": [format!("eni-{group}")],
            "TrafficMirrorTargetId": "eni-target",
            "Priority": at + 1,
            "Enabled": session.enabled,
            "Tags": [{"Key": "group", "Value": group.to_string()}],
            "CreationTime": creation_time(session.old),
        });
        if let (Some((state, ms)), Some(fields)) = (session.state, fields.as_object_mut()) {
            fields.insert("TrafficMirrorSessionStatus".into(), state.into());
            fields.insert("settlesAt".into(), (START + ms).into());
        }
        fields
    });
    let sessions: Vec<Json> = sessions.collect();
    let filters: Vec<Json> = filters.collect();
    json!({"regions": {REGION: {"filters": filters, "sessions": sessions}}})
}

/// The run begins at midnight of the first of a month.
fn creation_time(old: bool) -> &'static str {
    debug_assert!(age(true) == 2 * age(false) * 24);
    if old {
        "2026-05-30T00:00Z"
    } else {
        "2026-05-31T23:00Z"
    }
}
