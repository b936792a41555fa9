// placeholder until the picture is there
import { make } from "../attention/dom.js";
import { colour, number } from "./format.js";

export function createStar({ picture, mix, grid }, state) {
  state.onChange((now) => {
    picture.replaceChildren(...now.words.map((w, i) => make("button", { class: "token", "data-index": i, "aria-pressed": String(i === now.token),
      onclick: () => { state.change({ token: i }); state.settle(); } }, w, make("span", { class: "share", "data-weight": now.weights[now.token][i] }, `${Math.round(100*now.weights[now.token][i])} %`))));
  });
}
