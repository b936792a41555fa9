// From one layer to the next: what becomes of what a row gathered, until the next layer reads it.

import { band, sizeOf } from "../shared/bands.js";
import { make, phrase } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { bare } from "../shared/names.js";
import { number } from "../shared/number.js";

const STEPS = ["own", "gathered", "normalised", "fed", "next"]; // in the order of lengths, cosines

/** `layers`: how many the sum's map has. */
export function nextLayer({ next, map, layer, row }, layers) {
  const word = () => make("bdi", {}, bare(row));
  // Without a feed-forward network normalised is next.
  const steps = STEPS.filter((name) => next[name] && (next.fed || name !== "normalised"));
  const largest = sizeOf(...steps.map((name) => next[name]));
  const reader = readerOf(map, layer + 1 === layers);
  const says = {
    own: () => phrase(`self-vs-cross.next_${map === "cross" ? "handed" : "own"}`, { word: word() }),
    gathered: () => [t("self-vs-cross.next_gathered")],
    normalised: () => [t("self-vs-cross.next_normalised")],
    fed: () => [t("self-vs-cross.next_fed")],
    next: () => [t(`self-vs-cross.next_reader_${reader}`, { layer: layer + 2 })],
  };
  const lineOf = (name) => {
    const place = STEPS.indexOf(name);
    return make(
      "tr",
      { "data-step": name },
      make(
        "th",
        { scope: "row" },
        ...says[name](),
        band(name === "gathered" ? "value" : "", next[name], largest),
      ),
      make("td", {}, number(next.lengths[place])),
      make("td", {}, number(next.cosines[place])),
    );
  };
  return make(
    "section",
    { class: "next-layer" },
    make("h3", {}, t("self-vs-cross.next")),
    make("p", { class: "soft" }, ...phrase("self-vs-cross.next_says", { word: word() })),
    make(
      "table",
      {},
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th"),
          ...["length", "cosine"].map((head) =>
            make("th", { scope: "col" }, t(`self-vs-cross.next_${head}`)),
          ),
        ),
      ),
      make("tbody", {}, ...steps.map(lineOf)),
    ),
    make(
      "p",
      { class: "turned" },
      ...phrase("self-vs-cross.next_turned", {
        word: word(),
        angle: angleOf(next.cosines.at(-1)),
      }),
    ),
  );
}

/** Who reads the row next: a layer, the decoder of a translator, or what stands at the end. */
function readerOf(map, last) {
  if (map === "decoder") return "cross";
  if (!last) return "layer";
  return map === "encoder" ? "decoder" : "output";
}

/** The angle between two vectors in whole degrees. */
const angleOf = (cosine) =>
  String(Math.round((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI));
