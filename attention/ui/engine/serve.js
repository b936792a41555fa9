// The worker's side of the conversation with client.js, apart from the worker itself.

import { createEngine } from "./engine.js";
import { loadModel } from "./load_model.js";
import { createQuestions } from "./questions.js";

/**
 * @typedef {import("./load_model.js").ModelEntry} ModelEntry
 * @typedef {{type: "load", entry: ModelEntry, wanted: string[]}} LoadMessage
 * @typedef {{type: "ask", id: number, lane: string, name: string, question: any}} AskMessage
 * @typedef {LoadMessage | AskMessage} ToWorker
 */
/**
 * @typedef {{name: string, message: string, reason?: string}} Failure
 * @typedef {{type: "progress", model: string, loaded: number, total: number}} ProgressMessage
 * @typedef {{type: "loaded", model: string, failure?: Failure}} LoadedMessage
 * @typedef {{type: "answer", id: number, answer?: any, failure?: Failure}} AnswerMessage
 * @typedef {ProgressMessage | LoadedMessage | AnswerMessage} FromWorker
 */

/**
 * Returns what to do with each message; `send` carries the answers.
 * @param {(message: FromWorker) => void} send
 * @param {import("./stores.js").Stores} stores
 */
export function createService(send, stores) {
  /** @type {Map<string, Promise<import("./engine.js").Model>>} */
  const models = new Map();
  const ask = createQuestions();
  const engine = createEngine(async (name) => {
    const model = models.get(name);
    if (!model) throw new RangeError(`${name} is not loaded`);
    return model;
  });

  /** @param {LoadMessage} message */
  async function load({ entry, wanted }) {
    const model = entry.name;
    if (!models.has(model)) {
      const progress = (/** @type {number} */ loaded, /** @type {number} */ total) =>
        send({ type: "progress", model, loaded, total });
      models.set(model, loadModel(entry, stores, { progress }));
    }
    try {
      await models.get(model);
      send({ type: "loaded", model });
      await stores.keepOnly(wanted);
    } catch (error) {
      models.delete(model); // it may be tried again
      send({ type: "loaded", model, failure: failureOf(error) });
    }
  }

  /** @param {AskMessage} message */
  async function answer({ id, lane, name, question }) {
    try {
      const endpoint = /** @type {Record<string, Function>} */ (engine)[name];
      if (!endpoint) throw new RangeError(`the engine answers no ${name}`);
      send({ type: "answer", id, answer: await ask(lane, (pause) => endpoint(question, pause)) });
    } catch (error) {
      send({ type: "answer", id, failure: failureOf(error) });
    }
  }

  return (/** @type {ToWorker} */ message) =>
    message.type === "load" ? load(message) : answer(message);
}

/**
 * @param {any} error
 * @returns {Failure}
 */
const failureOf = ({ name, message, reason }) => ({ name, message, reason });
