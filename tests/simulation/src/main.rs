//! `simulation [--seeds N] [--from K] [--seed K] [--threads N] [--first]`: plays seeds, and prints what came of them as
//! JSON. `simulation --scale`: measures how a teardown grows.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use serde_json::{Map, Value as Json, json};
use simulation::fault::Tally;
use simulation::run::run;
use simulation::script::Script;
use simulation::shrink::{describe, shrink};
use simulation::truth::{Kind, Violation};

#[global_allocator]
static ALLOCATOR: simulation::memory::Counting = simulation::memory::Counting;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--scale") {
        return match simulation::scale::report() {
            Some((report, within)) => {
                println!("{report:#}");
                ExitCode::from(u8::from(!within))
            }
            None => ExitCode::FAILURE,
        };
    }
    let options = match Options::read() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    // A panic is a finding, told with its seed.
    std::panic::set_hook(Box::new(|_| {}));
    let begun = Instant::now();
    let (tally, found) = play(&options);
    let missing = if options.seed.is_some() {
        Vec::new()
    } else {
        tally.missing()
    };
    for (seed, violation) in &found {
        explain(*seed, violation, &options);
    }
    if !missing.is_empty() {
        eprintln!("never played: {}", missing.join(", "));
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{:#}", summary(&options, &tally, &found, seconds));
    if found.is_empty() && missing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Options {
    seeds: u64,
    from: u64,
    /// Only this one.
    seed: Option<u64>,
    threads: u64,
    /// Ends at the first finding, without looking for a shorter one.
    first: bool,
}

impl Options {
    fn read() -> Result<Self, String> {
        let mut options = Self {
            seeds: 1_000,
            from: 0,
            seed: None,
            threads: 2,
            first: false,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            if name == "--first" {
                options.first = true;
                continue;
            }
            let value = arguments.next().and_then(|value| value.parse().ok());
            let Some(value) = value else {
                return Err(format!("{name} needs a number"));
            };
            match name.as_str() {
                "--seeds" => options.seeds = value,
                "--from" => options.from = value,
                "--seed" => options.seed = Some(value),
                "--threads" => options.threads = value.max(1),
                _ => return Err(format!("{name} is no option")),
            }
        }
        if let Some(seed) = options.seed {
            (options.from, options.seeds, options.threads) = (seed, 1, 1);
        }
        Ok(options)
    }
}

type Found = Vec<(u64, Violation)>;

/// Findings after which the rest is not played.
const MOST_FOUND: usize = 20;

fn play(options: &Options) -> (Tally, Found) {
    let next = AtomicU64::new(options.from);
    let stop = AtomicBool::new(false);
    let end = options.from.saturating_add(options.seeds);
    let together = Mutex::new((Tally::default(), Found::new()));
    let work = || {
        let mut tally = Tally::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end || stop.load(Ordering::Relaxed) {
                break;
            }
            let outcome = run(&Script::of(seed));
            tally.add(&outcome.tally);
            if let (Some(violation), Ok(mut together)) = (outcome.violation, together.lock()) {
                together.1.push((seed, violation));
                let enough = options.first || together.1.len() >= MOST_FOUND;
                stop.store(enough, Ordering::Relaxed);
            }
        }
        if let Ok(mut together) = together.lock() {
            together.0.add(&tally);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads {
            scope.spawn(work);
        }
        work();
    });
    let (tally, mut found) = together.into_inner().unwrap_or_default();
    found.sort_by_key(|(seed, _)| *seed);
    (tally, found)
}

fn explain(seed: u64, violation: &Violation, options: &Options) {
    let (kind, what) = (violation.kind.name(), &violation.what);
    eprintln!("seed {seed}: {kind}: {what}\n  again: make simulate SEED={seed}");
    if !options.first {
        let (script, outcome) = shrink(&Script::of(seed), violation.kind);
        let what = outcome.violation.as_ref().map_or("", |found| &found.what);
        eprintln!(
            "  the shortest found: {what}\n{}",
            describe(&script, &outcome)
        );
    }
}

fn summary(options: &Options, tally: &Tally, found: &Found, seconds: f64) -> Json {
    let mut summary = Map::new();
    summary.insert("seeds".into(), options.seeds.into());
    summary.insert("seconds".into(), ((seconds * 10.0).round() / 10.0).into());
    summary.insert("requests".into(), tally.requests.into());
    let hours = tally.virtual_ms / 3_600_000;
    summary.insert("virtualHours".into(), hours.into());
    for (kind, name) in Kind::ALL {
        let count = found.iter().filter(|(_, found)| found.kind == kind).count();
        summary.insert(name.into(), count.into());
    }
    summary.insert("faults".into(), tally.faults());
    summary.insert("scenarios".into(), tally.scenarios());
    let failing: Vec<Json> = found
        .iter()
        .map(|(seed, found)| json!({"seed": seed, "violated": found.kind.name(), "what": found.what}))
        .collect();
    summary.insert("failing".into(), failing.into());
    Json::Object(summary)
}
