// The controls of a question: native boxes and radio buttons, in the page's look.

import { MAX_COUNTED } from "./contract.js";
import { make } from "./dom.js";
import { t } from "./messages.js";

// What sentence.py's clean() drops, by kind, and the sign for a broken character, which no model
// reads.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\s\ufffd]/gu;

const LINE_END = /[\r\n]+/g; // a box of one line would join the words on either side

/** Whether nothing is left of a text for a model to read. */
export const isBlank = (text) => text.replace(UNSEEN, "") === "";

/**
 * Bring a view's form to life.
 * @param {HTMLFormElement} form boxes by name, radio groups by data-name, ".more" folded away
 * @param {Record<string, {value: string, text: string}[]>} choices of each radio group
 */
export function createQuestionForm(form, choices) {
  const fold = form.querySelector(".more > button");
  const folded = /** @type {HTMLElement} */ (form.querySelector(".folded"));
  /** @type {NodeListOf<HTMLElement>} */
  const groups = form.querySelectorAll("[data-name]");
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("input[type=text]");

  for (const group of groups) fill(group, choices[group.dataset.name]);
  for (const box of boxes) {
    box.setAttribute("maxlength", String(MAX_COUNTED)); // its tokens are counted, not all read
    if (box.dataset.hint) box.setAttribute("placeholder", t(box.dataset.hint));
  }
  fold.addEventListener("click", () => unfold(folded.hidden));

  function unfold(open) {
    folded.hidden = !open;
    fold.setAttribute("aria-expanded", String(open));
  }

  return {
    /** What the controls say now, by name. */
    read: () => Object.fromEntries(new FormData(form)),
    /** Set the controls named; a radio group of which none has the value has none chosen. */
    write(values) {
      const controls = /** @type {HTMLInputElement[]} */ ([...form.elements]);
      for (const control of controls.filter(({ name }) => name in values)) {
        const value = values[control.name];
        if (control.type === "radio") control.checked = control.value === value;
        else control.value = value.slice(0, MAX_COUNTED).replace(LINE_END, " ");
      }
    },
    unfold,
    /** `ask` when the sentence is sent; `choose(name, value)` when a radio button is chosen. */
    listen(ask, choose) {
      for (const box of boxes) box.disabled = false; // what was typed before would be written over
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        ask();
      });
      form.addEventListener("change", (event) => {
        const target = /** @type {HTMLInputElement} */ (event.target);
        if (target.type === "radio") choose(target.name, target.value);
      });
    },
    busy: (on) => form.setAttribute("aria-busy", String(on)),
  };
}

function fill(group, options) {
  const { name, label, note } = group.dataset;
  group.setAttribute("aria-label", t(label));
  group.append(make("span", { class: "name", "aria-hidden": "true" }, t(label)));
  if (note) group.append(make("span", { class: "note" }, t(note)));
  const chips = options.map(({ value, text }) =>
    make("label", {}, make("input", { type: "radio", name, value }), make("span", {}, text)),
  );
  group.append(make("div", { class: "wrap" }, ...chips));
}
