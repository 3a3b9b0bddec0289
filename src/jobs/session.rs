//! A session for a while: opened, and closed again.
//!
//! Opening creates it and waits until it is `Created`. Whatever goes wrong after a create that may have taken effect, the
//! session is closed again, under a deadline of its own; the result, or the error, comes only after that. Closing deletes
//! it and waits until it is gone, whatever the network does. Where only the call that may have created it is known, that
//! call is made again first: under its own `ClientToken` it creates nothing twice, and its answer is the session's id.
//! Whatever can succeed later is tried again until the deadline, beyond the attempts of each call: what is left behind
//! goes on costing money.

use super::event::Events;
use super::{Call, Context, Goal, Job, Outcome, Step, Wait, Why, ended};
use crate::error::{Error, LeftBehind};
use crate::request::Params;
use crate::response::{Reason, View};
use crate::service::Kind;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::slice;

const CREATE: &str = "CreateTrafficMirrorSession";
const DELETE: &str = "DeleteTrafficMirrorSession";
const NOT_FOUND: &str = "ResourceNotFound.TrafficMirrorSession";
const FIRST_PAUSE_MS: i64 = 250;
const LONGEST_PAUSE_MS: i64 = 3_000;
/// For how long after a create the service may not find what it made.
const LAG_MS: i64 = 10_000;

/// Opens or closes a session.
///
/// The result of opening is the session as ListTrafficMirrorSessions shows it, or `null` after an abort that left nothing
/// behind. The error is that of the opening, or [`Error::LeftBehind`] where a session may be left. [`Job::abort`] ends
/// the opening: where nothing was created it gives none, and the job is over; else it cleans up.
///
/// The result of closing is `null`; the only error is [`Error::LeftBehind`].
#[derive(Debug)]
pub struct Session {
    /// Empty while it is not known.
    id: String,
    /// Of the create; of one that may have taken effect, its token included.
    params: Params,
    /// Until then, that it is not found proves nothing: this job has just created it.
    lags_until: i64,
    opening: bool,
    open_ms: i64,
    close_ms: i64,
    /// Of the opening or the closing; set when that begins.
    deadline: i64,
    phase: Phase,
    /// Requests sent; the outcome of any but the last is no longer awaited.
    sent: u32,
    /// Why the opening failed, while it is being cleaned up.
    cause: Option<Error>,
    /// The deletion was answered; what is left is to see the session gone.
    deleted: bool,
    /// Of the deletion; made once, and anew when each attempt under it was refused: a service may remember its refusal.
    token: Option<String>,
    /// An attempt to create it, or to delete it under the token, may have taken effect.
    uncertain: bool,
    /// How long to rest before the next try.
    pause: i64,
    events: Events,
    /// What the job ended with, until that is handed out.
    result: Option<Result<Vec<u8>, Error>>,
}

#[derive(Debug)]
enum Phase {
    New,
    /// About to take the next step.
    Ready,
    Calling(Box<Call>),
    Waiting(Box<Wait>),
    Paused(i64),
    Over,
}

impl Session {
    /// Opens a session with the parameters of CreateTrafficMirrorSession, in at most `deadline_ms` milliseconds; cleaning
    /// up may take `close_ms` more. A `ClientToken` in the parameters is kept.
    ///
    /// # Errors
    /// [`Error::Parameters`] for a dry run, which opens nothing.
    pub fn open(params: Params, deadline_ms: i64, close_ms: i64) -> Result<Self, Error> {
        let mut session = Self::close("", close_ms);
        session.begin_with(params, deadline_ms)?;
        Ok(session)
    }

    /// Makes an opening of what closes a session that is not there yet.
    pub(crate) fn begin_with(&mut self, params: Params, deadline_ms: i64) -> Result<(), Error> {
        if params.is_true("DryRun") {
            return Err(Error::parameter(
                "DryRun",
                "cannot be true: a dry run opens nothing",
            ));
        }
        self.params = params;
        self.opening = true;
        self.open_ms = deadline_ms;
        Ok(())
    }

    /// Closes the session of this id, in at most `deadline_ms` milliseconds.
    #[must_use]
    pub fn close(id: &str, deadline_ms: i64) -> Self {
        Self {
            id: id.into(),
            params: Params::new(),
            lags_until: i64::MIN,
            opening: false,
            open_ms: 0,
            close_ms: deadline_ms,
            deadline: i64::MAX,
            phase: Phase::New,
            sent: 0,
            cause: None,
            deleted: false,
            token: None,
            uncertain: false,
            pause: FIRST_PAUSE_MS,
            events: Events::new(),
            result: None,
        }
    }

    fn begin(&mut self, context: &mut Context<'_>) {
        let mut ms = self.close_ms;
        if self.opening {
            ms = self.open_ms;
            // It is waited for, and deleted, where the client is.
            let region = self.params.get_text("RegionId");
            if region.is_some_and(|region| region != context.signer.region_id) {
                return self.fail(Error::parameter(
                    "RegionId",
                    "must be the region of the client",
                ));
            }
        } else {
            self.lags_until = self.lags_until.min(context.after(LAG_MS));
        }
        self.deadline = context.after(ms);
        self.phase = Phase::Ready;
    }

    /// Takes the next step: to create the session, or to learn its id; to delete it; to wait until it is there, or gone.
    fn next(&mut self, context: &mut Context<'_>) {
        let known = !self.id.is_empty();
        if known && (self.opening || self.deleted) {
            let goal = if self.opening {
                Goal::Created
            } else {
                Goal::Deleted
            };
            let left = self.deadline.saturating_sub(context.now);
            let mut wait = Box::new(Wait::nothing(goal, left));
            wait.stubborn = self.deleted;
            wait.answered = true;
            match wait.aim(slice::from_ref(&self.id)) {
                Ok(()) => self.phase = Phase::Waiting(wait),
                Err(error) => self.fail(error),
            }
            return;
        }
        let (action, params) = if known {
            let token = self.token.get_or_insert_with(|| context.token());
            let id = Params::new().text("TrafficMirrorSessionId", &self.id);
            (DELETE, id.text("ClientToken", token))
        } else {
            (CREATE, self.params.clone())
        };
        let mut call = Box::new(Call::new(action, params));
        call.plain = known;
        self.phase = Phase::Calling(call);
    }

    /// Takes what a call ended with.
    fn called(&mut self, result: Result<Vec<u8>, Error>, context: &mut Context<'_>) {
        let known = !self.id.is_empty();
        match result {
            Ok(_) if known => self.deleted = true,
            Ok(result) => match id_in(&result) {
                Ok(id) => self.id = id,
                Err(error) => return self.fail(error),
            },
            // Right after its create, a session that is not found may be one that is not found yet.
            Err(Error::Service { refusal, .. })
                if known && refusal.code == NOT_FOUND && context.now >= self.lags_until =>
            {
                self.deleted = true;
            }
            // Where a create may have taken effect, its refusal now proves nothing: the session that it made may be what
            // stands in the way.
            Err(error) => return self.rest(error, context),
        }
        self.pause = FIRST_PAUSE_MS;
        self.phase = Phase::Ready;
        if self.opening {
            self.next(context);
        }
    }

    /// Tries again later, if that can help. What an opening's own call ended with is not tried again.
    fn rest(&mut self, error: Error, context: &Context<'_>) {
        let busy = error.kind() == Some(Kind::Busy);
        let late = context.now >= self.deadline;
        let lags = context.now < self.lags_until && error.word() == NOT_FOUND;
        if self.opening || late || !(busy || lags || error.worth_waiting()) {
            return self.fail(error);
        }
        if (busy || lags) && !self.uncertain {
            self.token = None;
        }
        if busy && context.link.watched {
            let action = if self.id.is_empty() { CREATE } else { DELETE };
            self.events.wait(action, self.pause, "busy");
        }
        self.phase = Phase::Paused(context.after(self.pause));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE_MS);
    }

    /// Takes an error that time does not mend: the end, but for an opening that may have created the session.
    fn fail(&mut self, error: Error) {
        if !self.opening {
            let cause = self.cause.take();
            let left = self.left_behind(error, cause);
            self.end(Err(left));
        } else if self.uncertain || !self.id.is_empty() || matches!(error, Error::Unreadable(_)) {
            self.turn_back(Some(error));
        } else {
            self.end(Err(error));
        }
    }

    /// Turns from opening to closing.
    fn turn_back(&mut self, cause: Option<Error>) {
        if let (true, Phase::Calling(call)) = (self.id.is_empty(), &mut self.phase) {
            self.params = call.take_params();
        }
        self.opening = false;
        self.lags_until = i64::MAX;
        self.uncertain = false;
        self.cause = cause;
        self.deadline = i64::MAX;
        self.phase = Phase::New;
    }

    fn end(&mut self, result: Result<Vec<u8>, Error>) {
        self.result = Some(result);
        self.phase = Phase::Over;
    }

    /// Ends for want of time, and so without a step.
    fn fail_late(&mut self) -> Option<Step> {
        let waiting_for = if self.id.is_empty() { CREATE } else { &self.id };
        let waiting_for = Box::new(vec![waiting_for.into()]);
        self.fail(Error::Deadline { waiting_for });
        None
    }

    fn left_behind(&self, why: Error, cause: Option<Error>) -> Error {
        let mut what = String::new();
        if self.id.is_empty() {
            describe(&self.params, &mut what);
        } else {
            what.push_str("the session ");
            what.push_str(&self.id);
        }
        Error::LeftBehind(Box::new(LeftBehind {
            id: (!self.id.is_empty()).then(|| self.id.clone()),
            what,
            why,
            cause,
        }))
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> Option<Step> {
        let late = context.now >= self.deadline;
        match &mut self.phase {
            Phase::Ready | Phase::Paused(_) if late => return self.fail_late(),
            Phase::New => self.begin(context),
            Phase::Calling(call) => {
                self.uncertain |= call.is_ambiguous();
                if late && call.is_idle() {
                    return self.fail_late();
                }
                match call.poll(context) {
                    Step::Done(result) => self.called(result, context),
                    step => return Some(step.within(self.deadline, context.now)),
                }
            }
            Phase::Waiting(wait) => match wait.poll(context) {
                Step::Done(Err(error)) => self.fail(error),
                Step::Done(Ok(_)) if self.opening => {
                    let session = wait.take_kept();
                    self.end(Ok(session));
                }
                Step::Done(result) => {
                    let result = self.cause.take().map_or(result, Err);
                    self.end(result);
                }
                step => return Some(step),
            },
            Phase::Paused(until) if context.now < *until => {
                return Some(Step::WaitUntil((*until).min(self.deadline), Why::Retry));
            }
            Phase::Ready | Phase::Paused(_) => self.next(context),
            Phase::Over => return Some(ended(&mut self.result)),
        }
        None
    }
}

impl Job for Session {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        loop {
            if let Some(event) = self.events.next() {
                return event;
            }
            if let Some(mut step) = self.go_on(context) {
                if let Step::Send(send) = &mut step {
                    self.sent = self.sent.wrapping_add(1);
                    send.id = self.sent;
                }
                return step;
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if id == self.sent {
            match &mut self.phase {
                Phase::Calling(call) => call.receive(id, outcome, context),
                Phase::Waiting(wait) => wait.receive(id, outcome, context),
                _ => {}
            }
        }
    }

    fn abort(&mut self) -> Option<Error> {
        let begun = match &self.phase {
            Phase::Over => false,
            _ if !self.opening => true,
            Phase::Calling(call) => match call.result() {
                Some(Ok(result)) => {
                    self.id = id_in(result).unwrap_or_default();
                    true
                }
                result => call.is_ambiguous() || (result.is_none() && !call.is_idle()),
            },
            Phase::Waiting(_) => true,
            _ => false,
        };
        if self.opening {
            self.turn_back(None);
        }
        self.cause = None;
        if !begun {
            self.phase = Phase::Over;
            return None;
        }
        let why = Error::Environment(&"it could not be waited for until it is gone");
        Some(self.left_behind(why, None))
    }
}

/// The id in the answer to a create.
fn id_in(result: &[u8]) -> Result<String, Error> {
    let id = View::new(result).text("TrafficMirrorSessionId");
    match id {
        Some(id) if !id.is_empty() => Ok(id.into_owned()),
        _ => Err(Error::odd(Reason::WrongType("TrafficMirrorSessionId"))),
    }
}

/// What to look for, in the words of ListTrafficMirrorSessions.
fn describe(params: &Params, text: &mut String) {
    text.push_str("a session");
    let mut joint = " with ";
    for name in &[
        "TrafficMirrorSessionName",
        "TrafficMirrorFilterId",
        "TrafficMirrorTargetId",
        "Priority",
    ] {
        if let Some(value) = params.get_scalar(name) {
            text.push_str(joint);
            text.push_str(name);
            text.push(' ');
            text.push_str(&value);
            joint = ", ";
        }
    }
}
