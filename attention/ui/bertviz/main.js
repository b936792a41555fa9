// The BERTviz tab: a question, and one document in a sandboxed frame, as high as its content and in
// the page's theme.

import { MODELS } from "../shared/contract.js";
import { createConversation, notesOf } from "../shared/conversation.js";
import { make } from "../shared/dom.js";
import { ready, t } from "../shared/messages.js";
import { createGlossary } from "../shared/glossary.js";
import { createNotes } from "../shared/notes.js";
import { createQuestionForm, isBlank } from "../shared/question_form.js";
import { prefetch, selfContained, skeleton } from "./document.js";
import { engineDocument } from "./engine_document.js";
import { createHints } from "./hints.js";
import { createLayers } from "./layers.js";
import {
  VIEWS,
  chosenStart,
  keepQuestion,
  linkedQuestion,
  linkedStart,
  opening,
  same,
  writeQuestion,
  writeStart,
} from "./state.js";

const HIGHEST = 20000; // px
const WORDS = [
  "all",
  "previous",
  "next",
  "open",
  "close",
  "mean",
  "tap_word",
  "tap_head",
  "layer",
  "head",
  "attention",
  "layers",
  "heads",
  "head_number",
  "place",
  "drawn",
  "encoder",
  "decoder",
  "cross",
  "from_to",
  "query",
  "key",
  "product",
  "nothing",
];
// Of which signs the explanations are offered: a document does not say which tokens are in it.
const SIGNS = { bert: ["[CLS]", "[SEP]", "##"], marian: ["<pad>", "</s>", "▁"] };
const theme = () => (document.querySelector(".dark") ? "dark" : "light");
const words = () =>
  JSON.stringify(Object.fromEntries(WORDS.map((name) => [name, t(`bertviz.frame_${name}`)])));

export async function mount({ element, props }) {
  await ready;
  const part = (name) => element.querySelector(`.${name}`);
  for (const one of element.querySelectorAll("[data-say]")) one.textContent = t(one.dataset.say);
  const frame = part("bertviz");
  const usual = props.value.asked;
  /** @type {Partial<ReturnType<typeof opening>>} layer, head and map, where they were chosen */
  let start = linkedStart();
  let last = props.value; // the latest answer
  let painted = null; // the theme of the document in the frame

  const opened = () => opening(start, last);
  const compose = () =>
    selfContained(last.html, {
      view: last.asked.view,
      theme: theme(),
      words: words(),
      ...opened(),
    });

  const form = createQuestionForm(part("question"), {
    view: VIEWS.map((view) => ({ value: view, text: t(`bertviz.${view}_view`) })),
    model: MODELS.map(({ name }) => ({ value: name, text: name })),
  });
  const notes = createNotes(part("notes"));
  const { converse, cancel } = createConversation(form, notes);

  /** Ask what the controls say; `hint` is the example it is of, `chosen` the layers to draw. */
  async function ask(hint = null, chosen = []) {
    const { view, text, other, model } = form.read();
    const question = { view, text, other, model };
    if (isBlank(text)) return notes.draw([{ code: "empty" }]);
    writeQuestion(question);
    if (hint && painted && same(question, last.asked)) {
      cancel();
      return receive(last, hint);
    }
    const request = async (post) => {
      const [answer, parts] = await Promise.all([
        post("bertviz_view", { ...question, layers: chosen }),
        skeleton(),
      ]);
      return answer.html ? answer : engineDocument(answer, question, chosen, parts);
    };
    const answer = await converse([model], request, () => ask(hint, chosen));
    if (answer) receive(answer, hint);
    else if (!painted) draw(); // a link's question: the usual picture is there meanwhile
  }

  function receive(answer, hint) {
    if (answer.asked.model !== last.asked.model && painted) start = {};
    last = answer;
    if (hint) start = { map: hint.map ?? null, ...last.heads[hint.head] };
    notes.draw(notesOf(last));
    draw();
    writeStart(opened());
  }

  async function draw() {
    const drawing = last;
    painted = theme();
    hints.show(last.asked.view);
    layers.show(last);
    glossary.draw(SIGNS[last.translates ? "marian" : "bert"]);
    const html = await compose();
    if (drawing !== last) return; // a newer one is on its way
    frame.dataset.drawn = "";
    frame.srcdoc = html;
    prefetch(VIEWS);
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || !data?.bertviz) return;
    const { height, chosen, drawn } = data.bertviz;
    if (height > 0) frame.style.height = `${Math.min(height, HIGHEST) + 2}px`;
    if (drawn) frame.dataset.drawn = last.asked.view;
    if (!chosen || same(chosenStart(chosen, last.translates), opened())) return;
    start = chosenStart(chosen, last.translates);
    writeQuestion(last.asked);
    writeStart(opened());
  });

  const hints = createHints(part("hints"), part("about"), (hint) => {
    const { view, text, other, model } = hint;
    form.write({ view, text, other, model });
    if (other || model !== usual.model) form.unfold(true);
    ask(hint);
  });
  const layers = createLayers(part("layers"), (chosen) => {
    form.write(last.asked); // the layers are those of what is drawn
    ask(null, chosen);
  });
  const glossary = createGlossary();
  part("explained").replaceWith(glossary.element);
  part("intro").replaceChildren(
    ...[1, 2, 3].map((line) => make("li", {}, t(`bertviz.intro_${line}`))),
  );
  form.listen(
    () => ask(),
    () => ask(),
  );
  part("counts").textContent = t("bertviz.counts");
  createDownload(part("download"), () => last.asked.view, compose);

  new MutationObserver(() => painted && theme() !== painted && draw()).observe(document.body, {
    attributes: true,
    attributeFilter: ["class"],
  });
  addEventListener("link:change", () => keepQuestion(last.asked, usual));
  const linked = linkedQuestion(usual);
  form.write(linked);
  if (same(linked, usual)) return draw();
  if (linked.other || linked.model !== usual.model) form.unfold(true);
  notes.draw([{ code: "opening" }]);
  ask();
}

/** `button` saves the document that is in the frame, as `compose` makes it. */
function createDownload(button, view, compose) {
  button.textContent = t("bertviz.download");
  button.addEventListener("click", async () => {
    const address = URL.createObjectURL(new Blob([await compose()], { type: "text/html" }));
    const name = `bertviz-${view()}.html`;
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000); // ms: the browser has taken it by then
  });
}
