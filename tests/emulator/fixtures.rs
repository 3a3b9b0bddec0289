//! What a fixture may say, and that a state is one.

use serde_json::{Value, json};

use crate::support::{World, text, world};

/// Adds objects in Hong Kong. An error is the field it is about.
fn load(world: &mut World, region: &Value) -> Result<(), String> {
    let fixture = json!({ "regions": { "cn-hongkong": region } });
    world.emulator.load(&fixture).map_err(|error| error.field)
}

/// Everything that Hong Kong has of a kind.
fn objects(world: &mut World, kind: &str) -> Vec<Value> {
    let state = world.emulator.state();
    let objects = state["regions"]["cn-hongkong"][kind].as_array();
    objects.cloned().unwrap_or_default()
}

/// The ids of all filters, rules and sessions.
fn all_ids(world: &mut World) -> Vec<String> {
    let mut ids = Vec::new();
    for filter in objects(world, "filters") {
        ids.push(text(&filter, "TrafficMirrorFilterId"));
        let rules = filter["IngressRules"].as_array().unwrap().iter();
        ids.extend(rules.map(|rule| text(rule, "TrafficMirrorFilterRuleId")));
    }
    let sessions = objects(world, "sessions");
    ids.extend(
        sessions
            .iter()
            .map(|session| text(session, "TrafficMirrorSessionId")),
    );
    ids
}

/// A filter with a rule, and a session.
fn make_one_of_each(world: &mut World, priority: u32) {
    let rule = [
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "ALL"),
    ];
    let made = world.ok("CreateTrafficMirrorFilter", &rule);
    world.advance(2_000);
    world.session(&text(&made, "TrafficMirrorFilterId"), priority);
}

#[test]
fn new_ids_are_none_that_a_loaded_state_has() {
    let mut first = world();
    make_one_of_each(&mut first, 1);
    let state = first.emulator.state();
    first.emulator.reset();
    for mut world in [first, world()] {
        world.emulator.load(&state).unwrap();
        make_one_of_each(&mut world, 2);
        load(&mut world, &json!({ "sessions": [{}] })).unwrap();
        let mut ids = all_ids(&mut world);
        assert_eq!(ids.len(), 7);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 7, "{ids:?}");
    }
}

#[test]
fn an_id_that_is_made_up_is_none_that_the_fixture_names_later() {
    let mut first = world();
    load(&mut first, &json!({ "sessions": [{}] })).unwrap();
    let made_up = objects(&mut first, "sessions").remove(0);
    let named = json!({ "TrafficMirrorSessionId": made_up["TrafficMirrorSessionId"] });
    load(&mut world(), &json!({ "sessions": [{}, named] })).unwrap();
}
