// Again: the mixed colours are the words' new colours, and are mixed once more.

import { make, write } from "../shared/dom.js";
import * as link from "../shared/link.js";
import { t } from "../shared/messages.js";
import { colour, number } from "../shared/number.js";
import { compute } from "./state.js";

const KEY = "toy.rounds";
const MOST = 6;

/** How far the colours lie apart: the largest difference in red, green or blue. */
const spreadOf = (colours) =>
  Math.max(
    ...colours[0].map((_, channel) => {
      const all = colours.map((rgb) => rgb[channel]);
      return Math.max(...all) - Math.min(...all);
    }),
  );

/** The words' colours at the start and after each of `count` rounds. */
function coloursOf(now, count) {
  const rounds = [now.value];
  while (rounds.length <= count) rounds.push(compute({ ...now, value: rounds.at(-1) }).output);
  return rounds;
}

/** Keep `root` showing the rounds: a row each, a column a word. */
export function createRounds(root, state) {
  let count = Math.min(MOST, Math.max(1, Math.trunc(Number(link.get(KEY)) || 1)));
  let shape = "";
  const pick = (key, onclick) =>
    make("button", { type: "button", class: "pick", onclick }, t(`basics.${key}`));
  const again = pick("again", () => show(count + 1));
  const back = pick("again_back", () => {
    show(1);
    again.focus();
  });
  const table = make("table", { class: "rounds", translate: "no" });
  const told = make("p", { role: "status" });
  root.append(
    make("div", { class: "scroll" }, table),
    make("div", { class: "picks" }, again, back),
    told,
    make("p", { class: "soft" }, t("basics.again_says")),
  );

  function show(next) {
    count = next;
    link.set(KEY, count, 1);
    draw(state.now, false);
  }

  function build({ words }) {
    const name = (round) => (round ? t("basics.round", { round }) : t("basics.round_start"));
    table.replaceChildren(
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th"),
          ...words.map((word) => make("th", { scope: "col" }, word)),
          make("th", { scope: "col" }, t("basics.round_spread")),
        ),
      ),
      make(
        "tbody",
        {},
        ...Array.from({ length: count + 1 }, (_, round) =>
          make(
            "tr",
            {},
            make("th", { scope: "row" }, name(round)),
            ...words.map(() => make("td", {}, make("i", { class: "swatch", role: "img" }))),
            make("td"),
          ),
        ),
      ),
    );
  }

  function draw(now, held) {
    const wanted = JSON.stringify([now.words, count]);
    if (wanted !== shape) build(now);
    shape = wanted;
    const rounds = coloursOf(now, count);
    rounds.forEach((colours, round) => {
      const row = table.tBodies[0].rows[round];
      row.querySelectorAll(".swatch").forEach((swatch, j) => {
        swatch.style.background = colour(colours[j]);
        if (!held)
          swatch.setAttribute("aria-label", colours[j].map((part) => number(part)).join(", "));
      });
      write(row.lastChild, number(spreadOf(colours)));
    });
    [...table.tHead.rows[0].cells].forEach((head, i) =>
      head.classList.toggle("query", i === now.token + 1),
    );
    again.disabled = count === MOST;
    back.hidden = count === 1;
    if (held) return;
    const [start, end] = [rounds[0], rounds.at(-1)].map((colours) => number(spreadOf(colours)));
    write(told, t("basics.again_told", { count, start, end }));
  }

  state.onChange(root, draw);
}
