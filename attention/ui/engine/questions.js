// Questions to the engine, one after the other. Those of a lane replace each other: a newer one
// stops the older, at its next layer or token, or before it has begun.

/** A newer question took this one's place. */
export class Superseded extends Error {
  constructor() {
    super("a newer question was asked");
    this.name = "Superseded";
  }
}

/**
 * Let whatever else waits go first: messages, timers. (A timer of 0 ms would wait for 4.)
 * @returns {Promise<void>}
 */
export const nextTask = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/**
 * Returns `ask(lane, answer)`: answer(checkpoint) is called when its turn comes, and calls
 * checkpoint() where it can be stopped. The promise is rejected with Superseded if it was.
 */
export function createQuestions() {
  /** @type {Map<string, number>} */
  const newest = new Map();
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();

  /**
   * @template T
   * @param {string} lane
   * @param {(checkpoint: () => Promise<void>) => Promise<T>} answer
   * @returns {Promise<T>}
   */
  return function ask(lane, answer) {
    const number = (newest.get(lane) ?? 0) + 1;
    newest.set(lane, number);
    const checkpoint = async () => {
      await nextTask();
      if (newest.get(lane) !== number) throw new Superseded();
    };
    const answered = turn.then(async () => {
      await checkpoint();
      return answer(checkpoint);
    });
    turn = answered.catch(() => {});
    return answered;
  };
}
