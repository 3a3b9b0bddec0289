//! When and how often a failed attempt is repeated.

/// How failed attempts are repeated. Times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Attempts of one call in all; 1 repeats nothing.
    pub max_attempts: u32,
    /// The longest first delay; it doubles with each attempt.
    pub base_delay_ms: u32,
    /// The longest delay of all.
    pub max_delay_ms: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            base_delay_ms: 300,
            max_delay_ms: 20_000,
        }
    }
}

/// A server that asks for more patience than this is not obeyed to the end.
const LONGEST_RETRY_AFTER_MS: i64 = 300_000;

impl Policy {
    /// How long to wait after the given attempt, counted from 1: anything from nothing to a limit that doubles ("full
    /// jitter", so that clients that failed together do not come back together), after what the server asked for.
    #[must_use]
    pub fn delay(&self, attempt: u32, retry_after_ms: Option<i64>, random: [u8; 16]) -> i64 {
        let doubled = u64::from(self.base_delay_ms) << attempt.saturating_sub(1).min(20);
        let limit = doubled.min(u64::from(self.max_delay_ms));
        let mut bytes = [0; 8];
        bytes.copy_from_slice(random.first_chunk::<8>().unwrap_or(&[0; 8]));
        let jitter = u64::from_le_bytes(bytes) % (limit + 1);
        let asked = retry_after_ms.unwrap_or(0).clamp(0, LONGEST_RETRY_AFTER_MS);
        asked.saturating_add(i64::try_from(jitter).unwrap_or_default())
    }
}

/// Bounds the retries of all calls of a client together, so that an outage is not met with a storm: a burst, then a
/// steady trickle. A retry beyond it waits; it is not given up.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// The earliest time at which the next retry is free. It runs ahead of now by at most the burst.
    next: i64,
}

const BURST: i64 = 100;
const MS_PER_RETRY: i64 = 100;

impl Budget {
    #[must_use]
    pub const fn new() -> Self {
        Self { next: i64::MIN }
    }

    /// Takes one retry that would happen at `at`; gives when it may happen.
    pub fn take(&mut self, at: i64) -> i64 {
        self.next = self.next.max(at.saturating_sub(BURST * MS_PER_RETRY)) + MS_PER_RETRY;
        at.max(self.next)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_limit_and_may_be_anything_below() {
        let policy = Policy {
            max_attempts: 9,
            base_delay_ms: 100,
            max_delay_ms: 1_000,
        };
        for (attempt, limit) in [(1, 100), (2, 200), (4, 800), (5, 1_000), (40, 1_000)] {
            let delays: Vec<i64> = (0..=255)
                .map(|byte| policy.delay(attempt, None, [byte; 16]))
                .collect();
            assert!(delays.iter().all(|delay| (0..=limit).contains(delay)));
            assert!(delays.iter().any(|delay| *delay < limit / 4));
            assert!(delays.iter().any(|delay| *delay > limit * 3 / 4));
        }
    }

    #[test]
    fn what_the_server_asked_for_comes_first_but_not_without_end() {
        let policy = Policy::default();
        assert!(policy.delay(1, Some(7_000), [9; 16]) >= 7_000);
        assert!(policy.delay(1, Some(i64::MAX), [9; 16]) <= LONGEST_RETRY_AFTER_MS + 300);
        assert!(policy.delay(1, Some(-5), [0; 16]) == 0);
    }

    #[test]
    fn a_storm_of_retries_becomes_a_trickle() {
        let mut budget = Budget::new();
        let at: Vec<i64> = (0..300).map(|_| budget.take(1_000_000)).collect();
        assert!(at.iter().filter(|at| **at == 1_000_000).count() >= 99);
        assert_eq!(at.last(), Some(&(1_000_000 + 200 * MS_PER_RETRY)));
        assert_eq!(budget.take(2_000_000), 2_000_000);
    }
}
