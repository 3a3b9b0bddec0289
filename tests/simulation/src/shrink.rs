//! From a run that fails to a short one that fails in the same way.

use crate::fault::Fault;
use crate::run::{Outcome, run};
use crate::script::{Cuts, Script};
use crate::truth::Kind;

/// The script with as much cut out as could be, and what it then came to.
pub fn shrink(script: &Script, kind: Kind) -> (Script, Outcome) {
    let mut best = script.clone();
    let mut outcome = run(&best);
    let mut attempts = 300;
    let mut attempt = |best: &mut Script, outcome: &mut Outcome, cuts: Cuts| {
        if attempts == 0 {
            return false;
        }
        attempts -= 1;
        let mut shorter = best.clone();
        shorter.cuts = cuts;
        let came = run(&shorter);
        let same = came.violation.as_ref().is_some_and(|it| it.kind == kind);
        if same {
            *best = shorter;
            *outcome = came;
        }
        same
    };
    for client in 0..script.clients.len() {
        let mut cuts = best.cuts.clone();
        cuts.clients.insert(client);
        attempt(&mut best, &mut outcome, cuts);
    }
    for (client, spec) in script.clients.iter().enumerate() {
        for at in 0..spec.interruptions.len() {
            let mut cuts = best.cuts.clone();
            cuts.interruptions.insert((client, at));
            attempt(&mut best, &mut outcome, cuts);
        }
    }
    while best.sessions().len() > 1 {
        let mut cuts = best.cuts.clone();
        cuts.sessions = Some(best.sessions().len() / 2);
        if !attempt(&mut best, &mut outcome, cuts) {
            break;
        }
    }
    let mut size = outcome.played.len().max(1);
    loop {
        let mut from = 0;
        while from < outcome.played.len() {
            let mut cuts = best.cuts.clone();
            let some: &[(usize, u32, Fault)] = outcome.played.get(from..).unwrap_or_default();
            let some = some.iter().take(size);
            cuts.faults
                .extend(some.map(|(client, number, _)| (*client, *number)));
            if !attempt(&mut best, &mut outcome, cuts) {
                from += size;
            }
        }
        if size == 1 {
            break;
        }
        size = size.div_ceil(2);
    }
    (best, outcome)
}

/// A script, for people.
pub fn describe(script: &Script, outcome: &Outcome) -> String {
    let sessions = script.sessions().len();
    let Script {
        filters,
        deleting_ms,
        service_rate,
        remembers_refusals,
        overlooks,
        ..
    } = script;
    let mut text = format!(
        "  {sessions} sessions, {filters} filters, deleting takes {deleting_ms} ms, the service allows {service_rate:?}, \
         remembers refusals: {remembers_refusals}, overlooks parameters: {overlooks}\n"
    );
    for session in script.sessions().iter().take(6) {
        text.push_str(&format!("  {session:?}\n"));
    }
    for (at, client) in script.clients.iter().enumerate() {
        if !script.cuts.clients.contains(&at) {
            text.push_str(&format!("  client {at}: {client:?}\n"));
            let cut = &script.cuts.interruptions;
            let cut: Vec<_> = cut.iter().filter(|(client, _)| *client == at).collect();
            if !cut.is_empty() {
                text.push_str(&format!("    without the interruptions {cut:?}\n"));
            }
        }
    }
    for (client, number, fault) in &outcome.played {
        text.push_str(&format!(
            "  request {number} of client {client}: {}\n",
            fault.name()
        ));
    }
    text
}
