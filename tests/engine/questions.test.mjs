import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuestions, nextTask } from "../../attention/ui/engine/questions.js";

/** An answer of so many steps, each of which can be stopped. */
const steps = (count, log, name) => async (checkpoint) => {
  for (let step = 1; step <= count; step++) {
    await checkpoint();
    log.push(`${name}${step}`);
  }
  return name;
};

test("questions of two lanes are answered one after the other", async () => {
  const [ask, log] = [createQuestions(), []];
  const answers = await Promise.all([ask("x", steps(2, log, "a")), ask("y", steps(2, log, "b"))]);
  assert.deepEqual(answers, ["a", "b"]);
  assert.deepEqual(log, ["a1", "a2", "b1", "b2"]);
});

test("a newer question stops the older at its next step", async () => {
  const [ask, log] = [createQuestions(), []];
  const older = ask("x", steps(1000, log, "a"));
  older.catch(() => {});
  while (log.length < 3) await nextTask();
  const newer = ask("x", steps(1, log, "b"));
  await assert.rejects(older, { name: "Superseded" });
  assert.equal(await newer, "b");
  assert.ok(log.length < 8, log.join());
});

test("of questions that still wait only the newest begins", async () => {
  const [ask, log] = [createQuestions(), []];
  const asked = ["a", "b", "c"].map((name) => ask("x", steps(1, log, name)));
  const ends = await Promise.allSettled(asked);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ["rejected", "rejected", "fulfilled"],
  );
  assert.deepEqual(log, ["c1"]);
});

test("an answer that fails lets the next be asked", async () => {
  const ask = createQuestions();
  await assert.rejects(
    ask("x", async () => {
      throw new RangeError("no");
    }),
    RangeError,
  );
  assert.equal(await ask("x", async () => 7), 7);
});
