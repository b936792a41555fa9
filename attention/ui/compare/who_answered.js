// Who computed what is seen, in one quiet line: this device or the server. A tap asks Python for
// the same sentence, and says whether both agree, number by number.

import { unpack } from "../attention_view/decode_weights.js";
import { askPython } from "../shared/answers.js";
import { EDITION } from "../shared/contract.js";
import * as device from "../shared/device.js";
import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";

const TOLERANCE = 4e-5; // of a weight: float32 in both, and the rounding of the wire
const MEGABYTE = 1e6;

/** How many weights two answers have, and the largest difference; Infinity: not the same tokens. */
function compare(mine, theirs) {
  let [count, gap] = [0, 0];
  if (mine.translation !== theirs.translation) return { count, gap: Infinity };
  for (const [i, map] of mine.maps.entries()) {
    const [one, other] = [unpack(map), unpack(theirs.maps[i])];
    if (String([one.rows, one.columns]) !== String([other.rows, other.columns]))
      return { count, gap: Infinity };
    count += one.weights.length;
    for (const [place, weight] of one.weights.entries())
      gap = Math.max(gap, Math.abs(weight / one.whole - other.weights[place] / other.whole));
  }
  return { count, gap };
}

/** @param {HTMLElement} element the line */
export function createWhoAnswered(element) {
  const by = EDITION.judge
    ? make("button", { type: "button", class: "quiet", onclick: check })
    : make("span");
  const fetched = make("button", { type: "button", class: "quiet", onclick: fetchNow });
  const told = make("span", { class: "told" });
  element.append(by, told, fetched);
  let now = null; // the answers on show and their questions
  device.onChange(draw);

  async function check() {
    const { answers, requests } = now;
    told.textContent = t("self-vs-cross.checking");
    const theirs = await Promise.all(requests.map((request) => askPython(...request))).catch(
      () => null,
    );
    if (now.answers !== answers) return;
    told.textContent = theirs
      ? verdict(answers.map((mine, i) => compare(mine, theirs[i])))
      : t("self-vs-cross.check_lost");
  }

  async function fetchNow() {
    await device.allow();
    draw();
  }

  async function draw() {
    const mine = now?.answers.every((answer) => answer.by === "device");
    by.hidden = !mine;
    by.textContent = t("self-vs-cross.by_device");
    fetched.hidden = !device.mustAsk();
    if (fetched.hidden) return;
    const megabytes = Math.ceil((await device.cost()) / MEGABYTE);
    fetched.textContent = t("self-vs-cross.use_device", { megabytes });
  }

  return {
    draw(answers, requests) {
      now = { answers, requests };
      told.textContent = "";
      draw();
    },
  };
}

function verdict(compared) {
  const count = compared.reduce((sum, one) => sum + one.count, 0);
  const gap = Math.max(...compared.map((one) => one.gap));
  const numbers = { count: count.toLocaleString(), gap: gap.toFixed(5) };
  return t(`self-vs-cross.check_${gap <= TOLERANCE ? "agrees" : "differs"}`, numbers);
}
