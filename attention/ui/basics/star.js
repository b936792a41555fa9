// The ★ sentence and the grid of all words, both the app's one picture; and the colour that is
// mixed.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { createAttentionView } from "../attention_view/attention_view.js";
import { colour, percent } from "../shared/number.js";

/** The word that is ★ when none was chosen: the second, as in the picture. */
export const standard = (words) => Math.min(1, words.length - 1);

/**
 * In the place of the picture's own track: the shares in the words' colours, and what they mix to.
 */
function createMix(root, state) {
  const mix = make("div", { class: "mix", role: "img" });
  root.querySelector(".play .track").replaceWith(mix);
  const shares = make("span", { class: "shares" });
  const mixed = make("span", { class: "output" });
  mix.append(shares, make("span", { class: "soft" }, "="), mixed);
  state.onChange(mix, ({ words, token, weights, value, output }, held) => {
    // one gradient of plain stripes: an element a word would be laid out anew in every frame
    let end = 0;
    const stripes = words.map(
      (_, j) => `${colour(value[j])} ${100 * end}% ${100 * (end += weights[token][j])}%`,
    );
    const towards = mix.parentElement.dir === "rtl" ? "left" : "right"; // as the words run
    shares.style.background = `linear-gradient(to ${towards}, ${stripes.join(", ")})`;
    mixed.style.background = colour(output[token]);
    if (!held)
      mix.setAttribute(
        "aria-label",
        t("basics.mix", {
          word: words[token],
          shares: words.map((word, j) => `${word} ${percent(weights[token][j])}`).join(", "),
        }),
      );
  });
}

/** Draw both pictures and the mix; a word chosen in one is ★ in all. */
export function createStar({ sentence, grid }, state) {
  const options = [
    [
      sentence,
      {
        prefix: "toy",
        link: true,
        looks: ["sentence"],
        hide: ["direction", "numbers", "roles"],
        label: t("basics.picture"),
      },
    ],
    [
      grid,
      {
        prefix: "toy-grid",
        looks: ["matrix"],
        hide: ["direction", "play", "roles"],
        label: t("basics.grid"),
      },
    ],
  ];
  for (const [root, how] of options) {
    const picture = createAttentionView(root, how);
    // a choice in a linked picture is written into the link
    if (!how.link) picture.set({ look: how.looks[0] });
    state.onChange(root, ({ words, weights, token }) => {
      picture.update({ maps: [{ kind: "self", rows: words, columns: words, weights }] });
      if (picture.state.chosen !== token)
        picture.set({ token: token === standard(words) ? null : token });
    });
    picture.subscribe(({ chosen }) => {
      if (chosen === state.now.token) return;
      state.change({ token: chosen });
      state.settle();
    });
  }
  createMix(sentence, state);
}
