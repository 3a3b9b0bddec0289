//! Closing: a session is deleted, and waited for until it is gone, whatever the network does.
//!
//! Where only the call that may have created the session is known, that call is made again first: under its own
//! `ClientToken` it creates nothing twice, and its answer is the session's id. Whatever can succeed later is tried again
//! until the deadline, beyond the attempts of each call: what is left behind goes on costing money.

use super::{Call, Context, Goal, Job, Outcome, Step, Wait, Why, event, hex};
use crate::error::Error;
use crate::request::Params;
use crate::response::{Reason, Unreadable, View};
use crate::service::Kind;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub(super) const CREATE: &str = "CreateTrafficMirrorSession";
const DELETE: &str = "DeleteTrafficMirrorSession";
const NOT_FOUND: &str = "ResourceNotFound.TrafficMirrorSession";
const FIRST_PAUSE_MS: i64 = 250;
const LONGEST_PAUSE_MS: i64 = 3_000;

/// Deletes a session and waits until it is gone. The result is `null`; the only error is [`Error::LeftBehind`].
#[derive(Debug)]
pub struct Close {
    session: Session,
    /// Of the deletion; made once, and anew when each attempt under it was refused: a service may remember its refusal.
    token: Option<String>,
    /// An attempt under the token may have taken effect.
    uncertain: bool,
    deadline_ms: i64,
    /// Set at the first poll.
    deadline: i64,
    phase: Phase,
    /// The deletion was answered; what is left is to see the session gone.
    deleted: bool,
    /// How long to rest before the next try.
    pause: i64,
    event: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Session {
    Known(String),
    /// The call that may have created it, its token included.
    Unknown(Params),
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

impl Close {
    /// Closes the session of this id, in at most `deadline_ms` milliseconds.
    #[must_use]
    pub fn new(id: &str, deadline_ms: i64) -> Self {
        Self::of(Session::Known(id.into()), deadline_ms)
    }

    /// Closes the session that this call, which must hold its `ClientToken`, may have created.
    pub(super) fn created_by(params: Params, deadline_ms: i64) -> Self {
        Self::of(Session::Unknown(params), deadline_ms)
    }

    fn of(session: Session, deadline_ms: i64) -> Self {
        Self {
            session,
            token: None,
            uncertain: false,
            deadline_ms,
            deadline: i64::MAX,
            phase: Phase::New,
            deleted: false,
            pause: FIRST_PAUSE_MS,
            event: None,
        }
    }

    fn next(&mut self, context: &mut Context<'_>) -> Result<Phase, Error> {
        let id = match &self.session {
            Session::Unknown(params) => {
                let call = Call::new(CREATE, params.clone());
                return Ok(Phase::Calling(Box::new(call)));
            }
            Session::Known(id) => id,
        };
        if self.deleted {
            let left = self.deadline.saturating_sub(context.now);
            let wait = Wait::new(Goal::Deleted, &[id], left)?;
            return Ok(Phase::Waiting(Box::new(wait.stubborn())));
        }
        let token = self.token.get_or_insert_with(|| hex((context.random)()));
        let params = Params::new()
            .text("TrafficMirrorSessionId", id)
            .text("ClientToken", token);
        Ok(Phase::Calling(Box::new(Call::new(DELETE, params).plain())))
    }

    /// Takes what a call ended with.
    fn called(
        &mut self,
        result: Result<Vec<u8>, Error>,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        match (&self.session, result) {
            (Session::Unknown(_), Ok(result)) => {
                self.session = Session::Known(id_in(&result)?);
            }
            (Session::Known(_), Ok(_)) => self.deleted = true,
            (Session::Known(_), Err(Error::Service { refusal, .. }))
                if refusal.code == NOT_FOUND =>
            {
                self.deleted = true;
            }
            // Where a create may have taken effect, its refusal now proves nothing: the session that it made may be what
            // stands in the way.
            (_, Err(error)) => return self.rest(error, context),
        }
        self.pause = FIRST_PAUSE_MS;
        self.phase = Phase::Ready;
        Ok(())
    }

    /// Tries again later, if that can help.
    fn rest(&mut self, error: Error, context: &Context<'_>) -> Result<(), Error> {
        let busy = error.kind() == Some(Kind::Busy);
        if context.now >= self.deadline || !(busy || error.worth_waiting()) {
            return Err(error);
        }
        if busy && !self.uncertain {
            self.token = None;
        }
        if busy && context.link.watched {
            let action = match self.session {
                Session::Known(_) => DELETE,
                Session::Unknown(_) => CREATE,
            };
            self.event = Some(event::wait(action, self.pause, "busy"));
        }
        self.phase = Phase::Paused(context.now.saturating_add(self.pause));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE_MS);
        Ok(())
    }

    fn late(&self) -> Error {
        let waiting_for = match &self.session {
            Session::Known(id) => id.clone(),
            Session::Unknown(_) => CREATE.into(),
        };
        Error::Deadline {
            waiting_for: vec![waiting_for],
        }
    }

    fn left_behind(&self, why: Error) -> Error {
        let (id, what) = self.names();
        Error::LeftBehind {
            id,
            what,
            why: Box::new(why),
            cause: None,
        }
    }

    /// The session's id, if it is known, and how to speak of it.
    fn names(&self) -> (Option<String>, String) {
        match &self.session {
            Session::Known(id) => (Some(id.clone()), ["the session ", id].concat()),
            Session::Unknown(params) => (None, description(params)),
        }
    }

    fn go_on(&mut self, context: &mut Context<'_>) -> Result<Option<Step>, Error> {
        let late = context.now >= self.deadline;
        match &mut self.phase {
            Phase::New => {
                self.deadline = context.now.saturating_add(self.deadline_ms);
                self.phase = Phase::Ready;
            }
            Phase::Calling(call) => {
                if late && call.is_idle() {
                    return Err(self.late());
                }
                match call.poll(context) {
                    Step::Done(result) => {
                        self.uncertain |= call.is_ambiguous();
                        self.called(result, context)?;
                    }
                    Step::WaitUntil(until, why) => {
                        return Ok(Some(Step::WaitUntil(until.min(self.deadline), why)));
                    }
                    step => return Ok(Some(step)),
                }
            }
            Phase::Waiting(wait) => match wait.poll(context) {
                Step::Done(result) => {
                    let result = result?;
                    self.phase = Phase::Over;
                    return Ok(Some(Step::Done(Ok(result))));
                }
                step => return Ok(Some(step)),
            },
            Phase::Ready | Phase::Paused(_) if late => return Err(self.late()),
            Phase::Paused(until) if context.now < *until => {
                let until = (*until).min(self.deadline);
                return Ok(Some(Step::WaitUntil(until, Why::Retry)));
            }
            Phase::Ready | Phase::Paused(_) => self.phase = self.next(context)?,
            Phase::Over => return Ok(Some(Step::Await)),
        }
        Ok(None)
    }
}

impl Job for Close {
    fn poll(&mut self, context: &mut Context<'_>) -> Step {
        loop {
            if let Some(event) = self.event.take() {
                return Step::Event(event);
            }
            match self.go_on(context) {
                Ok(None) => {}
                Ok(Some(step)) => return step,
                Err(error) => {
                    self.phase = Phase::Over;
                    return Step::Done(Err(self.left_behind(error)));
                }
            }
        }
    }

    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>) {
        match &mut self.phase {
            Phase::Calling(call) => call.receive(id, outcome, context),
            Phase::Waiting(wait) => wait.receive(id, outcome, context),
            _ => {}
        }
    }

    fn abort(&mut self) -> Option<Error> {
        let why = Error::Environment("it could not be waited for until it is gone");
        (!matches!(self.phase, Phase::Over)).then(|| self.left_behind(why))
    }
}

/// The id in the answer to a create.
pub(super) fn id_in(result: &[u8]) -> Result<String, Error> {
    let id = View::new(result).text("TrafficMirrorSessionId");
    match id {
        Some(id) if !id.is_empty() => Ok(id.into_owned()),
        _ => Err(Error::Unreadable(Unreadable {
            status: 200,
            reason: Reason::WrongType("TrafficMirrorSessionId"),
        })),
    }
}

/// What to look for, in the words of ListTrafficMirrorSessions.
fn description(params: &Params) -> String {
    let mut text = String::from("a session");
    for name in [
        "TrafficMirrorSessionName",
        "TrafficMirrorFilterId",
        "TrafficMirrorTargetId",
        "Priority",
    ] {
        if let Some(value) = params.get_scalar(name) {
            text.push_str(if text.len() == "a session".len() {
                " with "
            } else {
                ", "
            });
            text.push_str(name);
            text.push(' ');
            text.push_str(&value);
        }
    }
    text
}
