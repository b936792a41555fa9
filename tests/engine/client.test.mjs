import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../../attention/ui/engine/client.js";

const ENTRY = { name: "bert-mini", files: {} };

/** A worker whose answers the test writes; `messages` is what it was sent. */
function fakeWorker() {
  const worker = { messages: [], ended: false };
  worker.postMessage = (message) => worker.messages.push(message);
  worker.terminate = () => (worker.ended = true);
  worker.answer = (data) => worker.onmessage({ data });
  return worker;
}

test("the worker starts with the first question, and answers find who asked", async () => {
  const worker = fakeWorker();
  let starts = 0;
  const client = createClient(() => (starts++, worker));
  assert.equal(starts, 0);
  const asked = ["a", "b"].map((text) => client.ask("self_attention", { text }));
  const [first, second] = worker.messages;
  assert.deepEqual(
    [first.question, first.lane, first.name],
    [{ text: "a" }, first.name, "self_attention"],
  );
  worker.answer({ type: "answer", id: second.id, answer: "B" });
  worker.answer({ type: "answer", id: first.id, answer: "A" });
  assert.deepEqual(await Promise.all(asked), ["A", "B"]);
  assert.equal(starts, 1);
});

test("a model is loaded once, whoever asks hears of its progress", async () => {
  const worker = fakeWorker();
  const client = createClient(() => worker, ["hash"]);
  const heard = [];
  const loads = [1, 2].map((who) => client.load(ENTRY, (loaded) => heard.push([who, loaded])));
  assert.deepEqual(worker.messages, [{ type: "load", entry: ENTRY, wanted: ["hash"] }]);
  worker.answer({ type: "progress", model: ENTRY.name, loaded: 7, total: 9 });
  worker.answer({ type: "loaded", model: ENTRY.name });
  await Promise.all(loads);
  assert.deepEqual(heard, [
    [1, 7],
    [2, 7],
  ]);
});

test("a download that fails says why, and may be tried again", async () => {
  const worker = fakeWorker();
  const client = createClient(() => worker);
  const load = client.load(ENTRY);
  const failure = { name: "WeightsError", message: "", reason: "cut off" };
  worker.answer({ type: "loaded", model: ENTRY.name, failure });
  await assert.rejects(load, { name: "WeightsError", reason: "cut off" });
  const again = client.load(ENTRY);
  assert.equal(worker.messages.length, 2);
  worker.answer({ type: "loaded", model: ENTRY.name });
  await again;
});

test("errors keep their names", async () => {
  const worker = fakeWorker();
  const client = createClient(() => worker);
  for (const name of ["Superseded", "RangeError"]) {
    const asked = client.ask("layers", {});
    const { id } = worker.messages.at(-1);
    worker.answer({ type: "answer", id, failure: { name, message: "no" } });
    await assert.rejects(asked, { name });
  }
});

test("where there are no workers, and when one breaks, whoever waits is told", async () => {
  const none = createClient(() => {
    throw new TypeError("no workers here");
  });
  await assert.rejects(none.load(ENTRY), TypeError);
  await assert.rejects(none.ask("layers", {}), TypeError);
  const workers = [fakeWorker(), fakeWorker()];
  const client = createClient(() => workers.shift());
  const [broken, next] = workers;
  const waiting = [client.load(ENTRY), client.ask("layers", {})];
  broken.onerror({ message: "out of memory" });
  for (const one of waiting) await assert.rejects(one, /out of memory/);
  assert.ok(broken.ended);
  client.ask("layers", {}).catch(() => {});
  assert.equal(next.messages.length, 1);
});
