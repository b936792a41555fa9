// The frame's words, in English unless the page hands it its own; BERTviz's too, wherever drawn.

const start = document.documentElement.dataset;
const words = {
  all: "All",
  previous: "previous",
  next: "next",
  open: "Show q · k",
  close: "Hide q · k",
  mean: "mean of {heads} heads",
  tap_word: "Tap a word: where does it look?",
  tap_head: "Tap a head to open it.",
  layer: "Layer",
  head: "Head",
  attention: "Attention",
  layers: "Layers",
  heads: "Heads",
  head_number: "Head {head}",
  place: "Layer {layer}, Head {head}",
  drawn: "Layers {layers} of {of}.",
  encoder: "Encoder",
  decoder: "Decoder",
  cross: "Cross",
  from_to: "Sentence {from} → Sentence {to}",
  query: "Query q",
  key: "Key k",
  product: "q × k (elementwise)",
  nothing: "No token selected",
  ...JSON.parse(start.words || "{}"),
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** The name of a map, by the key that a link has: "all", "cross", "ab" … */
const mapName = (key) =>
  key.length === 2
    ? fill(words.from_to, { from: key[0].toUpperCase(), to: key[1].toUpperCase() })
    : words[key];

// What BERTviz writes around its drawing, never in it: a token "Key" stays as it is.
const LABELS = "#vis svg > text, #heading > text";
const THEIRS = {
  Layers: "layers",
  Heads: "heads",
  "Query q": "query",
  "Key k": "key",
  "q × k (elementwise)": "product",
  "No token selected": "nothing",
};

/** Put BERTviz's labels, just drawn, into the page's language. */
function nameLabels() {
  for (const label of document.querySelectorAll(LABELS)) {
    const theirs = label.textContent.trim();
    const [, layer, head] = theirs.match(/^Layer (\d+), Head (\d+)$/) ?? [];
    const ours = head ? fill(words.place, { layer, head }) : words[THEIRS[theirs]];
    if (!ours || ours === theirs) continue;
    // One tspan a word would keep its place: the whole goes into the first.
    const [first, ...rest] = label.children.length ? label.children : [label];
    first.textContent = ours;
    rest.forEach((part) => part.remove());
  }
}
