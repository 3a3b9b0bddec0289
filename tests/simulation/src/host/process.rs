//! A process of a client: what is lost when it ends.

use std::collections::{BTreeMap, VecDeque};

use alicloud_traffic_mirror::jobs::{Job, Link, Policy};
use alicloud_traffic_mirror::request::Signer;

use super::{Arrived, Host};
use crate::network::Shared;
use crate::random::Random;
use crate::script::{KEY_MS, START};
use crate::service::{KEYS, keys, signer};
use crate::truth::{Kind, Violation};

pub(super) struct Process {
    pub(super) link: Link,
    pub(super) signer: Signer,
    pub(super) generation: usize,
    pub(super) skew: i64,
    pub(super) random: Random,
    pub(super) job: Option<Box<dyn Job>>,
    /// Waits for something of the host's own: keys, or a checkpoint that is being written.
    pub(super) blocked: bool,
    pub(super) inbox: VecDeque<(u32, Arrived)>,
    /// Requests under way, by the job's id.
    pub(super) flights: BTreeMap<u32, Option<String>>,
    /// Counts waits, so that the end of an earlier one wakes nobody.
    pub(super) waits: u32,
    pub(super) sent: i64,
}

impl Host {
    pub(super) fn new_process(&self, shared: &Shared<'_>) -> Result<Process, Violation> {
        let instance = u64::from(self.instance);
        let mut random = Random::of(shared.script.seed, &[4, self.at as u64, instance]);
        let policy = Policy::default();
        let rate = Some(self.spec.rate);
        let mut link = Link::new(self.spec.style, self.spec.format, policy, rate);
        link.watched = random.chance(800);
        link.refreshable = self.spec.key_ms.is_some();
        let generation = generation(self.spec.key_ms, shared.now);
        Ok(Process {
            link,
            signer: signer_of(self.at, generation, self.spec.key_ms)?,
            generation,
            // Another process, another machine.
            skew: if instance == 0 {
                self.spec.skew
            } else {
                self.spec.skew / 2
            },
            random,
            job: None,
            blocked: false,
            inbox: VecDeque::new(),
            flights: BTreeMap::new(),
            waits: 0,
            sent: 0,
        })
    }
}

/// The keys that last longest at a time.
pub(super) fn generation(key_ms: Option<i64>, now: i64) -> usize {
    let lived = key_ms.map_or(-1, |first| (now - START - first).div_euclid(KEY_MS));
    usize::try_from(lived + 1).unwrap_or(0).min(KEYS - 1)
}

pub(super) fn signer_of(
    client: usize,
    generation: usize,
    key_ms: Option<i64>,
) -> Result<Signer, Violation> {
    let (id, secret, token) = keys(client, generation, key_ms.is_some());
    match signer(&id, &secret, token.as_deref()) {
        Some(signer) => Ok(signer),
        None => Kind::Panic.because("the keys are refused"),
    }
}
