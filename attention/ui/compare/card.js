// One card: a picture, and under it what goes with the ★ row, layer and head that are seen.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { createAttentionView } from "../attention_view/attention_view.js";
import { createBlock } from "./block.js";
import { createFacts } from "./facts.js";
import { createGuessing } from "./guessing.js";
import { createHeadsAtWork } from "./heads_at_work.js";
import { createHidden } from "./hidden.js";
import { createLayerGuesses } from "./layer_guesses.js";
import { createLayers } from "./layers.js";
import { createAlignment } from "./alignment.js";
import { createPredictions } from "./predictions.js";
import { createSlider } from "./slider.js";
import { createCalculation } from "./calculation.js";

export function createCard(root, name) {
  const view = root.querySelector(".attention-view");
  const picture = createAttentionView(view, {
    prefix: name,
    link: true,
    label: t(`self-vs-cross.${name}`),
  });
  const slider = createSlider(picture);
  const guesses = createLayerGuesses(picture, name);
  const layers = createLayers(picture, view, guesses);
  const sum = createCalculation();
  const hidden = name === "self" ? createHidden(show) : null;
  const block = createBlock(name, { view, picture, show, hidden });
  const next = name === "cross" ? createPredictions(picture) : null;
  const lesson = name === "cross" ? createAlignment(picture) : null;
  const guessing = createGuessing(picture, view);
  const facts = createFacts();
  const working = createHeadsAtWork(picture, root);
  const actions = make(
    "div",
    { class: "actions" },
    ...[layers, sum, hidden, block, guessing].filter(Boolean).map(({ button }) => button),
  );
  const play = view.querySelector(".play");
  view.querySelector(".stage").before(guessing.element);
  play.append(slider.element);
  play.before(block.element);
  play.after(...[next?.element, actions, hidden?.element].filter(Boolean));
  view.querySelector(".below").before(guesses.element);
  view.append(...[facts, lesson].filter(Boolean).map(({ element }) => element));
  root.append(working.element, sum.element);
  const parts = [
    ...[slider, layers, guesses, sum, hidden, block, next],
    ...[lesson, facts, working, guessing],
  ].filter(Boolean);
  let value = null;
  let base = null; // the value with no word hidden and no look blocked
  let asked = null;
  let masked = null; // the token whose word is hidden in the picture

  function draw() {
    const seen = picture.state;
    if (!value || !seen) return;
    const map = value.maps.find(({ kind }) => kind === seen.map);
    const { looks: blocked } = block;
    const hiding = hidden?.token ?? null;
    const now = { value, base, asked, masked, hiding, blocked, map, seen };
    for (const part of parts) part.draw(now);
  }
  picture.subscribe(draw);

  function show(next, hidden = null) {
    value = next;
    masked = hidden;
    picture.update(block.mark(value, base));
    draw();
  }

  return {
    picture,
    update(picked, question) {
      asked = question ?? { text: picked.texts[0], pair: "", target: "" };
      base = picked;
      hidden?.forget();
      block.forget();
      if (picture.state?.picking) picture.set({ picking: false, column: null });
      show(picked);
    },
    /** Hide the word and block the looks that the link says. */
    async restore() {
      await hidden?.restore();
      block.restore();
    },
    /** Show the sentence as it is; then hide the word of a token, if one is given. */
    async reset(token = null) {
      hidden?.reset();
      block.reset();
      show(base);
      if (token !== null) await hidden.hide(token);
    },
    bringBlockIntoSight: block.bringIntoSight,
    /** On a phone the cards lie below each other: go to this one, if it is not seen. */
    bringIntoSight() {
      const { top, bottom } = root.getBoundingClientRect();
      if (top > innerHeight - 200 || bottom < 100) root.scrollIntoView();
    },
  };
}
