//! Opening a session: created, and waited for until it is `Created`.
//!
//! Whatever goes wrong after a create that may have taken effect, the session is deleted again and waited for until it
//! is gone, under a deadline of its own: when the create was of unknown fate, it is made again first under the same
//! `ClientToken`, to learn the id. The result, or the error, comes only after that.

use super::close::{CREATE, Close, id_in};
use super::{Call, Context, Goal, Job, Outcome, Step, Wait, hex};
use crate::error::{Error, Issue};
use crate::request::Params;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Creates a session and waits until it is `Created`. The result is the session as ListTrafficMirrorSessions shows it,
/// or `null` after an abort that left nothing behind. The error is that of the opening, or [`Error::LeftBehind`] where a
/// session may be left.
///
/// [`Job::abort`] ends the opening: where nothing was created it gives none, and the job is over; else it cleans up.
#[derive(Debug)]
pub struct Open {
    params: Params,
    deadline_ms: i64,
    close_ms: i64,
    /// Set at the first poll.
    deadline: i64,
    phase: Phase,
    /// Requests sent; the outcome of any but the last is no longer awaited.
    sent: u32,
    /// Why the opening failed, while it is being cleaned up.
    cause: Option<Error>,
}

#[derive(Debug)]
enum Phase {
    New,
    Creating(Box<Call>),
    Waiting(Box<Wait>, String),
    Cleaning(Box<Close>),
    Over,
}

impl Open {
    /// Opens a session with the parameters of CreateTrafficMirrorSession, in at most `deadline_ms` milliseconds; cleaning
    /// up may take `close_ms` more. A `ClientToken` in the parameters is kept.
    ///
    /// # Errors
    /// [`Error::Parameters`] for a dry run, which opens nothing.
    pub fn new(params: Params, deadline_ms: i64, close_ms: i64) -> Result<Self, Error> {
        if params.is_true("DryRun") {
            return Err(refused("DryRun", "cannot be true: a dry run opens nothing"));
        }
        Ok(Self {
            params,
            deadline_ms,
            close_ms,
            deadline: i64::MAX,
            phase: Phase::New,
            sent: 0,
            cause: None,
        })
    }

    fn begin(&mut self, context: &mut Context<'_>) -> Result<Phase, Error> {
        // It is waited for, and deleted, where the client is.
        let region = self.params.get_text("RegionId");
        if region.is_some_and(|region| region != context.signer.region_id) {
            return Err(refused("RegionId", "must be the region of the client"));
        }
        self.deadline = context.now.saturating_add(self.deadline_ms);
        let mut params = core::mem::take(&mut self.params);
        if !params.has("ClientToken") {
            params = params.text("ClientToken", &hex((context.random)()));
        }
        self.params = params.clone();
        Ok(Phase::Creating(Box::new(Call::new(CREATE, params))))
    }

    fn wait(&self, id: &str, now: i64) -> Result<Phase, Error> {
        let left = self.deadline.saturating_sub(now);
        let wait = Wait::new(Goal::Created, &[id], left)?.keeping();
        Ok(Phase::Waiting(Box::new(wait), id.into()))
    }

    fn clean_up(&self) -> Phase {
        let params = self.params.clone();
        Phase::Cleaning(Box::new(Close::created_by(params, self.close_ms)))
    }

    fn close(&self, id: &str) -> Phase {
        Phase::Cleaning(Box::new(Close::new(id, self.close_ms)))
    }

    /// Takes what the create ended with.
    fn created(
        &mut self,
        result: Result<Vec<u8>, Error>,
        ambiguous: bool,
        now: i64,
    ) -> Result<(), Error> {
        let (phase, cause) = match result.and_then(|result| id_in(&result)) {
            Ok(id) => match self.wait(&id, now) {
                Ok(phase) => (phase, None),
                Err(error) => (self.close(&id), Some(error)),
            },
            Err(error) if ambiguous || matches!(error, Error::Unreadable(_)) => {
                (self.clean_up(), Some(error))
            }
            Err(error) => return Err(error),
        };
        (self.phase, self.cause) = (phase, cause);
        Ok(())
    }

    /// Takes what the clean-up ended with.
    fn cleaned(&mut self, result: Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
        let opening = self.cause.take();
        match result {
            Ok(result) => opening.map_or(Ok(result), Err),
            Err(mut error) => {
                if let Error::LeftBehind { cause, .. } = &mut error {
                    *cause = opening.map(Box::new);
                }
                Err(error)
            }
        }
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> Result<Option<Step>, Error> {
        match &mut self.phase {
            Phase::New => self.phase = self.begin(context)?,
            Phase::Creating(call) => {
                if context.now >= self.deadline && call.is_idle() {
                    let waiting_for = vec![CREATE.into()];
                    let ambiguous = call.is_ambiguous();
                    self.created(Err(Error::Deadline { waiting_for }), ambiguous, context.now)?;
                    return Ok(None);
                }
                match call.poll(context) {
                    Step::Done(result) => {
                        let ambiguous = call.is_ambiguous();
                        self.created(result, ambiguous, context.now)?;
                    }
                    Step::WaitUntil(until, why) => {
                        return Ok(Some(Step::WaitUntil(until.min(self.deadline), why)));
                    }
                    step => return Ok(Some(step)),
                }
            }
            Phase::Waiting(wait, id) => match wait.poll(context) {
                Step::Done(Ok(_)) => {
                    let session = wait.take_kept();
                    self.phase = Phase::Over;
                    return Ok(Some(Step::Done(Ok(session))));
                }
                Step::Done(Err(error)) => {
                    let id = core::mem::take(id);
                    self.phase = self.close(&id);
                    self.cause = Some(error);
                }
                step => return Ok(Some(step)),
            },
            Phase::Cleaning(close) => match close.poll(context) {
                Step::Done(result) => {
                    let result = self.cleaned(result)?;
                    self.phase = Phase::Over;
                    return Ok(Some(Step::Done(Ok(result))));
                }
                step => return Ok(Some(step)),
            },
            Phase::Over => return Ok(Some(Step::Await)),
        }
        Ok(None)
    }
}

impl Job for Open {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        loop {
            match self.go_on(context) {
                Ok(None) => {}
                Ok(Some(Step::Send(mut send))) => {
                    self.sent = self.sent.wrapping_add(1);
                    send.id = self.sent;
                    return Step::Send(send);
                }
                Ok(Some(step)) => return step,
                Err(error) => {
                    self.phase = Phase::Over;
                    return Step::Done(Err(error));
                }
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        if id != self.sent {
            return;
        }
        match &mut self.phase {
            Phase::Creating(call) => call.receive(id, outcome, context),
            Phase::Waiting(wait, _) => wait.receive(id, outcome, context),
            Phase::Cleaning(close) => close.receive(id, outcome, context),
            Phase::New | Phase::Over => {}
        }
    }

    fn abort(&mut self) -> Option<Error> {
        self.phase = match core::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Creating(call) => match call.result() {
                Some(Ok(result)) => match id_in(result) {
                    Ok(id) => self.close(&id),
                    Err(_) => self.clean_up(),
                },
                _ if call.is_ambiguous() || (call.result().is_none() && !call.is_idle()) => {
                    self.clean_up()
                }
                _ => Phase::Over,
            },
            Phase::Waiting(_, id) => self.close(&id),
            Phase::Cleaning(close) => Phase::Cleaning(close),
            Phase::New | Phase::Over => Phase::Over,
        };
        self.cause = None;
        match &mut self.phase {
            Phase::Cleaning(close) => close.abort(),
            _ => None,
        }
    }
}

fn refused(parameter: &str, problem: &'static str) -> Error {
    Error::Parameters(vec![Issue {
        parameter: parameter.into(),
        problem,
    }])
}
