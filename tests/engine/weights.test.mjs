import assert from "node:assert/strict";
import { test } from "node:test";
import { parseWeights } from "../../attention/ui/engine/weights.js";

/** Pack a header and the bytes behind it. */
function packed(tensors, bytes) {
  const header = new TextEncoder().encode(JSON.stringify({ tensors }));
  const file = new Uint8Array(8 + header.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(bytes, 8 + header.length);
  return file;
}

const MATRIX = { shape: [2, 2], type: "int8", data: 0, exponents: 4 };

test("a weight is a whole number times a power of two, one a row", () => {
  const bytes = Uint8Array.from([127, -127, 3, 0, -1, 2].map((x) => x & 0xff));
  const { shape, data } = parseWeights(packed({ m: MATRIX }, bytes)).tensor("m");
  assert.deepEqual(
    [shape, [...data]],
    [
      [2, 2],
      [63.5, -63.5, 12, 0],
    ],
  );
});

test("half-precision floats: normal, subnormal, infinite, negative", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x7c00, 0x3555);
  const vector = { shape: [7], type: "float16", data: 0 };
  const weights = parseWeights(packed({ v: vector }, new Uint8Array(halves.buffer)));
  const expected = [1, -2, 2 ** -24, 65504, -0, Infinity, 0.333251953125];
  assert.deepEqual([...weights.tensor("v").data], expected);
});

test("a file that is cut, or none, is refused as altered", () => {
  const whole = packed({ m: MATRIX }, new Uint8Array(6));
  for (const bytes of [
    whole.slice(0, -1),
    whole.slice(0, 20),
    whole.slice(0, 3),
    new Uint8Array(64),
  ]) {
    assert.throws(() => parseWeights(bytes), { name: "WeightsError", reason: "altered" });
  }
  assert.throws(() => parseWeights(whole).tensor("x"), { reason: "altered" });
});
