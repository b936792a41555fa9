// The worker's side with a real model, fetched from a folder: weights, tokenizer, questions.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createService } from "../../attention/ui/engine/serve.js";
import { createStores } from "../../attention/ui/engine/stores.js";

const PACKAGE = fileURLToPath(new URL("../../attention/weights", import.meta.url));
const FOLDER = join(process.env.ATTENTION_WEIGHTS ?? PACKAGE, "bert-mini");
const read = (name) => readFileSync(join(FOLDER, name));
const fileEntry = (name) => ({
  url: name,
  length: read(name).length,
  sha256: createHash("sha256").update(read(name)).digest("hex"),
});
const ENTRY = {
  name: "bert-mini",
  language: "en",
  target: null,
  config: JSON.parse(read("config.json").toString()),
  files: Object.fromEntries(["weights.packed", "tokenizer.json"].map((n) => [n, fileEntry(n)])),
};
globalThis.fetch = async (name) => new Response(read(name));

/** A service; `answers` are what it sends, of a type. */
function serve() {
  const sent = [];
  const service = createService((message) => sent.push(message), createStores({}), [
    ENTRY,
    { name: "bert-mini-ja", language: "ja", target: null },
  ]);
  return { service, answers: (type) => sent.filter((message) => message.type === type) };
}
const ask = (id, text, name = "self_attention") => {
  return { type: "ask", id, lane: name, name, question: { model: ENTRY.name, text } };
};

test("a model is loaded with progress, and answers", async () => {
  const { service, answers } = serve();
  await service({ type: "load", entry: ENTRY, wanted: [] });
  assert.deepEqual(answers("loaded"), [{ type: "loaded", model: "bert-mini" }]);
  const { loaded, total } = answers("progress").at(-1);
  assert.equal(loaded, total);
  await service(ask(1, "The cat sat."));
  const [{ answer }] = answers("answer");
  assert.deepEqual(answer.maps[0].rows, ["[CLS]", "the", "cat", "sat", ".", "[SEP]"]);
  const size = answer.maps[0].layers * answer.maps[0].heads * 36;
  assert.equal(answer.maps[0].weights.length, size);
  structuredClone(answer); // as a message is
});

test("a newer sentence stops a longer, older one", async () => {
  const { service, answers } = serve();
  await service({ type: "load", entry: ENTRY, wanted: [] });
  const older = service(ask(1, "The old cat slept while the children played. ".repeat(10)));
  await Promise.all([older, service(ask(2, "A cat."))]);
  const [first, second] = answers("answer");
  assert.deepEqual([first.id, first.failure.name], [1, "Superseded"]);
  assert.deepEqual([second.id, second.answer.texts], [2, ["A cat."]]);
});

test("what cannot be answered says so", async () => {
  const { service, answers } = serve();
  await service(ask(1, "A cat."));
  const altered = { ...fileEntry("weights.packed"), sha256: "0" };
  await service({
    type: "load",
    entry: { ...ENTRY, files: { ...ENTRY.files, "weights.packed": altered } },
    wanted: [],
  });
  assert.equal(answers("loaded")[0].failure.reason, "altered");
  await service({ type: "load", entry: ENTRY, wanted: [] });
  await service(ask(2, " "));
  await service(ask(3, "A cat.", "no_such_endpoint"));
  await service(ask(4, "猫が好き。"));
  const failures = answers("answer").map(({ failure }) => failure);
  assert.deepEqual([failures[0].name, failures[0].model], ["NotLoaded", "bert-mini"]);
  assert.equal(failures[1].message, "Type a sentence first.");
  assert.match(failures[2].message, /no_such_endpoint/);
  assert.deepEqual([failures[3].name, failures[3].model], ["NotLoaded", "bert-mini-ja"]);
});

test("the model of another language says that it answers, and why", async () => {
  const { service, answers } = serve();
  await service({ type: "load", entry: ENTRY, wanted: [] });
  const japanese = { ...ask(1, "A cat."), name: "mask_word" };
  japanese.question = { model: "bert-mini-ja", text: "A cat.", token: 1 };
  await service(japanese);
  await service(ask(2, "Где мой кот?"));
  const [{ answer: first }, { answer: second }] = answers("answer");
  assert.equal(first.after.model, "bert-mini");
  assert.deepEqual(first.after.notes, ["other_language"]);
  assert.deepEqual(second.notes, ["wrong_language"]);
});
