// The basics tab: one state, and the parts that show it and change it.

import { EDITION } from "../shared/contract.js";
import * as link from "../shared/link.js";
import { write } from "../shared/dom.js";
import { ready, t } from "../shared/messages.js";
import { createAgreement } from "./agreement.js";
import { createChallenges } from "./challenges.js";
import { cleanWords, decode, encode } from "./link_codec.js";
import { createFormula } from "./formula.js";
import { createScalingChart } from "./scaling_chart.js";
import { createOptions } from "./options.js";
import { createRankings } from "./rankings.js";
import { createRounds } from "./rounds.js";
import { createProjections } from "./projections.js";
import { createPlane } from "./plane.js";
import { createSliders } from "./sliders.js";
import { createState } from "./state.js";
import { createStar, standard } from "./star.js";
import { createCalculation } from "./calculation.js";

/** The state that `words` start with: every place in the sentence has its own vectors. */
const fresh = (world, words) => ({
  words,
  token: standard(words),
  similarity: "scaled dot",
  causal: false,
  ...Object.fromEntries(
    ["query", "key", "value"].map((role) => [role, world[role].slice(0, words.length)]),
  ),
});

/** The state that the link asks for; what it does not say, or says wrongly, is as at the start. */
function fromLink(start) {
  const state = { ...start, ...decode(link.get("toy")) };
  const token = Number(link.get("toy.token") ?? NaN);
  state.token = Number.isInteger(token) && token in state.words ? token : standard(state.words);
  return state;
}

/** Write the vectors and options into the link on every release; the picture writes the ★. */
function keepInLink(state, start) {
  const usual = encode(start);
  state.onSettle((now) => link.set("toy", encode(now), usual));
}

function createOwnWords({ form, input }, state, world) {
  state.onChange(input, ({ words }) => {
    if (document.activeElement !== input) input.value = words.join(" ");
  });
  input.addEventListener("input", () => input.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = cleanWords(input.value);
    input.setCustomValidity(words.length ? "" : t("basics.own_empty"));
    if (!input.reportValidity()) return;
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
  for (const one of element.querySelectorAll("[data-say]")) one.textContent = t(one.dataset.say);
  const start = fresh(world, world.words);
  const state = createState(fromLink(start));
  keepInLink(state, start);
  createStar({ sentence: part("picture"), grid: part("grid") }, state);
  createSliders(part("sliders"), state);
  if (EDITION.judge) createAgreement(part("agreement"), state);
  createPlane(part("field"), state);
  createOptions(
    { presets: part("presets"), similarity: part("similarity"), mask: part("mask") },
    state,
    world,
    start,
  );
  createRankings({ dot: part("order-dot"), cosine: part("order-cosine"), why: part("why") }, state);
  createCalculation({ table: part("table"), play: part("play"), told: part("told") }, state);
  state.onChange(part("next-layer"), ({ words, token }, held) => {
    if (!held) write(part("next-layer"), t("basics.next_layer", { word: words[token] }));
  });
  createRounds(part("rounds"), state);
  createFormula(part("formula"), state);
  createProjections(
    { details: part("origin"), root: part("origin-numbers"), note: part("origin-note") },
    state,
    world,
  );
  createScalingChart(part("growth"), part("chart"));
  createChallenges(
    { list: part("list"), next: part("next"), count: part("count"), progress: part("progress") },
    state,
    world.challenges,
  );
  createOwnWords({ form: part("own"), input: part("words") }, state, world);
}
