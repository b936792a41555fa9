// What a Transformer is made of, besides attention, on typed arrays.
//
// A matrix (n, d) is a flat Float32Array, row after row. Sums are made in double precision, as all
// numbers of JavaScript are, and kept in single precision, as the models' are.

/**
 * @typedef {object} Tensor
 * @property {number[]} shape
 * @property {Float32Array} data row-major
 */
/**
 * @typedef {object} Linear
 * @property {Tensor} weight (d_out, d_in)
 * @property {Tensor} bias (d_out)
 */
/**
 * @typedef {object} Norm
 * @property {Tensor} weight (d)
 * @property {Tensor} bias (d)
 * @property {number} epsilon
 */

/**
 * Multiply every row of x (n, d_in) by the weight and add the bias: (n, d_out).
 * @param {Float32Array} x
 * @param {Linear} layer
 */
export function linear(x, layer) {
  const [outs, ins] = layer.weight.shape;
  const rows = x.length / ins;
  const y = new Float32Array(rows * outs);
  const blocks = rows - (rows % 4);
  for (let o = 0; o < outs; o += 4) {
    for (let r = 0; r < blocks; r += 4) {
      fourRows(x, layer, y, r, o);
      fourRows(x, layer, y, r, o + 2);
    }
    for (let r = blocks; r < rows; r++) oneRow(x, layer, y, r, o);
  }
  return y;
}

// Both helpers make eight or four sums side by side, so that each number read is used several times
// and no sum waits for another. Beyond the last output they repeat it.

/**
 * Outputs o and o + 1 of rows r to r + 3.
 * @param {Float32Array} x
 * @param {Linear} layer
 * @param {Float32Array} y
 * @param {number} r
 * @param {number} o
 */
function fourRows(x, { weight, bias }, y, r, o) {
  const w = weight.data;
  const [outs, ins] = weight.shape;
  const [o0, o1] = [Math.min(o, outs - 1), Math.min(o + 1, outs - 1)];
  const w0 = o0 * ins;
  const w1 = o1 * ins;
  const x0 = r * ins;
  const x1 = x0 + ins;
  const x2 = x1 + ins;
  const x3 = x2 + ins;
  let [a0, a1, b0, b1, c0, c1, d0, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < ins; i++) {
    const p = w[w0 + i];
    const q = w[w1 + i];
    const a = x[x0 + i];
    const b = x[x1 + i];
    const c = x[x2 + i];
    const d = x[x3 + i];
    a0 += a * p;
    a1 += a * q;
    b0 += b * p;
    b1 += b * q;
    c0 += c * p;
    c1 += c * q;
    d0 += d * p;
    d1 += d * q;
  }
  const bias0 = bias.data[o0];
  const bias1 = bias.data[o1];
  const y0 = r * outs + o0;
  const y1 = r * outs + o1;
  y[y0] = a0 + bias0;
  y[y1] = a1 + bias1;
  y[y0 + outs] = b0 + bias0;
  y[y1 + outs] = b1 + bias1;
  y[y0 + 2 * outs] = c0 + bias0;
  y[y1 + 2 * outs] = c1 + bias1;
  y[y0 + 3 * outs] = d0 + bias0;
  y[y1 + 3 * outs] = d1 + bias1;
}

/**
 * Outputs o to o + 3 of row r.
 * @param {Float32Array} x
 * @param {Linear} layer
 * @param {Float32Array} y
 * @param {number} r
 * @param {number} o
 */
function oneRow(x, { weight, bias }, y, r, o) {
  const w = weight.data;
  const [outs, ins] = weight.shape;
  const last = outs - 1;
  const [o1, o2, o3] = [Math.min(o + 1, last), Math.min(o + 2, last), Math.min(o + 3, last)];
  const x0 = r * ins;
  const w0 = o * ins;
  const w1 = o1 * ins;
  const w2 = o2 * ins;
  const w3 = o3 * ins;
  let [a0, a1, a2, a3] = [0, 0, 0, 0];
  for (let i = 0; i < ins; i++) {
    const a = x[x0 + i];
    a0 += a * w[w0 + i];
    a1 += a * w[w1 + i];
    a2 += a * w[w2 + i];
    a3 += a * w[w3 + i];
  }
  const y0 = r * outs;
  y[y0 + o] = a0 + bias.data[o];
  y[y0 + o1] = a1 + bias.data[o1];
  y[y0 + o2] = a2 + bias.data[o2];
  y[y0 + o3] = a3 + bias.data[o3];
}

/**
 * Bring every row of x (n, d) to mean 0 and variance 1, then scale and shift its numbers.
 * @param {Float32Array} x
 * @param {Norm} norm
 */
export function layerNorm(x, { weight, bias, epsilon }) {
  const d = weight.data.length;
  const y = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += d) {
    let mean = 0;
    for (let i = 0; i < d; i++) mean += x[start + i];
    mean /= d;
    let variance = 0;
    for (let i = 0; i < d; i++) variance += (x[start + i] - mean) ** 2;
    const scale = 1 / Math.sqrt(variance / d + epsilon);
    for (let i = 0; i < d; i++) {
      y[start + i] = (x[start + i] - mean) * scale * weight.data[i] + bias.data[i];
    }
  }
  return y;
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
export const add = (a, b) => a.map((x, i) => x + b[i]);

/**
 * The rows of a table that belong to these numbers, times `scale`: (n, d).
 * @param {Tensor} table (entries, d)
 * @param {ArrayLike<number>} ids
 */
export function embed({ shape, data }, ids, scale = 1) {
  const d = shape[1];
  const y = new Float32Array(ids.length * d);
  for (let i = 0; i < ids.length; i++) {
    const row = ids[i] * d;
    for (let j = 0; j < d; j++) y[i * d + j] = data[row + j] * scale;
  }
  return y;
}
