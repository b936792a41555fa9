// One map of the value that the picture draws (DESIGN §7), as attention/ui/encode_trace.py lays it
// out; the weights are a typed array.

import { defaultView, sortJobs } from "./default_view.js";

/**
 * What a tokenizer says of a text, or of a part of one, token by token.
 * @typedef {object} Tokens
 * @property {string[]} tokens as shown
 * @property {boolean[]} special
 * @property {number[]} words the number of the word each belongs to; -1: a special token
 * @property {boolean[]} unknown
 * @property {string[]} [typed] what was typed for each
 */
/**
 * @typedef {object} Predicted what a decoder's rows predict
 * @property {string[]} predicts
 * @property {number[]} probabilities
 * @property {[string, number][][]} candidates the likeliest other tokens
 */
/**
 * What was measured of a model's heads, by kind of map: the head that opens first (opening.json),
 * the mean role of every head (roles.json), and the jobs of some (jobs.json).
 * @typedef {object} HeadFacts
 * @property {Record<string, import("./default_view.js").HeadPlace>} opening
 * @property {Record<string, unknown>} roles
 * @property {Record<string, import("./default_view.js").Job[]>} jobs
 */
/**
 * @typedef {object} AttentionMap
 * @property {string} kind
 * @property {string[]} rows
 * @property {string[]} columns
 * @property {string[] | null} predicts
 * @property {number[] | null} probabilities
 * @property {[string, number][][] | null} candidates
 * @property {number[]} special_rows
 * @property {number[]} special_columns
 * @property {number[]} row_words
 * @property {number[]} column_words
 * @property {{rows: number[], columns: number[]}} unknown
 * @property {{rows: string[], columns: string[]}} typed
 * @property {number} layers
 * @property {number} heads
 * @property {unknown} mean_roles
 * @property {unknown[]} jobs
 * @property {import("./default_view.js").View} opening
 * @property {Float32Array} weights (layers, heads, rows, columns)
 */

/**
 * @param {string} kind
 * @param {Tokens} rows
 * @param {Tokens} columns
 * @param {import("./transformer_layer.js").Recorded[]} recorded of every layer
 * @param {{facts?: HeadFacts, says?: Predicted}} more
 * @returns {AttentionMap}
 */
export function buildMap(kind, rows, columns, recorded, { facts, says }) {
  const size = rows.tokens.length * columns.tokens.length;
  const perLayer = recorded[0].weights.length;
  const weights = new Float32Array(recorded.length * perLayer);
  recorded.forEach((layer, i) => weights.set(layer.weights, i * perLayer));
  const map = {
    kind,
    rows: rows.tokens,
    columns: columns.tokens,
    predicts: says?.predicts ?? null,
    probabilities: says?.probabilities ?? null,
    candidates: says?.candidates ?? null,
    special_rows: rows.special.map(Number),
    special_columns: columns.special.map(Number),
    row_words: rows.words,
    column_words: columns.words,
    unknown: { rows: rows.unknown.map(Number), columns: columns.unknown.map(Number) },
    typed: { rows: rows.typed ?? rows.tokens, columns: columns.typed ?? columns.tokens },
    layers: recorded.length,
    heads: perLayer / size,
    weights,
  };
  const jobs = sortJobs(facts?.jobs[kind] ?? []);
  return {
    ...map,
    mean_roles: facts?.roles[kind] ?? null,
    jobs: jobs.map(({ name, ...job }) => ({ ...job, job: name })),
    opening: defaultView(map, jobs, facts?.opening[kind] ?? { layer: 0, head: null }),
  };
}
