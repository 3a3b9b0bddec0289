//! The emulator's skin as JavaScript meets it: plain values in, plain objects out. Runs in Node and in headless browsers.
#![cfg(all(target_arch = "wasm32", feature = "emulator"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use alicloud_traffic_mirror::wasm::emulator::EmulatorCore;
use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

fn text(value: &JsValue) -> String {
    JSON::stringify(value).expect("plain data").into()
}

fn emulator() -> EmulatorCore {
    EmulatorCore::new(js(r#"{"clock":"manual","startTime":1767323045000}"#))
        .map_err(JsValue::from)
        .expect("options that are right")
}

#[wasm_bindgen_test]
fn an_answer_is_status_headers_and_bytes() {
    let mut emulator = emulator();
    let headers = vec!["host".to_owned(), "vpc.cn-hongkong.aliyuncs.com".to_owned()];
    let reply = emulator
        .handle(
            "GET",
            "/?Action=ListTrafficMirrorSessions&Format=JSON",
            headers,
            &[],
            None,
        )
        .map_err(JsValue::from)
        .expect("an answer");
    let get = |name: &str| Reflect::get(&reply, &JsValue::from_str(name)).expect("a field");
    assert!(get("status").as_f64().expect("a number") >= 400.0);
    assert_eq!(get("disposition").as_string().as_deref(), Some("answer"));
    let body = Uint8Array::new(&get("body")).to_vec();
    assert!(String::from_utf8(body).expect("UTF-8").contains("\"Code\""));
    let requests = emulator.requests().map_err(JsValue::from).expect("the log");
    assert!(text(&requests).contains("ListTrafficMirrorSessions"));
}

#[wasm_bindgen_test]
fn objects_are_loaded_shown_and_forgotten() {
    let mut emulator = emulator();
    emulator
        .load(js(
            r#"{"regions":{"cn-hongkong":{"sessions":[{"TrafficMirrorSessionId":"tms-1"}]}}}"#,
        ))
        .map_err(JsValue::from)
        .expect("a fixture");
    let state = |emulator: &mut EmulatorCore| {
        text(&emulator.state().map_err(JsValue::from).expect("the state"))
    };
    assert!(state(&mut emulator).contains("tms-1"));
    emulator.reset();
    assert!(!state(&mut emulator).contains("tms-1"));
}

#[wasm_bindgen_test]
fn a_manual_clock_goes_as_far_as_it_is_told() {
    let mut emulator = emulator();
    let before = emulator.now();
    emulator
        .advance(1500.0)
        .map_err(JsValue::from)
        .expect("a time");
    assert_eq!(emulator.now() - before, 1500.0);
    assert!(emulator.advance(f64::NAN).is_err());
}

#[wasm_bindgen_test]
fn what_is_wrong_is_named() {
    let message = |error: JsValue| {
        let message = Reflect::get(&error, &JsValue::from_str("message")).expect("a message");
        message.as_string().expect("text")
    };
    let wrong = EmulatorCore::new(js(r#"{"creatingMs":"soon"}"#)).map(|_| ());
    assert!(message(wrong.map_err(JsValue::from).expect_err("a refusal")).contains("creatingMs"));
    let mut emulator = emulator();
    let wrong = emulator.inject(js(r#"{"kind":"nonsense"}"#));
    assert!(message(wrong.map_err(JsValue::from).expect_err("a refusal")).contains("kind"));
    let right = emulator.inject(js(r#"{"kind":"empty"}"#));
    assert!(right.is_ok());
}
