// The page's side of the engine: it starts the worker, asks, and hears of progress.

import { NotLoaded } from "./not_loaded.js";
import { Superseded } from "./questions.js";
import { WeightsError } from "./weights_error.js";

/**
 * @typedef {import("./load_model.js").ModelEntry} ModelEntry
 * @typedef {import("./fetch_file.js").Progress} Progress
 * @typedef {import("./serve.js").FromWorker} FromWorker
 * @typedef {import("./serve.js").Failure} Failure
 */
/** @typedef {{resolve: (answer: any) => void, reject: (error: Error) => void}} Waiting */
/** @typedef {ReturnType<typeof createClient>} Client */

/** Start the engine's worker. A worker sees no import map: it is loaded by its address. */
export const startWorker = () =>
  new Worker(new URL("engine/worker.js", document.baseURI), { type: "module" });

/**
 * @param {() => Worker} start starts the worker; throws where there are none
 * @param {string[]} wanted the hashes of all files of the contract: others are old
 */
export function createClient(start = startWorker, wanted = []) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Map<number, Waiting>} */
  const questions = new Map();
  /** @type {Map<string, {loaded: Promise<void>, waiting: Waiting, progress: Set<Progress>}>} */
  const loads = new Map();
  let count = 0;

  /** @param {import("./serve.js").ToWorker} message */
  function send(message) {
    if (!worker) {
      worker = start();
      worker.onmessage = ({ data }) => receive(data);
      worker.onerror = (event) => stop(new Error(event.message || "the engine did not start"));
    }
    worker.postMessage(message);
  }

  /** @param {FromWorker} message */
  function receive(message) {
    if (message.type === "progress") {
      loads.get(message.model)?.progress.forEach((tell) => tell(message.loaded, message.total));
    } else if (message.type === "loaded") {
      const { waiting } = loads.get(message.model) ?? {};
      if (message.failure) loads.delete(message.model);
      settle(waiting, undefined, message.failure);
    } else {
      const waiting = questions.get(message.id);
      questions.delete(message.id);
      settle(waiting, message.answer, message.failure);
    }
  }

  /**
   * Nothing more comes of the worker: who waits is told, the next question starts anew.
   * @param {Error} error
   */
  function stop(error) {
    worker?.terminate();
    worker = null;
    const waiting = [...questions.values(), ...[...loads.values()].map((load) => load.waiting)];
    questions.clear();
    loads.clear();
    waiting.forEach(({ reject }) => reject(error));
  }

  return {
    /**
     * Load a model, once; rejected with WeightsError, whose reason says why. May be tried again.
     * @param {ModelEntry} entry
     * @param {Progress} [progress]
     */
    load(entry, progress) {
      let load = loads.get(entry.name);
      if (!load) {
        /** @type {PromiseWithResolvers<void>} */
        const { promise, resolve, reject } = withResolvers();
        load = { loaded: promise, waiting: { resolve, reject }, progress: new Set() };
        loads.set(entry.name, load);
        try {
          send({ type: "load", entry, wanted });
        } catch (error) {
          stop(/** @type {Error} */ (error));
        }
      }
      if (progress) load.progress.add(progress);
      return load.loaded;
    },

    /**
     * Ask what an endpoint of the app is asked. Of the questions of a lane the newest is answered,
     * the others are rejected with Superseded.
     * @param {string} name
     * @param {import("./engine.js").Question} question
     * @param {string} lane
     * @returns {Promise<any>}
     */
    ask(name, question, lane = name) {
      const id = ++count;
      return new Promise((resolve, reject) => {
        questions.set(id, { resolve, reject });
        send({ type: "ask", id, lane, name, question });
      });
    },

    stop: () => stop(new Error("the engine was stopped")),
  };
}

/**
 * @param {Waiting | undefined} waiting
 * @param {unknown} answer
 * @param {Failure} [failure]
 */
function settle(waiting, answer, failure) {
  if (failure) waiting?.reject(errorOf(failure));
  else waiting?.resolve(answer);
}

/** @param {Failure} failure */
function errorOf({ name, message, reason, model }) {
  if (name === "Superseded") return new Superseded();
  if (name === "NotLoaded" && model) return new NotLoaded(model);
  if (name === "WeightsError") {
    const known = /** @type {import("./weights_error.js").WeightsReason} */ (reason);
    return new WeightsError(known, { cause: message });
  }
  return Object.assign(new Error(message), { name });
}

/** Promise.withResolvers, which older browsers lack. */
function withResolvers() {
  /** @type {any} */
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
