// Words that can be looked from: point at one to preview it, tap it to lock it, arrows to move.

import { make, write } from "../shared/dom.js";
import { breakable } from "./hyphens.js";
import { exact, percent, shade } from "../shared/percent.js";
import { t } from "../shared/messages.js";

const shades = new WeakMap(); // chip -> how strongly it is shaded: a colour is dear to set
const STEP = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** A word's chip; a button if it can be looked from. */
export function createToken(unit, { button, share }) {
  const classes = [
    "token",
    unit.special && "special",
    unit.unknown && "unknown",
    unit.follows && "follows",
  ];
  const node = make(
    button ? "button" : "span",
    {
      class: classes.filter(Boolean).join(" "),
      "data-index": unit.index,
      type: button && "button",
    },
    make("bdi", { class: "word" }, ...breakable(unit.text)),
    share ? make("span", { class: "share" }) : null,
    unit.predicts
      ? make(
          "span",
          { class: "predicts", "aria-hidden": "true" },
          "→ ",
          make("bdi", {}, unit.predicts),
        )
      : null,
  );
  if (unit.unknown) node.title = t("picture.unknown");
  return node;
}

/** Write a chip's weight: its shade, what is printed, and the exact share. */
export function weigh(node, weight) {
  const share = node.querySelector(".share");
  const now = exact(weight);
  if (node.dataset.weight === now) return;
  // Not by a custom property, which every descendant would have to inherit anew.
  const strength = shade(weight).toFixed(2);
  if (shades.get(node) !== strength) {
    const share = `calc(${strength} * var(--shade-most))`;
    node.style.backgroundColor = `color-mix(in srgb, var(--attention) ${share}, var(--card))`;
    shades.set(node, strength);
  }
  node.dataset.weight = share.dataset.weight = now;
  write(share, percent(weight));
}

/** Mark the ★ among the buttons of the rows, which is also where the Tab key enters them. */
export function star(buttons, place) {
  buttons.forEach((button, i) => {
    const pressed = String(i === place);
    if (button.getAttribute("aria-pressed") === pressed) return;
    button.setAttribute("aria-pressed", pressed);
    button.tabIndex = i === place ? 0 : -1;
  });
}

/** Words that are looked at, to be picked. */
export const picks = ({ hoverColumn, pick }) => ({ hover: hoverColumn, tap: pick });

/** Listen to the `button.token`s inside an element. */
export function listen(element, { hover, tap }) {
  const token = (event) => {
    const button = event.target.closest?.("button.token");
    return button ? Number(button.dataset.index) : null;
  };
  element.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse" && token(event) !== null) hover(token(event));
  });
  element.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hover(null));
  element.addEventListener("focusin", (event) => {
    if (token(event) !== null && event.target.matches(":focus-visible")) hover(token(event));
  });
  element.addEventListener("click", (event) => token(event) !== null && tap(token(event)));
  element.addEventListener("keydown", (event) => {
    const buttons = [...element.querySelectorAll("button.token")];
    const place = buttons.indexOf(event.target);
    const next = { Home: 0, End: buttons.length - 1 }[event.key] ?? place + step(event);
    if (place < 0 || !buttons[next]) return;
    event.preventDefault();
    buttons[next].focus();
  });
}

/** How many words an arrow key goes on: to the right, where the words run to the left, is back. */
function step({ key, target }) {
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  return sideways && getComputedStyle(target.parentElement).direction === "rtl"
    ? -STEP[key]
    : STEP[key];
}

/** Which way a line of words runs. */
export const direction = (units) =>
  units.filter(({ text, special }) => !special && RIGHT_TO_LEFT.test(text)).length * 2 >
  units.length
    ? "rtl"
    : "ltr";
