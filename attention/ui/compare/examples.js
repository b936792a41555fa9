// Sentences worth reading: each shows one thing, and opens at the layer, head and ★ word (all from
// 0) where the built-in models show it. They were chosen by measurement among some 120 candidates;
// tests/browser/test_compare.py holds the models to what each shows.

import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/**
 * Without `to` the translator stays as chosen. `model`: of which the place is, else bert-mini.
 * `hidden`: the token whose word is hidden. With `picking` the look at `column` is ready to be
 * blocked.
 */
const EXAMPLES = {
  // the hidden "are" looks at "shoes", and is "is" without them; in translation "red" goes
  number: {
    text: "Where are my red shoes?",
    self: { layer: 3, head: 5, token: 2, hidden: 2, picking: true, column: 5 },
    cross: {
      model: "marian-mini-en-fr",
      layer: 2,
      head: "mean",
      token: 5,
      picking: true,
      column: 3,
    },
  },
  // the hidden "were" is "are" without "yesterday"; in translation "yesterday" goes
  time: {
    text: "They were happy yesterday.",
    self: { layer: 3, head: 5, token: 2, hidden: 2, picking: true, column: 4 },
    cross: {
      model: "marian-mini-en-fr",
      layer: 2,
      head: "mean",
      token: 4,
      picking: true,
      column: 3,
    },
  },
  // rain falls, and without 雨 no other verb comes near 降; in translation "hard" goes
  rain: {
    text: "強い雨が降っています。",
    self: {
      model: "bert-mini-ja",
      layer: 0,
      head: 3,
      token: 5,
      hidden: 5,
      picking: true,
      column: 3,
    },
    cross: {
      model: "marian-mini-ja-en",
      layer: 2,
      head: "mean",
      token: 4,
      picking: true,
      column: 1,
    },
  },
  // "on" looks at its noun, "mat"
  cat: { text: "The cat sat on the mat.", self: { layer: 1, head: 3, token: 4 } },
  // "black" looks at "cats"; in French the adjective comes after the noun
  adjective: {
    text: "I like black cats.",
    self: { layer: 3, head: 0, token: 3 },
    cross: { model: "marian-mini-en-fr", layer: 2, head: "mean", token: 5 },
  },
  // "his" looks at "man"
  pronoun: { text: "The man lost his hat.", self: { layer: 3, head: 4, token: 4 } },
  // "read" looks at its object, "book"; in Japanese the verb comes last
  order: {
    text: "She read an old book.",
    to: "marian-mini-en-ja",
    self: { layer: 3, head: 0, token: 2 },
    cross: { model: "marian-mini-en-ja", layer: 1, head: 3, token: 4 },
  },
  // "is" looks at its subject, "book", though "stars" is nearer
  agreement: { text: "The book about the stars is good.", self: { layer: 3, head: 2, token: 6 } },
  // hidden, "coffee" is BERT's first guess; it looks at its verb, "drank"
  hidden: { text: "She drank a cup of coffee.", self: { layer: 3, head: 1, token: 6 } },
  // the particle looks at its predicate; "cat" comes from 猫
  japanese: {
    text: "私は黒い猫が好きです。",
    self: { model: "bert-mini-ja", layer: 2, head: 4, token: 6 },
    cross: { model: "marian-mini-ja-en", layer: 2, head: "mean", token: 3 },
  },
  // "bought" looks at its object, "car"
  long: {
    text: "My brother bought a new car last year, and he drives it to work every day.",
    self: { layer: 3, head: 0, token: 3 },
  },
};

const START = { map: null, layer: null, head: null, token: null, column: null, picking: false };

/** Fill `row` with a button an example; `choose(example)` is called with the one that is tapped. */
export function createExamples(row, choose) {
  row.append(
    ...Object.entries(EXAMPLES).map(([name, example]) =>
      make(
        "button",
        { type: "button", class: "pill", title: example.text, onclick: () => choose(example) },
        t(`self-vs-cross.example_${name}`),
      ),
    ),
  );
}

/** What the picture `kind`, made by `model`, is set to when `example` opens. */
export function openingOf(example, kind, model) {
  const { model: measured = "bert-mini", ...view } = example[kind] ?? {};
  return { ...START, ...(measured === model ? view : {}) };
}
