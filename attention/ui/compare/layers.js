// ▶ through the layers at a fixed head: the same attention, again and again.

import { t } from "../shared/messages.js";
import { make, write } from "../shared/dom.js";

const PACE = 1200; // ms on each layer

export function createLayers(picture, view) {
  const button = make("button", {
    type: "button",
    class: "pill",
    onclick: () => (timer ? stop() : start()),
  });
  let timer = 0;
  let seen = null;
  let map = null;
  view.addEventListener("pointerdown", ({ target }) => button.contains(target) || stop());

  function start() {
    picture.set({ layer: 0, head: seen.head });
    timer = setInterval(() => {
      if (seen.layer + 1 < map.layers) picture.set({ layer: seen.layer + 1 });
      else stop();
    }, PACE);
    name();
  }

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    name();
  }

  const name = () =>
    write(
      button,
      timer ? t("self-vs-cross.layers_stop", { layer: seen.layer + 1 }) : t("self-vs-cross.layers"),
    );

  return {
    button,
    draw(now) {
      if (timer && map && now.map !== map) stop();
      ({ seen, map } = now);
      button.hidden = map.layers < 2;
      name();
    },
  };
}
