// softmax(QKᵀ/√d)V with the numbers of the ★ row written into it.

import { unit } from "../../static/attend.js";
import { ready, say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { number } from "./format.js";

const transposed = (rows) => rows[0].map((_, place) => rows.map((row) => row[place]));

function matrix(role, rows) {
  const box = make("span", { class: `matrix ${role}` }, ...rows.flat().map(() => make("span")));
  box.style.setProperty("--columns", rows[0].length);
  return box;
}

function build(root, now, [q, k, v, out]) {
  const scale = now.similarity === "scaled dot" ? [` / √${now.query[0].length}`] : [];
  const mask = now.causal ? [` + ${say("basics.formula_mask")}`] : [];
  const piece = (...parts) => make("span", { class: "piece" }, ...parts);
  root.replaceChildren(piece("softmax(", matrix("query", q)), piece(matrix("key", k), ...scale, ...mask, ")"),
    piece(matrix("value", v)), piece("=", matrix("output", out)));
}

/** Keep `root` showing the sum of the ★ row as one formula. */
export async function createFormula(root, state) {
  await ready;
  let shape = "";
  state.onChange((now) => {
    const direction = now.similarity === "cosine" ? unit : (vector) => vector;
    const matrices = [[direction(now.query[now.token])], transposed(now.key.map(direction)), now.value,
      [now.output[now.token]]];
    const wanted = [now.words.length, now.similarity, now.causal].join();
    if (wanted !== shape) build(root, now, matrices);
    shape = wanted;
    const cells = root.querySelectorAll(".matrix > span");
    matrices.flat(2).forEach((x, i) => { cells[i].textContent = number(x); });
  });
}
