//! The checks of the fuzz targets, held against the committed seeds. `make fuzz` holds them against input that is made
//! up as it goes.

use std::fs;
use std::path::Path;

use crate::checks::{checkpoint, emulator_front_door, json_reader, request_signing, xml_reader};

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 5] = [
    ("checkpoint", checkpoint::check),
    ("emulator_front_door", emulator_front_door::check),
    ("json_reader", json_reader::check),
    ("request_signing", request_signing::check),
    ("xml_reader", xml_reader::check),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds")
}

/// Every seed, whole and cut short in a few places. A failure's output names the last one tried.
fn replay(target: &str) {
    let (_, check) = TARGETS.iter().find(|(name, _)| *name == target).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(folder().join(target)).unwrap() {
        let path = entry.unwrap().path();
        let seed = fs::read(&path).unwrap();
        println!("{}", path.display());
        check(&seed);
        for part in 1..16 {
            let cut = seed.len() * part / 16;
            println!("{} cut at {cut}", path.display());
            check(&seed[..cut]);
        }
        count += 1;
    }
    assert!(count >= 5, "{target} has seeds");
}

#[test]
fn seeds_of_checkpoint() {
    replay("checkpoint");
}

#[test]
fn seeds_of_emulator_front_door() {
    replay("emulator_front_door");
}

#[test]
fn seeds_of_json_reader() {
    replay("json_reader");
}

#[test]
fn seeds_of_request_signing() {
    replay("request_signing");
}

#[test]
fn seeds_of_xml_reader() {
    replay("xml_reader");
}

#[test]
fn every_fuzz_target_is_replayed() {
    let mut folders: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert_eq!(folders, TARGETS.map(|(name, _)| name));
    let manifest = folder().join("../Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}
