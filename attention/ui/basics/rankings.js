// Is the score the same as cosine similarity? The words in the order of either, side by side.

import { ready, t } from "../shared/messages.js";
import { write } from "../shared/dom.js";
import { percent } from "../shared/number.js";
import { compute } from "./state.js";

function inOrder(now, similarity) {
  const weights = compute({ ...now, similarity }).weights[now.token];
  const places = now.words.map((_, j) => j).sort((a, b) => weights[b] - weights[a]);
  return places.map((j) => now.words[j]).join(" › ");
}

/** The largest weight that n cosines can give a word: its own is 1, all others are −1. */
const steepest = (n) => Math.E / (Math.E + (n - 1) / Math.E);

/** Keep the two orders, and the sentence about them, together with `state`. */
export async function createRankings({ dot, cosine, why }, state) {
  await ready;
  state.onChange(why, (now) => {
    write(dot, inOrder(now, "dot"));
    write(cosine, inOrder(now, "cosine"));
    write(
      why,
      now.similarity === "cosine"
        ? t("basics.flat", { n: now.words.length, most: percent(steepest(now.words.length)) })
        : t("basics.same_as_cosine"),
    );
  });
}
