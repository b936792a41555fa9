// What each head of a map does on this text: attention/measures.py, measure for measure. A test
// holds the two together.

import { PUNCTUATION } from "../shared/contract.js";

const SHARES = ["previous", "next", "same", "first", "separator", "punctuation"];
const MOSTLY = 0.5; // Clark et al. 2019, 4.2
const POSITIONAL = 0.9; // Voita et al. 2019, 5.2
const CONFIDENT = 0.8; // Voita et al. 2019, 5
const BROAD = 0.9;

/** A token without the marks of its tokenizer. */
export const bareToken = (token) => token.replace(/^##/, "").replaceAll("▁", "");

/** Whether a token is punctuation alone. */
export function isPunctuation(token) {
  const letters = [...bareToken(token)];
  return letters.length > 0 && letters.every(inPunctuation);
}

function inPunctuation(letter) {
  const point = letter.codePointAt(0);
  return PUNCTUATION.some(([first, last]) => first <= point && point <= last);
}

/**
 * The role of every head, by layer and head.
 *
 * @param {import("./decode_weights.js").UnpackedMap} map
 * @returns {{ role: string, score: number }[][]}
 */
export function rolesOf(map) {
  if (!known.has(map)) known.set(map, measureRoles(map));
  return known.get(map);
}

const known = new WeakMap(); // a map's roles are measured once, when they are first asked for

function measureRoles(map) {
  const text = layout(map);
  return Array.from({ length: map.layers }, (_, layer) =>
    Array.from({ length: map.heads }, (_, head) => roleOf(measure(map, layer, head, text))),
  );
}

/** What all heads share: which rows count, and what the columns are. */
function layout({ kind, rows, columns, special_rows, special_columns }) {
  const all = rows.map((_, i) => i);
  const ordinary = all.filter((i) => !special_rows?.[i]);
  const special = columns.map((_, j) => Boolean(special_columns?.[j]));
  return {
    rows: ordinary.length ? ordinary : all,
    special,
    punctuation: columns.map((token, j) => !special[j] && isPunctuation(token)),
    cross: kind === "cross",
    visible: (row) => (kind === "decoder" ? row + 1 : columns.length),
  };
}

/** The measures of one head, as `roles()` in Python names them. */
export function measure(map, layer, head, text = layout(map)) {
  const width = map.columns.length;
  const start = (layer * map.heads + head) * map.rows.length * width;
  const mean = createMeans();
  for (const row of text.rows) {
    const from = start + row * width;
    const weight = (j) => map.weights[from + j] / map.whole;
    let entropy = 0;
    let largest = 0;
    let separator = 0;
    let punctuation = 0;
    let reach = 0;
    for (let j = 0; j < width; j++) {
      const share = weight(j);
      if (share > 0) entropy -= share * Math.log(share);
      if (share > weight(largest)) largest = j;
      if (text.special[j] && j > 0) separator += share;
      if (text.punctuation[j]) punctuation += share;
      const near = !text.cross && Math.abs(row - j) <= 1;
      if (!near && !text.special[j]) reach = Math.max(reach, share);
    }
    mean.add("first", weight(0));
    mean.add("separator", separator);
    mean.add("punctuation", punctuation);
    mean.add("entropy", entropy);
    if (text.visible(row) > 1) mean.add("broad", entropy / Math.log(text.visible(row)));
    mean.add("confidence", weight(largest));
    mean.add("reach", reach);
    if (text.cross) continue;
    if (row > 0) {
      mean.add("previous", weight(row - 1));
      mean.add("before", Number(largest === row - 1));
    }
    if (row + 1 < width) {
      mean.add("next", weight(row + 1));
      mean.add("after", Number(largest === row + 1));
    }
    mean.add("same", weight(row));
  }
  return mean.of;
}

/** Means of named numbers; what was never added is 0. */
function createMeans() {
  const sums = new Map();
  return {
    add(name, number) {
      const [sum, count] = sums.get(name) ?? [0, 0];
      sums.set(name, [sum + number, count + 1]);
    },
    of(name) {
      const [sum, count] = sums.get(name) ?? [0, 1];
      return sum / count;
    },
  };
}

function roleOf(of) {
  const share = SHARES.reduce((best, name) => (of(name) > of(best) ? name : best));
  if (of(share) > MOSTLY) return { role: share, score: of(share) };
  if (of("before") >= POSITIONAL) return { role: "previous", score: of("previous") };
  if (of("after") >= POSITIONAL) return { role: "next", score: of("next") };
  if (of("confidence") > CONFIDENT) return { role: "confident", score: of("confidence") };
  if (of("broad") > BROAD) return { role: "broad", score: of("broad") };
  return { role: "mixed", score: of("confidence") };
}
