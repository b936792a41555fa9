// The basics tab: one state, and the parts that show it and change it.

import * as link from "../../static/link.js";
import { ready, say } from "../../static/words.js";
import { createAgreement } from "./agreement.js";
import { createChallenges } from "./challenges.js";
import { cleanWords, decode, encode } from "./code.js";
import { createFormula } from "./formula.js";
import { createGrowth } from "./growth.js";
import { createOptions } from "./options.js";
import { createOrigin } from "./origin.js";
import { createPlane } from "./plane.js";
import { createSliders } from "./sliders.js";
import { createState } from "./state.js";
import { createStar } from "./star.js";
import { createSum } from "./sum.js";

const STAR = 1; // "cat"

/** The state that `words` start with: every place in the sentence has its own vectors. */
const fresh = (world, words) => ({
  words, token: Math.min(STAR, words.length - 1), similarity: "scaled dot", causal: false,
  ...Object.fromEntries(["query", "key", "value"].map((role) => [role, world[role].slice(0, words.length)])),
});

/** The toy's state in the link: what it asks for, and what is written back on every release. */
function keepInLink(state, start) {
  const standard = encode(start);
  state.onSettle((now) => {
    link.set("toy", encode(now), standard);
    link.set("toy.token", now.token, STAR);
  });
}

function fromLink(start) {
  const asked = decode(link.get("toy"));
  const token = Number(link.get("toy.token") ?? STAR);
  const state = { ...start, ...asked };
  state.token = Number.isInteger(token) && token >= 0 && token < state.words.length ? token : start.token;
  state.token = Math.min(state.token, state.words.length - 1);
  return state;
}

function createOwnWords({ form, input }, state, world) {
  state.onChange(({ words }) => { if (document.activeElement !== input) input.value = words.join(" "); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = cleanWords(input.value);
    if (!words.length) return;
    const { similarity, causal } = state.now;
    state.change({ ...fresh(world, words), similarity, causal });
    state.settle();
    input.value = words.join(" ");
  });
}

export async function mount({ element, props }) {
  await ready;
  const world = props.value;
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  for (const one of element.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  const start = fresh(world, world.words);
  const state = createState(fromLink(start));
  keepInLink(state, start);
  createStar({ picture: part("picture"), mix: part("mix"), grid: part("grid") }, state);
  createSliders(part("sliders"), state);
  createAgreement(part("agreement"), state);
  createPlane(part("field"), state);
  createOptions({
    presets: part("presets"), similarity: part("similarity"), mask: part("mask"),
    orders: { dot: part("order-dot"), cosine: part("order-cosine"), why: part("why") },
  }, state, world, () => { state.change(start); state.settle(); });
  createSum({ table: part("table"), play: part("play"), said: part("said") }, state);
  createFormula(part("formula"), state);
  createOrigin(part("origin"), part("origin-numbers"), part("origin-note"), state, world);
  createGrowth(part("growth"), part("chart"));
  createChallenges({ list: part("list"), next: part("next"), count: part("count") }, state, world.challenges);
  createOwnWords({ form: part("own"), input: part("words") }, state, world);
}
