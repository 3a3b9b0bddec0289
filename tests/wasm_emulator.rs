//! The emulator's skin as JavaScript meets it: its methods and the two buffers in wasm memory. Runs in Node and in headless
//! browsers.
#![cfg(all(target_arch = "wasm32", feature = "emulator"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use alicloud_traffic_mirror::wasm::emulator::EmulatorCore;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn view(address: usize, length: usize) -> Uint8Array {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &JsValue::from_str("buffer")).expect("a memory");
    Uint8Array::new_with_byte_offset_and_length(
        &buffer,
        u32::try_from(address).expect("32 bits"),
        u32::try_from(length).expect("32 bits"),
    )
}

/// Writes into the input as JavaScript does; returns the length.
fn write(bytes: &[u8]) -> usize {
    view(EmulatorCore::input(bytes.len()), bytes.len()).copy_from(bytes);
    bytes.len()
}

fn output() -> Vec<u8> {
    view(EmulatorCore::output(), EmulatorCore::length()).to_vec()
}

fn text() -> String {
    String::from_utf8(output()).expect("UTF-8")
}

fn emulator() -> EmulatorCore {
    let length = write(br#"{"clock":"manual","startTime":1767323045000}"#);
    EmulatorCore::create(length).expect("options that are right")
}

/// A request without a body.
fn request(texts: &[&str]) -> usize {
    let mut input = Vec::new();
    for part in texts.iter().chain(&[""]) {
        input.extend(u32::try_from(part.len()).expect("32 bits").to_le_bytes());
        input.extend(part.as_bytes());
    }
    write(&input)
}

#[wasm_bindgen_test]
fn an_answer_is_status_headers_and_bytes() {
    let mut emulator = emulator();
    let length = request(&[
        "GET",
        "/?Action=ListTrafficMirrorSessions&Format=JSON",
        "host",
        "vpc.cn-hongkong.aliyuncs.com",
    ]);
    assert!(!emulator.handle(length, None));
    let reply = text();
    let (head, body) = reply.split_once('\0').expect("a head and a body");
    assert!(head.contains(r#""status":4"#), "{head}");
    assert!(head.contains(r#""disposition":"answer""#), "{head}");
    assert!(head.contains(r#"["Date","#), "{head}");
    assert!(body.contains("\"Code\""), "{body}");
    assert!(!emulator.requests());
    assert!(text().contains("ListTrafficMirrorSessions"));
}

#[wasm_bindgen_test]
fn what_is_no_request_is_answered_too() {
    let mut emulator = emulator();
    for input in [&b""[..], b"\x01", b"\xff\xff\xff\xffx", b"\x01\0\0\0\xff"] {
        assert!(!emulator.handle(write(input), None));
        assert!(text().contains("UnsupportedHTTPMethod"));
    }
    let length = request(&["GET", "/"]);
    assert!(emulator.handle(length, Some(f64::NAN)));
    assert!(text().contains("freshnessNow"));
}

#[wasm_bindgen_test]
fn objects_are_loaded_shown_and_forgotten() {
    let mut emulator = emulator();
    let length =
        write(br#"{"regions":{"cn-hongkong":{"sessions":[{"TrafficMirrorSessionId":"tms-1"}]}}}"#);
    assert!(!emulator.load(length));
    assert!(!emulator.state());
    assert!(text().contains("tms-1"));
    emulator.reset();
    assert!(!emulator.state());
    assert!(!text().contains("tms-1"));
}

#[wasm_bindgen_test]
fn a_manual_clock_goes_as_far_as_it_is_told() {
    let mut emulator = emulator();
    let before = emulator.now();
    assert!(!emulator.advance(1500.0));
    assert!(emulator.now() - before == 1500.0);
    assert!(emulator.advance(f64::NAN));
    assert!(emulator.advance(-0.5));
    assert!(text().contains("must not be negative"));
}

#[wasm_bindgen_test]
fn what_is_wrong_is_named() {
    assert!(EmulatorCore::create(write(br#"{"creatingMs":"soon"}"#)).is_none());
    assert!(text().contains("creatingMs"));
    assert!(EmulatorCore::create(write(b"{")).is_none());
    assert!(text().contains("JSON"));
    let mut emulator = emulator();
    assert!(emulator.inject(write(br#"{"kind":"nonsense"}"#)));
    assert!(text().contains("kind"));
    assert!(!emulator.inject(write(br#"{"kind":"empty"}"#)));
}
