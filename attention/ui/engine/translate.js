// Translating, one token after the other: each time the likeliest.

import { MAX_TOKENS } from "../shared/contract.js";

/**
 * @typedef {import("./marian.js").Marian} Marian
 * @typedef {import("./bert.js").Checkpoint} Checkpoint
 * @typedef {ReturnType<typeof import("./decoder.js").createDecoder>} Decoder
 */

/**
 * Write a translation; returns its ids, without start and end. The decoder has then read the start
 * token and all ids but a 64th.
 * @param {Marian} model
 * @param {Decoder} decoder
 * @param {Checkpoint} [checkpoint]
 */
export async function translate({ config }, decoder, checkpoint = () => {}) {
  /** @type {number[]} */
  const ids = [];
  let next = likeliest(decoder.step(config.decoder_start_token_id));
  while (next !== config.eos_token_id) {
    ids.push(next);
    if (ids.length === MAX_TOKENS) break;
    await checkpoint();
    next = likeliest(decoder.step(next));
  }
  return ids;
}

/**
 * Read a translation that is given, up to 64 tokens with the start token.
 * @param {Marian} model
 * @param {Decoder} decoder
 * @param {ArrayLike<number>} ids without start and end
 * @param {Checkpoint} [checkpoint]
 */
export async function readTarget({ config }, decoder, ids, checkpoint = () => {}) {
  const read = [config.decoder_start_token_id, ...Array.from(ids)].slice(0, MAX_TOKENS);
  for (const id of read) {
    await checkpoint();
    decoder.step(id);
  }
}

/** @param {Float32Array} logits */
function likeliest(logits) {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}
