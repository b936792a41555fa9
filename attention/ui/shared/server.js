// What the server is asked: one stateless request a question, tried again while it has no room.

import { ENDPOINTS } from "./contract.js";
import { NoAnswer } from "./no_answer.js";

const TRIES = 4; // of one question while the server has no room
const USUAL_PAUSE = 2; // seconds before the next try, where the server names none
const LONGEST_PAUSE = 10;
const NO_ROOM = [429, 503];

/**
 * The server's answer to `name`, one of the contract's ENDPOINTS.
 * @param {string} name
 * @param {Record<string, unknown>} question every argument of the endpoint
 * @param {AbortSignal} [signal]
 * @param {number} [tries] while the server has no room
 * @returns {Promise<any>} rejected with NoAnswer, or when `signal` aborts.
 */
export async function askServer(name, question, signal = undefined, tries = TRIES) {
  for (let left = tries; ; left--) {
    const response = await post(name, question, signal);
    if (!NO_ROOM.includes(response.status)) return read(response);
    if (left === 1) throw new NoAnswer("busy");
    await pause(Number(response.headers.get("retry-after")) || USUAL_PAUSE);
  }
}

async function post(name, question, signal) {
  const data = Object.keys(ENDPOINTS[name]).map((arg) => question[arg]);
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
