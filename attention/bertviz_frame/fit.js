// BERTviz's drawing as wide as the page, the frame as high as the drawing; and what is chosen.

const WIDTH = { head: 336, model: 970, neuron: 416 }; // px, as BERTviz draws them
const EXPANDED = 1004; // the neuron view with q and k: at a smaller scale than this it scrolls
const LEAST = 0.75;
const MOST = 1.5;

const tell = (message) => window.parent !== window && window.parent.postMessage({ bertviz: message }, "*");

function fit() {
  const svg = vis.querySelector("svg");
  const width = view === "neuron" && expanded() ? EXPANDED : WIDTH[view];
  const height = (svg.dataset.height ??= parseFloat(svg.getAttribute("height")));
  const scale = Math.min(MOST, vis.clientWidth / width);
  const drawn = width === EXPANDED ? Math.max(LEAST, Math.min(1, scale)) : scale;
  const top = view === "head" ? 24 : 0; // the squares, shown as buttons above
  svg.setAttribute("viewBox", `0 ${top} ${width} ${height - top}`);
  svg.style.width = `${width * drawn}px`;
  svg.style.height = `${(height - top) * drawn}px`;
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

function drawn() {
  readyTokens();
  fit();
  if (view === "head") paintChips();
  if (locked !== null) lock(locked);
  report();
}

new MutationObserver(drawn).observe(vis, { childList: true });
new ResizeObserver(fit).observe(document.body);
new ResizeObserver(() => tell({ height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
addEventListener("click", report);
addEventListener("keydown", (event) => event.key === "Escape" && report());

drawn();
if (view === "model" && wanted.head !== null) {
  openDetail(params.include_layers.indexOf(wanted.layer), wanted.head);
  report();
}
tell({ drawn: view });
