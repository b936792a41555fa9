// The BERTviz tab's frame: one document in a sandbox, as high as its content, in the page's theme.

import { ready, say } from "../../static/words.js";
import { selfContained } from "./document.js";
import { createHints } from "./hints.js";
import { createLayers } from "./layers.js";
import { chosenStart, linkedQuestion, linkedStart, same, writeLink } from "./state.js";

const HIGHEST = 20000; // px
const WORDS = ["all", "previous", "next", "open", "close", "mean", "tap_word", "tap_head"];
const theme = () => (document.querySelector(".dark") ? "dark" : "light");
const words = () => JSON.stringify(Object.fromEntries(WORDS.map((name) => [name, say(`bertviz.frame_${name}`)])));

export async function mount({ element, props, trigger, watch }) {
  await ready;
  const part = (name) => element.querySelector(`.${name}`);
  const frame = part("bertviz");
  const kept = props.value.asked;
  let start = linkedStart(); // layer, head and map as chosen; null: as the value opens
  let shown = null; // the question whose document is in the frame
  let painted = null; // and its theme

  const opening = () => start ?? props.value.start;
  const compose = () => selfContained(
    props.value.html, { view: props.value.asked.view, theme: theme(), words: words(), ...opening() });

  async function draw() {
    const { value } = props;
    if (shown && shown.model !== value.asked.model) start = null;
    start = hints.wanted(value) ?? start;
    const html = await compose();
    if (value !== props.value) return; // a newer one is on its way
    frame.dataset.drawn = "";
    frame.srcdoc = html;
    painted = theme();
    hints.show(value.asked.view);
    layers.show(value);
    if (shown) writeLink(value.asked, opening(), value.translates, kept);
    shown = value.asked;
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || !data?.bertviz) return;
    const { height, chosen, drawn } = data.bertviz;
    if (height > 0) frame.style.height = `${Math.min(height, HIGHEST) + 2}px`;
    if (drawn) frame.dataset.drawn = props.value.asked.view;
    if (!chosen || same(chosenStart(chosen), opening())) return;
    start = chosenStart(chosen);
    writeLink(props.value.asked, start, props.value.translates, kept);
  });

  const ask = (question) => trigger("select", question);
  const hints = createHints(part("hints"), part("about"), ask);
  const layers = createLayers(part("layers"), part("note"), (chosen) => ask({ ...props.value.asked, layers: chosen }));
  const download = part("download");
  download.textContent = say("bertviz.download");
  download.addEventListener("click", async () => {
    const address = URL.createObjectURL(new Blob([await compose()], { type: "text/html" }));
    Object.assign(document.createElement("a"), { href: address, download: `bertviz-${props.value.asked.view}.html` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000); // ms: the browser has taken it by then
  });

  new MutationObserver(() => painted && theme() !== painted && draw())
    .observe(document.body, { attributes: true, attributeFilter: ["class"] });
  watch("value", draw);
  const asked = linkedQuestion(kept);
  if (same(asked, kept)) draw();
  else ask(asked);
}
