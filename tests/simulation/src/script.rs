//! What a seed decides before anything runs: what there is, who calls, and how bad the network is.

use std::collections::BTreeSet;

use alicloud_traffic_mirror::request::{Format, Style};
use alicloud_traffic_mirror::service::Rate;

use crate::random::Random;

/// When everything begins: 2026-06-01T00:00:00Z.
pub const START: i64 = 1_780_272_000_000;
pub const HOUR: i64 = 3_600_000;
/// The age that teardowns which look at ages ask for; what is there is two days old, or an hour.
pub const OLDER_THAN: i64 = 24 * HOUR;
/// Sessions belong to one of these groups. No target by group names the first.
pub const GROUPS: u64 = 4;
/// How long each key but the first lasts: longer than a call.
pub const KEY_MS: i64 = 600_000;
/// Ids that targets name and that never existed.
pub const ABSENT: u64 = 2;

/// One run, but for what [`Cuts`] leave out of it.
#[derive(Debug, Clone)]
pub struct Script {
    pub seed: u64,
    pub creating_ms: i64,
    pub modifying_ms: i64,
    pub deleting_ms: i64,
    /// What the service itself allows.
    pub service_rate: Option<Rate>,
    /// How many requests in a thousand meet a fault.
    pub faults: u64,
    /// The service answers a token that it refused with the same refusal for ever, as the letter of "idempotent" allows.
    pub remembers_refusals: bool,
    /// The service knows no token any more once what it deleted is gone: for how long it does is not documented.
    pub forgets_tokens: bool,
    /// Lists overlook every selection but ids, as an older service would a parameter that it does not know.
    pub overlooks: bool,
    pub filters: u64,
    /// Checks for fewer calls than the clients were told: a promise that is bound to break, to try the checks with.
    pub promised_calls: Option<u32>,
    pub sessions: Vec<Session>,
    pub clients: Vec<Client>,
    pub cuts: Cuts,
}

/// What is left out of a script to find the shortest that still fails.
#[derive(Debug, Clone, Default)]
pub struct Cuts {
    /// Client and number of the request.
    pub faults: BTreeSet<(usize, u32)>,
    pub clients: BTreeSet<usize>,
    pub interruptions: BTreeSet<(usize, usize)>,
    /// Only so many sessions.
    pub sessions: Option<usize>,
}

/// A session that is there from the beginning.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    pub filter: u64,
    pub group: u64,
    pub old: bool,
    pub enabled: bool,
    /// The state it is in, and for how long from the beginning.
    pub state: Option<(&'static str, i64)>,
    /// The next so many Lists do not show it: they lag.
    pub hidden: u8,
}

#[derive(Debug, Clone)]
pub struct Client {
    pub scenario: Scenario,
    pub begins: i64,
    pub skew: i64,
    pub rate: Rate,
    pub timeout: i64,
    pub style: Style,
    pub format: Format,
    /// When the first of its keys expires, counted from the beginning; none if it has fixed keys.
    pub key_ms: Option<i64>,
    /// At these steps.
    pub interruptions: Vec<(u64, Interruption)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    /// The process ends. A new one, on another machine with another clock, goes on after a while.
    Crash,
    /// The same, while the checkpoint at hand is being written, so that the one before is the last.
    CrashWhileSaving,
    /// The caller aborts. It may go on from the last checkpoint later, with the same client.
    Abort { resumes: bool },
}

#[derive(Debug, Clone)]
pub enum Scenario {
    Teardown {
        target: Target,
        with_filters: bool,
        dry_run: bool,
    },
    WaitDeleted {
        group: u64,
    },
    WaitCreated {
        group: u64,
    },
    Listing {
        group: u64,
    },
    Calls(Vec<Change>),
    Open {
        filter: u64,
    },
}

/// One call of one operation.
#[derive(Debug, Clone)]
pub enum Change {
    CreateSession { filter: u64 },
    CreateFilter,
    DeleteSession { at: usize },
    DryDelete { at: usize },
    UpdateSession { at: usize },
    UpdateFilter { filter: u64 },
}

#[derive(Debug, Clone)]
pub struct Target {
    pub by: By,
    pub older: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Ids(u64),
    Tag(u64),
    Name(u64),
    TagAndEnabled(u64),
    Source(u64),
    Filter(u64),
    All,
}

impl Script {
    pub fn of(seed: u64) -> Self {
        let mut random = Random::of(seed, &[1]);
        let count = match random.below(200) {
            0..120 => random.below(12) + 1,
            120..175 => random.below(48) + 13,
            175..193 => random.below(190) + 61,
            193..198 => random.below(500) + 251,
            _ => random.below(1_200) + 801,
        };
        let filters = random.magnitude(1 + count / 3).min(40);
        let mut script = Self {
            seed,
            creating_ms: random.between(0, 8_000),
            modifying_ms: random.between(0, 8_000),
            deleting_ms: random.between(0, 20_000),
            service_rate: random.chance(150).then(|| Rate {
                calls: u32::try_from(random.between(5, 60)).unwrap_or(5),
                period_ms: 1_000,
            }),
            faults: random.pick([0, 20, 60, 150, 300]),
            remembers_refusals: random.chance(250),
            forgets_tokens: random.chance(300),
            overlooks: random.chance(200),
            filters,
            promised_calls: None,
            sessions: Vec::new(),
            clients: Vec::new(),
            cuts: Cuts::default(),
        };
        let lags = random.chance(300);
        let unsettled = random.pick([0, 0, 100, 500]);
        for number in 0..count {
            let session = session(number, filters, unsettled, lags, &mut random);
            script.sessions.push(session);
        }
        for number in 0..random.magnitude(4) {
            let mut random = Random::of(seed, &[2, number]);
            let client = client(&script, &mut random);
            script.clients.push(client);
        }
        // A wait believes what it saw nothing of when it is absent twice, and not before.
        let waits = |client: &Client| matches!(client.scenario, Scenario::WaitDeleted { .. });
        if script.clients.iter().any(waits) {
            for session in &mut script.sessions {
                session.hidden = session.hidden.min(1);
            }
        }
        script
    }

    /// The sessions that are there.
    pub fn sessions(&self) -> &[Session] {
        let count = self.cuts.sessions.unwrap_or(usize::MAX);
        self.sessions
            .get(..count.min(self.sessions.len()))
            .unwrap_or_default()
    }
}

impl Scenario {
    /// What it is called in the count.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Teardown { target, .. } => match target.by {
                By::Ids(_) => "teardownIds",
                By::All => "teardownAll",
                _ => "teardownWhere",
            },
            Self::WaitDeleted { .. } | Self::WaitCreated { .. } => "wait",
            Self::Listing { .. } => "listing",
            Self::Calls(_) => "calls",
            Self::Open { .. } => "openSession",
        }
    }
}

impl Target {
    /// Whether such a session is meant.
    pub fn means(&self, session: &Session) -> bool {
        let is = |group| session.group == group;
        let selected = match self.by {
            By::Ids(group) | By::Tag(group) | By::Name(group) | By::Source(group) => is(group),
            By::TagAndEnabled(group) => is(group) && session.enabled,
            By::Filter(filter) => session.filter == filter,
            By::All => true,
        };
        selected && (session.old || !self.older)
    }
}

fn session(number: u64, filters: u64, unsettled: u64, lags: bool, random: &mut Random) -> Session {
    let state = random.chance(unsettled).then(|| {
        let state = random.pick(["Creating", "Modifying", "Deleting"]);
        (state, random.between(1, 60_000))
    });
    Session {
        id: format!("tms-{number:05}"),
        filter: random.below(filters),
        group: random.below(GROUPS),
        old: random.chance(600),
        enabled: random.chance(500),
        state,
        hidden: if lags && random.chance(500) { 2 } else { 0 },
    }
}

fn client(script: &Script, random: &mut Random) -> Client {
    let count = script.sessions.len() as u64;
    let scenario = scenario(script, random);
    let skew = match random.below(4) {
        0 => random.between(-24 * HOUR, 24 * HOUR),
        1 => random.between(-600_000, 600_000),
        _ => 0,
    };
    // Slow enough to be met, quick enough that large topologies end.
    let calls = random.between(4, 60).saturating_add_unsigned(count / 2);
    let mut interruptions = Vec::new();
    let mut step = 0;
    let (often, steps) = match scenario {
        Scenario::Open { .. } => (600, 50),
        _ => (350, 20 + count * 6),
    };
    while interruptions.len() < 3 && random.chance(often) {
        step += random.magnitude(steps);
        let what = match random.below(4) {
            0 => Interruption::Crash,
            1 => Interruption::CrashWhileSaving,
            2 => Interruption::Abort { resumes: true },
            _ => Interruption::Abort { resumes: false },
        };
        interruptions.push((step, what));
    }
    let style = random.pick([Style::V1Form, Style::V1Url, Style::V3]);
    Client {
        scenario,
        begins: random.between(0, 5_000),
        skew,
        rate: Rate {
            calls: u32::try_from(calls).unwrap_or(u32::MAX),
            period_ms: u32::try_from(random.between(1_000, 60_000)).unwrap_or(1_000),
        },
        timeout: random.between(1_000, 30_000),
        style,
        // V3 has no XML.
        format: if style != Style::V3 && random.chance(300) {
            Format::Xml
        } else {
            Format::Json
        },
        key_ms: random.chance(300).then(|| random.between(1_000, 60_000)),
        interruptions,
    }
}

fn scenario(script: &Script, random: &mut Random) -> Scenario {
    let group = random.below(GROUPS - 1) + 1;
    match random.below(11) {
        10 => Scenario::Open {
            filter: random.below(script.filters),
        },
        0 => Scenario::WaitDeleted { group },
        1 => Scenario::WaitCreated { group },
        2 => Scenario::Listing { group },
        3 | 4 => {
            let calls = 0..=random.below(5);
            Scenario::Calls(calls.map(|_| change(script, random)).collect())
        }
        _ => {
            let by = match random.below(10) {
                0..3 => By::Ids(group),
                3 => By::Tag(group),
                4 => By::Name(group),
                5 => By::TagAndEnabled(group),
                6 => By::Source(group),
                7 => By::Filter(random.below(script.filters)),
                _ => By::All,
            };
            Scenario::Teardown {
                target: Target {
                    by,
                    older: random.chance(250),
                },
                with_filters: random.chance(400),
                dry_run: random.chance(80),
            }
        }
    }
}

fn change(script: &Script, random: &mut Random) -> Change {
    let filter = random.below(script.filters);
    let at = usize::try_from(random.below(script.sessions.len() as u64)).unwrap_or(0);
    match random.below(8) {
        0..3 => Change::CreateSession { filter },
        3 => Change::CreateFilter,
        4 => Change::DeleteSession { at },
        5 => Change::DryDelete { at },
        6 => Change::UpdateSession { at },
        _ => Change::UpdateFilter { filter },
    }
}
