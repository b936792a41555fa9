// Answers that the static edition brings along: those of the examples, computed by Python.

import { ENDPOINTS, KEPT_ANSWERS } from "./contract.js";
import { NoAnswer } from "./no_answer.js";

/**
 * The answer to `name`, one of the contract's ENDPOINTS; as server.js has it.
 * @param {string} name
 * @param {Record<string, unknown>} question every argument of the endpoint
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} rejected with NoAnswer where none was brought along.
 */
export async function askKept(name, question, signal = undefined) {
  // Nothing, an empty text and an empty list are the same question.
  const data = Object.keys(ENDPOINTS[name]).map((arg) => {
    const value = /** @type {any} */ (question[arg]);
    return value?.length === 0 ? null : value;
  });
  const file = KEPT_ANSWERS[JSON.stringify([name, ...data])];
  if (!file) throw new NoAnswer("lost");
  try {
    const response = await fetch(new URL(file, document.baseURI), { signal });
    if (response.ok) return await response.json();
  } catch {
    // told below
  }
  throw new NoAnswer("lost");
}
