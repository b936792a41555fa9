import assert from "node:assert/strict";
import { test } from "node:test";
import { erf, gelu, swish } from "../../attention/ui/engine/activations.js";
import { embed, layerNorm, linear } from "../../attention/ui/engine/layers.js";

const tensor = (shape, fill) => {
  const size = shape.reduce((a, b) => a * b);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => fill(i)) };
};

for (const [rows, ins, outs] of [
  [1, 1, 1],
  [1, 7, 5],
  [3, 4, 4],
  [4, 3, 2],
  [5, 8, 9],
  [11, 16, 6],
]) {
  test(`linear (${rows}, ${ins}) -> (${rows}, ${outs}) is the sum it says`, () => {
    const x = tensor([rows, ins], (i) => Math.sin(i));
    const weight = tensor([outs, ins], (i) => Math.cos(3 * i));
    const bias = tensor([outs], (i) => i / 10);
    const y = linear(x.data, { weight, bias });
    assert.equal(y.length, rows * outs);
    for (let r = 0; r < rows; r++) {
      for (let o = 0; o < outs; o++) {
        let sum = bias.data[o];
        for (let i = 0; i < ins; i++) sum += x.data[r * ins + i] * weight.data[o * ins + i];
        assert.ok(Math.abs(y[r * outs + o] - sum) < 1e-6);
      }
    }
  });
}

test("erf has the values of the tables (Abramowitz & Stegun 7.1), on both sides of 0", () => {
  const known = {
    0: 0,
    0.1: 0.112462916018,
    0.5: 0.520499877814,
    1: 0.84270079295,
    1.5: 0.966105146475,
    2: 0.995322265019,
    3: 0.999977909503,
    5.99: 1,
    9: 1,
  };
  for (const [x, y] of Object.entries(known)) {
    assert.ok(Math.abs(erf(Number(x)) - y) < 1e-10, `erf(${x})`);
    assert.equal(erf(-x), 0 - erf(Number(x)));
  }
  assert.ok(Number.isNaN(erf(NaN)));
});

test("gelu and swish", () => {
  const [low, zero, one] = gelu(Float32Array.of(-1, 0, 1));
  assert.ok(Math.abs(low + 0.15865525) < 1e-7 && zero === 0 && Math.abs(one - 0.84134475) < 1e-7);
  const [below, , above] = swish(Float32Array.of(-1, 0, 1));
  assert.ok(Math.abs(above - 0.73105858) < 1e-7 && Math.abs(below + 0.26894142) < 1e-7);
});

test("layer normalisation brings a row to mean 0 and variance 1", () => {
  const norm = { weight: tensor([2], () => 2), bias: tensor([2], () => 1), epsilon: 0 };
  assert.deepEqual([...layerNorm(Float32Array.of(3, 5, -10, 10), norm)], [-1, 3, -1, 3]);
});

test("embed takes rows of a table", () => {
  const table = tensor([3, 2], (i) => i);
  assert.deepEqual([...embed(table, [2, 0], 10)], [40, 50, 0, 10]);
});
