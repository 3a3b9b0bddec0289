//! Opening the service, and asking whether it is open.

use serde_json::json;

use crate::support::{World, world, world_with};

const OPEN: &str = "OpenTrafficMirrorService";
const STATUS: &str = "GetTrafficMirrorServiceStatus";

fn is_open(world: &mut World, params: &[(&str, &str)]) -> bool {
    world.ok(STATUS, params)["Enabled"].as_bool().unwrap()
}

#[test]
fn opening_the_service_lets_creates_in_and_answers_a_code_of_success() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    assert!(!is_open(&mut world, &[]));
    assert_eq!(
        world.refused("CreateTrafficMirrorFilter", &[]),
        "OptInRequired.TrafficMirror"
    );
    let answer = world.ok(OPEN, &[]);
    assert_eq!(
        (&answer["Code"], &answer["Message"]),
        (&json!("200"), &json!("successful"))
    );
    assert!(is_open(&mut world, &[]));
    world.filter();
    let again = world.call(OPEN, &[]);
    assert_eq!(
        (again.reply.status, again.code().as_str()),
        (400, "ORDER.OPEND")
    );
}

#[test]
fn the_service_is_open_region_by_region_and_account_by_account() {
    let mut world = world_with(json!({ "serviceOpened": false, "accounts": [
        { "accessKeyId": "testid", "accessKeySecret": "testsecret" },
        { "accessKeyId": "other", "accessKeySecret": "testsecret" },
    ] }));
    world.ok(OPEN, &[]);
    world.region = "cn-beijing".to_owned();
    assert!(!is_open(&mut world, &[]));
    world.region = "cn-hongkong".to_owned();
    world.key = "other".to_owned();
    assert!(!is_open(&mut world, &[]));
}

#[test]
fn without_a_region_the_endpoint_says_which_is_meant() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    world.ok(OPEN, &[]);
    let mut open_at = |host: &str| {
        let mut signed = world.sign(STATUS, &[("RegionId", "-")]);
        signed.set_header("host", host);
        world.send(&signed).expect_ok()["Enabled"].clone()
    };
    assert_eq!(open_at("vpc.cn-hongkong.aliyuncs.com"), true);
    assert_eq!(open_at("vpc.cn-beijing.aliyuncs.com"), false);
    assert_eq!(open_at("vpc.aliyuncs.com"), false);
    assert_eq!(open_at("127.0.0.1:4010"), false);
    world.ok(OPEN, &[("RegionId", "cn-hangzhou")]);
    let mut signed = world.sign(STATUS, &[("RegionId", "-")]);
    for host in ["vpc.aliyuncs.com", "127.0.0.1:4010"] {
        signed = world.sign(STATUS, &[("RegionId", "-")]);
        signed.set_header("host", host);
        assert_eq!(world.send(&signed).expect_ok()["Enabled"], true, "{host}");
    }
    drop(signed);
}

#[test]
fn a_repeated_open_with_its_token_is_the_first_again() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    let token = [("ClientToken", "one")];
    let first = world.ok(OPEN, &token);
    assert_eq!(world.ok(OPEN, &token), first);
    assert!(is_open(&mut world, &token));
    assert_eq!(
        world.refused(OPEN, &[("ClientToken", "two")]),
        "ORDER.OPEND"
    );
}

#[test]
fn a_success_with_a_code_is_a_success_in_xml_too() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    let answer = world.call(OPEN, &[("Format", "XML")]);
    assert_eq!(answer.reply.status, 200);
    let start = "<?xml version='1.0' encoding='UTF-8'?><OpenTrafficMirrorServiceResponse><Code>200</Code>\
                 <Message>successful</Message><RequestId>";
    assert!(answer.body().starts_with(start), "{}", answer.body());
}

#[test]
fn opening_takes_no_dry_run() {
    let mut world = world_with(json!({ "serviceOpened": false }));
    world.ok(OPEN, &[("DryRun", "true")]);
    assert!(is_open(&mut world, &[]));
    let mut opened = self::world();
    assert!(is_open(&mut opened, &[]));
}
