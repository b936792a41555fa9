// Marian (Junczys-Dowmunt et al. 2018), the Transformer of "Attention Is All You Need": an encoder
// reads the sentence, a decoder writes its translation token by token and looks at the encoder's
// vectors.

import { swish } from "./activations.js";
import { createDecoder } from "./decoder.js";
import { add, embed, linear } from "./layers.js";
import { attentionBlock, feedForwardBlock } from "./transformer_layer.js";

/**
 * @typedef {import("./weights.js").Weights} Weights
 * @typedef {import("./transformer_layer.js").Recorded} Recorded
 * @typedef {import("./transformer_layer.js").Mask} Mask
 * @typedef {import("./bert.js").Checkpoint} Checkpoint
 */
/**
 * @typedef {object} MarianConfig the fields of config.json that are read
 * @property {number} d_model
 * @property {number} encoder_layers
 * @property {number} decoder_layers
 * @property {number} encoder_attention_heads
 * @property {number} decoder_attention_heads
 * @property {boolean} scale_embedding
 * @property {number} eos_token_id
 * @property {number} pad_token_id
 * @property {number} decoder_start_token_id
 */
/**
 * @typedef {object} EncoderPass
 * @property {Float32Array[]} hidden (n, d_model) each: the embeddings, then after every layer
 * @property {Recorded[]} encoder of every layer
 */

/** @typedef {ReturnType<typeof createMarian>} Marian */

const EPSILON = 1e-5; // of layer normalisation; Marian has no other

/**
 * The position vectors of "Attention Is All You Need", which transformers lays out with all sines
 * before all cosines: (1, d_model).
 * @param {number} place
 * @param {number} dModel
 */
export function positionVector(place, dModel) {
  const half = dModel / 2;
  return Float32Array.from({ length: dModel }, (_, i) => {
    const angle = place / 10000 ** ((2 * (i % half)) / dModel);
    return i < half ? Math.sin(angle) : Math.cos(angle);
  });
}

/**
 * Put a translator together from its weights.
 * @param {MarianConfig} config
 * @param {Weights} weights
 */
export function createMarian(config, weights) {
  const dModel = config.d_model;
  const scale = config.scale_embedding ? Math.sqrt(dModel) : 1;
  const words = weights.tensor("model.shared.weight");
  const vocabulary = { weight: words, bias: weights.tensor("final_logits_bias") };
  const encoderLayers = Array.from({ length: config.encoder_layers }, (_, i) => {
    const name = `model.encoder.layers.${i}`;
    return {
      attention: block(`${name}.self_attn`, config.encoder_attention_heads),
      feedForward: feedForward(name),
    };
  });
  const decoderLayers = Array.from({ length: config.decoder_layers }, (_, i) => {
    const name = `model.decoder.layers.${i}`;
    return {
      attention: block(`${name}.self_attn`, config.decoder_attention_heads),
      cross: block(`${name}.encoder_attn`, config.decoder_attention_heads),
      feedForward: feedForward(name),
    };
  });

  /**
   * @param {string} name
   * @param {number} heads
   */
  function block(name, heads) {
    return {
      heads,
      query: weights.linear(`${name}.q_proj`),
      key: weights.linear(`${name}.k_proj`),
      value: weights.linear(`${name}.v_proj`),
      output: weights.linear(`${name}.out_proj`),
      norm: weights.norm(`${name}_layer_norm`, EPSILON),
    };
  }

  /** @param {string} name */
  function feedForward(name) {
    return {
      expand: weights.linear(`${name}.fc1`),
      contract: weights.linear(`${name}.fc2`),
      activation: swish,
      norm: weights.norm(`${name}.final_layer_norm`, EPSILON),
    };
  }

  /**
   * @param {ArrayLike<number>} ids
   * @param {number} first the place of the first of them
   */
  function embedTokens(ids, first = 0) {
    const positions = new Float32Array(ids.length * dModel);
    for (let i = 0; i < ids.length; i++) {
      positions.set(positionVector(first + i, dModel), i * dModel);
    }
    return add(embed(words, ids, scale), positions);
  }

  /**
   * What follows each of these vectors: logits (n, vocabulary).
   * @param {Float32Array} x (n, d_model)
   */
  const logits = (x) => {
    const scores = linear(x, vocabulary);
    const size = words.shape[0];
    // Its logit is not trained, so that it is never written.
    for (let i = config.pad_token_id; i < scores.length; i += size) scores[i] = -Infinity;
    return scores;
  };

  return {
    config,
    dModel,
    encoderLayers,
    decoderLayers,
    logits,

    /**
     * Read the source, layer after layer.
     * @param {ArrayLike<number>} ids
     * @param {Mask} [mask]
     * @param {Checkpoint} [checkpoint]
     * @returns {Promise<EncoderPass>}
     */
    async encode(ids, mask = null, checkpoint = () => {}) {
      let x = embedTokens(ids);
      /** @type {EncoderPass} */
      const pass = { hidden: [x], encoder: [] };
      for (const layer of encoderLayers) {
        await checkpoint();
        const attended = attentionBlock(layer.attention, x, x, mask);
        x = feedForwardBlock(layer.feedForward, attended.x);
        pass.encoder.push(attended.recorded);
        pass.hidden.push(x);
      }
      return pass;
    },

    /**
     * A decoder that looks at these vectors of the encoder; see decoder.js.
     * @param {Float32Array} memory (n_k, d_model)
     * @param {import("./decoder.js").MaskRow} [maskRow]
     */
    decoder: (memory, maskRow) =>
      createDecoder({ dModel, layers: decoderLayers, embedTokens, logits }, memory, maskRow),
  };
}
