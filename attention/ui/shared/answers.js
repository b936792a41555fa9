// Asking: a question by name, with named arguments, and its answer. Who answers is decided here and
// nowhere else: this device, if the model's weights are there; else the server, or what the static
// edition brought along; where that has no answer, this device once the weights have come.

import { EDITION, ENDPOINTS } from "./contract.js";
import { askDevice, askDeviceAfterLoading, canAnswer, mayFetch } from "./device.js";
import { askKept } from "./kept_answers.js";
import { NoAnswer } from "./no_answer.js";
import { askServer } from "./server.js";

export { NoAnswer };

const [other, askOther] = EDITION.server ? ["server", askServer] : ["beforehand", askKept];
let askers = 0;

/**
 * The answer to `name`, one of the contract's ENDPOINTS; what `args` leaves out takes its default.
 * `by` in it says who gave it: "device", "server" or "beforehand".
 * @param {string} name
 * @param {Record<string, unknown>} [args]
 * @param {AbortSignal} [signal]
 * @param {string} [lane] questions of one lane replace each other
 * @returns {Promise<any>} rejected with NoAnswer, or when `signal` aborts.
 */
export async function ask(name, args = {}, signal = undefined, lane = `${++askers}`) {
  const question = completed(name, args);
  if (!canAnswer(name, question)) return askOther(name, question, signal);
  const mine = await askDevice(name, question, lane);
  if (mine) return signed(mine, "device");
  const tries = mayFetch() ? 1 : undefined; // while the server has no room
  try {
    return signed(await askOther(name, question, signal, tries), other);
  } catch (error) {
    if (!(error instanceof NoAnswer) || error.code === "refused" || signal?.aborted) throw error;
    const late = await askDeviceAfterLoading(name, question, lane).catch(nobody);
    if (late) return signed(late, "device");
    if (error.code === "busy" && tries)
      return signed(await askOther(name, question, signal), other);
    throw error;
  }
}

/** What Python says to a question, whoever else could answer it. */
export const askPython = (name, args) => askServer(name, completed(name, args));

/** The question with every argument of its endpoint. */
function completed(name, args) {
  const unknown = Object.keys(args).filter((arg) => !(arg in ENDPOINTS[name]));
  if (unknown.length) throw new TypeError(`${name} takes no ${unknown}`);
  const entries = Object.entries(ENDPOINTS[name]).map(([arg, usual]) => [arg, args[arg] ?? usual]);
  return Object.fromEntries(entries);
}

function nobody(error) {
  if (error instanceof NoAnswer) throw error;
  return null;
}

const signed = (answer, by) => (Array.isArray(answer) ? answer : { ...answer, by });

/**
 * Who asks for one part of the page. Only its newest question is answered: an older one's promise
 * never settles, so that nobody has to look whether an answer came too late.
 */
export function createAsker() {
  let newest = new AbortController();
  const lane = `${++askers}`;

  /** Begin a question; returns ask(name, args), for the one request or more that it takes. */
  function begin() {
    newest.abort();
    newest = new AbortController();
    const { signal } = newest;
    return (name, args) => unlessAborted(ask(name, args, signal, `${lane} ${name}`), signal);
  }

  return {
    begin,
    ask: (name, args) => begin()(name, args),
    /** Whatever is out is wanted no more. */
    cancel: () => newest.abort(),
  };
}

function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    promise.then(
      (answer) => signal.aborted || resolve(answer),
      (error) => signal.aborted || reject(error),
    );
  });
}
