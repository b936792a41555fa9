// The BERTviz tab's frame: one document in a sandbox, as high as its content, in the page's theme.

import * as link from "../../static/link.js";
import { ready, say } from "../../static/words.js";
import { selfContained } from "./document.js";
import { createHints } from "./hints.js";
import { createLayers } from "./layers.js";

const HIGHEST = 20000; // px
const number = (text) => (/^\d{1,3}$/.test(text ?? "") ? Number(text) : null);
const theme = () => (document.querySelector(".dark") ? "dark" : "light");

/** Where the link wants the view opened; what it names and the model has not is not opened. */
const linked = () => ({
  layer: number(link.get("bertviz.layer")),
  head: number(link.get("bertviz.head")),
  map: /^[a-z]+$/.test(link.get("bertviz.map") ?? "") ? link.get("bertviz.map") : null,
});

export async function mount({ element, props, trigger, watch }) {
  await ready;
  const part = (name) => element.querySelector(`.${name}`);
  const frame = part("bertviz");
  let start = linked(); // layer, head and map as chosen, kept from one document to the next
  let example = null; // the head a hint wants opened in the next document
  let painted = null; // the theme of the document that is shown

  const words = () => JSON.stringify(
    Object.fromEntries(["all", "previous", "next", "open", "close"].map((name) => [name, say(`bertviz.frame_${name}`)])));
  const compose = () => selfContained(props.value.html, { view: props.value.view, theme: theme(), words: words(), ...start });

  async function draw() {
    const { heads } = props.value;
    if (example) start = { map: example.map ?? null, ...(heads[example.head] ?? {}) };
    example = null;
    const asked = props.value;
    const html = await compose();
    if (asked !== props.value) return; // a newer one is on its way
    frame.dataset.drawn = "";
    frame.srcdoc = html;
    painted = theme();
    hints.show(props.value.view);
    layers.show(props.value);
    write();
  }

  function write() {
    link.set("bertviz", props.value.view, "head");
    link.set("bertviz.layer", start.layer, 0);
    link.set("bertviz.head", start.head);
    link.set("bertviz.map", start.map);
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || !data?.bertviz) return;
    const { height, chosen, drawn } = data.bertviz;
    if (height > 0) frame.style.height = `${Math.min(height, HIGHEST) + 2}px`;
    if (drawn) frame.dataset.drawn = props.value.view;
    if (chosen) {
      start = { layer: number(`${chosen.layer}`), head: number(`${chosen.head}`), map: chosen.map && `${chosen.map}` };
      write();
    }
  });

  const ask = (question) => trigger("select", question);
  const hints = createHints(part("hints"), part("about"), (one) => { example = one; ask(one); });
  const layers = createLayers(part("layers"), part("note"), (chosen) => ask({ ...props.value.asked, layers: chosen }));
  const download = part("download");
  download.textContent = say("bertviz.download");
  download.addEventListener("click", async () => {
    const file = new Blob([await compose()], { type: "text/html" });
    const address = URL.createObjectURL(file);
    Object.assign(document.createElement("a"), { href: address, download: `bertviz-${props.value.view}.html` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });

  new MutationObserver(() => theme() !== painted && draw()).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  watch("value", draw);
  draw();
}
