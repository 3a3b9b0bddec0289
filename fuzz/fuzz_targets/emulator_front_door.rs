#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    alicloud_traffic_mirror_fuzz::checks::emulator_front_door::check(input)
});
