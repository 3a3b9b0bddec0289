//! A List over all its pages, a call a page.

use std::collections::BTreeMap;

use alicloud_traffic_mirror::error::Error;
use alicloud_traffic_mirror::jobs::Call;
use alicloud_traffic_mirror::request::Params;
use serde_json::Value as Json;

use super::{Errands, Next, Surroundings, must_be_explained};
use crate::script::Script;
use crate::truth::{Kind, Violation};

pub struct Lists {
    /// Small, so that there are pages.
    page: i64,
    group: u64,
    overlooked: bool,
    next_token: Option<String>,
    shown: BTreeMap<String, u32>,
    pages: u32,
}

impl Lists {
    pub fn new(script: &Script, group: u64) -> Self {
        Self {
            page: i64::try_from(script.sessions().len() / 12)
                .unwrap_or(0)
                .clamp(3, 100),
            group,
            overlooked: script.overlooks,
            next_token: None,
            shown: BTreeMap::new(),
            pages: 0,
        }
    }

    fn call(&self) -> Next {
        let params = Params::new()
            .text("TrafficMirrorSessionName", &format!("group-{}", self.group))
            .integer("MaxResults", self.page);
        let params = match &self.next_token {
            Some(token) => params.text("NextToken", token),
            None => params,
        };
        Next::Job(Box::new(Call::new("ListTrafficMirrorSessions", params)))
    }
}

impl Errands for Lists {
    fn begin(&mut self, _checkpoint: Option<&str>, _now: i64) -> Next {
        self.next_token = None;
        self.shown.clear();
        self.pages = 0;
        self.call()
    }

    fn ended(
        &mut self,
        result: Result<Vec<u8>, Error>,
        around: &Surroundings<'_>,
    ) -> Result<Next, Violation> {
        let page = match result {
            Ok(page) => serde_json::from_slice::<Json>(&page).unwrap_or_default(),
            Err(error) => {
                must_be_explained(&error, around, "the listing")?;
                return Ok(Next::Over);
            }
        };
        let sessions = page.get("TrafficMirrorSessions").and_then(Json::as_array);
        for session in sessions.into_iter().flatten() {
            let id = session.get("TrafficMirrorSessionId").and_then(Json::as_str);
            *self
                .shown
                .entry(id.unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        let token = page.get("NextToken").and_then(Json::as_str);
        self.next_token = token.filter(|token| !token.is_empty()).map(str::to_owned);
        self.pages += 1;
        if self.next_token.is_some() {
            return Ok(self.call());
        }
        for (id, fact) in &around.truth.sessions {
            let shown = self.shown.get(id).copied().unwrap_or_default();
            let stayed = fact.gone_at.is_none() && fact.original && fact.spec.hidden == 0;
            let asked = fact.spec.group == self.group;
            if shown > 1 || (stayed && asked && shown == 0) {
                return Kind::Lost.because(format!("the pages show {id} {shown} times"));
            }
            if shown > 0 && !asked && !self.overlooked {
                return Kind::Lost.because(format!("the pages show {id}, which was not asked for"));
            }
        }
        Ok(Next::Over)
    }

    fn goes_on(&self, _checkpoint: bool) -> bool {
        true
    }
}
