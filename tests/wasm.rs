//! The Rust skin as JavaScript meets it: its exports and the two buffers in wasm memory. Runs in Node and in headless
//! browsers.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alicloud_traffic_mirror::wasm::client;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{TextDecoder, TextEncoder};

const RESULT: u32 = 0;
const ERROR: u32 = 1;
const SEND: u32 = 2;
const SEND_LAST: u32 = 3;
const EVENT: u32 = 4;
const WAIT: u32 = 5;
const AWAIT: u32 = 6;
const HANDLE: u32 = 7;

const CALL: u32 = 0;
const WAIT_UNTIL_GONE: u32 = 2;
const TEARDOWN: u32 = 5;
const RESUMPTION: u32 = 6;

const V1_URL: u32 = 0;
const V1_FORM: u32 = 1;
const V3: u32 = 2;
const WATCHED: u32 = 4;
const WHY_POLL: u32 = 0;

/// 2026-01-02T03:04:05Z.
const NOW: f64 = 1_767_323_045_000.0;

fn view(address: usize, length: usize) -> Uint8Array {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &JsValue::from_str("buffer")).expect("a memory");
    Uint8Array::new_with_byte_offset_and_length(
        &buffer,
        u32::try_from(address).expect("32 bits"),
        u32::try_from(length).expect("32 bits"),
    )
}

/// Writes text into the input as JavaScript does; returns its length in bytes.
fn write(text: &str) -> usize {
    let bytes = TextEncoder::new()
        .expect("a TextEncoder")
        .encode_with_input(text);
    view(client::input(bytes.len()), bytes.len()).copy_from(&bytes);
    bytes.len()
}

/// The kind of what an export returned, and its output or value.
fn take(packed: u32) -> (u32, String) {
    let (kind, value) = (packed & 15, packed >> 4);
    if matches!(kind, WAIT | AWAIT | HANDLE) {
        return (kind, value.to_string());
    }
    let output = view(client::output(), value as usize);
    let text = TextDecoder::new()
        .expect("a TextDecoder")
        .decode_with_js_u8_array(&output)
        .expect("UTF-8");
    // Looked at anew: the text was allocated, and memory that grows leaves older views behind.
    view(client::output(), value as usize).fill(0, 0, value);
    (kind, text)
}

fn signer(secret: &str) -> (u32, String) {
    let length = write(&format!(
        "kaccessKeyId\0stestid\0kaccessKeySecret\0s{secret}\0kregionId\0scn-hongkong\0"
    ));
    take(client::signer_new(length))
}

fn handle((kind, value): (u32, String)) -> u32 {
    assert_eq!(kind, HANDLE, "{value}");
    value.parse().expect("a handle")
}

const DELETION: &str = "sDeleteTrafficMirrorSession\0s11111111-2222-4333-8444-555555555555\0\
    kTrafficMirrorSessionId\0stms-j6cla50buc44ap8tu0001\0kClientToken\0stok~1 a*b+c/=\0kDryRun\0t";

#[wasm_bindgen_test]
fn a_deletion_is_signed_as_the_published_vector_says() {
    let signer = handle(signer("testsecret"));
    let length = write(DELETION);
    let signed = take(client::sign(signer, V1_URL, false, length, NOW));
    let expected = include_str!("vectors/v1-vpc-delete-session-get/url.txt");
    assert_eq!(signed, (RESULT, expected.into()));
    client::signer_free(signer);
}

#[wasm_bindgen_test]
fn nonces_are_drawn_from_the_host_and_never_repeat() {
    let signer = handle(signer("testsecret"));
    let mut urls = Vec::new();
    for _ in 0..600 {
        let length = write("sAnyAction\0z");
        let (kind, url) = take(client::sign(signer, V1_URL, false, length, NOW));
        assert_eq!(kind, RESULT);
        urls.push(url);
    }
    urls.sort();
    urls.dedup();
    assert_eq!(urls.len(), 600);
    client::signer_free(signer);
}

#[wasm_bindgen_test]
fn the_input_is_zeroed_before_an_export_returns() {
    let (kind, error) = signer("has a space");
    assert_eq!(kind, ERROR);
    assert!(error.contains("INVALID_CREDENTIALS") && !error.contains("has a space"));
    let left = view(client::input(64), 64).to_vec();
    assert_eq!(left, [0; 64]);
}

#[wasm_bindgen_test]
fn after_an_error_the_next_call_works() {
    let signer = handle(signer("testsecret"));
    let length = write("sDeleteTrafficMirrorSession\0z");
    let (kind, error) = take(client::sign(signer, V1_FORM, false, length, NOW));
    assert_eq!(kind, ERROR);
    assert!(error.contains(r#""parameter":"TrafficMirrorSessionId","problem":"is missing""#));
    let (kind, error) = take(client::sign(signer, V1_FORM, false, write("nonsense"), NOW));
    assert_eq!((kind, error.contains("ENVIRONMENT")), (ERROR, true));
    let length = write(DELETION);
    let (kind, _) = take(client::sign(signer, V1_FORM, false, length, f64::NAN));
    assert_eq!(kind, ERROR);
    let length = write(DELETION);
    assert_eq!(
        take(client::sign(signer, V1_FORM, false, length, NOW)).0,
        RESULT
    );
    client::signer_free(signer);
    let length = write(DELETION);
    assert_eq!(
        take(client::sign(signer, V1_FORM, false, length, NOW)).0,
        ERROR
    );
}

#[wasm_bindgen_test]
fn json_and_xml_are_read_into_the_same_result() {
    let head = "sDeleteTrafficMirrorSession\0z";
    for body in [
        r#"{"RequestId":"0ED8D006"}"#,
        "<?xml version='1.0'?><DeleteTrafficMirrorSessionResponse><RequestId>0ED8D006</RequestId>\
            </DeleteTrafficMirrorSessionResponse>",
    ] {
        let length = write(&format!("{head}{body}"));
        let read = take(client::read(200, length));
        assert_eq!(read, (RESULT, r#"{"RequestId":"0ED8D006"}"#.into()));
    }
}

/// Starts a job of a kind with the input that was written; gives its first step.
fn start(job: u32, kind: u32, link: u32, one: f64, length: usize) -> (u32, String) {
    take(client::job_new(job, kind, link, one, 0.0, length, NOW))
}

/// A link that signs with a signer.
fn link(signer: u32, options: u32) -> u32 {
    let link = handle(take(client::link_new(options, 5, 300, 20_000, 600, 60_000)));
    client::link_use(link, signer);
    link
}

#[wasm_bindgen_test]
fn a_call_is_driven_by_numbers_and_buffers_to_its_end() {
    let signer = handle(signer("testsecret"));
    let length = write("sDeleteTrafficMirrorSession\0zkTrafficMirrorSessionId\0stms-1\0");
    let job = 1;
    let link = link(signer, V1_FORM | WATCHED);
    let (kind, event) = start(job, CALL, link, 0.0, length);
    assert_eq!((kind, event.contains(r#""type":"attempt""#)), (EVENT, true));
    let (kind, request) = take(client::poll(job, NOW));
    assert_eq!(kind, SEND_LAST);
    let lines: Vec<&str> = request.split('\n').collect();
    assert_eq!(
        lines[..2],
        ["POST", "https://vpc.cn-hongkong.aliyuncs.com/"]
    );
    // The values of `v3::HEADERS`, the first of which is the content type, and the request's id.
    assert_eq!(lines[3..], ["application/x-www-form-urlencoded", "0"]);
    // Nobody need ask, but anybody may.
    assert_eq!(take(client::poll(job, NOW)).0, AWAIT);
    let head = "sapplication/json\0zz";
    let length = write(&format!("{head}{}", r#"{"RequestId":"0ED8D006"}"#));
    let (kind, event) = take(client::answer(job, 0, 200, length, NOW + 5.0));
    assert_eq!((kind, event.contains(r#""ms":5"#)), (EVENT, true));
    let done = take(client::poll(job, NOW));
    assert_eq!(done, (RESULT, r#"{"RequestId":"0ED8D006"}"#.into()));
    // It is over, and gone.
    assert_eq!(take(client::poll(job, NOW)).0, ERROR);
}

#[wasm_bindgen_test]
fn a_wait_says_how_long_to_wait_in_milliseconds() {
    let signer = handle(signer("testsecret"));
    let length = write("stms-1\0");
    let job = 2;
    let link = link(signer, V1_FORM);
    let (kind, _) = start(job, WAIT_UNTIL_GONE, link, 60_000.0, length);
    assert_eq!(kind, SEND_LAST);
    let head = "zzz";
    let body = r#"{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1","TrafficMirrorSessionStatus":"Deleting"}],"RequestId":"R"}"#;
    let length = write(&format!("{head}{body}"));
    let mut step = take(client::answer(job, 0, 200, length, NOW));
    while step.0 == EVENT {
        step = take(client::poll(job, NOW));
    }
    assert_eq!(step, (WAIT, (250 << 2 | WHY_POLL).to_string()));
    client::job_free(job);
    client::signer_free(signer);
}

#[wasm_bindgen_test]
fn of_what_is_sent_at_once_no_step_is_lost() {
    let signer = handle(signer("testsecret"));
    let length = write("kids\0[stms-1\0stms-2\0stms-3\0]");
    let (job, link) = (5, link(signer, V1_FORM));
    let mut step = start(job, TEARDOWN, link, 0.0, length);
    assert_eq!(step.0, SEND_LAST, "the List, whose answer comes first");
    let [one, two, three] = ["tms-1", "tms-2", "tms-3"].map(|id| {
        format!(r#"{{"TrafficMirrorSessionId":"{id}","TrafficMirrorSessionStatus":"Created"}}"#)
    });
    let length = write(&format!(
        r#"zzz{{"TrafficMirrorSessions":[{one},{two},{three}],"RequestId":"R"}}"#
    ));
    step = take(client::answer(job, 0, 200, length, NOW));
    let mut deletions = String::new();
    while matches!(step.0, EVENT | SEND) {
        deletions += &step.1;
        step = take(client::poll(job, NOW));
    }
    assert!(matches!(step.0, SEND_LAST | WAIT | AWAIT));
    deletions += &step.1;
    for id in ["tms-1", "tms-2", "tms-3"] {
        let sent = format!("TrafficMirrorSessionId={id}&");
        assert_eq!(deletions.matches(&sent).count(), 1, "{deletions}");
    }
    client::job_free(job);
    assert_eq!(take(client::poll(job, NOW)).0, ERROR);
    client::signer_free(signer);
}

/// How often the mirror image of this text stands in wasm memory: the text itself does in the test.
fn mirrored(text: &str) -> usize {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &JsValue::from_str("buffer")).expect("a memory");
    let all = Uint8Array::new(&buffer);
    let pattern: Vec<u32> = text.bytes().rev().map(u32::from).collect();
    let length = u32::try_from(text.len()).expect("32 bits");
    let starts = 0..all.length() - length;
    let matches = |at: &u32| {
        (*at..)
            .zip(&pattern)
            .all(|(at, byte)| u32::from(all.get_index(at)) == *byte)
    };
    starts.filter(matches).count()
}

/// Writes text into the input, of which parts are mirrored, without a copy in wasm memory.
fn write_mirrored(pieces: &[(&str, bool)]) -> usize {
    let bytes = pieces.iter().flat_map(|(text, mirror)| {
        let length = text.len();
        let at = move |index| if *mirror { length - 1 - index } else { index };
        (0..length).map(move |index| text.as_bytes()[at(index)])
    });
    let input = view(client::input(4096), 4096);
    let mut length = 0;
    for byte in bytes {
        input.set_index(length, byte);
        length += 1;
    }
    length as usize
}

#[wasm_bindgen_test]
fn nothing_of_a_key_is_left_in_memory_once_its_signer_is_gone() {
    const SECRET: &str = "terces-yrev-a-fo-trap";
    const TOKEN: &str = "0-nekot-gnol-yrev-a-fo-trap";
    let mut token = vec![
        ("kaccessKeyId\0stestid\0kaccessKeySecret\0s", false),
        (SECRET, true),
    ];
    token.push(("\0kregionId\0scn-hongkong\0ksecurityToken\0s", false));
    token.extend([(TOKEN, true); 40]);
    token.push(("\0", false));
    let signer = handle(take(client::signer_new(write_mirrored(&token))));
    let link = link(signer, V1_FORM);
    let length = write("sDeleteTrafficMirrorSession\0zkTrafficMirrorSessionId\0stms-1\0");
    // The outputs are not taken: that would be a copy of them here.
    let wipe = |packed: u32, kind| {
        assert_eq!(packed & 15, kind);
        view(client::output(), (packed >> 4) as usize).fill(0, 0, packed >> 4);
    };
    wipe(
        client::job_new(6, CALL, link, 0.0, 0.0, length, NOW),
        SEND_LAST,
    );
    for style in [V1_URL, V3] {
        let length = write(DELETION);
        wipe(client::sign(signer, style, false, length, NOW), RESULT);
    }
    // Of the secret, a hash is kept.
    assert_eq!((mirrored(SECRET), mirrored(TOKEN) > 0), (0, true));
    client::job_free(6);
    client::signer_free(signer);
    assert_eq!((mirrored(SECRET), mirrored(TOKEN)), (0, 0));
}

#[wasm_bindgen_test]
fn no_answer_is_told_apart_from_too_late_an_answer() {
    let signer = handle(signer("testsecret"));
    for (timeout_ms, why, code) in [
        (0, "sECONNREFUSED\0", r#""code":"TRANSPORT""#),
        (50, "", r#""code":"TIMEOUT""#),
    ] {
        let link = handle(take(client::link_new(V1_FORM, 1, 300, 20_000, 0, 0)));
        client::link_use(link, signer);
        let length = write("sListTrafficMirrorSessions\0z");
        let job = 3;
        assert_eq!(start(job, CALL, link, 0.0, length).0, SEND_LAST);
        let length = write(why);
        let (kind, error) = take(client::no_answer(job, 0, timeout_ms, length, NOW));
        assert_eq!((kind, error.contains(code)), (ERROR, true), "{error}");
        client::link_free(link);
    }
    client::signer_free(signer);
}

#[wasm_bindgen_test]
fn a_teardown_plans_and_resumes_only_from_a_checkpoint() {
    const DRY_RUN: f64 = 1.0;
    let signer = handle(signer("testsecret"));
    let length = write("kall\0t");
    let (job, link) = (4, link(signer, V1_FORM));
    let mut step = start(job, TEARDOWN, link, DRY_RUN, length);
    while step.0 == EVENT {
        step = take(client::poll(job, NOW));
    }
    assert_eq!(step.0, SEND_LAST);
    let head = "zzz";
    let body = r#"{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1","TrafficMirrorSessionStatus":"Created"}],"RequestId":"R"}"#;
    let length = write(&format!("{head}{body}"));
    let mut step = take(client::answer(job, 0, 200, length, NOW));
    while step.0 == EVENT {
        step = take(client::poll(job, NOW));
    }
    assert_eq!(
        (step.0, step.1.contains(r#""planned":["tms-1"]"#)),
        (RESULT, true),
        "{}",
        step.1
    );

    for (kind, input, code) in [
        (RESUMPTION, "nonsense", "CHECKPOINT"),
        (TEARDOWN, "", "INVALID_PARAMETER"),
    ] {
        let length = write(input);
        let (kind, error) = start(job, kind, link, 0.0, length);
        assert_eq!((kind, error.contains(code)), (ERROR, true));
    }
    client::signer_free(signer);
}
