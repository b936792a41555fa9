// The drawing of encoder and decoder: tap a spot to see its attention; the spots that are seen
// light up, and show where their queries, keys and values come from.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { languageName } from "../shared/names.js";

const role = (name, text) => make("b", { class: name }, text);
const Q = () => role("query", "Q");
const K = () => role("key", "K");
const V = () => role("value", "V");

export function createDrawing(root, flow, cards) {
  const spots = [...root.querySelectorAll(".spot")];
  const feed = Object.fromEntries(
    [...root.querySelectorAll("[data-feed]")].map((one) => [one.dataset.feed, one]),
  );
  let languages = null;

  root.addEventListener("click", ({ target }) => {
    const spot = target.closest(".spot");
    if (!spot) return;
    const card = cards[spot.dataset.card];
    card.picture.set({ map: spot.dataset.spot });
    card.bringIntoSight();
  });
  cards.cross.picture.subscribe(light);

  /** Light up the spots that are seen: BERT's one, and the translator's chosen one. */
  function light() {
    const seen = cards.cross.picture.state?.map;
    if (!seen || !languages) return;
    root.dataset.seen = seen;
    for (const spot of spots)
      spot.setAttribute("aria-pressed", String(["self", seen].includes(spot.dataset.spot)));
    const { source, target } = languages;
    const own = { self: languages.self, encoder: source, decoder: target };
    for (const [name, language] of Object.entries(own)) {
      const all = name === "self" || name === seen;
      const parts = all ? [Q(), K(), V()] : name === "decoder" && seen === "cross" ? [Q()] : [];
      feed[name].replaceChildren(
        make("span", { class: "roles", "aria-hidden": "true" }, ...parts),
        languageName(language),
      );
    }
    feed.wire.replaceChildren(...(seen === "cross" ? [K(), V()] : [t("self-vs-cross.vectors")]));
  }

  return {
    /** Show the texts, "English → encoder → vectors → decoder → French" in the drawing's order. */
    draw(value) {
      languages = value.languages;
      const { cross } = value;
      flow.replaceChildren(
        make("bdi", { lang: languages.source }, cross.texts[0]),
        " → ",
        make("bdi", { class: "translation", lang: languages.target }, cross.translation ?? ""),
      );
      light();
    },
  };
}
