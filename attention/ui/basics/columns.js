// The steps of the sum for the ★ word: what each column holds, and what its numbers mean.

import { t } from "../shared/messages.js";
import { number, percent } from "../shared/number.js";

const vector = (numbers) => numbers.map((x) => number(x)).join(", ");
const ofStar = (now, j) => ({
  q: now.query[now.token],
  k: now.key[j],
  value: now.value[j],
  raw: now.raw[now.token][j],
  score: now.scores[now.token][j],
  weight: now.weights[now.token][j],
});

// `text` fills a cell, `total` the last row; `explain` names the sentence about a number.
const SCORE = {
  name: "score",
  head: (now) => (now.similarity === "cosine" ? "cos" : "q·k"),
  text: (now, j) => number(ofStar(now, j).raw),
  explain: (now) => (now.similarity === "cosine" ? "cosine" : "score"),
};
const SCALED = {
  name: "scaled",
  head: (now) => `÷ √${now.query[0].length}`,
  text: (now, j) => number(ofStar(now, j).raw / Math.sqrt(now.query[0].length)),
  explain: () => "scaled",
};
const MASK = {
  name: "mask",
  head: () => t("basics.column_mask"),
  text: (now, j) => number(ofStar(now, j).score),
  explain: (now, j) => (ofStar(now, j).score === -Infinity ? "hidden" : "seen"),
};
const WEIGHT = {
  name: "weight",
  head: () => "softmax",
  text: (now, j) => percent(ofStar(now, j).weight),
  explain: () => "weight",
  total: (now) => percent(now.weights[now.token].reduce((sum, x) => sum + x, 0)),
};
const MIXED = {
  name: "mixed",
  head: () => t("basics.column_mixed"),
  text: () => "",
  explain: () => "mixed",
  total: () => "",
};

/** The columns that the options of `now` call for, in the order in which they are computed. */
export function columnsFor(now) {
  const scaled = now.similarity === "scaled dot" && SCALED;
  return [SCORE, scaled, now.causal && MASK, WEIGHT, MIXED].filter(Boolean);
}

/** What the step `column` does, in one sentence. */
export function stepText(now, { name }) {
  const step = name === "score" && now.similarity === "cosine" ? "cosine" : name;
  return t(`basics.step_${step}`, { word: now.words[now.token] });
}

/** One short sentence about the number of `column` for word j, or about its total (j is null). */
export function numberText(now, column, j) {
  const word = now.words[now.token];
  if (j === null)
    return t(`basics.total_${column.name}`, { word, output: vector(now.output[now.token]) });
  const { q, k, raw, score, weight, value } = ofStar(now, j);
  return t(`basics.explain_${column.explain(now, j)}`, {
    word,
    other: now.words[j],
    products: q.map((x, place) => `${number(x)} × ${number(k[place])}`).join(" + "),
    raw: number(raw),
    root: `√${q.length}`,
    scaled: number(score),
    weight: percent(weight),
    value: vector(value),
  });
}
