// Short explanations of odd tokens: a button each; a tap opens one, a second tap or Escape closes.

import { make } from "./dom.js";
import { t } from "./messages.js";

/** Which explanation belongs to which sign; the first that fits. */
const TERMS = [
  ["cls", /^\[CLS\]$/],
  ["sep", /^\[SEP\]$/],
  ["mask", /^\[MASK\]$/],
  ["pad", /^(<pad>|\[PAD\])$/],
  ["end", /^<\/s>$/],
  ["unknown", /^(\[UNK\]|<unk>)$/],
  ["continues", /^##/],
  ["begins", /^▁/],
];
// which stand for a part of a token, not for all of it
const SIGNS = { continues: "##", begins: "▁" };
let count = 0;

/** The signs among `tokens` that need an explanation, each once: [[term, sign], …].
 * @param {string[]} tokens
 */
export function oddSigns(tokens) {
  const signs = new Map();
  for (const token of tokens) {
    const [term] = TERMS.find(([, pattern]) => pattern.test(token)) ?? [];
    if (term && !signs.has(term)) signs.set(term, SIGNS[term] ?? token);
  }
  return TERMS.flatMap(([term]) => (signs.has(term) ? [[term, signs.get(term)]] : []));
}

/** A line of buttons, and the explanation of the one that is open. */
export function createGlossary() {
  const buttons = make("div", { class: "terms" });
  const id = `glossary-${++count}`;
  const explanation = make("p", { id, class: "explanation", role: "status" });
  const element = make(
    "div",
    { class: "glossary", role: "group", "aria-label": t("glossary.name") },
    buttons,
    explanation,
  );
  let open = null;
  let drawn = "";

  function show(term) {
    open = term;
    explanation.textContent = term ? t(`glossary.${term}`) : "";
    for (const button of buttons.children) {
      button.setAttribute("aria-expanded", String(button.dataset.term === term));
    }
  }
  buttons.addEventListener("click", ({ target }) => {
    const term = target.closest("button")?.dataset.term;
    if (term) show(term === open ? null : term);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation(); // the ★ stays locked
    show(null);
  });

  const button = ([term, sign]) =>
    make(
      "button",
      {
        type: "button",
        class: "term",
        "data-term": term,
        "aria-expanded": "false",
        "aria-controls": id,
        "aria-label": t("glossary.about", { sign }),
        translate: term === "token" ? null : "no",
      },
      `${sign} ?`,
    );

  return {
    element,
    /** Offer the explanations of the odd signs among `tokens`, and of the word "token". */
    draw(tokens) {
      const signs = oddSigns(tokens);
      const now = JSON.stringify(signs);
      if (now === drawn) return;
      drawn = now;
      element.hidden = !signs.length;
      buttons.replaceChildren(...[["token", t("picture.token")], ...signs].map(button));
      show(signs.some(([term]) => term === open) || open === "token" ? open : null);
    },
  };
}
