//! Crashes and aborts.

use super::Host;
use crate::network::{Event, Shared};
use crate::script::Interruption;

impl Host {
    pub(super) fn is_interrupted(&mut self, shared: &mut Shared<'_>) -> bool {
        let Some((step, what)) = self.spec.interruptions.get(self.interrupted).copied() else {
            return false;
        };
        if self.steps < step || what == Interruption::CrashWhileSaving {
            return false;
        }
        self.interrupted += 1;
        if shared.is_spared(self.at, self.interrupted - 1) {
            return false;
        }
        if let Interruption::Abort { resumes } = what {
            shared.tally.count("abort");
            return self.abort(resumes, shared);
        }
        shared.tally.count("crash");
        self.crash(shared);
        true
    }

    /// Gives whether that ends the job at once. One that may have made something cleans up first.
    pub(super) fn abort(&mut self, resumes: bool, shared: &mut Shared<'_>) -> bool {
        self.aborted = true;
        let process = self.process.as_mut();
        let job = process.and_then(|process| process.job.as_mut());
        if job.and_then(|job| job.abort()).is_some() {
            shared.tally.count("abortCleanedUp");
            self.cleaning = true;
            return false;
        }
        self.drop_job();
        if resumes && self.errand.goes_on(self.checkpoint.is_some()) {
            shared.after(700, Event::Start(self.at, self.instance));
        } else {
            self.over = true;
        }
        true
    }

    pub(super) fn crash(&mut self, shared: &mut Shared<'_>) {
        self.drop_job();
        self.process = None;
        let ms = i64::from(self.sends % 7) * 400;
        shared.after(ms, Event::Start(self.at, self.instance));
    }

    pub(super) fn drop_job(&mut self) {
        self.instance += 1;
        if let Some(process) = &mut self.process {
            process.job = None;
            process.blocked = false;
            process.inbox.clear();
            process.flights.clear();
        }
    }
}
