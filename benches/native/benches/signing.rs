//! One signed request, nonce and time given: the two signatures, the bare HMAC, and the signer of the AWS SDK.

use std::hint::black_box;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alicloud_traffic_mirror::request::{Format, Moment, Params, Signer, Style, build};
use alicloud_traffic_mirror::signing::{Credentials, Key};
use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use criterion::{Criterion, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const ACTION: &str = "DeleteTrafficMirrorSession";
const SESSION: &str = "tms-j6cla50buc44ap8tu0001";

fn ours(c: &mut Criterion) {
    let key = Key::new(Credentials {
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    })
    .expect("a good key");
    let signer = Signer::new(key, "cn-hongkong");
    for (name, style) in [("ours, V1", Style::V1Url), ("ours, V3", Style::V3)] {
        c.bench_function(name, |b| {
            b.iter(|| {
                let now = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                let moment = Moment {
                    now: i64::try_from(now.as_millis()).unwrap_or_default(),
                    nonce: black_box("3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
                    format: Format::Json,
                };
                let params = Params::new().text("TrafficMirrorSessionId", black_box(SESSION));
                build(&signer, ACTION, &params, style, moment).expect("a good request")
            });
        });
    }
}

fn bare(c: &mut Criterion) {
    let text = [b'x'; 480];
    c.bench_function("bare HMAC-SHA1 of 480 B", |b| {
        b.iter(|| {
            Hmac::<Sha1>::new_from_slice(black_box(b"testsecret&"))
                .expect("a key of any length")
                .chain_update(black_box(&text))
                .finalize()
        });
    });
}

fn aws(c: &mut Criterion) {
    let identity = AwsCredentials::new("testid", "testsecret", None, None, "bench").into();
    let url = format!(
        "https://vpc.cn-hongkong.aliyuncs.com/?RegionId=cn-hongkong&TrafficMirrorSessionId={SESSION}"
    );
    c.bench_function("aws-sigv4, a request of the same size", |b| {
        b.iter(|| {
            let params = v4::SigningParams::builder()
                .identity(&identity)
                .region("cn-hongkong")
                .name("vpc")
                .time(SystemTime::now())
                .settings(SigningSettings::default())
                .build()
                .expect("whole parameters")
                .into();
            let headers = [("x-acs-action", ACTION), ("x-acs-version", "2016-04-28")];
            let request = SignableRequest::new(
                "POST",
                black_box(url.as_str()),
                headers.into_iter(),
                SignableBody::Bytes(b""),
            )
            .expect("a good request");
            sign(request, &params).expect("a signature")
        });
    });
}

criterion_group! {
    name = signing;
    config = Criterion::default().measurement_time(Duration::from_secs(3)).without_plots();
    targets = ours, bare, aws
}
criterion_main!(signing);
