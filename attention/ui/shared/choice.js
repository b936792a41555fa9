// A row of chips of which one is chosen: a radio group with a single tab stop.

import { make } from "./dom.js";

/** `name` is said before the chips; `choose(value)` is called with the value of the one picked. */
export function createChoice(name, choose, { visible = true } = {}) {
  const chips = make("div", { class: "chips", role: "radiogroup", "aria-label": name });
  const element = make(
    "div",
    { class: "choice" },
    visible ? make("span", { class: "name", "aria-hidden": "true" }, name) : null,
    chips,
  );
  let shown = "";
  let values = [];
  let was = null;

  chips.addEventListener("click", (event) => {
    const chip = event.target.closest("[role=radio]");
    if (chip) choose(values[[...chips.children].indexOf(chip)]);
  });
  chips.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const place = [...chips.children].indexOf(event.target);
    if (!step || place < 0) return;
    event.preventDefault();
    const next = (place + step + values.length) % values.length;
    chips.children[next].focus();
    choose(values[next]);
  });

  return {
    element,
    /** options: [{value, text, note?}] */
    draw(options, chosen) {
      element.hidden = options.length < 2;
      const now = JSON.stringify(options);
      if (now !== shown) {
        shown = now;
        values = options.map(({ value }) => value);
        chips.replaceChildren(...options.map(chip));
      }
      [...chips.children].forEach((node, i) => {
        const on = values[i] === chosen;
        node.setAttribute("aria-checked", String(on));
        node.tabIndex = on || (i === 0 && !values.includes(chosen)) ? 0 : -1;
        if (on && was !== chosen) show(node);
      });
      was = chosen;
    },
  };
}

/** Bring a chip into its row's sight, and move nothing else. */
function show(node) {
  const row = node.parentElement;
  row.scrollLeft = node.offsetLeft - row.offsetLeft - (row.clientWidth - node.offsetWidth) / 2;
}

const chip = ({ text, note }) =>
  make(
    "button",
    { class: "chip", role: "radio", type: "button" },
    text,
    note ? make("small", {}, note) : null,
  );
