// Which layer, head and row a picture opens with: attention/default_view.py, line for line.

import { CLOSED_CLASSES } from "../shared/contract.js";
import { bareToken, isPunctuation, measure } from "./head_measures.js";
import { grid, unpack } from "./decode_weights.js";

const closed = new Set(CLOSED_CLASSES);
const CLEAR_LOOK = 0.5; // of a row's weight: what is worth opening on

/**
 * @param {import("./decode_weights.js").AttentionMap} map of the value; `kept` is what was chosen
 *   when the model was trained (training/opening.py), or null
 * @returns {{ layer: number, head: number | null, row: number }}
 */
export function defaultView(map, kept) {
  const unpacked = unpack(map);
  const rows = words(map.rows, map.row_words);
  const columns = words(map.columns, map.column_words);
  const same = map.kind !== "cross";
  const byGain = [...(map.jobs ?? [])].sort(
    (a, b) => a.offset - a.share - (b.offset - b.share) || a.layer - b.layer || a.head - b.head,
  );
  for (const { layer, head } of same ? byGain : []) {
    const row = clearest(map, rows, looks(unpacked, layer, head, rows, columns, same));
    if (row !== null) return { layer, head, row };
  }
  const { layer, head } = kept ?? furthest(unpacked);
  const largest = looks(unpacked, layer, head, rows, columns, same).map((row) => Math.max(...row));
  const row =
    columns.length && largest.length
      ? rows[largest.indexOf(Math.max(...largest))][0]
      : Math.max(
          0,
          map.row_words.findIndex((word) => word >= 0),
        );
  return { layer, head, row };
}

/** The places of the pieces of every ordinary word: no special token, no punctuation. */
function words(tokens, numbers) {
  const places = new Map();
  numbers.forEach((word, place) => {
    if (word >= 0) places.set(word, [...(places.get(word) ?? []), place]);
  });
  return [...places.values()].filter(
    (word) => !word.every((place) => isPunctuation(tokens[place])),
  );
}

/** Weights (words, words) of one head; a word's look at itself counts nothing. */
function looks(map, layer, head, rows, columns, same) {
  const weights = grid(map, layer, head ?? "mean");
  const width = map.columns.length;
  const look = (row, column) => {
    let sum = 0;
    for (const i of row) for (const j of column) sum += weights[i * width + j];
    return sum / row.length;
  };
  return rows.map((row, i) =>
    columns.map((column, j) => (same && i === j ? 0 : look(row, column))),
  );
}

function clearest(map, rows, all) {
  const largest = all.map((row) => Math.max(0, ...row));
  const clear = rows.map((_, i) => i).filter((i) => largest[i] >= CLEAR_LOOK);
  const text = (row) =>
    row
      .map((i) => bareToken(map.rows[i]))
      .join("")
      .toLowerCase();
  const open = clear.filter((i) => !closed.has(text(rows[i])));
  const chosen = open.length ? open : clear;
  if (!chosen.length) return null;
  return rows[chosen.reduce((best, i) => (largest[i] > largest[best] ? i : best))][0];
}

function furthest(map) {
  let best = { layer: 0, head: 0, reach: -1 };
  for (let layer = 0; layer < map.layers; layer++) {
    for (let head = 0; head < map.heads; head++) {
      const reach = measure(map, layer, head)("reach");
      if (reach > best.reach) best = { layer, head, reach };
    }
  }
  return { layer: best.layer, head: best.head };
}
