import assert from "node:assert/strict";
import { test } from "node:test";
import { distances, maskAll, maskRow, parseLooks } from "../../attention/ui/engine/looks.js";

test("nobody looks at a blocked column, not even the word itself", () => {
  const looks = parseLooks([1], false);
  const row = [true, false, true];
  assert.deepEqual(maskAll(looks, "self", 3), [row, row, row]);
});

test("one look of one row is blocked", () => {
  const looks = parseLooks([[2, 0]], false);
  assert.deepEqual(maskRow(looks, "self", 2, 3), [false, true, true]);
  assert.equal(maskRow(looks, "self", 1, 3), null);
});

test("a column of a translator's source is blocked for the encoder and across", () => {
  const looks = parseLooks([1, ["decoder", 0], ["cross", 3, 2]], true);
  assert.deepEqual(maskRow(looks, "encoder", 0, 3), [true, false, true]);
  assert.deepEqual(maskRow(looks, "cross", 0, 3), [true, false, true]);
  assert.deepEqual(maskRow(looks, "cross", 3, 3), [true, false, false]);
  assert.deepEqual(maskRow(looks, "decoder", 2, 3), [false, true, true]);
});

test("a row that is left with nothing keeps itself, across the last token of the source", () => {
  assert.deepEqual(maskRow(parseLooks([0, 1], false), "self", 1, 2), [false, true]);
  assert.deepEqual(maskRow(parseLooks([0, 1], true), "cross", 0, 2), [false, true]);
  assert.deepEqual(maskRow(parseLooks([["decoder", 0]], true), "decoder", 0, 1), [true]);
});

test("what is no look is refused", () => {
  for (const look of [-1, 0.5, [1], [1, 2, 3], ["self", 1], null, "1"]) {
    assert.throws(() => parseLooks([look], false), RangeError, JSON.stringify(look));
  }
  for (const look of [[1, 2], ["self", 1], ["cross"], ["cross", 1, 2, 3], ["cross", "1"]]) {
    assert.throws(() => parseLooks([look], true), RangeError, JSON.stringify(look));
  }
});

test("how far a vector moved is 1 − cosine", () => {
  const [still, turned] = distances(Float32Array.of(1, 2, 1, 0), Float32Array.of(2, 4, 0, 5), 2);
  assert.ok(still < 1e-12 && Math.abs(turned - 1) < 1e-12);
});
