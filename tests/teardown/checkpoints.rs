//! Checkpoints, crashes and resumes.

use super::*;

#[test]
fn nothing_is_changed_before_the_plan_is_kept_safe() {
    for steps in 1.. {
        let mut service = Service::with(3);
        let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
        let (_, run) = drive(&mut job, &mut service, NOW, steps, 1);
        assert_eq!(service.count("DeleteTrafficMirrorSession"), 0);
        if !run.checkpoints.is_empty() {
            break;
        }
    }
}

/// Crashes a job of so many sessions after 1 step, 1 + `stride` steps and so on, and resumes it each time.
fn crash_and_resume(count: usize, stride: usize) {
    let fresh = || {
        let mut service = Service::with(count);
        service.add("tms-bystander", "tmf-9", "2026-01-01T00:00Z");
        service.faults = [Fault::Lost, Fault::AnswerLost]
            .repeat(4)
            .into_iter()
            .map(|fault| ("DeleteTrafficMirrorSession", fault))
            .collect();
        service
    };
    let target = selecting(&Params::new().text("TrafficMirrorFilterId", "tmf-1"));
    let (_, whole) = teardown(&target, WITH_FILTERS, &mut fresh());
    for steps in (1..=whole.steps).step_by(stride) {
        let mut service = fresh();
        let mut job = Teardown::new(&target, WITH_FILTERS).unwrap();
        let (ended, run) = drive(&mut job, &mut service, NOW, steps, 1);
        assert!(ended.is_none());
        let mut job = match run.checkpoints.last() {
            Some(checkpoint) => Teardown::resume(checkpoint, WITH_FILTERS).unwrap(),
            None => Teardown::new(&target, WITH_FILTERS).unwrap(),
        };
        let (result, _) = drive(&mut job, &mut service, run.now + 5_000, STEPS, 2);
        let report = result.unwrap().unwrap();
        let deleted = texts(&report["deleted"]).len();
        assert_eq!(deleted, count + 1, "after {steps} steps");
        assert_eq!(
            (&report["failed"], &report["alreadyGone"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(service.left(), ["tms-bystander"]);
        assert_eq!(service.executed.len(), count);
        assert!(service.executed.values().all(|times| *times == 1));
        assert!(!service.filters.contains("tmf-1") && service.filters.contains("tmf-9"));
    }
}

#[test]
fn a_crash_at_any_step_and_a_resume_delete_everything_once_and_report_the_whole() {
    crash_and_resume(9, 1);
}

#[test]
fn a_crash_between_batches_loses_nothing_either() {
    crash_and_resume(120, 41);
}

#[test]
fn the_last_checkpoint_gives_the_report_again_without_a_call() {
    let mut service = Service::with(3);
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let calls = service.sent.len();
    let mut job = Teardown::resume(run.checkpoints.last().unwrap(), WITH_CHECKPOINTS).unwrap();
    let (result, _) = drive(&mut job, &mut service, run.now, STEPS, 2);
    let again = result.unwrap().unwrap();
    assert_eq!(again["deleted"], report["deleted"]);
    assert_eq!(again["calls"], report["calls"]);
    assert_eq!(service.sent.len(), calls);
}

#[test]
fn a_damaged_checkpoint_is_refused_whatever_is_changed() {
    let mut service = Service::with(3);
    let (_, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let good = run.checkpoints.first().unwrap();
    assert!(!good.contains("testid") && !good.contains("testsecret"));
    let refused = |text: &str| {
        let error = Teardown::resume(text, WITH_CHECKPOINTS).err();
        assert!(matches!(error, Some(Error::Checkpoint(_))), "{text}");
    };
    for at in 0..good.len() {
        refused(&good[..at]);
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        refused(&String::from_utf8(bytes).unwrap());
    }
    refused(&[good, "x"].concat());
    refused("{}");
    // A newline at the end is what editors and shells add.
    assert!(Teardown::resume(&[good, "\n"].concat(), WITH_CHECKPOINTS).is_ok());
}

#[test]
fn a_checkpoint_of_another_region_endpoint_or_version_is_refused_before_anything_is_sent() {
    let mut service = Service::with(3);
    let (_, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    let checkpoint = run.checkpoints.first().unwrap();
    let mut other_version = signer("cn-hongkong", None);
    other_version.version = "2099-01-01".into();
    for foreign in [
        signer("cn-beijing", None),
        signer("cn-hongkong", Some("http://127.0.0.1:4010")),
        other_version,
    ] {
        let mut job = Teardown::resume(checkpoint, WITH_CHECKPOINTS).unwrap();
        let mut link = Link::new(Style::V1Form, Format::Json, Policy::default(), None);
        let step = job.poll(&mut Context {
            now: NOW,
            signer: &foreign,
            link: &mut link,
            random: &mut || [7; 16],
        });
        assert!(
            matches!(step, Step::Done(Err(Error::Checkpoint(_)))),
            "{step:?}"
        );
    }
}

#[test]
fn the_pace_holds_over_a_crash_and_a_resume() {
    let rate = Rate {
        calls: 10,
        period_ms: 60_000,
    };
    for steps in [20, 40, 60, 90] {
        let mut service = Service::with(30);
        let mut job = Teardown::new(&all(), WITH_CHECKPOINTS).unwrap();
        let (_, run) = drive_at(&mut job, &mut service, NOW, steps, 1, rate);
        let checkpoint = run.checkpoints.last().unwrap();
        let mut job = Teardown::resume(checkpoint, WITH_CHECKPOINTS).unwrap();
        let (result, _) = drive_at(&mut job, &mut service, run.now, STEPS, 2, rate);
        assert_eq!(texts(&result.unwrap().unwrap()["deleted"]).len(), 30);
        for action in ["DeleteTrafficMirrorSession", "ListTrafficMirrorSessions"] {
            let times: Vec<i64> = service.times(action);
            for window in times.windows(11) {
                assert!(
                    window[10] - window[0] >= 60_000,
                    "after {steps} steps: {window:?}"
                );
            }
        }
    }
}

#[test]
fn a_process_that_sends_more_than_was_foreseen_says_so_in_a_checkpoint() {
    let mut service = Service::with(20);
    let lost = ("DeleteTrafficMirrorSession", Fault::Lost);
    service.faults = vec![lost; 80];
    let (report, run) = teardown(&all(), WITH_CHECKPOINTS, &mut service);
    assert_eq!(report["calls"], service.sent.len());
    // The plan, the end, and at least one between: more than 20 + 50 were sent before the last answers came.
    assert!(service.sent.len() > 80 && run.checkpoints.len() > 2);
}
