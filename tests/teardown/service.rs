//! A small service in memory: sessions and filters, what was asked, and faults to order.

use super::*;

#[derive(Clone)]
pub(super) struct Session {
    pub(super) fields: Value,
    pub(super) busy_until: i64,
    pub(super) gone_at: Option<i64>,
}

/// Sessions and filters, and what was asked.
#[derive(Default)]
pub(super) struct Service {
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) filters: BTreeSet<String>,
    /// Deletions that took effect, by id.
    pub(super) executed: BTreeMap<String, u32>,
    pub(super) tokens: BTreeMap<String, String>,
    /// Tokens under which a delete was refused; they are refused for ever.
    pub(super) refused: BTreeSet<String>,
    pub(super) sent: Vec<BTreeMap<String, String>>,
    pub(super) sent_at: Vec<i64>,
    /// What to answer the next calls of an action with, instead of anything else.
    pub(super) faults: Vec<(&'static str, Fault)>,
    pub(super) page: usize,
    pub(super) deaf_to: Option<&'static str>,
    /// What is being deleted is listed without its id.
    pub(super) nameless: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Fault {
    /// Before it takes effect.
    Lost,
    /// After.
    AnswerLost,
    Refused(&'static str),
    SamePage,
}

pub(super) enum Reply {
    Answer(u16, String),
    None,
}

impl Service {
    pub(super) fn with(count: usize) -> Self {
        let mut service = Self {
            page: 100,
            ..Self::default()
        };
        for number in 0..count {
            service.add(&format!("tms-{number:04}"), "tmf-1", "2026-01-01T00:00Z");
        }
        service
    }

    pub(super) fn add(&mut self, id: &str, filter: &str, created: &str) {
        self.filters.insert(filter.into());
        let fields = json!({"TrafficMirrorSessionId": id, "TrafficMirrorFilterId": filter,
            "CreationTime": created, "Priority": 7, "Enabled": false,
            "TrafficMirrorSourceIds": ["eni-1"], "Tags": [{"Key": "team", "Value": "net"}]});
        let session = Session {
            fields,
            busy_until: 0,
            gone_at: None,
        };
        self.sessions.insert(id.into(), session);
    }

    pub(super) fn settle(&mut self, now: i64) {
        self.sessions
            .retain(|_, session| session.gone_at.is_none_or(|at| now < at));
    }

    pub(super) fn left(&mut self) -> Vec<String> {
        self.settle(i64::MAX);
        self.sessions.keys().cloned().collect()
    }

    pub(super) fn answer(&mut self, body: &str, now: i64) -> Reply {
        self.settle(now);
        let params: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.into(), value.replace("%3A", ":")))
            .collect();
        self.sent.push(params.clone());
        self.sent_at.push(now);
        let action = params["Action"].clone();
        let fault = self
            .faults
            .iter()
            .position(|(on, _)| *on == action)
            .map(|at| self.faults.remove(at).1);
        match fault {
            Some(Fault::Lost) => return Reply::None,
            Some(Fault::Refused(code)) => return refusal(code),
            Some(Fault::SamePage) => {
                let page =
                    json!({"TrafficMirrorSessions": [], "NextToken": "same", "RequestId": "R"});
                return Reply::Answer(200, page.to_string());
            }
            _ => {}
        }
        let reply = match action.as_str() {
            "ListTrafficMirrorSessions" => self.list(&params, now),
            "ListTrafficMirrorFilters" => {
                let list: Vec<_> = self
                    .filters
                    .iter()
                    .map(|id| json!({"TrafficMirrorFilterId": id, "TrafficMirrorFilterStatus": "Created"}))
                    .collect();
                ok(&json!({"TrafficMirrorFilters": list, "RequestId": "R"}))
            }
            "DeleteTrafficMirrorSession" => self.delete(&params, now),
            "DeleteTrafficMirrorFilter" => {
                self.filters.remove(&params["TrafficMirrorFilterId"]);
                ok(&json!({"RequestId": "R"}))
            }
            other => panic!("{other}"),
        };
        match fault {
            Some(Fault::AnswerLost) => Reply::None,
            _ => reply,
        }
    }

    pub(super) fn list(&self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        assert_eq!(params["MaxResults"], "100");
        let ids: Vec<_> = params
            .iter()
            .filter(|(name, _)| name.starts_with("TrafficMirrorSessionIds."))
            .map(|(_, id)| id)
            .collect();
        let filter = params
            .get("TrafficMirrorFilterId")
            .filter(|_| self.deaf_to != Some("TrafficMirrorFilterId"));
        let found: Vec<Value> = self
            .sessions
            .iter()
            .filter(|(id, _)| ids.is_empty() || ids.contains(id))
            .filter(|(_, session)| {
                filter.is_none_or(|filter| session.fields["TrafficMirrorFilterId"] == **filter)
            })
            .map(|(_, session)| {
                let state = if session.gone_at.is_some() {
                    "Deleting"
                } else if now < session.busy_until {
                    "Modifying"
                } else {
                    "Created"
                };
                let mut fields = session.fields.clone();
                fields["TrafficMirrorSessionStatus"] = state.into();
                if self.nameless && state == "Deleting" {
                    fields["TrafficMirrorSessionId"] = Value::Null;
                }
                fields
            })
            .collect();
        let from: usize = params
            .get("NextToken")
            .map_or(0, |token| token.parse().unwrap());
        let to = found.len().min(from + self.page);
        let next = if to < found.len() {
            to.to_string()
        } else {
            String::new()
        };
        ok(&json!({"TrafficMirrorSessions": found[from..to], "NextToken": next, "RequestId": "R"}))
    }

    pub(super) fn delete(&mut self, params: &BTreeMap<String, String>, now: i64) -> Reply {
        let (id, token) = (&params["TrafficMirrorSessionId"], &params["ClientToken"]);
        assert!(token.is_ascii() && token.len() <= 64);
        if self.refused.contains(token) {
            return refusal("IncorrectStatus.TrafficMirrorSession");
        }
        let kept = self.tokens.entry(id.clone()).or_insert(token.clone());
        assert_eq!(kept, token, "one deletion, one token");
        let Some(session) = self.sessions.get_mut(id) else {
            return refusal("ResourceNotFound.TrafficMirrorSession");
        };
        if session.gone_at.is_some() || now < session.busy_until {
            if session.gone_at.is_none() {
                self.tokens.remove(id);
                self.refused.insert(token.clone());
            }
            return refusal("IncorrectStatus.TrafficMirrorSession");
        }
        session.gone_at = Some(now + DELETING_MS);
        *self.executed.entry(id.clone()).or_default() += 1;
        ok(&json!({"RequestId": "R"}))
    }

    pub(super) fn times(&self, action: &str) -> Vec<i64> {
        let sent = self.sent.iter().zip(&self.sent_at);
        sent.filter(|(params, _)| params["Action"] == action)
            .map(|(_, at)| *at)
            .collect()
    }

    pub(super) fn count(&self, action: &str) -> usize {
        self.sent
            .iter()
            .filter(|params| params["Action"] == action)
            .count()
    }
}

pub(super) fn ok(body: &Value) -> Reply {
    Reply::Answer(200, body.to_string())
}

pub(super) fn refusal(code: &str) -> Reply {
    Reply::Answer(400, json!({"Code": code, "Message": "m"}).to_string())
}
