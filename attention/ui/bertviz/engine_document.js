// A document of what the engine has read, as Python makes it of what its models have read
// (attention/bertviz, attention/ui/bertviz/tab.py): BERTviz's own markup and parameters, empty,
// come from the skeleton; the numbers are filled in here.

import { unpack } from "../attention_view/decode_weights.js";
import { measure } from "../attention_view/head_measures.js";

const DECIMALS = 1e4;
const PARTS = ["all", "aa", "bb", "ab", "ba"]; // of a pair, in BERTviz's order

/**
 * What the tab shows, as the server answers it.
 * @param {any} value the engine's answer to bertviz_view
 * @param {{view: string, text: string, other: string, model: string}} asked
 * @param {number[]} chosen layers to draw; none: all
 * @param {any} skeleton of attention/bertviz/skeleton.py
 */
export function engineDocument(value, asked, chosen, skeleton) {
  const maps = value.maps.map(unpack);
  const [{ layers: of, heads: ofHeads }] = maps;
  const all = Array.from({ length: of }, (_, layer) => layer);
  const wanted = all.filter((layer) => chosen.includes(layer));
  const [opened = 0] = chosen.filter((layer) => all.includes(layer));
  const layers = wanted.length ? wanted : all;
  const drawn = maps.at(-1);
  const translates = drawn.kind === "cross";
  const { layer, head } = drawn.opening;
  return {
    html: fillTemplate({ ...value, maps }, asked.view, layers, opened, skeleton),
    layers,
    of,
    of_heads: ofHeads,
    heads: tellingHeads(maps, layers, value.second),
    start: { map: translates ? "cross" : null, layer, head },
    translates,
    model: value.model,
    shown: value.shown,
    pieces: value.pieces,
    notes: value.notes,
    asked,
  };
}

function fillTemplate(value, view, layers, layer, { template, version, drawings }) {
  const { maps, second, model, texts } = value;
  const name = second === null ? (maps.length > 1 ? "translation" : "self") : "pair";
  const { markup, params: empty } = drawings[view][name];
  const parts = { ...empty, include_layers: layers };
  if ("total_heads" in parts) {
    const heads = maps[0].heads;
    Object.assign(parts, { total_heads: heads, include_heads: [...Array(heads).keys()] });
  }
  parts.attention =
    view === "neuron"
      ? neuronParts(value, empty.attention, layers)
      : empty.attention.map((title, i) => {
          const map = maps.length > 1 ? maps[i] : maps[0];
          const { left, right } = sides(map, name === "pair" ? PARTS[i] : "all", second);
          return { name: title, ...weightsOf(map, left, right, layers) };
        });
  const of = maps[0].layers;
  const fields = {
    view,
    layer,
    head: "",
    map: "",
    title: escaped(`${texts.join(" / ")} (${model})`),
    markup,
    of,
    drawn: layers.length < of ? `Layers ${layers.join(", ")} of ${of}.` : "",
    version,
    params: JSON.stringify(parts).replaceAll("<", "\\u003c"),
  };
  return template.replace(/\$\{?(\w+)\}?/g, (_, field) => String(fields[field]));
}

const escaped = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#x27;");

/** From where to where the rows and the columns of a part go: "ab" looks from a at b. */
function sides({ rows, columns }, part, second) {
  const range = { a: [0, second], b: [second, rows.length] };
  if (part === "all") return { left: [0, rows.length], right: [0, columns.length] };
  return { left: range[part[0]], right: range[part[1]] };
}

const rounded = (number) => Math.round(number * DECIMALS) / DECIMALS;
const shownAs = (token) => token.replaceAll("▁", " ");
const range = ([first, end]) => Array.from({ length: end - first }, (_, i) => first + i);

function weightsOf(map, left, right, layers) {
  const { rows, columns, heads, weights, whole } = map;
  const at = (layer, head, row, column) =>
    weights[((layer * heads + head) * rows.length + row) * columns.length + column] / whole;
  return {
    attn: layers.map((layer) =>
      range([0, heads]).map((head) =>
        range(left).map((row) =>
          range(right).map((column) => rounded(at(layer, head, row, column))),
        ),
      ),
    ),
    left_text: rows.slice(...left).map(shownAs),
    right_text: columns.slice(...right).map(shownAs),
  };
}

/** The neuron view has queries and keys besides; of a translator it shows the encoder. */
function neuronParts({ maps: [map], vectors, second }, names, layers) {
  const size = vectors[0].query.length / map.rows.length / map.heads;
  const part = (vector, [first, end]) =>
    layers.map((layer) =>
      range([0, map.heads]).map((head) =>
        range([first, end]).map((row) => {
          const start = (row * map.heads + head) * size;
          return Array.from(vectors[layer][vector].subarray(start, start + size), rounded);
        }),
      ),
    );
  return Object.fromEntries(
    names.map((name) => {
      const { left, right } = sides(map, name, second);
      const vectorsOfPart = { queries: part("query", left), keys: part("key", right) };
      return [name, { ...weightsOf(map, left, right, layers), ...vectorsOfPart }];
    }),
  );
}

/**
 * Which drawn head looks most at the word before, which at separators; of two sentences, which
 * looks from the second at the first; in a translator, which at one word of the source.
 */
function tellingHeads(maps, layers, second) {
  const measured = (name) => (map, layer, head) => measure(map, layer, head)(name);
  const best = (map, share) => {
    const places = layers.flatMap((layer) =>
      range([0, map.heads]).map((head) => ({ layer, head, share: share(map, layer, head) })),
    );
    const most = places.reduce((one, other) => (other.share > one.share ? other : one));
    return { layer: most.layer, head: most.head };
  };
  const heads = {
    previous: best(maps[0], measured("previous")),
    separator: best(maps[0], measured("separator")),
  };
  if (maps.at(-1).kind === "cross") heads.cross = best(maps.at(-1), measured("reach"));
  if (second !== null) heads.other = best(maps[0], lookAcross(second));
  return heads;
}

/** How much a head looks from words of the second sentence at words of the first. */
const lookAcross = (second) => (map, layer, head) => {
  const words = map.columns.map((_, i) => i).filter((i) => !map.special_columns[i]);
  const from = words.filter((i) => i >= second);
  const at = words.filter((i) => i < second);
  const start = (layer * map.heads + head) * map.rows.length;
  const weight = (row, column) => map.weights[(start + row) * map.columns.length + column];
  const looks = from.map((row) => at.reduce((sum, column) => sum + weight(row, column), 0));
  return looks.reduce((sum, look) => sum + look, 0) / looks.length;
};
