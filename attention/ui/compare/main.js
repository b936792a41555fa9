// One sentence read by BERT and by a translator: the drawing of both, and a card for each.

import { DEFAULT_BERT, DEFAULT_TRANSLATOR, MODELS } from "../shared/contract.js";
import { createConversation, notesOf } from "../shared/conversation.js";
import * as device from "../shared/device.js";
import * as link from "../shared/link.js";
import { ready, t } from "../shared/messages.js";
import { languageName } from "../shared/names.js";
import { createNotes } from "../shared/notes.js";
import { createQuestionForm, isBlank } from "../shared/question_form.js";
import { createCard } from "./card.js";
import { createDrawing } from "./drawing.js";
import { createExamples, openingOf } from "./examples.js";
import { createWhoAnswered } from "./who_answered.js";

const QUESTION = ["text", "pair", "target", "bert", "to"];
// What is chosen for one question means nothing in another.
const OF_QUESTION = {
  "self.hidden": ["text", "pair", "bert"],
  "self.blocked": ["text", "pair", "bert"],
  "cross.blocked": ["text", "target", "to"],
};
const BERTS = MODELS.filter(({ target }) => !target);
const TRANSLATORS = MODELS.filter(({ target }) => target);
const SHORTCUTS = TRANSLATORS.filter(({ builtIn, language }) => builtIn && language === "en");
const byName = (models) => models.map(({ name }) => ({ value: name, text: name }));
const byLanguage = ({ name, target }) => ({ value: name, text: languageName(target) });

export async function mount({ element, props }) {
  await ready;
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  for (const one of element.querySelectorAll("[data-say]")) one.textContent = t(one.dataset.say);
  for (const one of element.querySelectorAll("[data-label]"))
    one.setAttribute("aria-label", t(one.dataset.label));
  const usual = {
    text: props.value.self.texts[0],
    pair: "",
    target: "",
    bert: DEFAULT_BERT,
    to: DEFAULT_TRANSLATOR,
  };
  const notes = createNotes(part("notes"));
  const cards = {
    self: createCard(part("self"), "self"),
    cross: createCard(part("cross"), "cross"),
  };
  const drawing = createDrawing(part("drawing"), part("flow"), cards);
  const form = createQuestionForm(part("question"), {
    into: SHORTCUTS.map(byLanguage),
    bert: byName(BERTS),
    to: byName(TRANSLATORS),
  });
  const { converse, cancel } = createConversation(form, notes);
  const whoAnswered = createWhoAnswered(part("answered"));
  const linked = linkedQuestion(usual);
  let remembered = linked; // the question that the link asks
  let shown = null; // the question and the answers that are on show
  createExamples(part("examples"), (example) => {
    const { text, to } = example;
    write({ text, pair: "", target: "", ...(to ? { to } : {}) });
    ask(example);
  });
  form.listen(() => ask(), choose);

  function write(question) {
    form.write(question);
    if ("to" in question) form.write({ into: question.to });
  }

  /** A model or a language was chosen. One's own translation was in the language before. */
  function choose(name, value) {
    if (name !== "bert") write({ to: value, target: "" });
    ask();
  }

  /** Ask what the controls say; `example` is opened where it shows its point. */
  async function ask(example = null) {
    const { text, pair, target, bert, to } = form.read();
    const question = { text, pair, target, bert, to };
    if (isBlank(text)) return notes.draw([{ code: "empty" }]);
    remember(question);
    if (example && same(question, shown.question)) {
      cancel();
      return open(example);
    }
    const answers = await converse(
      [bert, to],
      (post) => Promise.all(requests(question).map((request) => post(...request))),
      () => ask(example),
    );
    if (!answers) return;
    const [self, cross] = answers;
    device.use([self.model, cross.model], { own: true });
    show(self, cross, question);
    if (example) open(example);
    else restore();
    notes.draw([...notesOf(...answers), ...(isBlank(target) ? [] : [{ code: "own" }])]);
  }

  function show(self, cross, question) {
    shown = { self, cross, question };
    cards.self.update(self, question);
    cards.cross.update(cross, question);
    drawing.draw({ cross, languages: languagesOf(self, cross) });
    whoAnswered.draw([self, cross], requests(question));
  }

  /** Show the example at the head and the word that show its point. */
  async function open(example) {
    const { model } = shown.self;
    const opened = Object.entries(cards).map(([kind, card]) => {
      const { hidden, ...view } = openingOf(example, kind, shown[kind].model);
      card.picture.set(view);
      return card.reset(hidden);
    });
    if (!openingOf(example, "self", model).picking) return;
    await Promise.all(opened);
    cards.self.bringBlockIntoSight();
  }

  function restore() {
    for (const card of Object.values(cards)) card.restore();
  }

  /** Models are written always, so that the link means the same wherever it is opened. */
  function remember(question) {
    for (const [key, names] of Object.entries(OF_QUESTION))
      if (!same(question, remembered, names)) link.set(key, null);
    remembered = question;
    for (const name of QUESTION) link.setText(name, question[name], usual[name]);
    for (const name of ["bert", "to"]) link.set(name, question[name]);
  }

  write(linked);
  show(props.value.self, props.value.cross, usual);
  device.use([shown.self.model, shown.cross.model]);
  if (same(linked, usual)) restore();
  else {
    notes.draw([{ code: "opening" }]);
    ask();
  }
}

/** What is asked for the two pictures. */
const requests = ({ text, pair, target, bert, to }) => [
  ["self_attention", { text, pair, model: bert }],
  ["cross_attention", { text, target, model: to }],
];

const same = (question, other, names = QUESTION) =>
  names.every((name) => question[name] === other[name]);

/** The question that the link asks; what it leaves open, or asks of no model here, as usual. */
function linkedQuestion(usual) {
  const known = { bert: BERTS, to: TRANSLATORS };
  const entries = QUESTION.map((name) => {
    const value = link.get(name);
    const fits = known[name] ? known[name].some((model) => model.name === value) : value;
    return [name, fits && !isBlank(value) ? value : usual[name]];
  });
  return Object.fromEntries(entries);
}

/** The languages that the models read and write: those that answered, whoever was asked. */
function languagesOf(self, cross) {
  const model = ({ model: name }) => MODELS.find((known) => known.name === name);
  const { language: source, target } = model(cross);
  return { self: model(self).language, source, target };
}
