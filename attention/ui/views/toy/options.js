// How similarity is measured, the causal mask, the presets and reset; and dot against cosine.

import { SIMILARITIES } from "../../static/attend.js";
import { ready, say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { percent } from "./format.js";
import { compute } from "./state.js";

/** The other words in the order in which the ★ word looks at them. */
function order(now, similarity) {
  const weights = compute({ ...now, similarity }).weights[now.token];
  const places = now.words.map((_, j) => j).sort((a, b) => weights[b] - weights[a]);
  return places.map((j) => now.words[j]).join(" › ");
}

/** The largest weight that n cosines can give: one of 1, the others −1. */
const steepest = (n) => Math.E / (Math.E + (n - 1) / Math.E);

function chip(text, onclick) {
  return make("button", { type: "button", class: "chip", onclick }, text);
}

/** Fill the places for similarity, mask, presets and the comparison of the two orders. */
export async function createOptions({ similarity, mask, presets, orders }, state, world, reset) {
  await ready;
  const choose = (patch) => { state.change(patch); state.settle(); };
  const kinds = SIMILARITIES.map((kind) =>
    chip(say(`basics.similarity_${kind.replace(" ", "_")}`), () => choose({ similarity: kind })));
  const causal = chip(say("basics.causal"), () => choose({ causal: !state.now.causal }));
  const named = Object.entries(world.presets).map(([name, { query, key }]) =>
    chip(say(`basics.preset_${name}`), () => {
      const n = state.now.words.length;
      choose({ query: query.slice(0, n), key: key.slice(0, n) });
    }));
  similarity.append(...kinds);
  mask.append(causal);
  presets.append(...named, chip(say("basics.reset"), reset));
  state.onChange((now) => {
    kinds.forEach((button, i) => button.setAttribute("aria-pressed", SIMILARITIES[i] === now.similarity));
    causal.setAttribute("aria-pressed", now.causal);
    orders.dot.textContent = order(now, "dot");
    orders.cosine.textContent = order(now, "cosine");
    orders.why.textContent = now.similarity === "cosine"
      ? say("basics.flat", { n: now.words.length, most: percent(steepest(now.words.length)) })
      : say("basics.same_as_cosine");
  });
}
