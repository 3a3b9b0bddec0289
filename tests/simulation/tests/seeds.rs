//! Two hundred seeds, each played to its end; and the simulator's own promises.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use simulation::run::run;
use simulation::script::Script;
use simulation::shrink::shrink;
use simulation::truth::Kind;

#[test]
fn two_hundred_seeds_break_no_promise() {
    let mut tally = simulation::fault::Tally::default();
    for seed in 0..200 {
        let outcome = run(&Script::of(seed));
        assert_eq!(outcome.violation, None, "make simulate SEED={seed}");
        tally.add(&outcome.tally);
    }
    assert_eq!(tally.missing(), [""; 0]);
}

#[test]
fn a_seed_plays_the_same_each_time() {
    for seed in [3, 17, 42, 99] {
        let [once, again] = [run(&Script::of(seed)), run(&Script::of(seed))];
        assert_eq!(once.played, again.played);
        assert_eq!(once.tally.requests, again.tally.requests);
        assert_eq!(once.tally.virtual_ms, again.tally.virtual_ms);
    }
}

#[test]
fn what_fails_is_cut_down_to_what_it_takes() {
    // A client that is told to make fewer calls than it was set up for fails with no fault at all.
    let mut script = (0..1_000)
        .map(Script::of)
        .find(|script| script.sessions.len() > 20 && script.clients.len() > 1)
        .unwrap();
    script.faults = 200;
    script.promised_calls = Some(1);
    let outcome = run(&script);
    assert_eq!(outcome.violation.unwrap().kind, Kind::Rate);
    let (short, outcome) = shrink(&script, Kind::Rate);
    assert_eq!(outcome.violation.unwrap().kind, Kind::Rate);
    assert!(short.sessions().len() < script.sessions.len());
    assert_eq!(short.clients.len() - short.cuts.clients.len(), 1);
    assert!(outcome.played.len() < 4, "{:?}", outcome.played);
}
