// What the visitor chose here, in the link and back. Nothing in a link is trusted.

import { DEFAULT_TRANSLATOR, MODELS } from "../shared/contract.js";
import * as link from "../shared/link.js";

export const VIEWS = ["head", "model", "neuron"];
const TRANSLATES = ["encoder", "decoder", "cross"];
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

/**
 * How a value's document opens: as the visitor chose, where the model has that, else as usual.
 * @returns {{layer: number | null, head: number | null, map: string | null}}
 */
export function opening(chosen, { start: usual, layers, of_heads: heads }) {
  const start = /** @type {any} */ ({ ...usual, ...chosen });
  const drawn = (layer) => layer === null || layers.includes(layer);
  if (!drawn(start.layer)) start.layer = drawn(usual.layer) ? usual.layer : layers[0];
  if (start.head >= heads) start.head = usual.head;
  return start;
}

/** The question the link asks, with what it leaves open, or asks of no model, from `usual`. */
export function linkedQuestion(usual) {
  const view = VIEWS.includes(link.get("bertviz")) ? link.get("bertviz") : usual.view;
  const shared = sharedQuestion();
  const own = (key) => link.get(`bertviz.${key}`) ?? shared[key];
  const model = own("model");
  return {
    view,
    text: own("text")?.trim() ? own("text") : usual.text,
    other: own("other") ?? "",
    model: MODELS.some(({ name }) => name === model) ? model : usual.model,
  };
}

/** Links made before this tab had keys of its own used those of the tab before it. */
function sharedQuestion() {
  const translates = TRANSLATES.includes(link.get("bertviz.map"));
  return {
    text: link.get("text"),
    other: link.get(translates ? "target" : "pair"),
    model: translates ? (link.get("to") ?? DEFAULT_TRANSLATOR) : link.get("bert"),
  };
}

/** Write what is asked into the link: all of it, so that no key of the other tab is read for it. */
export function writeQuestion({ view, text, other, model }) {
  link.set("bertviz.model", model);
  link.setText("bertviz.text", text);
  link.setText("bertviz.other", other, sharedQuestion().other ? null : "");
  link.set("bertviz", view, VIEWS[0]);
}

/** What is drawn stays in the link when the tab before asks something else, under its own keys. */
export function keepQuestion(question, usual) {
  if (link.get("bertviz.model") === null && !same(linkedQuestion(usual), question))
    writeQuestion(question);
}

/** Write how it is opened into the link. */
export function writeStart({ layer, head, map }) {
  link.set("bertviz.layer", layer);
  link.set("bertviz.head", head === null ? "all" : head);
  link.set("bertviz.map", map);
}

export const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);

/** What the frame reports as chosen, made safe; of a translator the neuron view has the encoder. */
export const chosenStart = ({ layer, head, map }, translates) => ({
  layer: number(`${layer}`),
  head: number(`${head}`),
  map: name(map) ?? (translates ? "encoder" : null),
});
