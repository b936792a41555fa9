import assert from "node:assert/strict";
import { test } from "node:test";
import { attend, softmax, unit } from "../../attention/ui/engine/attend.js";

const near = (actual, expected, within = 1e-12) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((x, i) => assert.ok(Math.abs(actual[i] - x) <= within, `${actual} ${expected}`));
};

test("weights are the softmax of q·k/√d, the output mixes the values", () => {
  const { scores, weights, output } = attend(
    [[1, 3, 0, 0]],
    [
      [2, 0, 5, 5],
      [0, 0, 0, 0],
    ],
    [[4], [8]],
  );
  near(scores[0], [1, 0]);
  near(weights[0], [Math.E / (Math.E + 1), 1 / (Math.E + 1)]);
  near(output[0], [4 * weights[0][0] + 8 * weights[0][1]]);
});

test("typed arrays give what plain ones give", () => {
  const [q, k, v] = [
    [[0.5, -2]],
    [
      [1, 0.25],
      [3, 1],
    ],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ];
  const typed = [q, k, v].map((rows) => rows.map((row) => Float32Array.from(row)));
  assert.deepEqual(attend(...typed), attend(q, k, v));
});

test("a boolean mask forbids, a number is added, and a row may be left with nothing", () => {
  const [q, k, v] = [
    [[1], [1]],
    [[1], [1]],
    [[2], [4]],
  ];
  near(
    attend(q, k, v, [
      [true, false],
      [false, false],
    ]).output.flat(),
    [2, 0],
  );
  near(
    attend(q, k, v, [
      [0, -Infinity],
      [Math.log(3), 0],
    ]).weights.flat(),
    [1, 0, 0.75, 0.25],
  );
});

test("cosine ignores length, and scores a zero vector 0", () => {
  const { scores } = attend(
    [[3, 4]],
    [
      [30, 40],
      [0, 0],
    ],
    [[1], [1]],
    null,
    "cosine",
  );
  near(scores[0], [1, 0]);
  near(unit([0, 0]), [0, 0]);
  assert.throws(() => attend([[1]], [[1]], [[1]], null, "euclid"), RangeError);
});

test("softmax bears large scores", () => near(softmax([1e4, 1e4]), [0.5, 0.5]));
