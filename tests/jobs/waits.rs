//! Waiting until things are created, or gone.

use super::*;

#[test]
fn waiting_for_a_deletion_follows_the_states_and_ends_when_the_list_no_longer_shows_it() {
    let mut states = vec!["Deleting", "Deleting", "Created"];
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| {
        assert_eq!(parameter(body, "MaxResults"), Some("100"));
        assert_eq!(parameter(body, "TrafficMirrorSessionIds.1"), Some("tms-1"));
        states
            .pop()
            .map_or(sessions(&[]), |state| sessions(&[("tms-1", state)]))
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 4);
    let told: Vec<&str> = run
        .events
        .iter()
        .filter(|event| event["type"] == "state")
        .map(|event| event["to"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["Created", "Deleting", "gone"]);
    let polls: Vec<i64> = run
        .events
        .iter()
        .filter(|event| event["type"] == "wait" && event["reason"] == "poll")
        .map(|event| event["delayMs"].as_i64().unwrap())
        .collect();
    assert_eq!(polls, run.waits);
    assert!(
        run.waits.windows(2).all(|pair| pair[0] < pair[1]),
        "{:?}",
        run.waits
    );
}

#[test]
fn progress_counts_each_state_once_however_they_are_mixed() {
    let listed = [
        ("tms-1", "Creating"),
        ("tms-2", "Created"),
        ("tms-3", "Creating"),
        ("tms-5", "Created"),
    ];
    let ids = ["tms-1", "tms-2", "tms-3", "tms-4", "tms-5"];
    let mut wait = Wait::new(Goal::Created, &ids, 100).unwrap();
    let (result, run) = run(&mut wait, &mut |_| sessions(&listed));
    assert!(matches!(result, Err(Error::Deadline { .. })));
    let mut told = run.events.iter();
    let progress = told.find(|event| event["type"] == "progress").unwrap();
    let states = json!({"Creating": 2, "Created": 2, "gone": 1});
    assert_eq!(progress["states"], states);
    assert_eq!(
        (&progress["total"], &progress["reached"]),
        (&json!(5), &json!(2))
    );
}

#[test]
fn what_was_never_seen_must_be_absent_twice() {
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| sessions(&[]));
    result.unwrap();
    assert_eq!(run.sent.len(), 2);
}

#[test]
fn what_is_listed_is_there_whatever_its_state_and_what_has_no_id_shows_no_absence() {
    let stateless = [
        json!({"TrafficMirrorSessionId": "tms-1"}),
        json!({"TrafficMirrorSessionId": "tms-1", "TrafficMirrorSessionStatus": null}),
    ];
    for session in stateless {
        let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 2_000).unwrap();
        let (result, run) = run(&mut wait, &mut |_| {
            ok(&json!({"TrafficMirrorSessions": [session], "RequestId": "R"}))
        });
        assert!(matches!(result, Err(Error::Deadline { .. })), "{session}");
        assert!(run.events.iter().any(|event| event["to"] == "unknown"));
    }
    for item in [json!({}), json!("tms-1"), json!([])] {
        let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 2_000).unwrap();
        let (result, _) = run(&mut wait, &mut |_| {
            ok(&json!({"TrafficMirrorSessions": [item], "RequestId": "R"}))
        });
        assert!(matches!(result, Err(Error::Unreadable(_))), "{item}");
    }
}

#[test]
fn an_outage_is_waited_out_once_the_service_has_answered() {
    let outage = |first: u32, last: u32| {
        let mut asked = 0;
        move |_: &str| {
            asked += 1;
            match asked {
                at if (first..=last).contains(&at) => Reply::None("ECONNREFUSED"),
                1 => sessions(&[("tms-1", "Deleting")]),
                _ => sessions(&[]),
            }
        }
    };
    let wait = |deadline| Wait::new(Goal::Deleted, &["tms-1"], deadline).unwrap();
    // More failures than a call has attempts.
    let (result, run) = run_on(&mut link(), &mut wait(300_000), &mut outage(2, 30));
    result.unwrap();
    assert_eq!(run.sent.len(), 31);
    // Up to the deadline.
    let lasting = &mut outage(2, u32::MAX);
    let (result, _) = run_on(&mut link(), &mut wait(60_000), lasting);
    assert!(matches!(result, Err(Error::Deadline { .. })));
    // Nobody may be there, and nothing may be repeated.
    let (result, run) = run_on(&mut link(), &mut wait(300_000), &mut outage(1, u32::MAX));
    assert!(matches!(result, Err(Error::Transport(_))));
    assert_eq!(run.sent.len(), 5);
    let (result, _) = super::run(&mut wait(300_000), &mut outage(2, 2));
    assert!(matches!(result, Err(Error::Transport(_))));
}

#[test]
fn a_list_of_many_pages_does_not_outlast_the_deadline() {
    let mut pages = 0;
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 500).unwrap();
    let (result, _) = run(&mut wait, &mut |_| {
        pages += 1;
        ok(&json!({"TrafficMirrorSessions": [], "NextToken": pages.to_string(), "RequestId": "R"}))
    });
    assert!(matches!(result, Err(Error::Deadline { .. })));
    // Each takes 20 ms.
    assert_eq!(pages, 25);
}

#[test]
fn absence_is_concluded_from_all_pages_only() {
    let mut round = 0;
    let mut wait = Wait::new(Goal::Deleted, &["tms-1", "tms-2"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| match parameter(body, "NextToken") {
        None => {
            round += 1;
            ok(&json!({"TrafficMirrorSessions": [], "NextToken": "two", "RequestId": "R"}))
        }
        Some("two") if round < 3 => sessions(&[("tms-2", "Deleting")]),
        Some("two") => sessions(&[]),
        Some(other) => panic!("{other}"),
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 6);
}

#[test]
fn a_page_token_that_repeats_ends_in_an_error_instead_of_going_round() {
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        ok(&json!({"TrafficMirrorSessions": [], "NextToken": "same", "RequestId": "R"}))
    });
    assert!(matches!(result, Err(Error::Unreadable(_))));
    assert_eq!(run.sent.len(), 2);
}

#[test]
fn a_list_that_names_ever_new_pages_comes_to_an_end() {
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], i64::MAX).unwrap();
    let mut pages = 0;
    let (result, _) = run(&mut wait, &mut |_| {
        pages += 1;
        ok(&json!({"TrafficMirrorSessions": [], "NextToken": pages.to_string(), "RequestId": "R"}))
    });
    assert!(matches!(result, Err(Error::Unreadable(_))));
}

#[test]
fn sessions_and_filters_are_waited_for_together_and_listed_a_hundred_at_a_time() {
    let ids: Vec<String> = (0..150).map(|number| format!("tms-{number}")).collect();
    let mut targets: Vec<&str> = ids.iter().map(String::as_str).collect();
    targets.push("tmf-1");
    targets.push("tms-0");
    let mut wait = Wait::new(Goal::Created, &targets, 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| {
        if parameter(body, "Action") == Some("ListTrafficMirrorFilters") {
            return ok(
                &json!({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
                "TrafficMirrorFilterStatus": "Created"}], "RequestId": "R"}),
            );
        }
        let asked: Vec<(&str, &str)> = body
            .split('&')
            .filter_map(|pair| pair.strip_prefix("TrafficMirrorSessionIds."))
            .filter_map(|pair| pair.split_once('='))
            .map(|(_, id)| (id, "Created"))
            .collect();
        assert!(asked.len() <= 100);
        sessions(&asked)
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 3);
    let progress = run.events.last().unwrap();
    assert_eq!(
        (
            &progress["total"],
            &progress["reached"],
            &progress["states"]
        ),
        (&json!(151), &json!(151), &json!({"Created": 151}))
    );
}

#[test]
fn a_wait_ends_at_its_deadline_and_says_what_was_not_reached() {
    let mut wait = Wait::new(Goal::Created, &["tms-1", "tms-2"], 10_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        sessions(&[("tms-1", "Creating"), ("tms-2", "Created")])
    });
    assert!(matches!(result, Err(Error::Deadline { waiting_for }) if *waiting_for == ["tms-1"]));
    assert!(run.waits.iter().sum::<i64>() <= 10_000);
}

#[test]
fn unknown_states_are_passed_on_and_waited_out() {
    let mut states = vec!["Created", "Hibernating"];
    let mut wait = Wait::new(Goal::Created, &["tms-1"], 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| {
        sessions(&[("tms-1", states.pop().unwrap())])
    });
    result.unwrap();
    assert!(run.events.iter().any(|event| event["to"] == "Hibernating"));
}

#[test]
fn ids_of_neither_kind_are_refused_and_nothing_to_wait_for_is_done_at_once() {
    assert!(matches!(
        Wait::new(Goal::Created, &["eni-1"], 1_000),
        Err(Error::Parameters(_))
    ));
    let mut wait = Wait::new(Goal::Deleted, &[], 1_000).unwrap();
    let (result, run) = run(&mut wait, &mut |_| panic!("nothing to ask"));
    result.unwrap();
    assert!(run.sent.is_empty());
}

#[test]
fn a_wait_survives_a_bad_network_and_still_ends_at_its_deadline() {
    let mut turn = 0;
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 300_000).unwrap();
    let (result, _) = run_on(&mut link(), &mut wait, &mut |_| {
        turn += 1;
        match turn {
            1 => sessions(&[("tms-1", "Deleting")]),
            2 | 4 => Reply::None("ECONNRESET"),
            3 => refusal("Throttling.User"),
            _ => sessions(&[]),
        }
    });
    result.unwrap();
    let mut wait = Wait::new(Goal::Deleted, &["tms-1"], 1_000).unwrap();
    let mut link = link();
    link.policy.max_attempts = 1_000;
    let (result, run) = run_on(&mut link, &mut wait, &mut |_| Reply::None("ECONNRESET"));
    assert!(matches!(result, Err(Error::Deadline { .. })));
    assert!(run.waits.iter().sum::<i64>() <= 1_000);
}

#[test]
fn rules_are_waited_for_within_their_filter() {
    let filter = |states: &[(&str, &str)]| {
        let rules: Vec<Value> = states
            .iter()
            .map(|(id, state)| {
                json!({"TrafficMirrorFilterRuleId": id, "TrafficMirrorFilterRuleStatus": state})
            })
            .collect();
        ok(
            &json!({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
            "TrafficMirrorFilterStatus": "Created", "EgressRules": rules}], "RequestId": "R"}),
        )
    };
    let both = ["tmf-1/tmr-1", "tmf-1/tmr-2"];
    let mut rounds = vec![
        [("tmr-1", "Created"), ("tmr-2", "Created")],
        [("tmr-1", "Creating"), ("tmr-2", "Created")],
    ];
    let mut wait = Wait::new(Goal::Created, &both, 300_000).unwrap();
    let (result, run) = run(&mut wait, &mut |body| {
        assert_eq!(parameter(body, "TrafficMirrorFilterIds.1"), Some("tmf-1"));
        assert_eq!(parameter(body, "TrafficMirrorFilterIds.2"), None);
        filter(&rounds.pop().unwrap())
    });
    result.unwrap();
    assert_eq!(run.sent.len(), 2);
    let mut answers = vec![filter(&[]), filter(&[("tmr-1", "Deleting")])];
    let mut wait = Wait::new(Goal::Deleted, &["tmf-1/tmr-1"], 300_000).unwrap();
    let (result, _) = self::run(&mut wait, &mut |_| answers.pop().unwrap());
    result.unwrap();
    let mut wait = Wait::new(Goal::Deleted, &["tmf-1/tmr-1"], 2_000).unwrap();
    let (result, _) = self::run(&mut wait, &mut |_| filter(&[("", "Deleting")]));
    assert!(matches!(result, Err(Error::Unreadable(_))));
    for id in [
        "tmr-1",
        "tmf-1/",
        "/tmr-1",
        "tms-1/tmr-1",
        "undefined/undefined",
    ] {
        assert!(Wait::new(Goal::Deleted, &[id], 1_000).is_err(), "{id}");
    }
}
