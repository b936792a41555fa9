// The worker's side of the conversation with client.js, apart from the worker itself.

import { chooseModel } from "./choose_model.js";
import { createEngine } from "./engine.js";
import { loadModel } from "./load_model.js";
import { NotLoaded } from "./not_loaded.js";
import { createQuestions } from "./questions.js";
import { clean } from "./tokenizers/sentence.js";

/**
 * @typedef {import("./load_model.js").ModelEntry} ModelEntry
 * @typedef {import("./choose_model.js").Choice} Choice
 * @typedef {{type: "load", entry: ModelEntry, wanted: string[]}} LoadMessage
 * @typedef {{type: "ask", id: number, lane: string, name: string, question: any}} AskMessage
 * @typedef {LoadMessage | AskMessage} ToWorker
 */
/**
 * @typedef {{name: string, message: string, reason?: string, model?: string}} Failure
 * @typedef {{type: "progress", model: string, loaded: number, total: number}} ProgressMessage
 * @typedef {{type: "loaded", model: string, failure?: Failure}} LoadedMessage
 * @typedef {{type: "answer", id: number, answer?: any, failure?: Failure}} AnswerMessage
 * @typedef {ProgressMessage | LoadedMessage | AnswerMessage} FromWorker
 */

/**
 * Returns what to do with each message; `send` carries the answers.
 * @param {(message: FromWorker) => void} send
 * @param {import("./stores.js").Stores} stores
 * @param {Choice[]} choices the built-in models, of which the one of the text's language answers
 */
export function createService(send, stores, choices) {
  /** @type {Map<string, Promise<import("./engine.js").Model>>} */
  const models = new Map();
  const ask = createQuestions();
  const engine = createEngine(async (name) => {
    const model = models.get(name);
    if (!model) throw new NotLoaded(name);
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
      if (!endpoint) throw new TypeError(`the engine answers no ${name}`);
      const asked = choices.find((choice) => choice.name === question.model);
      if (!asked) throw new NotLoaded(question.model);
      const { model, notes } = chooseModel(choices, asked, clean(question.text));
      const named = { ...question, model: model.name };
      const answer = await ask(lane, (pause) => endpoint(named, pause));
      send({ type: "answer", id, answer: withNotes(answer, notes) });
    } catch (error) {
      send({ type: "answer", id, failure: failureOf(error) });
    }
  }

  return (/** @type {ToWorker} */ message) =>
    message.type === "load" ? load(message) : answer(message);
}

/**
 * An answer whose pictures say why this model gave it, before what else they note.
 * @param {any} answer
 * @param {string[]} notes
 * @returns {any}
 */
function withNotes(answer, notes) {
  if (!notes.length) return answer;
  if (answer.maps) return { ...answer, notes: [...notes, ...answer.notes] };
  if (!answer.before) return answer;
  const [before, after] = [answer.before, answer.after].map((value) => withNotes(value, notes));
  return { ...answer, before, after };
}

/**
 * @param {any} error
 * @returns {Failure}
 */
const failureOf = ({ name, message, reason, model }) => ({ name, message, reason, model });
