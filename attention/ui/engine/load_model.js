// A model of the engine from its files: weights, tokenizer, configuration.

import { createBert } from "./bert.js";
import { fetchFile } from "./fetch_file.js";
import { createMarian } from "./marian.js";
import { createTokenizer } from "./tokenizers/tokenizers.js";
import { parseWeights } from "./weights.js";

/**
 * A built-in model as the contract lists it. Its files are weights.packed,
 * tokenizer.json and, for a translator, charsmap.bin.
 * @typedef {object} ModelEntry
 * @property {string} name
 * @property {string} language
 * @property {string | null} target null: a BERT
 * @property {any} config the model's config.json
 * @property {Record<string, import("./fetch_file.js").FileEntry>} files
 * @property {import("./attention_map.js").HeadFacts} [facts]
 */
/**
 * @typedef {import("./engine.js").Model} Model
 */

const [WEIGHTS, TOKENIZER, CHARSMAP] = ["weights.packed", "tokenizer.json", "charsmap.bin"];

/**
 * Fetch a model's files and put it together. Throws WeightsError.
 * @param {ModelEntry} entry
 * @param {import("./stores.js").Stores} stores
 * @param {{progress?: import("./fetch_file.js").Progress, signal?: AbortSignal}} [options]
 * @returns {Promise<Model>}
 */
export async function loadModel(entry, stores, { progress, signal } = {}) {
  const names = Object.keys(entry.files);
  const total = names.reduce((sum, name) => sum + entry.files[name].length, 0);
  const loaded = new Map();
  const fetched = names.map(async (name) => {
    const tell = (/** @type {number} */ bytes) => {
      loaded.set(name, bytes);
      progress?.(
        [...loaded.values()].reduce((sum, part) => sum + part, 0),
        total,
      );
    };
    return [name, await fetchFile(entry.files[name], stores, { progress: tell, signal })];
  });
  /** @type {Record<string, Uint8Array>} */
  const files = Object.fromEntries(await Promise.all(fetched));
  return assembleModel(entry, files);
}

/**
 * Put a model together from its files.
 * @param {ModelEntry} entry
 * @param {Record<string, Uint8Array>} files
 * @returns {Model}
 */
export function assembleModel(entry, files) {
  const weights = parseWeights(files[WEIGHTS]);
  const create = entry.target ? createMarian : createBert;
  return /** @type {Model} */ ({
    name: entry.name,
    network: create(entry.config, weights),
    tokenizer: tokenizerOf(entry, files),
    facts: entry.facts,
  });
}

/**
 * @param {ModelEntry} entry
 * @param {Record<string, Uint8Array>} files
 */
function tokenizerOf({ language, target }, files) {
  const file = JSON.parse(new TextDecoder().decode(files[TOKENIZER]));
  if (!target) return createTokenizer({ language, tokenizer: file });
  return createTokenizer({ language, target, pieces: file, charsmap: files[CHARSMAP] });
}
