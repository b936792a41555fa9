// What BERTviz leaves to a double click, to a hover or to small squares, as buttons of 44 px.

const bar = document.querySelector("#bertviz > span");
const layer = document.getElementById("layer") ?? own("layer", params.include_layers);
const head =
  document.getElementById("att_head") ??
  (view === "model" ? own("head", params.include_heads) : null);

function button(label, act, name = label) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}

/** A choice of ours for the model view, which has none: "–" while no head is open. */
function own(id, values) {
  const select = Object.assign(document.createElement("select"), { id });
  select.append(new Option("–", ""), ...values.map((value) => new Option(value, value)));
  bar.append(select);
  return select;
}

/** Put a select under its name, with ◀ and ▶ around it if one tap is to move to the next. */
function named(select, name, steps) {
  const step = (by) => () => {
    const first = select.options[0].value === "" ? 1 : 0;
    const next = Math.max(first, select.selectedIndex + by);
    if (next === select.selectedIndex || next >= select.length) return;
    select.selectedIndex = next;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const group = Object.assign(document.createElement("div"), {
    className: steps ? "named steps" : "named",
  });
  const label = Object.assign(document.createElement("label"), {
    textContent: name,
    htmlFor: select.id,
  });
  group.append(label, select);
  if (steps) select.before(button("◀", step(-1), `${name}: ${words.previous}`));
  if (steps) select.after(button("▶", step(1), `${name}: ${words.next}`));
  bar.append(group);
}

/** The head view's squares, with numbers: a tap shows one head, more taps add and remove. */
const chips = Object.assign(document.createElement("div"), { className: "chips", role: "group" });
const squares = () => [...vis.querySelectorAll("svg > g:last-child > rect")];
const click = (square, type) => square.dispatchEvent(new MouseEvent(type, { bubbles: true }));
const pure = (index) =>
  d3.color(d3.schemeCategory10[index % d3.schemeCategory10.length]).toString();
const active = () =>
  squares().map((square, i) => d3.color(square.getAttribute("fill")).toString() === pure(i));

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
  chips.setAttribute("aria-label", words.head);
  chips.append(button(words.all, allHeads));
  for (let index = 0; index < heads; index++) {
    const chip = button(index, () => tapHead(index), fill(words.head_number, { head: index }));
    chip.style.setProperty("--head", pure(index));
    chips.append(chip);
  }
  bar.after(chips);
}

/** The neuron view's q and k, which BERTviz hides behind a plus that only hovering shows. */
const expanded = () =>
  document.getElementById("expanded")?.getAttribute("visibility") === "visible";
const opener = button(words.open, () => {
  const token = tokens()[locked ?? Math.min(1, tokens().length - 1)];
  click(token.querySelector("rect:last-child"), "click");
});

/** BERTviz's own plus and minus open and close as well: the button says what it would do now. */
function paintOpener() {
  opener.textContent = expanded() ? words.close : words.open;
  opener.setAttribute("aria-label", opener.textContent);
}

bar.replaceChildren(); // its words go, its selects come back under theirs
named(layer, words.layer, true);
if (head) named(head, words.head, true);
if (filter) named(filter, words.attention, false);
if (view === "head") makeChips();
if (view === "neuron") {
  bar.append(opener);
  [...layer.options].forEach((option, i) => {
    option.textContent = params.include_layers[i];
  });
}
