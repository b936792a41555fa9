// Reads the wire format that attention/ui/encode_trace.py writes (DESIGN §7), the engine's typed
// arrays, and plain ones.

import { WEIGHT_TOTAL } from "../shared/contract.js";

/**
 * A map of the value with `weights` as a flat array in (layer, head, row, column) order, of which
 * `whole` is 100 %. Weights may come as base64 of little-endian uint16, as a typed array or nested.
 */
export function unpack(map) {
  const packed = typeof map.weights === "string";
  const weights = packed
    ? counts(map.weights)
    : ArrayBuffer.isView(map.weights)
      ? map.weights
      : Float64Array.from(map.weights.flat(Infinity));
  const { layers = 1, heads = 1, rows, columns } = map;
  if (weights.length !== layers * heads * rows.length * columns.length) {
    throw new Error(`${weights.length} weights do not fill the ${map.kind} map`);
  }
  return { ...map, layers, heads, weights, whole: packed ? WEIGHT_TOTAL : 1 };
}

/** The weights (row, column) of one head, or of all heads of the layer together ("mean"). */
export function grid(map, layer, head) {
  const size = map.rows.length * map.columns.length;
  const chosen = head === "mean" ? [...Array(map.heads).keys()] : [head];
  const weights = new Float64Array(size);
  for (const one of chosen) {
    const start = (layer * map.heads + one) * size;
    for (let i = 0; i < size; i++) weights[i] += map.weights[start + i];
  }
  return weights.map((sum) => sum / (map.whole * chosen.length));
}

function counts(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Uint16Array(bytes.buffer); // every browser's machine is little-endian
}
