// The ★ sentence and the grid of all words, both the app's one picture; and the colour that is mixed.

import { say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { createPicture } from "../attention/picture.js";
import { colour, percent } from "./format.js";

/** The word that is ★ when none was chosen: the second, as in the picture. */
export const standard = (words) => Math.min(1, words.length - 1);

/** In the place of the picture's own track: the shares in the words' colours, and what they mix to. */
function createMix(root, state) {
  const mix = make("div", { class: "mix", role: "img" });
  root.querySelector(".play .track").replaceWith(mix);
  const shares = make("span", { class: "shares" });
  mix.append(shares, make("span", { class: "soft" }, "="), make("span", { class: "output" }));
  state.onChange(({ words, token, weights, value, output }) => {
    if (shares.childElementCount !== words.length) shares.replaceChildren(...words.map(() => make("i")));
    words.forEach((_, j) => {
      shares.children[j].style.setProperty("--share", weights[token][j]);
      shares.children[j].style.setProperty("--value-colour", colour(value[j]));
    });
    mix.style.setProperty("--value-colour", colour(output[token]));
    mix.setAttribute("aria-label", say("basics.mix", {
      word: words[token], shares: words.map((word, j) => `${word} ${percent(weights[token][j])}`).join(", "),
    }));
  });
}

/** Draw both pictures and the mix; a word chosen in one is ★ in all. */
export function createStar({ sentence, grid }, state) {
  const pictures = [
    createPicture(sentence, { prefix: "toy", link: true, looks: ["sentence"], hide: ["numbers", "roles"],
      label: say("basics.picture") }),
    createPicture(grid, { prefix: "toy-grid", looks: ["matrix"], hide: ["play", "roles"], label: say("basics.grid") }),
  ];
  pictures[1].set({ look: "matrix" });
  state.onChange(({ words, weights, token }) => {
    for (const picture of pictures) {
      picture.update({ maps: [{ kind: "self", rows: words, columns: words, weights }] });
      if (picture.state.chosen !== token) picture.set({ token: token === standard(words) ? null : token });
    }
  });
  for (const picture of pictures) {
    picture.subscribe(({ chosen }) => {
      if (chosen === state.now.token) return;
      state.change({ token: chosen });
      state.settle();
    });
  }
  createMix(sentence, state);
}
