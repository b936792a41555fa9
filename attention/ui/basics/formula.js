// softmax(QKᵀ/√d)V with the numbers of the ★ row written into it.

import { unit } from "../engine/attend.js";
import { ready, t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { brackets, refill } from "./brackets.js";

const ROLES = ["query", "key", "value", "output"];
const transposed = (rows) => rows[0].map((_, place) => rows.map((row) => row[place]));

function build(root, now, [query, key, value, output]) {
  const scale = now.similarity === "scaled dot" ? [` / √${now.query[0].length}`] : [];
  const mask = now.causal ? [` + ${t("basics.formula_mask")}`] : [];
  const piece = (...parts) => make("span", { class: "piece" }, ...parts);
  root.replaceChildren(
    piece("softmax(", query),
    piece(key, ...scale, ...mask, ")"),
    piece(value),
    piece("=", output),
  );
}

/** Keep `root` showing the sum of the ★ row as one formula. */
export async function createFormula(root, state) {
  await ready;
  let shape = "";
  let boxes = [];
  state.onChange(root, (now) => {
    const direction = now.similarity === "cosine" ? unit : (vector) => vector;
    const matrices = [
      [direction(now.query[now.token])],
      transposed(now.key.map(direction)),
      now.value,
      [now.output[now.token]],
    ];
    const wanted = [now.words.length, now.similarity, now.causal].join();
    if (wanted === shape) {
      matrices.forEach((rows, i) => refill(boxes[i], rows));
      return;
    }
    shape = wanted;
    boxes = matrices.map((rows, i) => brackets(ROLES[i], rows));
    build(root, now, boxes);
  });
}
