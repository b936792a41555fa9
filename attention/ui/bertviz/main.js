// The BERTviz tab's frame: one document in a sandbox, as high as its content, in the page's theme.

import { ready, t } from "../shared/messages.js";
import { createNotes } from "../shared/notes.js";
import { selfContained } from "./document.js";
import { createHints } from "./hints.js";
import { createLayers } from "./layers.js";
import { chosenStart, linkedQuestion, linkedStart, opening, same, writeLink } from "./state.js";

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
const theme = () => (document.querySelector(".dark") ? "dark" : "light");
const words = () =>
  JSON.stringify(Object.fromEntries(WORDS.map((name) => [name, t(`bertviz.frame_${name}`)])));

export async function mount({ element, props, trigger, watch }) {
  await ready;
  const part = (name) => element.querySelector(`.${name}`);
  const frame = part("bertviz");
  const kept = props.value.asked;
  let start = linkedStart(); // layer, head and map, where they were chosen
  let last = props.value; // the latest value that has a document
  let shown = null; // the question whose document is in the frame
  let painted = null; // and its theme

  const opened = () => opening(start, last);
  const compose = () =>
    selfContained(last.html, {
      view: last.asked.view,
      theme: theme(),
      words: words(),
      ...opened(),
    });

  function receive() {
    const { value } = props;
    notes.draw(value.notes);
    if (!value.html && shown) return; // only something to tell: the picture stays
    if (value.html) last = value;
    if (!value.html || (shown && shown.model !== last.asked.model)) start = {};
    start = hints.wanted(last) ?? start;
    draw();
    if (shown) writeLink(last.asked, opened(), last.translates, kept);
    shown = last.asked;
  }

  async function draw() {
    const drawing = last;
    painted = theme();
    hints.show(last.asked.view);
    layers.show(last);
    const html = await compose();
    if (drawing !== last) return; // a newer one is on its way
    frame.dataset.drawn = "";
    frame.srcdoc = html;
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || !data?.bertviz) return;
    const { height, chosen, drawn } = data.bertviz;
    if (height > 0) frame.style.height = `${Math.min(height, HIGHEST) + 2}px`;
    if (drawn) frame.dataset.drawn = last.asked.view;
    if (!chosen || same(chosenStart(chosen, last.translates), opened())) return;
    start = chosenStart(chosen, last.translates);
    writeLink(last.asked, start, last.translates, kept);
  });

  const notes = createNotes(part("notes"));
  const ask = (question) => trigger("select", question);
  const hints = createHints(part("hints"), part("about"), ask);
  const layers = createLayers(part("layers"), (chosen) => ask({ ...last.asked, layers: chosen }));
  const download = part("download");
  part("counts").textContent = t("bertviz.counts");
  download.textContent = t("bertviz.download");
  download.addEventListener("click", async () => {
    const address = URL.createObjectURL(new Blob([await compose()], { type: "text/html" }));
    Object.assign(document.createElement("a"), {
      href: address,
      download: `bertviz-${last.asked.view}.html`,
    }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000); // ms: the browser has taken it by then
  });

  new MutationObserver(() => painted && theme() !== painted && draw()).observe(document.body, {
    attributes: true,
    attributeFilter: ["class"],
  });
  watch("value", receive);
  const asked = linkedQuestion(kept);
  if (same(asked, kept)) return receive();
  notes.draw([{ code: "opening" }]);
  ask(asked);
}
