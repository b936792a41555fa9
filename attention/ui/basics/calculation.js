// The sum for the ★ word as a table: a row a word, a column a step; ▶ plays the steps in order.

import { ready, t } from "../shared/messages.js";
import { columnsFor, numberText, stepText } from "./columns.js";
import { make, write } from "../shared/dom.js";
import { colour } from "../shared/number.js";
import { createPlayer, mark } from "../shared/player.js";

function cell(column, j) {
  const button = make("button", {
    type: "button",
    tabindex: -1,
    "data-column": column.name,
    "data-row": j ?? "total",
  });
  if (column.name === "weight" && j !== null) button.append(make("i", { class: "bar" }));
  if (column.name === "mixed") button.append(make("i", { class: "swatch" }));
  button.append(make("span"));
  return make("td", { class: column.name }, button);
}

function build(table, now, columns) {
  const heads = columns.map((column) =>
    make(
      "th",
      { scope: "col", class: column.name },
      make("button", { type: "button", "data-step": column.name }, column.head(now)),
    ),
  );
  const rows = now.words.map((_, j) =>
    make("tr", {}, make("th", { scope: "row" }), ...columns.map((column) => cell(column, j))),
  );
  const total = make(
    "tr",
    {},
    make("th", { scope: "row" }, "Σ"),
    ...columns.map((column) => (column.total ? cell(column, null) : make("td"))),
  );
  table.replaceChildren(
    make("thead", {}, make("tr", {}, make("th"), ...heads)),
    make("tbody", {}, ...rows),
    make("tfoot", {}, total),
  );
  table.querySelector("td button").tabIndex = 0;
}

function fill(table, now, columns) {
  write(table.tHead.rows[0].firstChild, t("basics.column_word", { word: now.words[now.token] }));
  [...table.tBodies[0].rows].forEach((row, j) => {
    const weight = now.weights[now.token][j];
    row.classList.toggle("star", j === now.token);
    write(row.firstChild, (j === now.token ? "★ " : "") + now.words[j]);
    row.querySelector(".weight").dataset.weight = weight;
    row.querySelector(".bar").style.scale = `${weight} 1`;
    paint(row, now.value[j], 0.25 + 0.75 * weight);
    columns.forEach((column, c) =>
      write(row.cells[c + 1].querySelector("span"), column.text(now, j)),
    );
  });
  const [total] = table.tFoot.rows;
  paint(total, now.output[now.token], 1);
  columns.forEach((column, c) => {
    if (column.total) write(total.cells[c + 1].querySelector("span"), column.total(now));
  });
}

function paint(row, rgb, size) {
  const { style } = row.querySelector(".swatch");
  style.background = colour(rgb);
  style.scale = size;
}

/** A colour has no text: its button says what it is. */
function tellColours(table, now, column) {
  table
    .querySelectorAll("td.mixed button")
    .forEach((button, j) =>
      button.setAttribute("aria-label", numberText(now, column, j < now.words.length ? j : null)),
    );
}

/** Arrow keys move between the numbers of `table`; only one of them is a tab stop. */
function moveByArrows(table) {
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("keydown", (event) => {
    const here = event.target.closest("td");
    const by = moves[event.key];
    if (!here || !by) return;
    const there =
      table.rows[here.parentNode.rowIndex + by[0]]?.cells[here.cellIndex + by[1]]?.querySelector(
        "button[data-row]",
      );
    if (!there) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    there.tabIndex = 0;
    there.focus();
  });
}

/** Keep the table, its ▶ button and the sentence under it together with `state`. */
export async function createCalculation({ table, play, told }, state) {
  await ready;
  let columns = [];
  let shape = "";
  let picked = null; // the number whose sentence is shown: { name, row }
  let step = Infinity; // the last column computed so far

  function draw(now, held) {
    columns = columnsFor(now);
    const wanted = [now.words.length, ...columns.map(({ head }) => head(now))].join();
    if (wanted !== shape) build(table, now, columns);
    shape = wanted;
    fill(table, now, columns);
    if (!held) tellColours(table, now, columns.at(-1));
    if (!held) mark(table, step);
    const column =
      picked?.row < now.words.length && columns.find(({ name }) => name === picked.name);
    if (column) write(told, numberText(now, column, picked.row));
    else write(told, columns[step] ? stepText(now, columns[step]) : t("basics.sum_hint"));
  }
  function show(next, number = null) {
    [step, picked] = [next, number];
    draw(state.now, false);
  }

  const player = createPlayer(play, () => columns.length, show);
  table.addEventListener("click", ({ target }) => {
    const { step: name, column, row } = target.closest("button")?.dataset ?? {};
    if (!name && !column) return;
    player.stop();
    if (name) show(columns.findIndex((one) => one.name === name));
    else show(Infinity, { name: column, row: row === "total" ? null : Number(row) });
  });
  moveByArrows(table);
  state.onChange(table, draw);
}
