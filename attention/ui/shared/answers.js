// Asking: a question by name, with named arguments, and its answer. Who answers is decided here and
// nowhere else; today it is the server, by one stateless request a question.

import { ENDPOINTS } from "./contract.js";

const TRIES = 4; // of one question while the server has no room
const USUAL_PAUSE = 2; // seconds before the next try, where the server names none
const LONGEST_PAUSE = 10;
const NO_ROOM = [429, 503];

/**
 * There is no answer. `code` says why: "refused" (`message` says what is wrong with the question),
 * "busy" (the server has no room) or "lost" (it was not reached, or failed).
 */
export class NoAnswer extends Error {
  constructor(code, message = code) {
    super(message);
    this.code = code;
  }
}

/**
 * The answer to `name`, one of the contract's ENDPOINTS; what `args` leaves out takes its default.
 * @param {string} name
 * @param {Record<string, unknown>} [args]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} rejected with NoAnswer, or when `signal` aborts.
 */
export async function ask(name, args = {}, signal = undefined) {
  for (let left = TRIES; ; left--) {
    const response = await post(name, args, signal);
    if (!NO_ROOM.includes(response.status)) return read(response);
    if (left === 1) throw new NoAnswer("busy");
    await pause(Number(response.headers.get("retry-after")) || USUAL_PAUSE);
  }
}

/**
 * Who asks for one part of the page. Only its newest question is answered: an older one's promise
 * never settles, so that nobody has to look whether an answer came too late.
 */
export function createAsker() {
  let newest = new AbortController();

  /** Begin a question; returns ask(name, args), for the one request or more that it takes. */
  function begin() {
    newest.abort();
    newest = new AbortController();
    const { signal } = newest;
    return (name, args) => unlessAborted(ask(name, args, signal), signal);
  }

  return {
    begin,
    ask: (name, args) => begin()(name, args),
    /** Whatever is out is wanted no more. */
    cancel: () => newest.abort(),
  };
}

async function post(name, args, signal) {
  const unknown = Object.keys(args).filter((arg) => !(arg in ENDPOINTS[name]));
  if (unknown.length) throw new TypeError(`${name} takes no ${unknown}`);
  const data = Object.entries(ENDPOINTS[name]).map(([arg, usual]) => args[arg] ?? usual);
  try {
    return await fetch(new URL(`gradio_api/run/${name}`, document.baseURI), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ data }),
      signal,
    });
  } catch {
    throw new NoAnswer("lost");
  }
}

async function read(response) {
  const answer = await response.json().catch(() => null); // the line may break in the middle of it
  if (response.ok && answer) return answer.data[0];
  // Gradio gives a title to what an endpoint says itself, and none to a fault in it.
  if (answer?.title && answer.error) throw new NoAnswer("refused", answer.error);
  throw new NoAnswer("lost");
}

/** A little longer than asked for, each time by another length: not all come back at once. */
function pause(seconds) {
  const milliseconds = 1000 * (Math.min(seconds, LONGEST_PAUSE) + Math.random());
  return new Promise((done) => setTimeout(done, milliseconds));
}

function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    promise.then(
      (answer) => signal.aborted || resolve(answer),
      (error) => signal.aborted || reject(error),
    );
  });
}
