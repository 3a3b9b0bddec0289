//! How often an operation may be called: so many calls in a sliding period, and fewer for a while after the service
//! throttled. The documented limit is 600 calls of CreateTrafficMirrorSession in 60 seconds; the same is assumed for the
//! others.

use alloc::string::String;
use alloc::vec::Vec;

use crate::service::Rate;

/// The pace of one client, an action at a time.
#[derive(Debug)]
pub struct Pace {
    rate: Option<Rate>,
    actions: Vec<Window>,
}

#[derive(Debug)]
struct Window {
    action: String,
    /// When the calls of the last period were made, oldest first.
    calls: Vec<i64>,
    /// Until then, half the rate.
    slow_until: i64,
}

impl Pace {
    /// Without a rate, nothing ever waits.
    #[must_use]
    pub const fn new(rate: Option<Rate>) -> Self {
        Self {
            rate,
            actions: Vec::new(),
        }
    }

    /// Asks to call `action` now. Either it is counted and may go out at once, or the time to ask again comes back.
    pub fn ask(&mut self, action: &str, now: i64) -> Option<i64> {
        let rate = self.rate?;
        let period = i64::from(rate.period_ms);
        let window = self.window(action);
        window.forget(period, now);
        let all = usize::try_from(rate.calls).unwrap_or(usize::MAX).max(1);
        let slow = now < window.slow_until;
        let limit = if slow { (all / 2).max(1) } else { all };
        let over = window.calls.len().checked_sub(limit);
        if let Some(oldest) = over.and_then(|over| window.calls.get(over)) {
            return Some(oldest + period);
        }
        window.calls.push(now);
        None
    }

    /// The most calls of one action in the period that ends now.
    pub fn used(&self, now: i64) -> usize {
        let period = self.rate.map_or(0, |rate| i64::from(rate.period_ms));
        let recent = |window: &Window| {
            let calls = window.calls.iter();
            calls.filter(|call| **call + period > now).count()
        };
        self.actions.iter().map(recent).max().unwrap_or(0)
    }

    /// Counts calls that another process may have made a moment ago: at least so many in the period that ends now.
    pub fn assume(&mut self, action: &str, calls: usize, now: i64) {
        if let Some(rate) = self.rate {
            let most = usize::try_from(rate.calls).unwrap_or(usize::MAX);
            let window = self.window(action);
            window.forget(i64::from(rate.period_ms), now);
            while window.calls.len() < calls.min(most) {
                window.calls.push(now);
            }
        }
    }

    /// Notes that the service throttled a call of `action`.
    pub fn throttled(&mut self, action: &str, now: i64) {
        if let Some(rate) = self.rate {
            self.window(action).slow_until = now + i64::from(rate.period_ms);
        }
    }

    fn window(&mut self, action: &str) -> &mut Window {
        let at = self
            .actions
            .iter()
            .position(|window| window.action == action)
            .unwrap_or(self.actions.len());
        if at == self.actions.len() {
            self.actions.push(Window {
                action: action.into(),
                calls: Vec::new(),
                slow_until: i64::MIN,
            });
        }
        #[expect(clippy::indexing_slicing, reason = "found, or pushed just now")]
        &mut self.actions[at]
    }
}

impl Window {
    /// Forgets the calls before the period that ends now.
    fn forget(&mut self, period: i64, now: i64) {
        // A clock that was set back must not make calls of the future block for as long. The last is the latest.
        if self.calls.last().is_some_and(|call| *call > now) {
            for call in &mut self.calls {
                *call = (*call).min(now);
            }
        }
        if self.calls.first().is_some_and(|call| call + period <= now) {
            self.calls.retain(|call| call + period > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        calls: 10,
        period_ms: 1_000,
    };

    /// Calls as often as allowed for a while; gives the times.
    fn run(pace: &mut Pace, from: i64, until: i64) -> Vec<i64> {
        let (mut now, mut calls) = (from, Vec::new());
        while now < until {
            match pace.ask("A", now) {
                None => calls.push(now),
                Some(later) => {
                    assert!(later > now);
                    now = later;
                }
            }
        }
        calls
    }

    #[test]
    fn no_period_holds_more_calls_than_the_rate() {
        let mut pace = Pace::new(Some(RATE));
        let calls = run(&mut pace, 0, 10_000);
        assert_eq!(calls.len(), 100);
        for start in &calls {
            let within = calls
                .iter()
                .filter(|call| (*start..start + 1_000).contains(call));
            assert!(within.count() <= 10);
        }
    }

    #[test]
    fn actions_have_windows_of_their_own() {
        let mut pace = Pace::new(Some(RATE));
        for _ in 0..10 {
            assert_eq!(pace.ask("A", 5), None);
            assert_eq!(pace.ask("B", 5), None);
        }
        assert_eq!(pace.ask("A", 5), Some(1_005));
    }

    #[test]
    fn after_a_throttle_it_is_half_the_rate_for_a_period() {
        let mut pace = Pace::new(Some(RATE));
        pace.throttled("A", 0);
        assert_eq!(run(&mut pace, 0, 1_000).len(), 5);
        assert_eq!(run(&mut pace, 1_000, 2_000).len(), 10);
    }

    #[test]
    fn a_clock_set_back_delays_by_a_period_at_most() {
        let mut pace = Pace::new(Some(RATE));
        for _ in 0..10 {
            pace.ask("A", 86_400_000);
        }
        assert_eq!(pace.ask("A", 1_000), Some(2_000));
    }

    #[test]
    fn calls_of_another_process_count_too_where_there_is_a_rate() {
        let mut pace = Pace::new(Some(RATE));
        pace.ask("A", 0);
        pace.assume("A", 8, 500);
        assert_eq!(
            (pace.used(500), pace.used(1_000), pace.used(1_500)),
            (8, 7, 0)
        );
        assert_eq!(run(&mut pace, 500, 1_500).len(), 3);
        pace.assume("A", 1_000, 9_000);
        assert_eq!(pace.ask("A", 9_000), Some(10_000));
        let mut pace = Pace::new(None);
        pace.assume("A", 1_000, 0);
        assert_eq!((pace.ask("A", 0), pace.used(0)), (None, 0));
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let mut pace = Pace::new(None);
        assert!((0..10_000).all(|_| pace.ask("A", 0).is_none()));
    }
}
