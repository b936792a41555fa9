// BERTviz shows weights as lines alone; under them, the same in numbers for the token in focus.

const shares = document.createElement("output");
const stepWord = (by) => () => {
  const last = tokens().length / (view === "head" ? 2 : 1) - 1;
  lock(locked === null ? Math.max(0, by > 0 ? 0 : last) : Math.max(0, Math.min(last, locked + by)));
};
const row = Object.assign(document.createElement("div"), { className: "shares" });
row.append(button("◀", stepWord(-1), words.previous), shares, button("▶", stepWord(1), words.next));
vis.after(row);

/** The layer, in the order drawn, and the heads that the lines show. */
function drawnHeads() {
  if (view === "model") return [detail()[0], [detail()[1]]];
  if (view === "neuron") return [layer.selectedIndex, [Number(head.value)]];
  return [
    params.include_layers.indexOf(Number(layer.value)),
    active().flatMap((on, i) => (on ? [i] : [])),
  ];
}

function sayShares(token) {
  const {
    attn,
    left_text: left,
    right_text: right,
  } = params.attention[filter?.value ?? params.default_filter];
  const index = [...token.parentNode.children].indexOf(token);
  const reversed = Boolean(token.closest("#right"));
  const [layerIndex, chosen] = drawnHeads();
  const weight = (head, other) =>
    reversed ? attn[layerIndex][head][other][index] : attn[layerIndex][head][index][other];
  const looks = (reversed ? left : right).map((text, other) => ({
    text,
    share: chosen.reduce((sum, head) => sum + weight(head, other), 0) / chosen.length,
  }));
  const most = looks
    .sort((a, b) => b.share - a.share)
    .slice(0, 4)
    .filter(({ share }) => share >= 0.005);
  const listed = most
    .map(({ text, share }) => `${text.trim()} ${Math.round(share * 100)} %`)
    .join(", ");
  const mean = chosen.length > 1 ? ` (${fill(words.mean, { heads: chosen.length })})` : "";
  const word = (reversed ? right : left)[index].trim();
  shares.textContent = `${word} ${reversed ? "←" : "→"} ${listed}${mean}`;
}

function sayTap() {
  shares.textContent = view === "model" && !detail() ? words.tap_head : words.tap_word;
}

vis.addEventListener("mouseover", ({ target }) => {
  const token = target.closest(TOKENS);
  if (token) sayShares(token);
});
vis.addEventListener("mouseleave", () => locked === null && sayTap());
