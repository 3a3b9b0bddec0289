//! Deletes a traffic-mirror session and waits until it is gone: `cargo run --package native -- tms-…`
//!
//! Keys come from `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, the region from
//! `ALIBABA_CLOUD_REGION_ID`; `ALIBABA_CLOUD_ENDPOINT` sends it elsewhere, such as to an emulator.

use std::{env, error::Error, time::Duration};

use alicloud_traffic_mirror::jobs::{Call, Goal, Host, Link, Received, Reply, Wait, drive};
use alicloud_traffic_mirror::request::{Endpoint, Params, Request, Signer};
use alicloud_traffic_mirror::signing::{Credentials, Key};
use ureq::http;

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let session = env::args().nth(1).ok_or("which session? tms-…")?;
    let key = Key::new(Credentials {
        access_key_id: &env::var("ALIBABA_CLOUD_ACCESS_KEY_ID")?,
        access_key_secret: &env::var("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?,
        security_token: env::var("ALIBABA_CLOUD_SECURITY_TOKEN").ok().as_deref(),
    })?;
    let mut signer = Signer::new(key, &env::var("ALIBABA_CLOUD_REGION_ID")?);
    if let Ok(endpoint) = env::var("ALIBABA_CLOUD_ENDPOINT") {
        signer = signer.at(Endpoint::parse(&endpoint)?);
    }
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false) // A refusal is an answer, too.
        .max_redirects(0) // A redirect would carry the signature elsewhere.
        .timeout_global(Some(Duration::from_secs(10)));
    let (mut link, mut host) = (Link::default(), Ureq(config.build().into()));

    let params = Params::new().text("TrafficMirrorSessionId", &session);
    let mut delete = Call::new("DeleteTrafficMirrorSession", params);
    drive(&mut delete, &mut signer, &mut link, &mut host)?;
    let mut gone = Wait::new(Goal::Deleted, &[&session], 300_000)?;
    drive(&mut gone, &mut signer, &mut link, &mut host)?;
    println!("{session} is gone");
    Ok(())
}

struct Ureq(ureq::Agent);

impl Host for Ureq {
    fn random(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("this machine has random bytes");
        bytes
    }

    fn send(&mut self, request: &Request) -> Reply {
        match exchange(&self.0, request) {
            Ok(received) => Reply::Answer(received),
            Err(ureq::Error::Timeout(_)) => Reply::TimedOut(10_000),
            // In words of our own: the error may name the address.
            Err(_) => Reply::NoAnswer("the connection failed".into()),
        }
    }
}

fn exchange(agent: &ureq::Agent, request: &Request) -> Result<Received, ureq::Error> {
    let mut call = http::Request::builder()
        .method(request.method)
        .uri(&request.url);
    for (name, value) in &request.headers {
        call = call.header(*name, value);
    }
    let mut answer = agent.run(call.body(request.body.clone().unwrap_or_default())?)?;
    let body = answer.body_mut().read_to_vec()?; // At most 10 MB.
    Ok(Received::new(answer.status().as_u16(), body, |name| {
        answer.headers().get(name)?.to_str().ok().map(str::to_owned)
    }))
}
