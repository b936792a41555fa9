// Layer by layer: what the model would say at the ★ word. Its own output layer reads the vector
// after the embeddings and after every layer (nostalgebraist 2020, the logit lens). A tap on a
// layer shows its picture.

import { createAsker } from "../shared/answers.js";
import { make, phrase, refill, write } from "../shared/dom.js";
import * as link from "../shared/link.js";
import { t } from "../shared/messages.js";
import { bare } from "../shared/names.js";
import { percent, shade } from "../shared/percent.js";

const REST = 150; // ms that the ★ rests before a question is worth asking

/** `name` is the card's, "self" or "cross": under it the link remembers whether it is open. */
export function createLayerGuesses(picture, name) {
  const asker = createAsker();
  const about = make("p", {});
  const list = make("ol", { class: "layer-steps" });
  const element = make(
    "details",
    { class: "lesson layer-guesses", open: link.get(`${name}.guesses`) === "open" },
    make("summary", {}, t(`self-vs-cross.layer_guesses_${name}`)),
    about,
    list,
    make("p", { class: "soft" }, t("self-vs-cross.layer_guesses_says")),
  );
  let now = null;
  let rows = []; // the embeddings', then a row a layer
  let asked = ""; // the question that is answered here, or soon will be
  let reached = Infinity; // the layer that ▶ shows
  let timer = 0;
  let unmasked = null; // BERT's map before a word was hidden in it

  element.addEventListener("toggle", () => {
    link.set(`${name}.guesses`, element.open ? "open" : null);
    draw();
  });
  list.addEventListener("click", ({ target }) => {
    const layer = target.closest("button")?.dataset.layer;
    if (layer) picture.set({ layer: Number(layer) });
  });

  /** The row that is asked about: what comes after a whole word, its last piece says. */
  function tokenNow({ map, seen }) {
    if (!map.predicts) return seen.chosen;
    return picture.rows.find(({ index }) => index === seen.chosen).pieces.at(-1);
  }

  function questionNow() {
    const { value, asked: question, masked, blocked = null } = now;
    const { text, pair, target } = question;
    return {
      text,
      other: value.translation === null ? pair : target,
      model: value.model,
      token: tokenNow(now),
      hidden: masked,
      blocked,
    };
  }

  function draw() {
    if (!now) return;
    const { map, masked } = now;
    element.hidden = map.kind === "encoder"; // it says nothing: the decoder does
    if (masked === null) unmasked = map;
    if (element.hidden || !element.open) return;
    if (rows.length !== map.layers + 1) build(map.layers);
    mark();
    const question = questionNow();
    const key = JSON.stringify(question);
    if (key === asked) return;
    asked = key;
    asker.cancel();
    clearTimeout(timer);
    list.setAttribute("aria-busy", "true");
    timer = setTimeout(ask, REST, question, map);
  }

  async function ask(question, map) {
    const { token } = question;
    const known = map.predicts?.[token] ?? unmasked?.rows[token];
    try {
      const layers = await asker.ask("layers", question);
      refill(
        about,
        phrase(`self-vs-cross.layer_guesses_at_${name}`, {
          word: make("bdi", {}, bare(map.rows[token])),
        }),
      );
      rows.forEach(({ guesses }, i) =>
        guesses.replaceChildren(...layers[i].map((guess) => chip(guess, known))),
      );
    } catch {
      write(about, t("self-vs-cross.not_now"));
      for (const { guesses } of rows) guesses.replaceChildren();
      asked = "";
    }
    list.setAttribute("aria-busy", "false");
  }

  function build(layers) {
    rows = Array.from({ length: layers + 1 }, (_, i) => {
      const guesses = make("span", { class: "said-here" });
      const step = make("span", { class: "step-name" }, stepName(i));
      // The embeddings have no picture: the first layer's looks come after them.
      const line = i
        ? make("button", { type: "button", "data-layer": i - 1 }, step, " ", guesses)
        : make("div", {}, step, " ", guesses);
      return { element: make("li", {}, line), line, guesses };
    });
    list.replaceChildren(...rows.map((row) => row.element));
    asked = "";
  }

  function mark() {
    rows.forEach((row, i) => {
      row.element.classList.toggle("later", i > reached + 1);
      if (i) row.line.setAttribute("aria-pressed", String(i === now.seen.layer + 1));
    });
  }

  return {
    element,
    draw(next) {
      now = next;
      draw();
    },
    /** ▶ shows `layer`, Infinity at its end; what comes after it is not said yet. */
    play(layer) {
      reached = layer;
      if (layer === 0 && !element.hidden) element.open = true;
      mark();
    },
  };
}

const stepName = (step) =>
  step
    ? t("self-vs-cross.layer_guesses_layer", { layer: step })
    : t("self-vs-cross.layer_guesses_embeddings");

/** `known` is the token that stands there, or that the model chose in the end. */
function chip([token, probability], known) {
  const guess = make(
    "span",
    { class: token === known ? "guess chosen" : "guess" },
    make("bdi", {}, bare(token)),
    " ",
    make("small", {}, percent(probability)),
  );
  guess.style.setProperty("--share", shade(probability));
  return guess;
}
