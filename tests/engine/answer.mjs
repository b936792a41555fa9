// Answers questions with the engine, for test_parity.py: JSON in on stdin, JSON out on stdout.
//
// In: {folder, entry, cases: [{name, question, reading}]}. A `reading` holds what Python's tokenizer
// made of the text; without one the engine's own tokenizer reads it. Out: a list of answers, typed
// arrays as base64 of float32.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine } from "../../attention/ui/engine/engine.js";
import { assembleModel } from "../../attention/ui/engine/load_model.js";

const { folder, entry, cases } = JSON.parse(readFileSync(0, "utf-8"));
const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
entry.config = JSON.parse(readFileSync(join(folder, "config.json"), "utf-8"));

/** A tokenizer that knows only what Python says of one text; it names tokens by their numbers. */
const handedOver = ({ source, target, mask }) => ({
  encode: () => source,
  encodeTarget: () => target,
  describeTarget: (ids) => ({
    ids,
    tokens: ids.map(String),
    special: ids.map(() => false),
    words: ids.map((_, i) => i),
    unknown: ids.map(() => false),
  }),
  decode: (ids) => ids.join(" "),
  tokenOf: String,
  mask: { id: mask, token: "[MASK]" },
});

const model = assembleModel(entry, { "weights.packed": read("weights.packed") }, () => null);
const answers = [];
for (const { name, question, reading } of cases) {
  const engine = createEngine(async () => ({ ...model, tokenizer: handedOver(reading) }));
  answers.push(await engine[name]({ ...question, model: entry.name }));
}
const base64 = (_, value) =>
  value instanceof Float32Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")
    : value;
process.stdout.write(JSON.stringify(answers, base64));
