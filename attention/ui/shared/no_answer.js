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
