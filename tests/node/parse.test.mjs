import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResponse, ResponseError, ServiceError, TrafficMirrorError } from "alicloud-traffic-mirror";

const list = "ListTrafficMirrorSessions";
const json = {
  TrafficMirrorSessions: [
    {
      TrafficMirrorSessionId: "tms-1",
      TrafficMirrorSessionStatus: "Created",
      Enabled: true,
      Priority: 7,
      TrafficMirrorSourceIds: ["eni-1", "eni-2"],
      Tags: [{ Key: "k", Value: "" }],
    },
  ],
  TotalCount: "1",
  RequestId: "R",
};
const xml = `<?xml version='1.0' encoding='UTF-8'?>
<ListTrafficMirrorSessionsResponse>
  <TrafficMirrorSessions>
    <TrafficMirrorSessionId>tms-1</TrafficMirrorSessionId>
    <TrafficMirrorSessionStatus>Created</TrafficMirrorSessionStatus>
    <Enabled>true</Enabled><Priority>7</Priority>
    <TrafficMirrorSourceIds>eni-1</TrafficMirrorSourceIds>
    <TrafficMirrorSourceIds>eni-2</TrafficMirrorSourceIds>
    <Tags><Key>k</Key><Value></Value></Tags>
  </TrafficMirrorSessions>
  <TotalCount>1</TotalCount><RequestId>R</RequestId>
</ListTrafficMirrorSessionsResponse>`;

test("JSON and XML become one shape", () => {
  assert.deepEqual(parseResponse(list, { status: 200, body: JSON.stringify(json) }), json);
  assert.deepEqual(
    parseResponse(list, { status: 200, body: xml, contentType: "text/xml;charset=utf-8" }),
    json,
  );
});

test("absent lists are empty lists, and TotalCount is the string it is documented as", () => {
  const result = parseResponse(list, { status: 200, body: '{"TotalCount":0,"RequestId":"R"}' });
  assert.deepEqual(result, { TrafficMirrorSessions: [], TotalCount: "0", RequestId: "R" });
});

test("a field named __proto__ is data", () => {
  const body = '{"RequestId":"R","__proto__":{"polluted":true},"constructor":1}';
  const result = parseResponse("DeleteTrafficMirrorSession", { status: 200, body });
  assert.equal(Object.getPrototypeOf(result), Object.prototype);
  assert.ok(Object.hasOwn(result, "__proto__"));
  assert.equal(result.polluted, undefined);
  assert.equal({}.polluted, undefined);
});

const refusal = {
  RequestId: "R",
  HostId: "h",
  Code: "IncorrectStatus.TrafficMirrorSession",
  Message: "busy",
  Recommend: "https://x",
};
for (const [what, body] of Object.entries({
  JSON: JSON.stringify(refusal),
  "lower-case JSON":
    '{"requestId":"R","hostId":"h","code":"IncorrectStatus.TrafficMirrorSession","message":"busy","recommend":"https://x"}',
  XML: "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId><HostId>h</HostId><Code>IncorrectStatus.TrafficMirrorSession</Code><Message>busy</Message><Recommend><![CDATA[https://x]]></Recommend></Error>",
})) {
  test(`a refusal in ${what} is a ServiceError with all its parts`, () => {
    assert.throws(
      () => parseResponse("DeleteTrafficMirrorSession", { status: 400, body }),
      (error) => {
        assert.ok(
          error instanceof ServiceError && error instanceof TrafficMirrorError && error instanceof Error,
        );
        const {
          code,
          status,
          serviceCode,
          requestId,
          hostId,
          recommend,
          action,
          kind,
          retryable,
          message,
          hint,
        } = error;
        assert.deepEqual(
          { code, status, serviceCode, requestId, hostId, recommend, action, kind, retryable },
          {
            code: "SERVICE",
            status: 400,
            serviceCode: refusal.Code,
            requestId: "R",
            hostId: "h",
            recommend: "https://x",
            action: "DeleteTrafficMirrorSession",
            kind: "busy",
            retryable: true,
          },
        );
        assert.match(message, /busy/);
        assert.match(hint, /Wait until the session/);
        return true;
      },
    );
  });
}

for (const [what, status, body] of [
  ["an HTML page", 502, "<html><body>Bad Gateway</body></html>"],
  ["an HTML page with success", 200, "<!DOCTYPE html><html></html>"],
  ["nothing", 200, ""],
  ["white space", 200, " \n"],
  ["JSON cut short", 200, '{"RequestId":"R"'],
  ["XML cut short", 200, "<DeleteTrafficMirrorSessionResponse><RequestId>R</RequestId>"],
  [
    "a wrong root",
    200,
    "<CreateTrafficMirrorSessionResponse><RequestId>R</RequestId></CreateTrafficMirrorSessionResponse>",
  ],
  ["a list", 200, "[]"],
  ["a refusal without a code", 500, "{}"],
  ["a redirect", 302, ""],
  ["a document type", 200, "<!DOCTYPE x [<!ENTITY a 'b'>]><DeleteTrafficMirrorSessionResponse/>"],
  ["JSON nested without end", 200, `{"a":${"[".repeat(100_000)}`],
  ["XML nested without end", 200, "<a>".repeat(100_000)],
  ["more than 16 MiB", 200, `{"RequestId":"${"x".repeat(16 * 1024 * 1024)}"}`],
]) {
  test(`${what} is a ResponseError with the status`, () => {
    assert.throws(
      () => parseResponse("DeleteTrafficMirrorSession", { status, body }),
      (error) => error instanceof ResponseError && error.code === "BAD_RESPONSE" && error.status === status,
    );
    assert.deepEqual(
      parseResponse("DeleteTrafficMirrorSession", { status: 200, body: '{"RequestId":"R"}' }),
      { RequestId: "R" },
    );
  });
}

test("what the server echoes of keys and tokens is replaced", () => {
  const Message =
    "Specified signature is not matched with our calculation. server string to sign is:GET&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dsts%252Btoken%26Version%3D2016-04-28";
  assert.throws(
    () =>
      parseResponse("DeleteTrafficMirrorSession", {
        status: 400,
        body: JSON.stringify({ Code: "SignatureDoesNotMatch", Message }),
      }),
    (error) => {
      assert.equal(error.kind, "auth");
      assert.ok(!error.message.includes("sts%252Btoken") && !error.message.includes("testid"), error.message);
      assert.match(error.message, /SecurityToken%3D\*\*\*%26Version/);
      return true;
    },
  );
});

test("what is no answer at all is a ParameterError that names it", () => {
  for (const [response, name] of [
    [{ status: "200", body: "{}" }, "status"],
    [{ status: 65_736, body: "{}" }, "status"],
    [{ status: 200 }, "body"],
    [{ status: 200, body: { RequestId: "R" } }, "body"],
    [{ status: 200, body: "{}", contentType: 5 }, "contentType"],
    [{ status: 200, body: "{}", contentType: Object.create(null) }, "contentType"],
  ]) {
    assert.throws(() => parseResponse("DeleteTrafficMirrorSession", response), {
      code: "INVALID_PARAMETER",
      message: new RegExp(name),
    });
  }
  // As `headers.get` gives what there is not.
  assert.deepEqual(
    parseResponse("DeleteTrafficMirrorSession", { status: 200, body: "{}", contentType: null }),
    {},
  );
  assert.deepEqual(parseResponse("\ud800", { status: 200, body: '{"a":1}' }), { a: 1 });
});

test("a success with nothing but what no operation gives is of something on the way, not of the service", () => {
  const page = '{"status":"maintenance"}';
  for (const action of ["DeleteTrafficMirrorSession", "ListTrafficMirrorSessions"]) {
    assert.throws(() => parseResponse(action, { status: 200, body: page }), {
      code: "BAD_RESPONSE",
      message: /none of the documented fields/,
    });
  }
  assert.deepEqual(parseResponse("DeleteTrafficMirrorSession", { status: 200, body: "{}" }), {});
  assert.deepEqual(parseResponse("ListTrafficMirrorSessions", { status: 200, body: "{}" }), {
    TrafficMirrorSessions: [],
  });
  // Of what is in no table, nothing is known.
  assert.deepEqual(parseResponse("DescribeVpcs", { status: 200, body: page }), { status: "maintenance" });
});
