// What BERTviz leaves to a double click, to a hover or to small squares, as buttons of 44 px.

const bar = document.querySelector("#bertviz > span");
const layer = document.getElementById("layer") ?? own("layer", "Layer", params.include_layers);
const head = document.getElementById("att_head")
  ?? (view === "model" ? own("head", "Head", params.include_heads) : null);

function button(label, act, name = label) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}

/** A choice of ours for the model view, which has none: "–" while no head is open. */
function own(id, label, values) {
  const select = Object.assign(document.createElement("select"), { id });
  select.append(new Option("–", ""), ...values.map((value) => new Option(value, value)));
  bar.append(Object.assign(document.createElement("span"), { textContent: `${label}: ` }), select);
  return select;
}

/** Put ◀ and ▶ around a select, so that one tap moves to the next layer or head. */
function steppers(select, name) {
  select.setAttribute("aria-label", name);
  const step = (by) => () => {
    const first = select.options[0].value === "" ? 1 : 0;
    const next = Math.max(first, select.selectedIndex + by);
    if (next === select.selectedIndex || next >= select.length) return;
    select.selectedIndex = next;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const group = Object.assign(document.createElement("span"), { className: "steps" });
  select.before(group);
  group.append(
    button("◀", step(-1), `${name}: ${words.previous}`), select, button("▶", step(1), `${name}: ${words.next}`),
  );
}

/** The head view's squares, with numbers: a tap shows one head, more taps add and remove. */
const chips = Object.assign(document.createElement("div"), { className: "chips", role: "group" });
const squares = () => [...vis.querySelectorAll("svg > g:last-child > rect")];
const click = (square, type) => square.dispatchEvent(new MouseEvent(type, { bubbles: true }));
const pure = (index) => d3.color(d3.schemeCategory10[index % d3.schemeCategory10.length]).toString();
const active = () => squares().map((square, i) => d3.color(square.getAttribute("fill")).toString() === pure(i));

function tapHead(index) {
  const on = active();
  const alone = on.filter(Boolean).length === 1 && on[index];
  click(squares()[index], on.every(Boolean) || alone ? "dblclick" : "click");
  paintChips();
}

function allHeads() {
  const off = active().indexOf(false);
  if (off < 0) return;
  squares().forEach((square, i) => active()[i] || click(square, "click"));
  paintChips();
}

function paintChips() {
  const on = active();
  [...chips.children].slice(1).forEach((chip, i) => chip.setAttribute("aria-pressed", on[i]));
  chips.firstChild.setAttribute("aria-pressed", on.every(Boolean));
  report();
}

function makeChips() {
  chips.setAttribute("aria-label", "Head");
  chips.append(button(words.all, allHeads));
  for (let index = 0; index < heads; index++) {
    const chip = button(index, () => tapHead(index), `Head ${index}`);
    chip.style.setProperty("--head", pure(index));
    chips.append(chip);
  }
  bar.after(chips);
}

/** The head that is open in the model view, as [layer, head] in the order drawn, or null. */
const detail = () => vis.querySelector('.attn_background[stroke-opacity="0.8"]')?.id.split("_").slice(2).map(Number);

function openDetail(layerIndex, headIndex) {
  const thumbnail = vis.querySelector(`#attn_background_${layerIndex}_${headIndex}`);
  if (thumbnail && String(detail()) !== `${layerIndex},${headIndex}`) click(thumbnail.parentNode.lastChild, "click");
}

function choseDetail() {
  if (layer.value === "" && head.value === "") return;
  openDetail(Math.max(0, layer.selectedIndex - 1), Math.max(0, head.selectedIndex - 1));
}

/** The neuron view's q and k, which BERTviz hides behind a plus that only hovering shows. */
const expanded = () => document.getElementById("expanded")?.getAttribute("visibility") === "visible";
const opener = button(words.open, () => {
  const token = tokens()[locked ?? Math.min(1, tokens().length - 1)];
  click(token.querySelector("rect:last-child"), "click");
  opener.textContent = expanded() ? words.close : words.open;
  fit();
});

if (view === "head") makeChips();
if (view === "neuron") bar.append(opener);
if (view === "model") for (const select of [layer, head]) select.addEventListener("change", choseDetail);
steppers(layer, "Layer");
if (head) steppers(head, "Head");
if (view === "neuron") {
  [...layer.options].forEach((option, i) => { option.textContent = params.include_layers[i]; });
}
