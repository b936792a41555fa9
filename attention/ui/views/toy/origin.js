// Where q, k and v come from: word vector + position vector, times three matrices.

import { ready, say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { number } from "./format.js";

const ROLES = [["query", "Q", "q"], ["key", "K", "k"], ["value", "V", "v"]];
const sums = (a, b) => a.map((x, i) => x + b[i]);
const times = (vector, matrix) => matrix[0].map((_, c) => vector.reduce((sum, x, r) => sum + x * matrix[r][c], 0));

function matrix(role, rows) {
  const box = make("span", { class: `matrix ${role}` }, ...rows.flat().map((x) => make("span", {}, number(x, 1))));
  box.style.setProperty("--columns", rows[0].length);
  return box;
}
const named = (name, box) => make("figure", {}, make("figcaption", {}, name), box);

/** Keep `root` showing how the ★ word's three vectors are made, and `note` whether they still are. */
export async function createOrigin(details, root, note, state, world) {
  await ready;
  function draw(now) {
    if (!details.open) return;
    const i = now.token;
    const word = now.words[i];
    const known = word === world.words[i];
    note.textContent = say(known ? "basics.origin_position" : "basics.origin_own", { word });
    if (!known) { root.replaceChildren(); return; }
    const x = sums(world.word_vectors[i], world.position_vectors[i]);
    const column = (vector) => vector.map((part) => [part]);
    const moved = ROLES.some(([role]) => times(x, world.matrices[role]).some((part, c) => Math.abs(part - now[role][i][c]) > 1e-6));
    root.replaceChildren(
      make("div", { class: "made" }, named(word, matrix("", column(world.word_vectors[i]))), "+",
        named(say("basics.origin_place", { place: i + 1 }), matrix("", column(world.position_vectors[i]))), "=",
        named("x", matrix("", column(x)))),
      ...ROLES.map(([role, W, name]) => make("div", { class: "made" }, make("b", {}, "x ×"),
        named(`W${W}`, matrix(role, world.matrices[role])), "→",
        named(name, matrix(role, [times(x, world.matrices[role])])))),
    );
    if (moved) note.textContent += ` ${say("basics.origin_moved")}`;
  }
  details.addEventListener("toggle", () => draw(state.now));
  state.onChange(draw);
}
