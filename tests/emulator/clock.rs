//! Time and randomness, which are arguments.

use alicloud_traffic_mirror::emulator::{DEFAULT_START_TIME, Emulator, Options};
use serde_json::{Value, json};

use crate::support::{START, world, world_with};

fn emulator(options: &Value) -> Emulator {
    Emulator::new(Options::from_json(options).unwrap()).unwrap()
}

#[test]
fn a_manual_clock_moves_by_advance_alone() {
    assert_eq!(START, DEFAULT_START_TIME);
    let mut emulator = emulator(&json!({ "clock": "manual", "startTime": 1_000 }));
    emulator.set_now(5_000);
    assert_eq!(emulator.now(), 1_000);
    emulator.advance(7);
    assert_eq!(emulator.now(), 1_007);
    emulator.advance(u64::MAX);
    emulator.advance(1);
    assert_eq!(emulator.now(), 253_402_300_799_999);
}

#[test]
fn a_real_clock_follows_the_host_and_never_goes_back() {
    let mut followed = emulator(&json!({}));
    followed.set_now(5_000);
    followed.set_now(4_000);
    assert_eq!(followed.now(), 5_000);
    followed.advance(1_000);
    assert_eq!(followed.now(), 6_000);
    followed.set_now(5_500);
    assert_eq!(followed.now(), 6_500);
    let mut started = emulator(&json!({ "startTime": 100 }));
    started.set_now(5_000);
    started.set_now(5_010);
    assert_eq!(started.now(), 110);
}

#[test]
fn the_same_calls_make_the_same_answers_byte_for_byte() {
    let run = |options: Value| {
        let mut world = world_with(options);
        let filter = world.filter();
        world.session(&filter, 1);
        let listed = world.call("ListTrafficMirrorSessions", &[]);
        let refused = world.call("DeleteTrafficMirrorSession", &[]);
        (listed.reply, refused.reply, world.emulator.state())
    };
    assert_eq!(run(json!({})), run(json!({})));
    assert_eq!(run(json!({ "seed": 7 })), run(json!({ "seed": 7 })));
    assert_ne!(run(json!({ "seed": 7 })), run(json!({ "seed": 8 })));
}

#[test]
fn the_ids_of_a_run_do_not_depend_on_how_often_it_is_looked_at() {
    let run = |looks: u32| {
        let mut world = world();
        for _ in 0..looks {
            world.list_sessions(&[]);
        }
        world.filter()
    };
    assert_eq!(run(0), run(3));
}

#[test]
fn a_reset_begins_again_but_for_the_time() {
    let mut world = world();
    let first = world.filter();
    world.inject(&json!({ "kind": "reset" }));
    let signed = world.sign("ListTrafficMirrorFilters", &[]);
    world.emulator.reset();
    assert_eq!(world.emulator.requests().len(), 0);
    assert_eq!(world.send(&signed).json["TotalCount"], "0");
    assert_eq!(world.filter(), first);
    assert_eq!(world.emulator.now(), START + 4_000);
}
