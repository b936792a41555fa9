// Challenges that mark themselves done. What each asks comes as data: conditions on the state.

import { ready, t } from "../shared/messages.js";
import { make, write } from "../shared/dom.js";
import { compute } from "./state.js";

const STORE = "attention.basics.done";

const split = (weights, columns) => [
  weights.filter((_, j) => columns.includes(j)),
  weights.filter((_, j) => !columns.includes(j)),
];

// What a condition can measure. A row, a column or a channel that is not there gives NaN: not done.
const MEASURES = {
  token: (now) => now.token,
  causal: (now) => now.causal,
  similarity: (now) => now.similarity,
  weight: (now, { row, column }) => now.weights[row]?.[column] ?? NaN,
  /** How far apart the largest and the smallest weight of a row are. */
  spread: (now, { row }) =>
    Math.max(...(now.weights[row] ?? [NaN])) - Math.min(...(now.weights[row] ?? [NaN])),
  /** How much more of one colour the output has than of either other. */
  lead: (now, { row, channel }) => {
    const output = now.output[row] ?? [NaN];
    return output[channel] - Math.max(...output.filter((_, c) => c !== channel));
  },
  /** By how much all of some columns beat every other, under a similarity of our choice. */
  both: (now, { row, columns, similarity }) => {
    const [some, others] = split(compute({ ...now, similarity }).weights[row] ?? [], columns);
    return some.length === columns.length ? Math.min(...some) - Math.max(...others) : NaN;
  },
  /** By how much the best of some columns beats every other. */
  either: (now, { row, columns, similarity }) => {
    const [some, others] = split(compute({ ...now, similarity }).weights[row] ?? [], columns);
    return some.length === columns.length ? Math.max(...some) - Math.max(...others) : NaN;
  },
  /** The smallest weight that a word gives itself. */
  own: (now) => Math.min(...now.weights.map((row, i) => row[i])),
};

function holds(now, condition) {
  const measured = MEASURES[condition.measure](now, condition);
  if ("is" in condition) return measured === condition.is;
  return "above" in condition ? measured > condition.above : measured < condition.below;
}

/** Whether `now` does what `challenge` asks. */
export const isDone = (now, challenge) => challenge.all.every((condition) => holds(now, condition));

// A browser may refuse to store anything, for one inside a frame: then a visit is all it lasts.
function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE)) ?? []);
  } catch {
    return new Set();
  }
}
function remember(done) {
  try {
    localStorage.setItem(STORE, JSON.stringify([...done]));
  } catch {
    /* see above */
  }
}

function tick(mark) {
  mark.append("✓");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", t("basics.done"));
}

function item(challenge) {
  const text = make("span", { class: "task" });
  const hint = make("p", { class: "hint" });
  const mark = make("span", { class: "mark" });
  const root = make(
    "li",
    { "data-challenge": challenge.name },
    mark,
    make("div", {}, text, make("details", {}, make("summary", {}, t("basics.hint")), hint)),
  );
  return { challenge, root, mark, text, hint };
}

/**
 * List the challenges in `list`, the first open one in `next`, and check them as `state` changes.
 */
export async function createChallenges({ list, next, count, progress }, state, challenges) {
  await ready;
  const done = remembered();
  const items = challenges.map(item);
  list.append(...items.map(({ root }) => root));
  const filled = (key, { words }) =>
    t(key, Object.fromEntries(words.map((word, i) => [`w${i}`, word])));
  let shown = {}; // the words and the number of done ones that are written there
  state.onChange(next, (now) => {
    const before = done.size;
    for (const { challenge } of items) if (isDone(now, challenge)) done.add(challenge.name);
    if (done.size !== before) remember(done);
    if (shown.words === now.words && shown.done === done.size) return;
    shown = { words: now.words, done: done.size };
    for (const {
      challenge: { name },
      root,
      mark,
      text,
      hint,
    } of items) {
      root.classList.toggle("done", done.has(name));
      if (done.has(name) && !mark.firstChild) tick(mark);
      write(text, filled(`basics.challenge_${name}`, now));
      write(hint, filled(`basics.hint_${name}`, now));
    }
    const open = items.find(({ challenge }) => !done.has(challenge.name));
    write(
      next,
      open ? filled(`basics.challenge_${open.challenge.name}`, now) : t("basics.all_done"),
    );
    write(progress, done.size ? `✓ ${done.size}/${items.length}` : "");
    write(count, t("basics.done_count", { done: done.size, all: items.length }));
  });
}
