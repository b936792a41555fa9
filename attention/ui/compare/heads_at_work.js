// A board of the heads that have a job: each with what it joins on this sentence, what it does and
// how often it was right. A tap opens one in the picture.

import { curve, places } from "../attention_view/arcs.js";
import { unpack } from "../attention_view/decode_weights.js";
import { jobStrength } from "../attention_view/role_filter.js";
import { direction } from "../attention_view/tokens.js";
import { make, phrase, write } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { percent } from "../shared/percent.js";
import { onPaper } from "../shared/paper.js";
import { svg } from "../shared/svg.js";
import { workingHeads } from "./working_heads.js";

const MOST = 3; // looks and jobs told of a head
const TALLEST = 13; // px of an arc here
const WIDEST = 6;

export function createHeadsAtWork(picture, card) {
  const title = make("summary");
  const board = make("ul", { class: "heads-at-work" });
  const element = make(
    "details",
    { class: "lesson", ontoggle: () => draw() },
    title,
    make("p", { class: "soft" }, t("self-vs-cross.at_work_says")),
    board,
  );
  let map = null;
  let seen = null;
  let built = null;
  let drawings = [];
  const resized = new ResizeObserver(() => drawings.forEach((drawing) => drawing.link()));
  resized.observe(board);
  onPaper(() => drawings.forEach((drawing) => drawing.link()));

  function open({ layer, head, looks }) {
    const token = looks[0]?.from.index ?? null;
    const there = { map: map.kind, layer, head, direction: null };
    picture.set({ ...there, ...(token === null ? {} : { token, column: null }) });
    card.scrollIntoView();
  }

  function build() {
    built = map;
    const { words, heads } = workingHeads(unpack(map));
    drawings = heads.map(({ looks }) => createDrawing(words, looks));
    board.replaceChildren(
      ...heads.map((head, i) => tile(head, drawings[i].element, () => open(head))),
    );
    drawings.forEach((drawing) => drawing.link());
  }

  function draw() {
    const jobs = map?.jobs ?? [];
    element.hidden = !jobs.length;
    const count = new Set(jobs.map(({ layer, head }) => `${layer} ${head}`)).size;
    write(title, t("self-vs-cross.at_work", { count }));
    if (element.hidden || !element.open) return;
    if (built !== map) build();
    for (const one of board.children)
      one.classList.toggle("seen", one.dataset.head === `${seen.layer} ${seen.head}`);
  }

  return {
    element,
    draw(now) {
      ({ map, seen } = now);
      draw();
    },
  };
}

function tile(working, drawing, onclick) {
  const { layer, head, jobs, looks } = working;
  const name = t("picture.place", { layer: layer + 1, head: head + 1 });
  return make(
    "li",
    { "data-head": `${layer} ${head}` },
    make("button", { type: "button", onclick }, name),
    drawing,
    looks.length
      ? make("ul", { class: "looks" }, ...looks.slice(0, MOST).map(look))
      : make("p", { class: "idle" }, t("self-vs-cross.at_work_nothing")),
    make("p", { class: "soft" }, t("self-vs-cross.at_work_jobs")),
    make(
      "ul",
      { class: "jobs" },
      ...jobs.slice(0, MOST).map((job) => {
        const strength = make("span", { class: "soft" }, unbroken(jobStrength(job)));
        return make("li", {}, make("b", {}, t(`job.${job.job}`)), " ", strength);
      }),
    ),
  );
}

/** A number and its sign stay on one line. */
const unbroken = (text) => text.replaceAll(" %", "\u00a0%");

/** "on → mat 71 %", and what its closed-class word says that this is. */
const look = ({ from, to, weight, job }) =>
  make(
    "li",
    {},
    ...phrase("self-vs-cross.at_work_look", {
      from: make("bdi", { class: "query" }, from.text),
      to: make("bdi", { class: "attended" }, to.text),
      share: make("span", { class: "number" }, percent(weight)),
    }),
    job ? make("span", { class: "soft" }, ` ${t(`job.${job}`)}`) : null,
  );

/** The words of the text, small, and an arc for every look. */
function createDrawing(words, looks) {
  const arcs = svg("svg", { class: "arcs" });
  const chips = words.map(({ text }) => make("bdi", {}, text));
  const chipOf = ({ index }) => words.findIndex((word) => word.index === index);
  for (const { from, to } of looks) {
    chips[chipOf(from)].classList.add("query");
    chips[chipOf(to)].classList.add("attended");
  }
  const element = make("div", { class: "drawn", "aria-hidden": "true" }, arcs, ...chips);
  element.dir = direction(words);
  return {
    element,
    link() {
      const at = places(arcs, chips);
      const paths = looks.map(({ from, to, weight }) =>
        svg("path", {
          d: curve(at[chipOf(from)], at[chipOf(to)], true, TALLEST),
          "stroke-width": Math.max(1, weight * WIDEST).toFixed(2),
        }),
      );
      arcs.replaceChildren(...paths);
    },
  };
}
