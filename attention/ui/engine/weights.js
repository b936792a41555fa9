// A model's packed weights (made by training/): eight bytes that say how long the header is, the
// header as JSON, and the numbers. A matrix holds one whole number from −127 to 127 a weight, and
// one exponent a row: weight = number · 2^exponent. Vectors are half-precision floats.

import { WeightsError } from "./weights_error.js";

/**
 * @typedef {import("./layers.js").Tensor} Tensor
 * @typedef {import("./layers.js").Linear} Linear
 * @typedef {import("./layers.js").Norm} Norm
 */
/**
 * @typedef {object} Entry one tensor of the header; offsets count from the header's end
 * @property {number[]} shape
 * @property {"int8" | "float16"} type
 * @property {number} data
 * @property {number} [exponents]
 */
/**
 * @typedef {object} Weights a model's tensors, by the names they have in transformers
 * @property {(name: string) => Tensor} tensor
 * @property {(name: string) => Linear} linear
 * @property {(name: string, epsilon: number) => Norm} norm
 * @property {string[]} names
 */

const LENGTH_BYTES = 8;

/**
 * Unpack weights. Throws WeightsError "altered" for bytes that are no packed weights.
 * @param {Uint8Array} bytes
 * @returns {Weights}
 */
export function parseWeights(bytes) {
  const tensors = new Map();
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
    const body = bytes.subarray(start);
    for (const [name, entry] of Object.entries(JSON.parse(header).tensors)) {
      tensors.set(name, { shape: entry.shape, data: unpack(body, entry) });
    }
  } catch (error) {
    throw error instanceof WeightsError ? error : new WeightsError("altered", { cause: error });
  }
  return named(tensors);
}

/**
 * @param {Map<string, Tensor>} tensors
 * @returns {Weights}
 */
function named(tensors) {
  const tensor = (/** @type {string} */ name) => {
    const found = tensors.get(name);
    if (!found) throw new WeightsError("altered", { cause: `there is no tensor ${name}` });
    return found;
  };
  const linear = (/** @type {string} */ name) => ({
    weight: tensor(`${name}.weight`),
    bias: tensor(`${name}.bias`),
  });
  return {
    tensor,
    linear,
    norm: (name, epsilon) => ({ ...linear(name), epsilon }),
    names: [...tensors.keys()],
  };
}

/**
 * @param {Uint8Array} body
 * @param {Entry} entry
 */
function unpack(body, { shape, type, data, exponents = 0 }) {
  const size = shape.reduce((product, length) => product * length, 1);
  if (type === "float16") return halves(slice(body, data, 2 * size), size);
  if (type !== "int8") throw new RangeError(`unknown type ${type}`);
  const numbers = new Int8Array(slice(body, data, size));
  const powers = new Int8Array(slice(body, exponents, shape[0]));
  const columns = size / shape[0];
  const weights = allocate(size);
  for (let row = 0, i = 0; row < shape[0]; row++) {
    const scale = 2 ** powers[row];
    for (const end = i + columns; i < end; i++) weights[i] = numbers[i] * scale;
  }
  return weights;
}

/** @param {number} size */
function allocate(size) {
  try {
    return new Float32Array(size);
  } catch (cause) {
    throw new WeightsError("too big", { cause });
  }
}

/**
 * @param {Uint8Array} body
 * @param {number} start
 * @param {number} length
 */
function slice(body, start, length) {
  const part = body.slice(start, start + length);
  if (part.length !== length) throw new RangeError("a tensor ends after the file");
  return part.buffer;
}

/**
 * Half-precision floats (IEEE 754: sign, 5 bits of exponent, 10 of fraction), little-endian.
 * @param {ArrayBuffer} buffer
 * @param {number} size
 */
function halves(buffer, size) {
  const view = new DataView(buffer);
  return Float32Array.from({ length: size }, (_, i) => half(view.getUint16(2 * i, true)));
}

/** @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 0x400;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
