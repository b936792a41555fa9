// ▶ moves the ★ from left to right; ◀ and ▶ beside it move it by one.

import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { direction } from "./tokens.js";

const PACE = 1100; // ms on each word

export function createPlay(actions) {
  const button = (sign, key, onclick) =>
    make("button", { class: "step", type: "button", "aria-label": t(key), onclick }, sign);
  const back = button("‹", "picture.back", () => step(-1));
  const play = button("▶", "picture.play", () => (timer ? stop() : start()));
  const on = button("›", "picture.on", () => step(1));
  const bar = make("div", { class: "bar" });
  const element = make(
    "div",
    { class: "play" },
    back,
    play,
    on,
    make("div", { class: "track", "aria-hidden": "true" }, bar),
  );
  let scene = null;
  let timer = 0;

  return {
    element,
    stop,
    draw(next) {
      // on is where the words go on
      if (scene?.rows !== next.rows) element.dir = direction(next.rows);
      scene = next;
      const last = scene.rows.length - 1;
      back.disabled = scene.star === 0;
      on.disabled = scene.star === last;
      bar.style.transform = `scaleX(${last ? scene.star / last : 1})`;
    },
  };

  function step(by) {
    stop();
    actions.step(by);
  }

  function start() {
    if (scene.star === scene.rows.length - 1) actions.step(-scene.star);
    timer = setInterval(() => {
      actions.step(1);
      if (scene.star === scene.rows.length - 1) stop();
    }, PACE);
    label("❚❚", "picture.pause");
  }

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    label("▶", "picture.play");
  }

  function label(sign, key) {
    play.textContent = sign;
    play.setAttribute("aria-label", t(key));
  }
}
