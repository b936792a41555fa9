// One plain sentence that says what is seen, on the page and to a screen reader.

import { make, phrase } from "./dom.js";
import { exact, percent } from "./share.js";
import { say } from "../../static/words.js";

const WORTH_SAYING = 0.05;
const CALM = 400; // ms without a change before it is spoken

export function createSaid() {
  const sentence = make("p", { class: "said" });
  const hidden = make("p", { class: "hidden-share" });
  const spoken = make("p", { class: "spoken", role: "status" });
  let timer = 0;
  return {
    element: make("div", {}, sentence, hidden, spoken),
    draw(scene) {
      sentence.replaceChildren(...told(scene));
      hidden.hidden = !scene.hiddenNames.length;
      hidden.dataset.weight = exact(scene.hiddenShare);
      hidden.textContent = say("picture.hidden", {
        share: percent(scene.hiddenShare), names: scene.hiddenNames.join(", "),
      });
      clearTimeout(timer);
      timer = setTimeout(() => {
        const text = sentence.textContent + (hidden.hidden ? "" : ` ${hidden.textContent}`);
        if (spoken.textContent !== text) spoken.textContent = text;
      }, CALM);
    },
  };
}

/** "cat looks at sat 31 %, mat 24 %." as nodes, in the colours of the roles. */
function told(scene) {
  const row = scene.rows[scene.star];
  const list = make("b", { class: "attended" }, ...strongest(scene));
  const word = make("b", { class: "query" }, make("bdi", {}, row.text));
  if (!row.predicts) return phrase("picture.looks_at", { word, list });
  const predicted = make("b", {}, make("bdi", {}, row.predicts));
  const share = row.probability === null ? "" : percent(row.probability);
  return phrase("picture.predicts", { word, predicted, share, list });
}

function strongest({ columns, row, same, star }) {
  const order = [...row.keys()].sort((one, other) => row[other] - row[one]);
  return order
    .filter((j, rank) => rank === 0 || (rank < 3 && row[j] >= WORTH_SAYING))
    .flatMap((j, rank) => [rank ? say("picture.and") : "", ...phrase(same && j === star ? "picture.itself" : "picture.one", {
      word: make("bdi", {}, columns[j].text),
      share: make("span", { class: "number" }, percent(row[j])),
    })]);
}
