// What the visitor chose here, in the link and back. Nothing in a link is trusted.

import * as link from "../shared/link.js";

const VIEWS = ["head", "model", "neuron"];
const TRANSLATES = ["encoder", "decoder", "cross"];
const TRANSLATOR = "marian-mini-en-fr";
const name = (text) => (/^[a-z]+$/.test(text ?? "") ? text : null);
const number = (text) => (/^\d{1,3}$/.test(text ?? "") ? Number(text) : null);

/** The layer, head (null: all of them) and map that the link names; only those that can be. */
export function linkedStart() {
  const [layer, head, map] = ["layer", "head", "map"].map((key) => link.get(`bertviz.${key}`));
  const start = {};
  if (number(layer) !== null) start.layer = number(layer);
  if (number(head) !== null || head === "all") start.head = number(head);
  if (name(map)) start.map = map;
  return start;
}

/** How a value's document opens: as the visitor chose, where the model has that, else as usual. */
export function opening(chosen, { start: usual, layers, of_heads: heads }) {
  const start = { ...usual, ...chosen };
  const drawn = (layer) => layer === null || layers.includes(layer);
  if (!drawn(start.layer)) start.layer = drawn(usual.layer) ? usual.layer : layers[0];
  if (start.head >= heads) start.head = usual.head;
  return start;
}

/** The question the link asks, with what it leaves open from `kept`. */
export function linkedQuestion(kept) {
  const translates = TRANSLATES.includes(link.get("bertviz.map"));
  const view = VIEWS.includes(link.get("bertviz")) ? link.get("bertviz") : kept.view;
  return {
    view,
    text: link.get("text")?.trim() ? link.get("text") : kept.text,
    other: link.get(translates ? "target" : "pair") ?? "",
    model: translates ? (link.get("to") ?? TRANSLATOR) : (link.get("bert") ?? kept.model),
  };
}

/** Write what is shown, `asked`, and how it is opened, `start`, into the link. */
export function writeLink(asked, start, translates, kept) {
  link.set("bertviz", asked.view, VIEWS[0]);
  link.set("text", asked.text, kept.text);
  link.set(translates ? "target" : "pair", asked.other, "");
  link.set(translates ? "to" : "bert", asked.model);
  link.set("bertviz.layer", start.layer);
  link.set("bertviz.head", start.head === null ? "all" : start.head);
  link.set("bertviz.map", start.map);
}

export const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);

/** What the frame reports as chosen, made safe; of a translator the neuron view has the encoder. */
export const chosenStart = ({ layer, head, map }, translates) => ({
  layer: number(`${layer}`),
  head: number(`${head}`),
  map: name(map) ?? (translates ? "encoder" : null),
});
