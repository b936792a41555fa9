// The steps of a row's sum as a table: a row a word that is looked at, a column a step.

import { say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { percent } from "../attention/share.js";
import { number } from "../toy/format.js";
import { band, sizeOf } from "./bands.js";
import { bare } from "./names.js";

/** The columns, in the order in which they are computed. */
const columnsOf = (sum) => [
  { name: "score", head: "q·k", text: (j) => number(sum.products[j]) },
  { name: "scaled", head: `÷ √${sum.query.length}`, text: (j) => number(sum.scaled[j]) },
  ...(sum.map === "decoder" ? [{ name: "mask", head: say("self-vs-cross.sum_mask"), text: (j) => number(sum.scores[j] ?? -Infinity) }] : []),
  { name: "weight", head: "softmax", text: (j) => percent(sum.weights[j]) },
  { name: "length", head: say("self-vs-cross.sum_length"), text: (j) => number(sum.lengths[j]) },
  { name: "moved-by", head: say("self-vs-cross.sum_moved_by"), text: (j) => number(sum.moved[j]) },
];

/** `choose(j)` is called for the strongest word at once, and for every word that is tapped. */
export function createSteps(sum, choose) {
  const columns = columnsOf(sum);
  const largest = sizeOf(sum.query, ...sum.keys);
  const rows = sum.columns.map((token, j) => {
    const key = make("button", { type: "button", onclick: () => pick(j) }, make("bdi", {}, bare(token)), band("key", sum.keys[j], largest));
    const cells = columns.map(({ name, text }) => make("td", { class: name }, name === "weight" ? make("i", { class: "bar" }) : null, text(j)));
    const row = make("tr", {}, make("th", { scope: "row" }, key), ...cells);
    row.style.setProperty("--share", sum.weights[j]);
    return row;
  });
  const table = make("table", {},
    make("thead", {}, make("tr", {}, make("th", {}, make("span", { class: "query" }, say("self-vs-cross.sum_word", { word: bare(sum.row) })), band("query", sum.query, largest)),
      ...columns.map(({ name, head }) => make("th", { scope: "col", class: name }, head)))),
    make("tbody", {}, ...rows));

  function pick(chosen) {
    rows.forEach((row, j) => row.querySelector("button").setAttribute("aria-pressed", String(j === chosen)));
    choose(chosen);
  }

  pick(sum.weights.indexOf(Math.max(...sum.weights)));
  return { element: make("div", { class: "scroll steps", tabindex: 0, role: "group", "aria-label": say("self-vs-cross.sum_word", { word: bare(sum.row) }) }, table) };
}
