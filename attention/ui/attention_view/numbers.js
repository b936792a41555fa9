// The numbers of the picture as a table, to copy, and to save as CSV; the picture as PNG or SVG.

import { copy } from "../shared/clipboard.js";
import { make, phrase, write } from "../shared/dom.js";
import { exact } from "../shared/percent.js";
import { saveFile } from "../shared/save_file.js";
import { snapshot } from "./snapshot.js";
import { t } from "../shared/messages.js";

export function createNumbers(actions, stage) {
  const body = make("tbody");
  const caption = make("caption");
  const table = make(
    "table",
    {},
    caption,
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, t("picture.token")),
        make("th", { scope: "col" }, t("picture.weight")),
      ),
    ),
    body,
  );
  const note = make("span", { class: "copied", role: "status" });
  const button = (key, onclick) =>
    make("button", { class: "chip", type: "button", onclick }, t(key));
  const details = make(
    "details",
    { class: "numbers" },
    make("summary", {}, t("picture.numbers")),
    table,
    make(
      "div",
      { class: "switches" },
      button("picture.copy", async () => {
        note.textContent = t((await copy(sheet("\t"))) ? "picture.copied" : "picture.not_copied");
      }),
      button("picture.csv", () =>
        save(new Blob(["\ufeff", sheet(",")], { type: "text/csv" }), "csv"),
      ),
      ...["png", "svg"].map((ending) =>
        button(`picture.${ending}`, async () => {
          actions.set({ hovered: null, hoveredColumn: null });
          save(await snapshot(stage, description(), ending), ending);
        }),
      ),
      note,
    ),
  );
  let scene = null;
  let value = null;
  details.addEventListener("toggle", fill);

  return {
    element: details,
    draw(nextScene, nextValue) {
      [scene, value] = [nextScene, nextValue];
      write(note, "");
      fill();
    },
  };

  function fill() {
    if (!details.open) return;
    caption.replaceChildren(
      ...phrase(scene.by ? "picture.column_of" : "picture.row_of", {
        word: make("bdi", {}, scene.rows[scene.star].text),
      }),
    );
    const line = (name, weight) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, make("bdi", {}, name)),
        make(
          "td",
          { class: "share", "data-weight": exact(weight) },
          `${(weight * 100).toFixed(2)} %`,
        ),
      );
    body.replaceChildren(...scene.columns.map(({ text }, j) => line(text, scene.row[j])));
    if (scene.hiddenNames.length && !scene.by)
      body.append(line(t("picture.hidden_row"), scene.hiddenShare));
  }

  /** Every row of the head shown, one weight a line, hidden tokens left out. */
  function sheet(separator) {
    const { rows, columns, weights } = scene.grid;
    const { state } = scene;
    const place = [
      value.model ?? "",
      state.map.kind,
      state.layer + 1,
      state.head === "mean" ? "mean" : state.head + 1,
    ];
    const lines = rows.flatMap((row, i) =>
      columns.map((column, j) => [
        ...place,
        row.text,
        column.text,
        exact(weights[i * columns.length + j]),
      ]),
    );
    return [["model", "map", "layer", "head", "row", "column", "weight"], ...lines]
      .map((cells) => cells.map((cell) => quoted(String(cell), separator)).join(separator))
      .join("\r\n");
  }

  /** What is written under a saved picture. */
  function description() {
    const { map, layer, head } = scene.state;
    const text = [value.texts?.join(" / "), value.translation].filter(Boolean).join(" → ");
    const place = [
      value.model,
      t(`picture.map_${map.kind}`),
      map.layers > 1 && `${t("picture.layer")} ${layer + 1}`,
      map.heads > 1 && `${t("picture.head")} ${head === "mean" ? t("picture.mean") : head + 1}`,
    ];
    return [text, place.filter(Boolean).join(" · ")].filter(Boolean);
  }

  function save(blob, ending) {
    const { map, layer, head } = scene.state;
    const heads = head === "mean" ? "mean" : head + 1;
    saveFile(blob, `attention-${map.kind}-${layer + 1}-${heads}.${ending}`);
  }
}

/** A cell that no spreadsheet takes for a formula. */
export function quoted(cell, separator) {
  const safe = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator)
    ? `"${safe.replaceAll('"', '""')}"`
    : safe;
}
