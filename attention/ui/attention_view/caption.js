// One plain sentence that says what is seen, on the page and to a screen reader.

import { make, phrase, refill, write } from "../shared/dom.js";
import { exact, percent } from "../shared/percent.js";
import { t } from "../shared/messages.js";

const WORTH_SAYING = 0.05;
const CALM = 400; // ms without a change before it is spoken
// ms that it stays while a hand drags: one that changes in every frame cannot be read
const READABLE = 100;

export function createCaption() {
  const sentence = make("p", { class: "said" });
  const hidden = make("p", { class: "hidden-share" });
  const open = make("p", { class: "each-own" }, t("picture.not_hundred"));
  const spoken = make("p", { class: "spoken", role: "status" });
  let timer = 0;
  let told = null;
  let shown = {}; // the scene whose sentence is there, and since when
  let later = 0;
  const show = (scene) => {
    shown = { rows: scene.rows, star: scene.star, at: performance.now() };
    refill(sentence, seen(scene));
  };
  return {
    element: make("div", {}, sentence, hidden, open, spoken),
    draw(scene) {
      clearTimeout(later);
      const left =
        scene.rows === shown.rows && scene.star === shown.star
          ? shown.at + READABLE - performance.now()
          : 0;
      if (left > 0) later = setTimeout(show, left, scene);
      else show(scene);
      open.hidden = !scene.by;
      hidden.hidden = !scene.hiddenNames.length;
      hidden.dataset.weight = exact(scene.hiddenShare);
      write(
        hidden,
        t(scene.by ? "picture.hidden_by" : "picture.hidden", {
          share: percent(scene.hiddenShare),
          names: scene.hiddenNames.join(", "),
        }),
      );
      clearTimeout(timer);
      timer = setTimeout(() => {
        const here = place(scene);
        const moved = told !== null && told !== here ? here : "";
        const text = [moved, sentence.textContent, hidden.hidden ? "" : hidden.textContent]
          .filter(Boolean)
          .join(" ");
        if (spoken.textContent !== text) spoken.textContent = text;
        told = here;
      }, CALM);
    },
  };
}

/** "cat looks at sat 31 %, mat 24 %." as nodes, in the colours of the roles. */
function seen(scene) {
  const row = scene.rows[scene.star];
  const list = make("b", { class: "attended" }, ...strongest(scene));
  const word = make("b", { class: "query" }, make("bdi", {}, row.text));
  if (scene.by) return phrase("picture.looked_at_by", { word, list });
  if (!row.predicts) return phrase("picture.looks_at", { word, list });
  const predicted = make("b", {}, make("bdi", {}, row.predicts));
  const share = row.probability === null ? "" : percent(row.probability);
  return phrase("picture.predicts", { word, predicted, share, list });
}

/** "Layer 2, head 3.", which is spoken when it has changed. */
const place = ({ state: { layer, head } }) =>
  head === "mean"
    ? t("picture.place_mean", { layer: layer + 1 })
    : `${t("picture.place", { layer: layer + 1, head: head + 1 })}${t("picture.stop")}`;

function strongest({ columns, row, same, star, by }) {
  const name = by ? "picture.one_by" : "picture.one";
  const itself = by ? "picture.itself_by" : "picture.itself";
  const order = [...row.keys()].sort((one, other) => row[other] - row[one]);
  return order
    .filter((j, rank) => rank === 0 || (rank < 3 && row[j] >= WORTH_SAYING))
    .flatMap((j, rank) => [
      rank ? t("picture.and") : "",
      ...phrase(same && j === star ? itself : name, {
        word: nameOf(columns[j]),
        share: make("span", { class: "number" }, percent(row[j])),
      }),
    ]);
}

/** A word; one that reads and predicts, with what it predicts. */
const nameOf = ({ text, predicts }) =>
  make("span", {}, make("bdi", {}, text), ...(predicts ? [" → ", make("bdi", {}, predicts)] : []));
