// Where q, k and v come from: word vector + position vector, times three matrices.

import { ready, t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { brackets } from "./brackets.js";

const ROLES = [
  ["query", "Q", "q"],
  ["key", "K", "k"],
  ["value", "V", "v"],
];
const sum = (a, b) => a.map((x, i) => x + b[i]);
const times = (vector, matrix) =>
  matrix[0].map((_, c) => vector.reduce((total, x, r) => total + x * matrix[r][c], 0));
const column = (vector) => vector.map((x) => [x]);
const named = (name, box) => make("figure", {}, make("figcaption", {}, name), box);
const line = (...parts) => make("div", { class: "made" }, ...parts);

function drawn(i, word, { word_vectors, position_vectors, matrices }) {
  const x = sum(word_vectors[i], position_vectors[i]);
  const added = line(
    named(word, brackets("", column(word_vectors[i]), 1)),
    "+",
    named(t("basics.origin_place", { place: i + 1 }), brackets("", column(position_vectors[i]), 1)),
    "=",
    named("x", brackets("", column(x), 1)),
  );
  return [
    added,
    ...ROLES.map(([role, letter, name]) =>
      line(
        "x ×",
        named(
          make("b", { class: role }, "W", make("sub", {}, letter)),
          brackets(role, matrices[role], 1),
        ),
        "=",
        named(make("b", { class: role }, name), brackets(role, [times(x, matrices[role])])),
      ),
    ),
  ];
}

/** Keep `root` showing how the ★ word's vectors are made, and `note` whether they still are so. */
export async function createProjections({ details, root, note }, state, world) {
  await ready;
  function draw(now) {
    if (!details.open) return;
    const i = now.token;
    const word = now.words[i];
    const known = word === world.words[i];
    const moved = known && ROLES.some(([role]) => String(now[role][i]) !== String(world[role][i]));
    note.textContent =
      t(known ? "basics.origin_position" : "basics.origin_own", { word }) +
      (moved ? ` ${t("basics.origin_moved")}` : "");
    root.replaceChildren(...(known ? drawn(i, word, world) : []));
  }
  details.addEventListener("toggle", () => draw(state.now));
  state.onChange(details, draw);
}
