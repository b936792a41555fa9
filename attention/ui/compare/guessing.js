// Predict, then see: ▶ that waits before each word and asks where it will look. A tap, then the
// picture answers; a score at the end, and no penalty.

import { make, phrase, refill } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { percent } from "../shared/percent.js";

const EQUAL = 0.005; // a guess this close to the largest weight is right too

/** The picture is out of sight while it is asked about: `view` has the class "guess". */
export function createGuessing(picture, view) {
  const button = make("button", {
    type: "button",
    class: "pill",
    onclick: () => (round ? finish() : start()),
  });
  const element = make("div", { class: "guessing", role: "group", hidden: true });
  element.setAttribute("aria-label", t("self-vs-cross.guess"));
  let now = null;
  let round = null; // {grid, key, rows, at, right, answered}

  const keyOf = ({ map, seen }) =>
    [map.kind, seen.layer, seen.head, seen.special, seen.words, seen.direction].join();

  function start() {
    picture.set({ direction: null });
    const { grid } = picture;
    const rows = askable(grid, now.map.kind);
    if (!rows.length) return;
    round = { grid, map: now.map, key: keyOf(now), rows, at: 0, right: 0, answered: 0 };
    element.hidden = false;
    name();
    ask();
    element.scrollIntoView({ block: "nearest" });
  }

  function ask() {
    const { grid, rows, at } = round;
    const row = grid.rows[rows[at]];
    const { word, predicted } = { word: named(row.text), predicted: named(row.predicts ?? "") };
    const key = row.predicts ? "self-vs-cross.guess_next" : "self-vs-cross.guess_where";
    const question = make("p", { tabindex: -1 }, ...phrase(key, { word, predicted }));
    const shown = columnsOf(grid, now.map.kind, rows[at]);
    view.classList.add("guess");
    element.replaceChildren(
      make("p", { class: "soft" }, t("self-vs-cross.guess_at", { at: at + 1, all: rows.length })),
      question,
      make(
        "div",
        { class: "words-to-guess" },
        ...shown.map((j) =>
          make(
            "button",
            { type: "button", "data-column": j, onclick: () => answer(j) },
            named(grid.columns[j].text),
          ),
        ),
      ),
    );
    question.focus({ preventScroll: true });
  }

  function answer(guess) {
    const { grid, rows, at } = round;
    const width = grid.columns.length;
    const row = grid.weights.subarray(rows[at] * width, (rows[at] + 1) * width);
    const best = row.indexOf(Math.max(...row));
    const right = row[best] - row[guess] < EQUAL;
    round.right += Number(right);
    round.answered += 1;
    const told = right ? "self-vs-cross.guess_right" : "self-vs-cross.guess_other";
    const place = right ? guess : best;
    const verdict = phrase(told, {
      word: named(grid.columns[place].text),
      share: make("span", { class: "number" }, percent(row[place])),
      guess: named(grid.columns[guess].text),
      own: make("span", { class: "number" }, percent(row[guess])),
    });
    view.classList.remove("guess");
    const last = at + 1 === rows.length;
    const on = make(
      "button",
      { type: "button", class: "pill", onclick: last ? finish : next },
      t(last ? "self-vs-cross.guess_score" : "self-vs-cross.guess_on"),
    );
    // The words stay: the picture must not come to lie under a mouse, which would move the ★.
    const words = element.querySelector(".words-to-guess");
    for (const word of words.children) {
      const column = Number(word.dataset.column);
      word.disabled = true;
      word.classList.toggle("best", column === place);
      word.classList.toggle("guessed", column === guess);
    }
    show(verdict, words, on);
    picture.set({ token: grid.rows[rows[at]].index, column: null });
    on.focus({ preventScroll: true });
  }

  function next() {
    round.at += 1;
    ask();
  }

  /** Say the score, if there is one. */
  function finish() {
    const { right, answered } = round;
    forget();
    element.hidden = !answered;
    show(phrase("self-vs-cross.guess_done", { right, all: answered }));
    button.focus({ preventScroll: true });
  }

  function show(told, ...more) {
    const status = make("p", { role: "status" });
    element.replaceChildren(...more.slice(0, 1), status, ...more.slice(1));
    refill(status, told);
  }

  function forget() {
    round = null;
    view.classList.remove("guess");
    element.hidden = true;
    name();
  }

  const name = () => {
    button.textContent = t(round ? "self-vs-cross.guess_stop" : "self-vs-cross.guess");
    button.setAttribute("aria-pressed", String(Boolean(round)));
  };
  name();

  return {
    button,
    element,
    draw(next) {
      now = next;
      // another head, or other words: nothing is asked about what is no longer there
      if (round && (round.map !== now.map || round.key !== keyOf(now))) forget();
    },
  };
}

const named = (text) => make("bdi", {}, text);

/** The rows that are asked about: words, or where a translation is written every token. */
function askable({ rows }, kind) {
  const all = [...rows.keys()];
  if (kind === "cross") return all;
  if (kind === "decoder") return all.slice(1); // the first can only look at itself
  return all.filter((i) => !rows[i].special);
}

/** The columns that a row may look at. */
const columnsOf = ({ columns }, kind, row) =>
  [...columns.keys()].filter((j) => kind !== "decoder" || j <= row);
