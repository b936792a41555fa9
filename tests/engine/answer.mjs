// Answers questions with the engine, for test_parity.py: JSON in on stdin, JSON out on stdout.
//
// In: {folder, charsmap, entry, skeleton, questions: [[name, question], ...]}. Out: a list of
// answers, typed arrays as base64 of float32; of BERTviz what the tab makes of them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { engineDocument } from "../../attention/ui/bertviz/engine_document.js";
import { createEngine } from "../../attention/ui/engine/engine.js";
import { assembleModel } from "../../attention/ui/engine/load_model.js";

const { folder, charsmap, entry, skeleton, questions } = JSON.parse(readFileSync(0, "utf-8"));
const file = (name) => join(folder, name);
const files = { "charsmap.bin": new Uint8Array(readFileSync(charsmap)) };
for (const name of ["weights.packed", "tokenizer.json"]) {
  files[name] = new Uint8Array(readFileSync(file(name)));
}
const json = (name) => JSON.parse(readFileSync(file(name), "utf-8"));
const facts = Object.fromEntries(
  ["opening", "roles", "jobs"].map((fact) => [
    fact,
    existsSync(file(`${fact}.json`)) ? json(`${fact}.json`) : {},
  ]),
);
const model = assembleModel({ ...entry, config: json("config.json"), facts }, files);
const engine = createEngine(async () => model);

const answers = [];
for (const [name, question] of questions) {
  const asked = { ...question, model: entry.name };
  const answer = await engine[name](asked);
  const drawn = name === "bertviz_view";
  answers.push(drawn ? engineDocument(answer, asked, asked.layers, skeleton) : answer);
}
const base64 = (_, value) =>
  value instanceof Float32Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")
    : value;
process.stdout.write(JSON.stringify(answers, base64));
