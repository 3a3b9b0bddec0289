// What the tests of the pages stand on: that output which differs is seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fits } from "./blocks.mjs";

test("output is compared line by line, and only … stands for anything", () => {
  assert.ok(fits("a\nb\n", ["a", "b"]));
  assert.ok(fits("RequestId 1-2\n", ["RequestId …-…"]));
  assert.ok(!fits("a\nb\n", ["a"]));
  assert.ok(!fits("a\n", ["a", "b"]));
  assert.ok(!fits("axb\n", ["a.b"]));
  assert.ok(!fits("a\nb\n", ["…"]));
});
