//! Whatever arrives is answered: requests that were right once and then mutated, thousands of them.

use alicloud_traffic_mirror::emulator::{Arrival, Disposition};

use crate::support::{Signed, World, text, world};

/// A small generator, so that a failure repeats: the test prints the seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }
}

const SPICE: &[&str] = &[
    "%",
    "%f",
    "%ff",
    "%00",
    "+",
    "&",
    "=",
    "&&&",
    "=&=",
    "#",
    "?",
    ".",
    ".1",
    ".0.",
    ".4294967296.",
    "-1/-1",
    "/",
    "é",
    "镜",
    "\u{0}",
    "\r\n",
    "\u{fffe}",
    "99999999999999999999",
    "true",
    "DryRun=true&",
    "Format=xml&",
    "Tag.1.Key=&",
    "]]>",
    "<!--",
    "IngressRules.1.Action=accept&",
    "&Action=ListTrafficMirrorSessions",
    "NextToken=00&",
    "x-acs-",
    ",",
    ";",
    "Signature=",
];

fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(characters.len() + 1);
        match dice.roll(4) {
            0 => drop(characters.splice(at..at, SPICE[dice.roll(SPICE.len())].chars())),
            1 => characters.truncate(at),
            2 if at < characters.len() => drop(characters.remove(at)),
            _ => {
                let end = (at + dice.roll(20)).min(characters.len());
                let copy = characters[at..end].to_vec();
                characters.splice(at..at, copy);
            }
        }
    }
    characters.into_iter().collect()
}

fn play(world: &mut World, signed: &Signed, method: &str, body: &[u8]) {
    let headers: Vec<_> = signed
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let reply = world.emulator.handle(&Arrival {
        method,
        target: &signed.target,
        headers: &headers,
        body,
        freshness_now: None,
    });
    assert_eq!(reply.disposition, Disposition::Answer);
    let text = String::from_utf8(reply.body).expect("an answer is UTF-8");
    let readable = method == "OPTIONS"
        || text.starts_with("<?xml version='1.0' encoding='UTF-8'?><") && text.ends_with('>')
        || serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|json| json["RequestId"].is_string());
    assert!(readable, "{text}");
}

#[test]
fn no_mutation_of_a_request_is_without_an_answer() {
    let seed = 0x5eed_0001;
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let mut world = world();
    for _ in 0..5_000 {
        let action = [
            "CreateTrafficMirrorFilter",
            "CreateTrafficMirrorSession",
            "ListTrafficMirrorFilters",
        ][dice.roll(3)];
        let params = [
            ("Priority", "1"),
            ("IngressRules.1.Protocol", "TCP"),
            ("Tag.1.Key", "k"),
            ("MaxResults", "5"),
        ];
        let mut signed = match dice.roll(3) {
            0 => world.sign(action, &params),
            1 => world.sign_post(action, &params, 4),
            _ => world.sign_v3(action, &params),
        };
        let mut body = signed.body.clone().into_bytes();
        let mut method = signed.method.to_owned();
        match dice.roll(5) {
            0 => signed.target = mutate(&signed.target, &mut dice),
            1 => body = mutate(&signed.body, &mut dice).into_bytes(),
            2 => {
                let at = dice.roll(signed.headers.len());
                let (name, value) = &mut signed.headers[at];
                *name = mutate(name, &mut dice);
                *value = mutate(value, &mut dice);
            }
            3 => method = mutate(&method, &mut dice),
            _ => {
                let at = dice.roll(body.len() + 1);
                body.insert(at, 0xff);
            }
        }
        play(&mut world, &signed, &method, &body);
    }
}

const NAMES: &[&str] = &[
    "Priority",
    "TrafficMirrorFilterId",
    "TrafficMirrorSourceIds.1",
    "TrafficMirrorSourceIds.2",
    "Tags.1.Key",
    "NextToken",
    "TrafficMirrorTargetId",
    "TrafficMirrorTargetType",
    "IngressRules.1.Action",
    "IngressRules.1.Protocol",
    "Enabled",
    "IngressRules.1.SourceCidrBlock",
    "EgressRules.1.SourcePortRange",
    "ClientToken",
    "DryRun",
    "MaxResults",
    "RegionId",
    "Tag.1.Key",
    "Tag.1.Value",
    "VirtualNetworkId",
    "PacketLength",
    "TrafficMirrorSessionName",
    "Format",
    "TrafficMirrorSessionId",
    "TrafficMirrorFilterRuleId",
    "TrafficMirrorFilterRuleIds.1",
    "RuleAction",
    "Protocol",
    "DestinationPortRange",
    "ResourceType",
    "ResourceId",
    "ResourceId.1",
    "TagKey.1",
    "All",
    "NewResourceGroupId",
];

const VALUES: &[&str] = &[
    "1",
    "",
    "-1",
    "eni-1",
    "SLB",
    "NetworkInterface",
    "accept",
    "TCP",
    "ALL",
    "10.0.0.0/8",
    "1/1",
    "true",
    "cn-hongkong",
    "\u{0}\u{1f}",
    "9223372036854775808",
    "镜",
    "TrafficMirrorFilter",
    "TRAFFICMIRRORSESSION",
    "rg-1",
    "k",
];

/// Signed after the mutation, so that it reaches what is behind the gateway.
#[test]
fn no_genuine_request_with_odd_parameters_is_without_an_answer() {
    let seed = 0x5eed_0002;
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let mut world = world();
    let filter = world.filter();
    let session = world.session(&filter, 1);
    let rule = [
        ("TrafficMirrorFilterId", filter.as_str()),
        ("IngressRules.1.Action", "accept"),
        ("IngressRules.1.Protocol", "TCP"),
    ];
    let made = world.ok("CreateTrafficMirrorFilterRules", &rule);
    let rule = text(&made["IngressRules"][0], "InstanceId");
    let long = "a".repeat(70);
    let own = [session.as_str(), &rule, &long];
    let values: Vec<_> = VALUES.iter().copied().chain(own).collect();
    let mut passed = std::collections::BTreeSet::new();
    for _ in 0..15_000 {
        let operations = alicloud_traffic_mirror::service::OPERATIONS;
        let action = operations[dice.roll(operations.len())].name;
        let mut params = vec![("TrafficMirrorFilterId".to_owned(), filter.clone())];
        if dice.roll(2) == 0 {
            let named = [
                ("TrafficMirrorSessionId", session.as_str()),
                ("TrafficMirrorFilterRuleId", &rule),
                ("ResourceType", "TrafficMirrorSession"),
                ("ResourceId.1", &session),
            ];
            params.extend(named.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        for _ in 0..dice.roll(8) {
            let name = NAMES[dice.roll(NAMES.len())];
            let name = if dice.roll(6) == 0 {
                mutate(name, &mut dice)
            } else {
                name.to_owned()
            };
            let value = values[dice.roll(values.len())];
            let value = if dice.roll(4) == 0 {
                mutate(value, &mut dice)
            } else {
                value.to_owned()
            };
            params.push((name, value));
        }
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let signed = if dice.roll(2) == 0 {
            world.sign(action, &params)
        } else {
            world.sign_v3(action, &params)
        };
        play(&mut world, &signed, signed.method, b"");
        if world
            .emulator
            .requests()
            .last()
            .is_some_and(|one| one.status == 200)
        {
            passed.insert(action);
        }
        if dice.roll(10) == 0 {
            world.advance(1_000);
        }
    } // Mutated or not, enough of them were good that what lies behind the checks was reached, too.
    assert!(passed.len() >= 8, "only {passed:?} succeeded");
}
