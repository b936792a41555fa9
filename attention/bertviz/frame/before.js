// Runs before BERTviz's script: its data, how it opens, and what require.js would have brought.

const view = start.view;
const params = (window.bertviz_params = JSON.parse(
  document.getElementById("bertviz-params").textContent,
));
const drawn = document.getElementById("drawn");
const fewer = { layers: params.include_layers.join(", "), of: drawn.dataset.of };
if (drawn.textContent) drawn.textContent = fill(words.drawn, fewer);

window.requirejs = (names, use) => use(window.jQuery, window.d3);
window.require = { config() {} };

// Ten colours would make heads 10 and 11 look like 0 and 1.
d3.schemeCategory10 = [
  ...d3.schemeCategory10,
  "#5b2a86",
  "#004d40",
  "#9e9d24",
  "#ff9da7",
  "#6d4c41",
  "#00acc1",
];

const dark = start.theme
  ? start.theme === "dark"
  : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark", dark);
params.display_mode = dark ? "dark" : "light";

// BERTviz draws its lines, faint ones too, in the same colours on black as on white.
const LIGHT = 0.68; // of hsl: at least this, in the dark
const lighter = (colour) =>
  Object.assign(d3.hsl(colour), { l: Math.max(LIGHT, d3.hsl(colour).l) }).hex();
if (dark) d3.schemeCategory10 = d3.schemeCategory10.map(lighter);

// The layer, head and map to open with, as the link names them; BERTviz counts its own way.
const MAPS = { 5: ["all", "aa", "bb", "ab", "ba"], 3: ["encoder", "decoder", "cross"] };
const filter = document.getElementById("filter");
const mapOf = (option) => (view === "neuron" ? option.value : MAPS[filter.length][option.index]);

const wanted = { layer: Number(start.layer || 0), head: start.head ? Number(start.head) : null };
if (!params.include_layers.includes(wanted.layer)) wanted.layer = params.include_layers[0];
const heads = Object.values(params.attention)[0].attn[0].length;
if (wanted.head !== null && !(wanted.head < heads)) wanted.head = null;
params.layer = view === "neuron" ? params.include_layers.indexOf(wanted.layer) : wanted.layer;
params.heads = wanted.head === null ? null : [wanted.head];
params.head = wanted.head ?? 0;

for (const option of filter?.options ?? []) option.textContent = mapName(mapOf(option));
const opened =
  filter && [...filter.options].find((option) => mapOf(option) === (start.map || "cross"));
if (opened) filter.value = params.default_filter = opened.value;
