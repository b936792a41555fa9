// Sentences worth reading: each shows one thing, and opens at the layer, head and ★ word (all from
// 0) where the built-in models show it. They were chosen by measurement among some 120 candidates;
// tests/browser/test_compare.py holds the models to what each shows.

import { DEFAULT_BERT, EXAMPLES as SENTENCES, MODELS } from "../shared/contract.js";
import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";

const builtIn = (reads, writes = null) =>
  MODELS.find((one) => one.builtIn && one.language === reads && one.target === writes).name;

const INTO_FRENCH = builtIn("en", "fr");

/**
 * Where each shows its point. Without `to` the translator stays as chosen. `model`: of which the
 * place is, else BERT's. `hidden`: the token whose word is hidden. With `picking` the look at
 * `column` is ready to be blocked.
 */
const PLACES = {
  // the hidden "are" looks at "shoes", and is "is" without them; in translation "red" goes
  number: {
    self: { layer: 3, head: 5, token: 2, hidden: 2, picking: true, column: 5 },
    cross: { model: INTO_FRENCH, layer: 2, head: "mean", token: 5, picking: true, column: 3 },
  },
  // the hidden "were" is "are" without "yesterday"; in translation "yesterday" goes
  time: {
    self: { layer: 3, head: 5, token: 2, hidden: 2, picking: true, column: 4 },
    cross: { model: INTO_FRENCH, layer: 2, head: "mean", token: 4, picking: true, column: 3 },
  },
  // rain falls, and without 雨 no other verb comes near 降; in translation "hard" goes
  rain: {
    self: {
      ...{ model: builtIn("ja"), layer: 0, head: 3, token: 5, hidden: 5 },
      ...{ picking: true, column: 3 },
    },
    cross: {
      ...{ model: builtIn("ja", "en"), layer: 2, head: "mean", token: 4 },
      ...{ picking: true, column: 1 },
    },
  },
  // "on" looks at its noun, "mat"
  cat: { self: { layer: 1, head: 3, token: 4 } },
  // "black" looks at "cats"; in French the adjective comes after the noun
  adjective: {
    self: { layer: 3, head: 0, token: 3 },
    cross: { model: INTO_FRENCH, layer: 2, head: "mean", token: 5 },
  },
  // "his" looks at "man"
  pronoun: { self: { layer: 3, head: 4, token: 4 } },
  // "read" looks at its object, "book"; in Japanese the verb comes last
  order: {
    self: { layer: 3, head: 0, token: 2 },
    cross: { model: builtIn("en", "ja"), layer: 1, head: 3, token: 4 },
  },
  // "is" looks at its subject, "book", though "stars" is nearer
  agreement: { self: { layer: 3, head: 2, token: 6 } },
  // hidden, "coffee" is BERT's first guess; it looks at its verb, "drank"
  hidden: { self: { layer: 3, head: 1, token: SENTENCES.hidden.hide } },
  // the particle looks at its predicate; "cat" comes from 猫
  japanese: {
    self: { model: builtIn("ja"), layer: 2, head: 4, token: 6 },
    cross: { model: builtIn("ja", "en"), layer: 2, head: "mean", token: 3 },
  },
  // "bought" looks at its object, "car"
  long: {
    self: { layer: 3, head: 0, token: 3 },
  },
};

const EXAMPLES = Object.entries(SENTENCES).map(([name, sentence]) => [
  name,
  { ...sentence, ...PLACES[name] },
]);
const START = {
  map: null,
  layer: null,
  head: null,
  token: null,
  column: null,
  direction: null,
  picking: false,
};

/** Fill `row` with a button an example; `choose(example)` is called with the one that is tapped. */
export function createExamples(row, choose) {
  row.append(
    ...EXAMPLES.map(([name, example]) =>
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
  const { model: measured = DEFAULT_BERT, ...view } = example[kind] ?? {};
  return { ...START, ...(measured === model ? view : {}) };
}
