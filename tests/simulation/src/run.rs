//! One run: from a script to the end of all clients, or to the first promise that is broken.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value as Json;

use crate::errand::errand;
use crate::fault::{Fault, Tally};
use crate::host::Host;
use crate::network::{Event, Shared};
use crate::script::{START, Scenario, Script};
use crate::service::{REGION, Service};
use crate::truth::{Kind, Violation};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    pub violation: Option<Violation>,
    pub tally: Tally,
    pub played: Vec<(usize, u32, Fault)>,
}

/// Every run must end within these.
const MOST_MS: i64 = 24 * 3_600_000;
const MOST_STEPS: u64 = 2_000_000;

/// Runs a script. A panic in it is a broken promise like others.
pub fn run(script: &Script) -> Outcome {
    let caught = catch_unwind(AssertUnwindSafe(|| play(script)));
    caught.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Outcome {
            violation: Some(Violation {
                kind: Kind::Panic,
                what: text.unwrap_or_default(),
            }),
            ..Outcome::default()
        }
    })
}

fn play(script: &Script) -> Outcome {
    let service = match Service::of(script) {
        Ok(service) => service,
        Err(violation) => {
            return Outcome {
                violation: Some(violation),
                ..Outcome::default()
            };
        }
    };
    let mut shared = Shared::new(script, service);
    let mut hosts = Vec::new();
    for (at, client) in script.clients.iter().enumerate() {
        let errand = errand(script, at, &client.scenario);
        hosts.push(Host::new(at, client, errand, script.promised_calls));
        if !script.cuts.clients.contains(&at) {
            count_scenario(&client.scenario, &mut shared.tally);
            if client.skew != 0 {
                shared.tally.count("clockSkew");
            }
            shared.after(client.begins, Event::Start(at, 0));
        }
    }
    let mut violation = None;
    while let Some(event) = shared.next() {
        let step = step(event, &mut hosts, &mut shared);
        let late = shared.now > START + MOST_MS || shared.steps > MOST_STEPS;
        let step = step.and_then(|()| {
            if late {
                unfinished(&hosts, script)
            } else {
                Ok(())
            }
        });
        if let Err(broken) = step {
            violation = Some(broken);
            break;
        }
    }
    if violation.is_none() {
        violation = unfinished(&hosts, script).err();
    }
    if violation.is_none() {
        violation = agrees(&mut shared, script).err();
    }
    shared.tally.virtual_ms += (shared.now - START).unsigned_abs();
    Outcome {
        violation,
        tally: shared.tally,
        played: shared.played,
    }
}

fn step(event: Event, hosts: &mut [Host], shared: &mut Shared<'_>) -> Result<(), Violation> {
    let (client, instance) = match &event {
        Event::Start(client, instance)
        | Event::Wake(client, instance, _)
        | Event::Unblock(client, instance)
        | Event::Refreshed(client, instance)
        | Event::Deliver((client, instance, _), ..)
        | Event::Arrive((client, instance, _), _) => (*client, *instance),
    };
    if let Event::Deliver(place, wire, fault, back) = &event {
        let now = shared.now;
        let service = &mut shared.service;
        let answer = service.serve(wire, client, *fault, now, &mut shared.tally)?;
        if let Some(back) = back {
            let arrived = crate::host::Arrived::Answer(answer);
            shared.after(*back, Event::Arrive(*place, arrived));
        }
        return Ok(());
    }
    let Some(host) = hosts.get_mut(client) else {
        return Ok(());
    };
    if host.instance != instance || host.over {
        return Ok(());
    }
    match event {
        Event::Start(..) => host.start(shared),
        Event::Wake(_, _, wait) => host.wake(wait, shared),
        Event::Unblock(..) => host.unblock(shared),
        Event::Refreshed(..) => host.refreshed(shared),
        Event::Arrive((_, _, id), arrived) => host.arrive(id, arrived, shared),
        Event::Deliver(..) => Ok(()),
    }
}

fn unfinished(hosts: &[Host], script: &Script) -> Result<(), Violation> {
    let mut hosts = hosts.iter();
    let open = hosts.find(|host| !host.over && !script.cuts.clients.contains(&host.at));
    match open {
        Some(host) => Kind::Unfinished.because(format!("client {} does not end", host.at)),
        None => Ok(()),
    }
}

/// What is kept of the truth is what the service has.
fn agrees(shared: &mut Shared<'_>, script: &Script) -> Result<(), Violation> {
    let now = shared.now + script.deleting_ms + script.creating_ms + 100_000;
    let service = &mut shared.service;
    service.advance_to(now);
    let state = service.emulator.state();
    // The emulator's first account is all there is.
    let place = state.get("regions").and_then(|regions| regions.get(REGION));
    let ids = |list: &str, name: &str| -> Vec<String> {
        let objects = place
            .and_then(|place| place.get(list))
            .and_then(Json::as_array);
        let objects = objects.into_iter().flatten();
        let ids = objects.filter_map(|object| object.get(name).and_then(Json::as_str));
        ids.map(str::to_owned).collect()
    };
    let mut there = ids("sessions", "TrafficMirrorSessionId");
    there.sort_unstable();
    let known = service.truth.sessions.keys();
    let known: Vec<&String> = known.filter(|id| !service.truth.is_gone(id, now)).collect();
    if there.iter().collect::<Vec<_>>() != known {
        return Kind::Lost.because("the service has other sessions than its answers say");
    }
    let filters = ids("filters", "TrafficMirrorFilterId");
    let mut deleted = service.truth.filters_deleted.iter();
    if let Some(id) = deleted.find(|id| filters.contains(id)) {
        return Kind::Lost.because(format!("{id} is there, though its delete was accepted"));
    }
    Ok(())
}

fn count_scenario(scenario: &Scenario, tally: &mut Tally) {
    tally.count(scenario.name());
    if let Scenario::Teardown {
        target,
        with_filters,
        dry_run,
    } = scenario
    {
        for (is, name) in [
            (target.older, "teardownOlderThan"),
            (*with_filters, "teardownWithFilters"),
            (*dry_run, "teardownDryRun"),
        ] {
            if is {
                tally.count(name);
            }
        }
    }
}
