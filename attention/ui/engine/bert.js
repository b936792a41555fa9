// BERT (Devlin et al. 2019): embeddings, a stack of encoder layers, and a head that fills blanks.

import { gelu } from "./activations.js";
import { add, embed, layerNorm, linear } from "./layers.js";
import { attentionBlock, feedForwardBlock } from "./transformer_layer.js";

/**
 * @typedef {import("./weights.js").Weights} Weights
 * @typedef {import("./transformer_layer.js").Recorded} Recorded
 * @typedef {import("./transformer_layer.js").Mask} Mask
 */
/**
 * @typedef {object} BertConfig the fields of config.json that are read
 * @property {number} hidden_size
 * @property {number} num_hidden_layers
 * @property {number} num_attention_heads
 * @property {number} layer_norm_eps
 */
/**
 * @typedef {object} BertPass
 * @property {Float32Array[]} hidden (n, d_model) each: the embeddings, then after every layer
 * @property {Recorded[]} self of every layer
 */
/** @typedef {() => void | Promise<void>} Checkpoint called between layers; may throw, to stop */

/** @typedef {ReturnType<typeof createBert>} Bert */

/**
 * Put a BERT together from its weights.
 * @param {BertConfig} config
 * @param {Weights} weights
 */
export function createBert(config, weights) {
  const epsilon = config.layer_norm_eps;
  const norm = (/** @type {string} */ name) => weights.norm(name, epsilon);
  const table = (/** @type {string} */ name) => weights.tensor(`bert.embeddings.${name}.weight`);
  const words = table("word_embeddings");
  const positions = table("position_embeddings");
  const types = table("token_type_embeddings");
  const embeddingNorm = norm("bert.embeddings.LayerNorm");
  const transform = weights.linear("cls.predictions.transform.dense");
  const transformNorm = norm("cls.predictions.transform.LayerNorm");
  // The table that turns words into vectors turns vectors into words, too.
  const decoder = { weight: words, bias: weights.tensor("cls.predictions.bias") };

  const layers = Array.from({ length: config.num_hidden_layers }, (_, i) => {
    const name = `bert.encoder.layer.${i}`;
    return {
      attention: {
        heads: config.num_attention_heads,
        query: weights.linear(`${name}.attention.self.query`),
        key: weights.linear(`${name}.attention.self.key`),
        value: weights.linear(`${name}.attention.self.value`),
        output: weights.linear(`${name}.attention.output.dense`),
        norm: norm(`${name}.attention.output.LayerNorm`),
      },
      feedForward: {
        expand: weights.linear(`${name}.intermediate.dense`),
        contract: weights.linear(`${name}.output.dense`),
        activation: gelu,
        norm: norm(`${name}.output.LayerNorm`),
      },
    };
  });

  /**
   * @param {ArrayLike<number>} ids
   * @param {ArrayLike<number>} typeIds 0, or 1 for the second sentence of a pair
   */
  function embedTokens(ids, typeIds) {
    const places = Array.from(ids, (_, place) => place);
    const x = add(add(embed(words, ids), embed(types, typeIds)), embed(positions, places));
    return layerNorm(x, embeddingNorm);
  }

  return {
    dModel: config.hidden_size,
    heads: config.num_attention_heads,
    layers,

    /**
     * Read tokens, layer after layer.
     * @param {ArrayLike<number>} ids
     * @param {ArrayLike<number>} typeIds
     * @param {Mask} [mask]
     * @param {Checkpoint} [checkpoint]
     * @returns {Promise<BertPass>}
     */
    async read(ids, typeIds, mask = null, checkpoint = () => {}) {
      let x = embedTokens(ids, typeIds);
      /** @type {BertPass} */
      const pass = { hidden: [x], self: [] };
      for (const layer of layers) {
        await checkpoint();
        const attended = attentionBlock(layer.attention, x, x, mask);
        x = feedForwardBlock(layer.feedForward, attended.x);
        pass.self.push(attended.recorded);
        pass.hidden.push(x);
      }
      return pass;
    },

    /**
     * What BERT takes each of these vectors for: logits (n, vocabulary).
     * @param {Float32Array} x (n, d_model)
     */
    logits: (x) => linear(layerNorm(gelu(linear(x, transform)), transformNorm), decoder),
  };
}
