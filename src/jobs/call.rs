//! One call of one operation.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::{Context, Job, Outcome, Send, Step, hex};
use crate::error::Error;
use crate::json;
use crate::request::{self, Format, Moment, Params};
use crate::response::{self, Refusal, View};
use crate::service::{self, Access, Operation};

/// The code with which the service reports that a dry run passed.
const DRY_RUN_PASSED: &str = "DryRunOperation";

/// Sends one call and reads its answer.
#[derive(Debug)]
pub struct Call {
    action: String,
    operation: Option<&'static Operation>,
    params: Params,
    dry_run: bool,
    state: State,
    watched: bool,
    events: VecDeque<Vec<u8>>,
}

#[derive(Debug)]
enum State {
    Ready,
    /// About to send, once the event that says so is told.
    Sending(Send),
    /// Since when.
    Sent(i64),
    Over(Option<Result<Vec<u8>, Error>>),
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
            watched: false,
            events: VecDeque::new(),
        }
    }

    fn send(&mut self, context: &mut Context<'_>) -> Result<Send, Error> {
        // Without a token of the caller's the service protects nothing: it would take each request's own id for one.
        let wants_token = self
            .operation
            .is_some_and(|row| row.client_token && row.kind == Access::Write);
        if wants_token && !self.params.has("ClientToken") {
            let token = hex((context.random)());
            self.params = std::mem::take(&mut self.params).text("ClientToken", &token);
        }
        let nonce = hex((context.random)());
        let moment = Moment {
            now: context.now,
            nonce: &nonce,
            // Reading XML needs the operation's row.
            format: if self.operation.is_some() {
                context.format
            } else {
                Format::Json
            },
        };
        let request = request::build(
            context.signer,
            &self.action,
            &self.params,
            context.style,
            moment,
        )?;
        Ok(Send {
            id: 0,
            action: self.action.clone(),
            attempt: 1,
            request,
        })
    }

    fn read(&self, outcome: &Outcome<'_>) -> Result<Vec<u8>, Error> {
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::NoAnswer(why) => return Err(Error::Transport((*why).into())),
            Outcome::TimedOut(ms) => return Err(Error::Timeout(*ms)),
        };
        // Fetch reports a redirect it was told not to follow as status 0 in browsers and as 3xx elsewhere.
        if answer.status == 0 || (300..400).contains(&answer.status) {
            return Err(Error::Transport(
                "the endpoint answered with a redirect, which is never followed".into(),
            ));
        }
        let mut result = Vec::new();
        match response::read(self.operation, answer, &mut result) {
            Ok(()) if self.dry_run => Err(Error::DryRunExecuted),
            Ok(()) => Ok(result),
            Err(Refusal::Service(refusal)) if self.dry_run && refusal.code == DRY_RUN_PASSED => {
                let mut object = json::Object::begin(&mut result);
                object.text(
                    "RequestId",
                    refusal.request_id.as_deref().unwrap_or_default(),
                );
                object.end();
                Ok(result)
            }
            Err(Refusal::Service(refusal)) => Err(Error::Service {
                action: self.action.clone(),
                refusal,
            }),
            Err(Refusal::Unreadable(unreadable)) => Err(Error::Unreadable(unreadable)),
        }
    }

    fn tell(&mut self, kind: &str, fill: impl FnOnce(&mut json::Object<'_>)) {
        if self.watched {
            let mut event = Vec::new();
            let mut object = json::Object::begin(&mut event);
            object.text("type", kind);
            object.text("action", &self.action);
            object.integer("attempt", 1);
            fill(&mut object);
            object.end();
            self.events.push_back(event);
        }
    }

    fn tell_answer(&mut self, status: u16, ms: i64, result: &Result<Vec<u8>, Error>) {
        let (code, request_id) = match result {
            Ok(result) => (
                None,
                View::new(result).text("RequestId").map(Cow::into_owned),
            ),
            Err(Error::Service { refusal, .. }) => {
                (Some(refusal.code.clone()), refusal.request_id.clone())
            }
            Err(error) => (Some(error.code().into()), None),
        };
        self.tell("answer", |object| {
            object.integer("status", status.into());
            for (name, value) in [("code", code), ("requestId", request_id)] {
                if let Some(value) = value {
                    object.text(name, &value);
                }
            }
            object.integer("ms", ms);
        });
    }
}

impl Job for Call {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        self.watched = context.watched;
        if matches!(self.state, State::Ready) {
            match self.send(context) {
                Ok(send) => {
                    self.state = State::Sending(send);
                    self.tell("attempt", |_| {});
                }
                Err(error) => self.state = State::Over(Some(Err(error))),
            }
        }
        if let Some(event) = self.events.pop_front() {
            return Step::Event(event);
        }
        match std::mem::replace(&mut self.state, State::Over(None)) {
            State::Sending(send) => {
                self.state = State::Sent(context.now);
                Step::Send(send)
            }
            State::Over(Some(result)) => Step::Done(result),
            state => {
                self.state = state;
                Step::Await
            }
        }
    }

    fn receive(&mut self, _id: u32, outcome: Outcome<'_>, now: i64) {
        if let State::Sent(since) = self.state {
            let status = match &outcome {
                Outcome::Answer(answer) => Some(answer.status),
                _ => None,
            };
            let result = self.read(&outcome);
            if let Some(status) = status {
                self.tell_answer(status, now - since, &result);
            }
            self.state = State::Over(Some(result));
        }
    }
}
