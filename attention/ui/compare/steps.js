// The steps of a row's sum as a table: a row a word that is looked at, a column a step. ▶ plays
// them in order.

import { t } from "../shared/messages.js";
import { make, phrase, write } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { number } from "../shared/number.js";
import { createPlayer, mark } from "../shared/player.js";
import { band, sizeOf } from "../shared/bands.js";
import { bare } from "../shared/names.js";

const FORMULA = new Set(["score", "scaled", "weight"]); // heads that are formulas, no words

/** The columns, in the order in which they are computed, and what each step does. */
function columnsOf(sum) {
  const named = { word: bare(sum.row) };
  return [
    {
      name: "score",
      head: "q·k",
      text: (j) => number(sum.products[j]),
      says: t("basics.step_score", named),
    },
    {
      name: "scaled",
      head: `÷ √${sum.query.length}`,
      text: (j) => number(sum.scaled[j]),
      says: t("basics.step_scaled"),
    },
    {
      name: "mask",
      head: t("self-vs-cross.sum_mask"),
      text: (j) => number(sum.scores[j] ?? -Infinity),
      says: t("basics.step_mask"),
    },
    {
      name: "weight",
      head: "softmax",
      text: (j) => percent(sum.weights[j]),
      says: t("basics.step_weight"),
    },
    {
      name: "length",
      head: t("self-vs-cross.sum_length"),
      text: (j) => number(sum.lengths[j]),
      says: t("self-vs-cross.step_length"),
    },
    {
      name: "moved-by",
      head: t("self-vs-cross.sum_moved_by"),
      text: (j) => number(sum.moved[j]),
      says: t("self-vs-cross.step_moved", named),
    },
  ].filter(({ name }) => name !== "mask" || sum.map === "decoder");
}

/** `choose(j)` is called for the strongest word at once, and for every word that is tapped. */
export function createSteps(sum, choose) {
  const columns = columnsOf(sum);
  const largest = sizeOf(sum.query, ...sum.keys);
  const rows = sum.columns.map((token, j) => {
    const key = make(
      "button",
      { type: "button", onclick: () => pick(j) },
      make("bdi", {}, bare(token)),
      band("key", sum.keys[j], largest),
    );
    const cells = columns.map(({ name, text }) =>
      make("td", { class: name }, name === "weight" ? make("i", { class: "bar" }) : null, text(j)),
    );
    const row = make("tr", {}, make("th", { scope: "row" }, key), ...cells);
    row.style.setProperty("--share", sum.weights[j]);
    return row;
  });
  const table = make(
    "table",
    {},
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make(
          "th",
          {},
          make(
            "span",
            { class: "query" },
            ...phrase("self-vs-cross.sum_word", { word: make("bdi", {}, bare(sum.row)) }),
          ),
          band("query", sum.query, largest),
        ),
        ...columns.map(({ name, head }) =>
          make(
            "th",
            { scope: "col", class: name, translate: FORMULA.has(name) ? "no" : null },
            head,
          ),
        ),
      ),
    ),
    make("tbody", {}, ...rows),
  );

  function pick(chosen) {
    rows.forEach((row, j) =>
      row.querySelector("button").setAttribute("aria-pressed", String(j === chosen)),
    );
    choose(chosen);
  }

  const play = make(
    "button",
    { type: "button", class: "pill", "aria-pressed": "false" },
    t("basics.play"),
  );
  const told = make("p", { class: "soft told", role: "status" }, t("self-vs-cross.sum_hint"));
  const scroller = make(
    "div",
    {
      class: "scroll steps",
      tabindex: 0,
      role: "group",
      "aria-label": t("self-vs-cross.sum_word", { word: bare(sum.row) }),
    },
    table,
  );

  function show(step) {
    mark(table, step);
    write(told, columns[step]?.says ?? t("self-vs-cross.sum_hint"));
    const { offsetLeft = 0, offsetWidth = 0 } = table.rows[0].cells[step + 1] ?? {};
    scroller.scrollLeft = Math.max(0, offsetLeft + offsetWidth - scroller.clientWidth);
  }

  createPlayer(play, () => columns.length, show);
  pick(sum.weights.indexOf(Math.max(...sum.weights)));
  return { play, told, element: scroller };
}
