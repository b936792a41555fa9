// ▶ through the layers at a fixed head: the same attention, again and again; what the model would
// say after each plays along.

import { t } from "../shared/messages.js";
import { make, write } from "../shared/dom.js";
import { createPlayer } from "../shared/player.js";

export function createLayers(picture, view, guesses) {
  const button = make("button", { type: "button", class: "pill", "aria-pressed": "false" });
  let playing = false;
  let seen = null;
  let map = null;
  const player = createPlayer(button, () => map.layers, show);
  view.addEventListener("pointerdown", ({ target }) => button.contains(target) || stop());

  function show(layer) {
    playing = layer !== Infinity;
    guesses.play(layer);
    if (playing) picture.set({ layer, head: seen.head });
    name();
  }

  function stop() {
    if (!playing) return;
    player.stop();
    show(Infinity);
  }

  const name = () =>
    write(
      button,
      button.getAttribute("aria-pressed") === "true"
        ? t("self-vs-cross.layers_stop", { layer: seen.layer + 1 })
        : t("self-vs-cross.layers"),
    );

  return {
    button,
    draw(now) {
      if (playing && now.map !== map) stop();
      ({ seen, map } = now);
      button.hidden = map.layers < 2;
      name();
    },
  };
}
