// "Open this sum": how the chosen head gets from a query to its weights, as Python's attend() does.

import { createAsker } from "../shared/answers.js";
import { t } from "../shared/messages.js";
import { make, phrase, write } from "../shared/dom.js";
import { number } from "../shared/number.js";
import { band, named, sizeOf } from "../shared/bands.js";
import { createDot } from "./dot.js";
import { nextLayer } from "./next_layer.js";
import { outputProjection } from "./output_projection.js";
import { bare } from "../shared/names.js";
import { createSteps } from "./steps.js";

const EQUAL = 1e-5; // float32 computes a weight to about 1e-7

/** 0.00000003 -> "3 × 10⁻⁸". */
function small(gap) {
  if (gap === 0) return "0";
  const [digit, power] = gap.toExponential(0).split("e");
  return `${digit} × 10${[...power].map((one) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[one] ?? "⁻").join("")}`;
}

/** The element of a whole sum, of a map with so many `layers`. */
function calculationOf(sum, layers) {
  const word = make("bdi", {}, bare(sum.row));
  const dot = createDot(sum);
  const steps = createSteps(sum, dot.show);
  const place = { word, layer: sum.layer + 1, head: sum.head + 1 };
  const gap = { gap: small(sum.difference) };
  return make(
    "div",
    {},
    make(
      "header",
      { class: "apart" },
      make("h3", { tabindex: -1 }, ...phrase("self-vs-cross.sum_title", place)),
      steps.play,
    ),
    make("p", { class: "moved", hidden: true }, t("self-vs-cross.sum_moved")),
    steps.element,
    steps.told,
    dot.element,
    named([t("self-vs-cross.sum_output"), "value", band("value", sum.output, sizeOf(sum.output))]),
    make("p", { class: "soft" }, t("self-vs-cross.sum_short")),
    make(
      "p",
      { class: "equal" },
      t(sum.difference < EQUAL ? "self-vs-cross.sum_equal" : "self-vs-cross.sum_unequal", gap),
    ),
    outputProjection(sum, number),
    nextLayer(sum, layers),
  );
}

export function createCalculation() {
  const button = make("button", {
    type: "button",
    class: "pill",
    "aria-expanded": "false",
    onclick: () => (isShown() ? close() : open()),
  });
  const element = make("div", { class: "sum", hidden: true });
  const asker = createAsker();
  let now = null;
  let shown = null; // what the open sum is of

  const questionNow = () => {
    const { value, masked, map, seen } = now;
    // As it was asked, so that the server finds the pass that it has kept.
    const { text, pair, target } = now.asked;
    return {
      text,
      other: value.translation === null ? pair : target,
      model: value.model,
      map: map.kind,
      layer: seen.layer,
      head: seen.head,
      token: seen.chosen,
      hidden: masked,
      blocked: now.blocked,
    };
  };
  const isShown = () => Boolean(shown) && shown === JSON.stringify(questionNow());

  async function open() {
    const question = questionNow();
    const { layers } = now.map;
    button.setAttribute("aria-busy", "true");
    try {
      const sum = await asker.ask("explain", question);
      element.replaceChildren(calculationOf(sum, layers));
      shown = JSON.stringify(question);
    } catch {
      element.replaceChildren(make("p", {}, t("self-vs-cross.not_now")));
      shown = null;
    }
    element.hidden = false;
    button.setAttribute("aria-busy", "false");
    draw();
    const title = element.querySelector("h3");
    title?.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  function close() {
    shown = null;
    element.hidden = true;
    draw();
  }

  function draw() {
    const mean = now.seen.head === "mean";
    const current = isShown();
    button.disabled = mean;
    button.setAttribute("aria-expanded", String(current));
    write(
      button,
      t(
        mean
          ? "self-vs-cross.sum_mean"
          : current
            ? "self-vs-cross.sum_close"
            : "self-vs-cross.sum_open",
      ),
    );
    const moved = element.querySelector(".moved");
    if (moved) moved.hidden = current;
  }

  return {
    button,
    element,
    draw(next) {
      now = next;
      draw();
    },
  };
}
