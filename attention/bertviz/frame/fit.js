// BERTviz's drawing as wide as the page, the frame as high as the drawing; and what is chosen.

const WIDTH = { head: 336, model: 970, neuron: 416 }; // px, as BERTviz draws them
const EXPANDED = 1004; // the neuron view with q and k: at a smaller scale than this it scrolls
const [ROW, AROUND] = [26, 44]; // px: a token of the neuron view, and its headings
const LEAST = 0.75;
const MOST = { head: 1.5, model: 1, neuron: 1.25 };

const tell = (message) =>
  window.parent !== window && window.parent.postMessage({ bertviz: message }, "*");

function fit() {
  if (!vis.clientWidth) return; // not on show
  const svg = vis.querySelector("svg");
  const width = view === "neuron" && expanded() ? EXPANDED : WIDTH[view];
  const scale = Math.max(
    width === EXPANDED ? LEAST : 0,
    Math.min(MOST[view], vis.clientWidth / width),
  );
  const natural = (svg.dataset.height ??=
    view === "neuron" ? neuronHeight() : parseFloat(svg.getAttribute("height")));
  const height = Math.max(natural, view === "model" ? placeDetail(scale, vis.clientWidth) : 0);
  // squares and headings not shown
  const top = { head: 24, model: 0, neuron: expanded() ? 0 : 34 }[view];
  svg.setAttribute("viewBox", `0 ${top} ${width} ${height - top}`);
  if (view === "model") fitNumbers(svg, scale);
  svg.style.width = `${width * scale}px`;
  svg.style.height = `${(height - top) * scale}px`;
}

/** BERTviz takes the columns of the map it opened with: not enough where another has more rows. */
function neuronHeight() {
  const { left_text: left, right_text: right } =
    params.attention[filter?.value ?? params.default_filter];
  return ROW * Math.max(left.length, right.length) + AROUND;
}

/** The model view's numbers of layers and heads, large enough to read at any scale. */
function fitNumbers(svg, scale) {
  svg.classList.toggle("small", scale < 0.7);
  for (const text of svg.querySelectorAll(":scope > text:not(.detail)")) {
    text.style.fontSize = `${Math.min(30, Math.max(13, 11 / scale))}px`;
  }
}

function report() {
  const chosen = { layer: null, head: null, map: filter ? mapOf(filter.selectedOptions[0]) : null };
  if (view === "head") {
    const on = active();
    chosen.layer = Number(layer.value);
    chosen.head = on.filter(Boolean).length === 1 ? on.indexOf(true) : null;
  } else if (view === "neuron") {
    chosen.layer = params.include_layers[layer.selectedIndex];
    chosen.head = Number(head.value);
  } else if (detail()) {
    const [layerIndex, headIndex] = detail();
    chosen.layer = params.include_layers[layerIndex];
    chosen.head = params.include_heads[headIndex];
    layer.value = chosen.layer;
    head.value = chosen.head;
  } else {
    layer.value = head.value = "";
  }
  tell({ chosen });
}

function settle() {
  nameLabels();
  readyTokens();
  if (locked === null) sayTap();
  else lock(locked); // again: what is drawn may be new
  if (view === "neuron") paintOpener();
  fit();
  report();
}

new MutationObserver(() => {
  if (view === "head") paintChips();
  settle();
}).observe(vis, { childList: true });
new ResizeObserver(fit).observe(document.body);
new ResizeObserver(([{ target }]) => {
  if (!vis.clientWidth) return; // it has no width while it is moved, either
  tell({ height: Math.ceil(target.getBoundingClientRect().height) });
}).observe(document.body);
addEventListener("click", settle);
addEventListener("keyup", settle);

if (view === "head") paintChips();
if (view === "model" && wanted.head !== null)
  tapThumbnail([params.include_layers.indexOf(wanted.layer), wanted.head]);
settle();
tell({ drawn: view });
