//! One call of one operation, over as many attempts as it takes.
//!
//! Repeating is safe by construction: the `ClientToken` is made once and kept over every attempt, while nonce, time and
//! signature are new in each. An attempt whose fate is unknown (no answer, or one that is none) may have taken effect;
//! that is remembered, since a delete that then finds nothing has succeeded. Only when the service has refused every
//! attempt under a token because the object is busy, a new token is made: a service may remember its refusal, and give
//! it again for as long as it sees the old one.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

mod outcome;

use super::event::Events;
use super::{Context, Job, Outcome, Send, Step, Why, date, ended};
use crate::error::Error;
use crate::json;
use crate::request::{self, Format, Moment, Params};
use crate::response::View;
use crate::service::{self, Access, Kind, Operation};
use crate::text::whole_number;

/// Sends one call and reads its answer.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Call {
    action: String,
    operation: Option<&'static Operation>,
    params: Params,
    dry_run: bool,
    state: State,
    /// What is about to be sent.
    lines: Vec<u8>,
    /// What it ended with, until that is handed out.
    result: Option<Result<Vec<u8>, Error>>,
    attempt: u32,
    /// Where in the parameters a token that was made here begins.
    token: Option<usize>,
    /// An attempt may have taken effect without our knowing.
    ambiguous: bool,
    /// The clock was corrected for this call; once is enough.
    corrected: bool,
    /// This call went on with new keys; once is enough.
    refreshed: bool,
    /// Whoever made this call deals with refusals that tell of the object's state (busy, not there): it ends with them
    /// instead of waiting or making a success of them.
    pub(super) plain: bool,
    /// The keys that the attempt under way was signed with.
    keys: u32,
    watched: bool,
    events: Events,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// About to ask for leave to send.
    Ready,
    /// About to send, once the event that says so is told.
    Sending,
    /// Since when.
    Sent(i64),
    Resting(i64, Why),
    Refreshing,
    Over,
}

impl Call {
    /// A call of any RPC action; those of the table are checked and read by their rows, others take any parameters and
    /// give any JSON.
    #[must_use]
    pub fn new(action: &str, params: Params) -> Self {
        Self {
            action: action.into(),
            operation: service::operation(action),
            dry_run: params.is_true("DryRun"),
            params,
            state: State::Ready,
            lines: Vec::new(),
            result: None,
            attempt: 0,
            token: None,
            ambiguous: false,
            corrected: false,
            refreshed: false,
            plain: false,
            keys: 0,
            watched: false,
            events: Events::new(),
        }
    }

    /// Ends with refusals that tell of the object's state (busy, not there) instead of waiting or making a success of
    /// them.
    #[must_use]
    pub(super) fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Whether an attempt may have taken effect without our knowing.
    pub(super) const fn is_ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// Whether nothing of it is on its way, and it is not over: dropped now, it leaves nothing but what earlier attempts
    /// may have done.
    pub(super) const fn is_idle(&self) -> bool {
        !matches!(self.state, State::Sent(_) | State::Over)
    }

    /// Its parameters, with the token of its last attempt, which is thereby the last.
    pub(super) fn take_params(&mut self) -> Params {
        core::mem::take(&mut self.params)
    }

    /// What it ended with, if that has come and was not handed out yet.
    pub(super) const fn result(&self) -> Option<&Result<Vec<u8>, Error>> {
        self.result.as_ref()
    }

    /// Asks the pace for leave, and makes the request.
    fn begin(&mut self, context: &mut Context<'_>) {
        if let Some(later) = context.link.pace.ask(&self.action, context.now) {
            self.tell_wait(later - context.now, "pace");
            self.state = State::Resting(later, Why::Pace);
            return;
        }
        // Without a token of the caller's the service protects nothing: it would take each request's own id for one.
        let wants_token = self
            .operation
            .is_some_and(|row| row.client_token && row.kind == Access::Write);
        if wants_token && !self.params.has("ClientToken") {
            self.token = Some(self.params.as_bytes().len());
            self.params.add_text("ClientToken", &context.token());
        }
        let nonce = context.token();
        let moment = Moment {
            now: context.after(context.link.offset),
            nonce: &nonce,
            // Reading XML needs the operation's row.
            format: if self.operation.is_some() {
                context.link.format
            } else {
                Format::Json
            },
        };
        let style = context.link.style;
        let (draft, signer) = (&mut context.link.draft, context.signer);
        match request::lines(draft, signer, &self.action, &self.params, style, moment) {
            Ok(lines) => self.lines = lines,
            Err(error) => return self.end(Err(error.into())),
        }
        self.attempt += 1;
        self.keys = context.link.keys;
        if self.watched {
            let event = self.events.about("attempt", &self.action);
            tell(event, self.attempt);
        }
        self.state = State::Sending;
    }

    fn end(&mut self, result: Result<Vec<u8>, Error>) {
        self.result = Some(result);
        self.state = State::Over;
    }

    /// How the call goes on after a failed attempt; none where it ends with the error.
    fn go_on(
        &mut self,
        error: &Error,
        outcome: &Outcome<'_>,
        context: &mut Context<'_>,
    ) -> Option<State> {
        let (retry_after, date) = match outcome {
            Outcome::Answer {
                retry_after, date, ..
            } => (*retry_after, *date),
            _ => (None, None),
        };
        let write = self.operation.is_none_or(|row| row.kind == Access::Write);
        self.ambiguous |= write && outcome::may_have_taken_effect(error);
        let kind = error.kind();
        let mut delay = 0;
        let state = match kind {
            Some(Kind::Clock) => {
                let date = date.filter(|_| !self.corrected).and_then(date::parse)?;
                self.corrected = true;
                // Wraps where the clock is off by more than there is time, which nothing mends.
                context.link.offset = date.wrapping_sub(context.now);
                State::Ready
            }
            Some(Kind::Auth) if error.word() == "InvalidSecurityToken.Expired" => {
                // Another call may have fetched new keys while this one was under way.
                let renewed = context.link.keys != self.keys;
                if self.refreshed || !renewed && !context.link.refreshable {
                    return None;
                }
                self.refreshed = true;
                if renewed {
                    return Some(State::Ready);
                }
                State::Refreshing
            }
            // A dry run asks how things stand, and this is the answer.
            Some(Kind::Busy) if self.dry_run || self.plain => return None,
            _ => {
                if kind == Some(Kind::Throttled) {
                    context.link.pace.throttled(&self.action, context.now);
                }
                let policy = context.link.policy;
                if !error.retryable() || self.attempt >= policy.max_attempts || !self.repeatable() {
                    return None;
                }
                let asked = retry_after.and_then(|text| whole_number(text.trim_ascii().as_bytes()));
                let delay_ms = policy.delay(self.attempt, asked, (context.random)());
                let at = context.after(delay_ms);
                let until = context.link.budget.take(at);
                delay = until - context.now;
                State::Resting(until, Why::Retry)
            }
        };
        self.tell_retry(error, delay);
        if kind == Some(Kind::Busy) {
            // The service says that it did nothing. That another call with the token is being processed is no such kind.
            if let (false, Some(len)) = (self.ambiguous, self.token) {
                self.params.cut(len);
            }
            self.tell_wait(delay, "busy");
        }
        Some(state)
    }

    /// Whether doing it again does nothing twice. Of an action that the table does not know, its name tells whether it reads;
    /// where it may have changed something, only a token of the caller's protects from that.
    fn repeatable(&self) -> bool {
        const READS: [&str; 4] = ["Describe", "List", "Get", "Query"];
        !self.ambiguous
            || self.operation.is_some()
            || READS.iter().any(|start| self.action.starts_with(start))
            || self.params.has("ClientToken")
    }

    fn tell_wait(&mut self, delay: i64, reason: &str) {
        if self.watched {
            self.events.wait(&self.action, delay, reason);
        }
    }

    fn tell_retry(&mut self, error: &Error, delay: i64) {
        if self.watched {
            let mut event = self.events.about("retry", &self.action);
            event.text("code", error.word());
            event.integer("delayMs", delay);
            tell(event, self.attempt);
        }
    }

    fn tell_answer(&mut self, status: u16, ms: i64, result: &Result<Vec<u8>, Error>) {
        if !self.watched {
            return;
        }
        let mut event = self.events.about("answer", &self.action);
        event.integer("status", status.into());
        match result {
            Ok(result) => {
                if let Some(id) = View::new(result).text(outcome::REQUEST_ID) {
                    event.text("requestId", &id);
                }
            }
            Err(error) => {
                event.text("code", error.word());
                if let Some(id) = error.refusal().and_then(|said| said.request_id.as_ref()) {
                    event.text("requestId", id);
                }
            }
        }
        event.integer("ms", ms);
        tell(event, self.attempt);
    }
}

impl Job for Call {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        self.watched = context.link.watched;
        loop {
            if let Some(event) = self.events.next() {
                return event;
            }
            match self.state {
                State::Ready => self.begin(context),
                State::Sending => {
                    self.state = State::Sent(context.now);
                    return Step::Send(Box::new(Send {
                        id: 0,
                        action: self.action.clone(),
                        attempt: self.attempt,
                        within_ms: i64::MAX,
                        lines: core::mem::take(&mut self.lines),
                    }));
                }
                State::Resting(until, why) if context.now < until => {
                    return Step::WaitUntil(until, why);
                }
                State::Resting(..) => self.state = State::Ready,
                State::Refreshing => {
                    self.state = State::Ready;
                    return Step::Refresh;
                }
                State::Sent(_) | State::Over => {
                    return ended(&mut self.result);
                }
            }
        }
    }

    fn receive(&mut self, _id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        let State::Sent(since) = self.state else {
            return;
        };
        let result = self.read(&outcome);
        if let Outcome::Answer { answer, .. } = &outcome {
            self.tell_answer(answer.status, context.now - since, &result);
        }
        if let Err(error) = &result {
            if let Some(done) = self.done_before(error) {
                return self.end(Ok(done));
            }
            if let Some(state) = self.go_on(error, &outcome, context) {
                self.state = state;
                return;
            }
        }
        self.end(result);
    }
}

/// Ends an event about an attempt.
#[inline(never)]
fn tell(mut event: json::Object<'_>, attempt: u32) {
    event.integer("attempt", attempt.into());
    event.end();
}
