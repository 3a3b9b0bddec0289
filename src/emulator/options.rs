//! How an emulator is set up.

use super::digits::{filled, in_digits};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value as Json;

use super::{
    calendar,
    fields::{FieldError, Fields},
    inventory::{self, Inventory},
    seed,
    table::Numbers,
};
use crate::service::{OPERATIONS, Rate};

/// The time of a manual clock that was given no `startTime`: 2026-01-01T00:00:00Z. A constant, so that runs repeat.
pub const DEFAULT_START_TIME: i64 = 1_767_225_600_000;

/// The set-up of an emulator. In JSON the names are in camel case, all are optional, and unknown ones are refused.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who may call. By default one account, `testid` with the secret `testsecret`.
    pub accounts: Vec<Account>,
    /// Which clock there is.
    pub clock: Clock,
    /// What the clock says at first, in milliseconds since 1970. Default: the host's time for a real clock,
    /// [`DEFAULT_START_TIME`] for a manual one.
    pub start_time: Option<i64>,
    /// How long objects stay in `Creating`; default 2000 ms.
    pub creating_ms: i64,
    /// How long objects stay in `Modifying`; default 2000 ms.
    pub modifying_ms: i64,
    /// How long objects stay in `Deleting`; default 3000 ms.
    pub deleting_ms: i64,
    /// How often an operation may be called.
    pub rate_limit: RateLimit,
    /// Decides everything that is drawn at random: ids, request ids, VXLAN network identifiers. Default: a constant.
    pub seed: u64,
    /// Whether the service is activated in every region; default true. Without it creates answer
    /// `OptInRequired.TrafficMirror`.
    pub service_opened: bool,
    /// The most there may be, by the error code that says there are too many, as in
    /// `{"QuotaExceeded.SessionNum": 10}`. Those left out are at their documented number, where there is one (10 rules
    /// in a direction of a filter, 20 tags on an object), else off.
    pub quotas: BTreeMap<String, u64>,
    /// Network interfaces and load balancers that exist. `None`: any id is taken to exist and to fit.
    pub inventory: Option<Inventory>,
}

/// An AccessKey that may call.
#[derive(Clone)]
pub struct Account {
    /// The AccessKey id, which requests carry in the clear.
    pub access_key_id: String,
    /// The secret that requests are signed with.
    pub access_key_secret: String,
    /// Makes it a temporary key: calls have to carry this token.
    pub security_token: Option<String>,
    /// When the token ends, in milliseconds since 1970.
    pub expires_at: Option<i64>,
    /// Keys of one account see the same objects. Default: the `accessKeyId`, which makes each key an account.
    pub account_id: Option<String>,
}

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The host tells it, and [`Emulator::advance`](super::Emulator::advance) moves it further on.
    Real,
    /// It moves by [`Emulator::advance`](super::Emulator::advance) alone.
    Manual,
}

/// How often an account may call one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// As often as is documented: 600 in 60 s for `CreateTrafficMirrorSession`, the others without a limit.
    Documented,
    /// No limit.
    Off,
    /// So often, each operation by itself.
    Each(Rate),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            accounts: vec![Account::new("testid", "testsecret")],
            clock: Clock::Real,
            start_time: None,
            creating_ms: 2_000,
            modifying_ms: 2_000,
            deleting_ms: 3_000,
            rate_limit: RateLimit::Documented,
            seed: seed::DEFAULT_SEED,
            service_opened: true,
            quotas: BTreeMap::new(),
            inventory: None,
        }
    }
}

impl Account {
    /// A long-lived key, an account of its own.
    #[must_use]
    pub fn new(access_key_id: &str, access_key_secret: &str) -> Self {
        Self {
            access_key_id: access_key_id.to_owned(),
            access_key_secret: access_key_secret.to_owned(),
            security_token: None,
            expires_at: None,
            account_id: None,
        }
    }

    /// The account that the key belongs to.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.account_id.as_deref().unwrap_or(&self.access_key_id)
    }
}

/// Without the secret and the token.
impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Account")
            .field("owner", &self.owner())
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::from_json(&json).map_err(D::Error::custom)
    }
}

/// The quotas of which the documentation tells the number (source: API reference).
const DOCUMENTED_QUOTAS: &[(&str, u64)] = &[
    ("QuotaExceeded.TrafficMirrorRulesPerFilter", 10),
    ("QuotaExceeded.TagNum", 20),
];

/// The longest a state may last: three years.
const LONGEST_MS: i64 = 100_000_000_000;

impl Options {
    /// Reads options from JSON; `null` and `{}` are the defaults.
    ///
    /// # Errors
    /// Names the first field that is unknown, of the wrong type or out of bounds.
    pub fn from_json(json: &Json) -> Result<Self, FieldError> {
        let mut options = Self::default();
        if json.is_null() {
            return Ok(options);
        }
        let fields = Fields::of(
            "",
            json,
            &[
                "accounts",
                "clock",
                "startTime",
                "creatingMs",
                "modifyingMs",
                "deletingMs",
                "rateLimit",
                "seed",
                "serviceOpened",
                "quotas",
                "inventory",
            ],
        )?;
        let duration = |name, default| Ok(fields.integer(name, 0, LONGEST_MS)?.unwrap_or(default));
        if fields.get("accounts").is_some() {
            let accounts = fields.list("accounts")?;
            options.accounts.clear();
            for given in &accounts {
                options.accounts.push(account(given)?);
            }
        }
        let clocks = [("real", Clock::Real), ("manual", Clock::Manual)];
        options.clock = fields.word("clock", &clocks)?.unwrap_or(options.clock);
        options.start_time = fields.integer("startTime", 0, calendar::LAST)?;
        options.creating_ms = duration("creatingMs", options.creating_ms)?;
        options.modifying_ms = duration("modifyingMs", options.modifying_ms)?;
        options.deleting_ms = duration("deletingMs", options.deleting_ms)?;
        options.rate_limit = rate_limit(&fields)?;
        if let Some(seed) = fields.integer("seed", 0, i64::MAX)? {
            options.seed = seed.unsigned_abs();
        }
        options.service_opened = fields
            .boolean("serviceOpened")?
            .unwrap_or(options.service_opened);
        options.quotas = quotas(&fields)?;
        options.inventory = inventory::read(&fields)?;
        options.check()?;
        Ok(options)
    }

    /// The most there may be before this code is answered.
    pub(super) fn quota(&self, code: &str) -> Option<u64> {
        let documented = || DOCUMENTED_QUOTAS.iter().find(|(known, _)| *known == code);
        let set = self.quotas.get(code).copied();
        set.or_else(|| documented().map(|(_, number)| *number))
    }

    /// The most that an object can have in any way: a create does not list the code, so that it goes by the documented
    /// number, whatever is set.
    pub(super) fn most_of(&self, code: &str) -> u64 {
        let mut documented = DOCUMENTED_QUOTAS.iter();
        let documented = documented.find(|(known, _)| *known == code);
        let set = self.quota(code).unwrap_or(0);
        set.max(documented.map_or(0, |(_, number)| *number))
    }

    /// What the types do not say, for options that did not come through [`Options::from_json`].
    pub(super) fn check(&self) -> Result<(), FieldError> {
        if self.accounts.is_empty() {
            return Err(FieldError::new(
                "accounts",
                "must name at least one account",
            ));
        }
        let mut seen = Numbers::new();
        for (at, account) in self.accounts.iter().enumerate() {
            for (name, value) in [
                ("Id", &account.access_key_id),
                ("Secret", &account.access_key_secret),
            ] {
                if value.is_empty() {
                    return Err(FieldError::new(
                        filled("accounts[{}].accessKey{}", &[&in_digits(at), name]),
                        "must not be empty",
                    ));
                }
            }
            if seen.insert(account.access_key_id.clone(), 0).is_some() {
                return Err(FieldError::new(
                    filled("accounts[{}].accessKeyId", &[&in_digits(at)]),
                    "is given twice",
                ));
            }
        }
        for (name, ms) in [
            ("creatingMs", self.creating_ms),
            ("modifyingMs", self.modifying_ms),
            ("deletingMs", self.deleting_ms),
        ] {
            if !(0..=LONGEST_MS).contains(&ms) {
                return Err(FieldError::new(
                    name,
                    filled("must be from 0 to {}", &[&in_digits(LONGEST_MS)]),
                ));
            }
        }
        if self
            .start_time
            .is_some_and(|ms| !(0..=calendar::LAST).contains(&ms))
        {
            return Err(FieldError::new(
                "startTime",
                "must lie between the years 1970 and 9999",
            ));
        }
        Ok(())
    }
}

fn account((path, json): &(String, &Json)) -> Result<Account, FieldError> {
    let fields = Fields::of(
        path,
        json,
        &[
            "accessKeyId",
            "accessKeySecret",
            "securityToken",
            "expiresAt",
            "accountId",
        ],
    )?;
    let optional = |name| {
        Ok(fields
            .text(name)?
            .filter(|text| !text.is_empty())
            .map(str::to_owned))
    };
    Ok(Account {
        access_key_id: fields.required_text("accessKeyId")?.to_owned(),
        access_key_secret: fields.required_text("accessKeySecret")?.to_owned(),
        security_token: optional("securityToken")?,
        expires_at: fields.integer("expiresAt", 0, calendar::LAST)?,
        account_id: optional("accountId")?,
    })
}

fn rate_limit(fields: &Fields<'_>) -> Result<RateLimit, FieldError> {
    match fields.get("rateLimit") {
        None => Ok(RateLimit::Documented),
        Some(Json::Bool(false)) => Ok(RateLimit::Off),
        Some(json) => {
            let limit = Fields::of("rateLimit", json, &["calls", "periodMs"])?;
            let number = |name, max| {
                let number = limit
                    .integer(name, 1, max)?
                    .ok_or_else(|| limit.error(name, "is required"))?;
                u32::try_from(number).map_err(|_| limit.error(name, "is too large"))
            };
            Ok(RateLimit::Each(Rate {
                calls: number("calls", 1_000_000)?,
                period_ms: number("periodMs", 86_400_000)?,
            }))
        }
    }
}

/// The names are checked against the operation table, so that a misspelt quota is not silently without effect.
fn quotas(fields: &Fields<'_>) -> Result<BTreeMap<String, u64>, FieldError> {
    let Some(json) = fields.get("quotas") else {
        return Ok(BTreeMap::new());
    };
    let quotas = Fields::any("quotas", json)?;
    let documented = |name: &str| {
        let mut codes = OPERATIONS.iter().flat_map(|row| row.errors);
        name.starts_with("QuotaExceeded.") && codes.any(|(code, _)| *code == name)
    };
    let mut read = BTreeMap::new();
    for (name, _) in quotas.entries() {
        if !documented(name) {
            return Err(quotas.error(name, "is not a documented quota"));
        }
        if let Some(number) = quotas.integer(name, 0, 1_000_000_000)? {
            read.insert(name.to_owned(), number.unsigned_abs());
        }
    }
    Ok(read)
}
