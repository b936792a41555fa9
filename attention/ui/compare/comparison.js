// Before and after some looks were blocked: what happened in one sentence, the guesses or the
// translation side by side, how far each word moved, and all of it as CSV.

import { quoted } from "../attention_view/numbers.js";
import { make, phrase } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { bare } from "../shared/names.js";
import { percent } from "../shared/percent.js";
import { saveFile } from "../shared/save_file.js";
import { bars } from "./bars.js";
import { namesOf } from "./blocked_looks.js";
import { wordAt } from "./hidden.js";
import { textChanges } from "./text_changes.js";

const FAR = 1; // 1 − cosine of a right angle: as long as a bar gets

/** `askAgain()` asks for the guesses in the place of the ★. */
export function createComparison(picture, askAgain) {
  const happened = make("p", { class: "happened", role: "status" });
  const sides = make("div", { class: "sides" });
  const elsewhere = make("button", { type: "button", class: "pill", onclick: askAgain });
  const movedList = make("ol", { class: "moved-words" });
  const moved = make(
    "div",
    {},
    make("p", { class: "soft" }, t("self-vs-cross.block_moved")),
    movedList,
  );
  const csv = make(
    "button",
    {
      type: "button",
      class: "pill",
      onclick: () => saveFile(new Blob(["\ufeff", sheet()], { type: "text/csv" }), "blocked.csv"),
    },
    t("picture.csv"),
  );
  const element = make(
    "div",
    { class: "comparison", hidden: true },
    happened,
    sides,
    elsewhere,
    moved,
    csv,
  );
  let found = null;
  let drawn = {};

  function compare(next) {
    found = next;
    element.hidden = !found;
    if (!found) return;
    happened.replaceChildren(...sentence(found));
    sides.replaceChildren(...(found.guesses ? guessed(found) : translated(found)));
  }

  /** The words on show that have a vector before and after, each with how far it moved. */
  function distances(kind) {
    const { base, after } = found;
    const all = after.moved?.[kind] ?? [];
    const rows = (value) => value.maps.find((map) => map.kind === kind).rows;
    // A translation that went another way has other words there.
    const until = rows(after).findIndex(
      (token, i) => kind === "decoder" && token !== rows(base)[i],
    );
    const comparable = until < 0 ? all : all.slice(0, until);
    return picture.rows
      .filter(({ pieces }) => pieces.every((piece) => piece < comparable.length))
      .map(({ text, pieces }) => ({
        text,
        distance: pieces.reduce((sum, piece) => sum + comparable[piece], 0) / pieces.length,
      }));
  }

  /** What a spreadsheet gets: one line a fact, before and after. */
  function sheet() {
    const { base, after, guesses, written } = found;
    const lines = [["model", "blocked", "what", "token", "word", "before", "after"]];
    const add = (...cells) => lines.push([base.model, written, ...cells]);
    (guesses?.before ?? []).forEach((before, i) => {
      const then = new Map(guesses.after[i]);
      const words = new Set([...before, ...guesses.after[i]].map(([token]) => token));
      const shares = new Map(before);
      for (const token of words)
        add("guess", found.places[i], token, shares.get(token) ?? "", then.get(token) ?? "");
    });
    if (base.translation !== null) add("translation", "", "", base.translation, after.translation);
    for (const [kind, all] of Object.entries(after.moved ?? {})) {
      const { rows } = after.maps.find((map) => map.kind === kind);
      all.forEach((distance, i) => add(`moved ${kind}`, i, rows[i], 0, distance));
    }
    return lines
      .map((cells) => cells.map((cell) => quoted(String(cell), ",")).join(","))
      .join("\r\n");
  }

  return {
    element,
    compare,
    draw({ map, seen, hiding, base }) {
      const key = [map.kind, seen.chosen, seen.words, seen.special, hiding].join();
      if (!found || (drawn.found === found && drawn.key === key)) return;
      drawn = { found, key };
      const words = map.kind === "self" ? base.maps[0].row_words : null;
      const chosen = words?.[seen.chosen] ?? -1;
      elsewhere.hidden = hiding !== null || chosen < 0 || chosen === words[found.token];
      if (!elsewhere.hidden)
        elsewhere.replaceChildren(
          ...phrase("self-vs-cross.block_elsewhere", { word: word(wordAt(map, seen.chosen)) }),
        );
      const list = distances(map.kind === "cross" ? "decoder" : map.kind);
      moved.hidden = !list.length;
      movedList.replaceChildren(...list.map(movedWord));
    },
  };
}

const word = (text) => make("bdi", {}, text);
const guess = (token) => make("bdi", { class: "guess" }, bare(token));
const number = (text) => make("span", { class: "number" }, text);

/** "Without “girls”: are 69 % → 19 %. Now first: was 31 %." */
function sentence({ base, after, guesses, groups }) {
  const because = cause(groups, base, after);
  if (guesses) {
    const [before, then] = [guesses.before[0], guesses.after[0]];
    const [token, share] = before[0];
    const left = then.find(([other]) => other === token)?.[1];
    const values = {
      because,
      word: guess(token),
      before: number(percent(share)),
      after: number(left === undefined ? `< ${percent(then.at(-1)[1])}` : percent(left)),
      first: guess(then[0][0]),
      share: number(percent(then[0][1])),
    };
    const stays = then[0][0] === token;
    return phrase(`self-vs-cross.block_${stays ? "stays" : "turns"}`, values);
  }
  if (base.translation === null) return phrase("self-vs-cross.block_reads", { because });
  const same = base.translation === after.translation;
  return phrase(`self-vs-cross.block_${same ? "same" : "translates"}`, {
    because,
    before: word(base.translation),
    after: word(after.translation),
  });
}

function cause(groups, base, after) {
  if (groups.length !== 1)
    return phrase("self-vs-cross.block_without_many", { count: groups.length });
  const { row, column } = namesOf(groups[0], base.translation === null ? base : after);
  return phrase(row === null ? "self-vs-cross.block_without" : "self-vs-cross.block_without_row", {
    row: row === null ? "" : word(row),
    word: word(column),
  });
}

/** The guesses for each piece of the word, before and after. */
function guessed({ base, guesses, word: whole, places }) {
  const many = places.length > 1;
  const { rows } = base.maps[0];
  return guesses.before.flatMap((before, i) => {
    const first = before[0][0];
    const asked = word(many ? bare(rows[places[i]]) : whole);
    const side = (when, list) =>
      make(
        "div",
        {},
        make("p", { class: "soft" }, t(`self-vs-cross.block_${when}`)),
        bars(
          list.map(([name, p]) => ({
            name: bare(name),
            share: p,
            text: percent(p),
            chosen: name === first,
          })),
        ),
      );
    const key = many ? "self-vs-cross.guesses_piece" : "self-vs-cross.block_guesses";
    return [
      make("p", { class: "wide" }, ...phrase(key, { word: asked, piece: asked })),
      side("before", before),
      side("after", guesses.after[i]),
    ];
  });
}

/** Both translations; what is gone is struck out, what is new is underlined. */
function translated({ base, after }) {
  if (base.translation === null) return [];
  const [before, then] = textChanges(base.translation, after.translation);
  const side = (when, pieces, tag) =>
    make(
      "div",
      {},
      make("p", { class: "soft" }, t(`self-vs-cross.block_${when}`)),
      make(
        "p",
        {},
        make(
          "bdi",
          {},
          ...pieces.map(({ text, changed }) => (changed ? make(tag, {}, text) : text)),
        ),
      ),
    );
  return [side("before", before, "del"), side("after", then, "ins")];
}

function movedWord({ text, distance }) {
  const bar = make("i", { class: "bar" });
  bar.style.setProperty("--share", Math.min(1, distance / FAR));
  return make(
    "li",
    {},
    word(text),
    make("span", { class: "rail", "aria-hidden": "true" }, bar),
    number(distance.toFixed(2)),
  );
}
