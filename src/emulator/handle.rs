//! One request, from its bytes to the reply.

use super::digits::filled;
use alloc::borrow::ToOwned;
use alloc::string::String;

use super::arrival::{Arrival, Request};
use super::memory::token_key;
use super::operations::{self, Call, Play};
use super::value::Record;
use super::world::Means;
use super::{
    Disposition, Emulator, FaultKind, RateLimit, Refusal, Reply, answer, validate, verify,
};
use crate::service::{Operation, Rate};

/// A call that the gateway let through.
struct Admitted {
    account: usize,
    owner: String,
    operation: &'static Operation,
}

impl Emulator {
    /// Answers one request. Whatever arrives, there is an answer; nothing panics.
    ///
    /// The steps: state changes that are due; `OPTIONS`; faults on the way here; the method (`UnsupportedHTTPMethod`); who
    /// is asking (version, operation, key, freshness, token, signature, nonce; see the module `verify`); ordered errors;
    /// the rate limit (`Throttling.User`); parameters (`Missing…`, `InvalidParameter` or the row's own code); the region
    /// (`InvalidRegionId.NotFound`, `UnsupportedRegion`, `OptInRequired.TrafficMirror`); the `ClientToken`; the
    /// operation's own checks; `DryRun`; the change.
    pub fn handle(&mut self, arrival: &Arrival<'_>) -> Reply {
        self.kept.world.settle(self.now);
        let fresh_at = arrival.freshness_now.unwrap_or(self.now);
        let server_time = self.kept.faults.skewed(fresh_at);
        let request_id = self.kept.seeds.request_id();
        let trace_id = self.kept.seeds.trace_id();
        if arrival.method == "OPTIONS" {
            return Reply::preflight(&request_id, &trace_id, server_time);
        }
        let request = Request::decode(arrival);
        let met = self
            .kept
            .faults
            .meeting(&request.action().unwrap_or_default());
        let fault = met.as_ref().map(|(_, kind)| kind);
        // An ordered error waits for a request that the gateway lets through.
        if let Some((at, kind)) = &met
            && kind.refusal().is_none()
        {
            self.kept.faults.spend(*at);
            if kind.is_before_the_gateway() {
                let reply = match kind {
                    FaultKind::Html502 => Reply::bad_gateway(),
                    _ => Reply::nothing(Disposition::DropRequest),
                };
                self.kept
                    .requests
                    .add(self.now, &request, reply.status, None);
                return reply;
            }
        }
        let played = self
            .admit(&request, fresh_at, server_time)
            .and_then(|admitted| {
                match met
                    .as_ref()
                    .and_then(|(at, kind)| Some((at, kind.refusal()?)))
                {
                    Some((at, ordered)) => {
                        self.kept.faults.spend(*at);
                        Err(ordered)
                    }
                    None => Ok(admitted),
                }
            })
            .and_then(|admitted| {
                let delay_ms = fault.map_or(0, FaultKind::delay_ms);
                let record = self.carry_out(&admitted, &request, &request_id, delay_ms)?;
                Ok((admitted.operation, record))
            });
        let answer = match &played {
            Ok((operation, record)) => answer::success(request.format, operation, record),
            Err(refusal) => answer::refusal(&request, &request_id, refusal),
        };
        let code = answer.code.clone();
        let reply = answer.into_reply(fault, &trace_id, server_time);
        self.kept
            .requests
            .add(self.now, &request, reply.status, code.as_deref());
        reply
    }

    /// The gateway: who is asking, and not too often.
    fn admit(
        &mut self,
        request: &Request<'_>,
        fresh_at: i64,
        server_time: i64,
    ) -> Result<Admitted, Refusal> {
        if !matches!(request.arrival.method, "GET" | "POST") {
            return Err(Refusal::new(
                "UnsupportedHTTPMethod",
                "The methods are GET and POST.",
            ));
        }
        let genuine = verify::verify(&self.options.accounts, request, server_time)?;
        self.kept.nonces.use_up(
            &genuine.account.access_key_id,
            &genuine.nonce,
            fresh_at,
            server_time,
        )?;
        Ok(Admitted {
            account: self
                .kept
                .world
                .owner_number(genuine.account.owner())
                .unwrap_or_default(),
            owner: genuine.account.owner().to_owned(),
            operation: genuine.operation,
        })
    }

    /// The service behind the gateway.
    fn carry_out(
        &mut self,
        admitted: &Admitted,
        request: &Request<'_>,
        request_id: &str,
        delay_ms: u64,
    ) -> Result<Record, Refusal> {
        let operation = admitted.operation;
        if let Some(rate) = self.rate_of(operation) {
            self.kept
                .calls
                .count(admitted.account, operation.name, rate, self.now)?;
        }
        let play = operations::play_of(operation.name).ok_or_else(|| {
            Refusal::new(
                "InvalidAction.NotFound",
                filled("This emulator does not play {}.", &[&*operation.name]),
            )
        })?;
        let params = validate::parameters(operation, &request.parameters)?;
        let region = operations::region_of(request)?;
        let (place, schedule) = self
            .kept
            .world
            .place((admitted.account, region))
            .ok_or_else(|| Refusal::new("InternalError", "There is no room for this region."))?;
        let call = Call {
            operation,
            params: &params,
            place,
            options: &self.options,
            inventory: self.kept.inventory.as_ref(),
        };
        call.require_service()?;
        let check = match play {
            Play::Read(list) => return Ok(list(&call)?.with("RequestId", request_id)),
            Play::Write(check) => check,
        };
        // A dry run does nothing, so that there is nothing to do only once: its token is neither looked up nor kept.
        let dry_run = params.boolean("DryRun") == Some(true);
        let token = params.text("ClientToken").filter(|_| !dry_run);
        let token = token.map(|token| token_key(&admitted.owner, region, operation.name, token));
        let fingerprint = params.fingerprint(&["ClientToken", "DryRun"]);
        if let Some(key) = &token
            && let Some(answer) = self.kept.tokens.recall(key, fingerprint, self.now)?
        {
            return Ok(answer);
        }
        let change = check(&call)?;
        if dry_run {
            return Err(Refusal::new(
                "DryRunOperation",
                "Every check was passed; DryRun kept it from being done.",
            ));
        }
        let mut means = Means {
            now: self.now,
            options: &self.options,
            seeds: &mut self.kept.seeds,
            schedule,
        };
        let answer = change(place, &mut means).with("RequestId", request_id);
        if let Some(key) = token {
            let ready_at = self.now.saturating_add_unsigned(delay_ms);
            self.kept
                .tokens
                .remember(key, fingerprint, answer.clone(), ready_at);
        }
        Ok(answer)
    }

    fn rate_of(&self, operation: &Operation) -> Option<Rate> {
        match self.options.rate_limit {
            RateLimit::Documented => operation.rate,
            RateLimit::Off => None,
            RateLimit::Each(rate) => Some(rate),
        }
    }
}
