// A tab's questions and what is told meanwhile: downloads, and why there is no answer.

import { createAsker, NoAnswer } from "./answers.js";
import { NOTHING } from "./contract.js";
import { followDownloads } from "./downloads.js";

/**
 * @param {{busy: (on: boolean) => void}} form
 * @param {{draw: (notes: object[], again?: () => void) => void}} notes
 */
export function createConversation(form, notes) {
  const asker = createAsker();
  let stopFollowing = () => {};

  /**
   * Ask a question of `models`: `request(ask)` makes its requests. Resolves with what that gives,
   * or with null once the notes say why there is none; `again` is what their button does. Of two
   * questions only the newer one's promise settles.
   */
  async function converse(models, request, again) {
    const ask = asker.begin();
    stopFollowing();
    stopFollowing = followDownloads(models, (news) => notes.draw(news));
    form.busy(true);
    try {
      return await request(ask);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      notes.draw([noteOf(error)], again);
      return null;
    } finally {
      settle();
    }
  }

  function settle() {
    stopFollowing();
    form.busy(false);
  }

  return {
    converse,
    /** What is asked is wanted no more. */
    cancel() {
      asker.cancel();
      settle();
    },
  };
}

function noteOf({ code, message }) {
  return message === NOTHING ? { code: "empty" } : { code, message };
}

/** What to tell about the answers of models, each with the notes that it brought. */
export const notesOf = (...answers) =>
  answers.flatMap(({ notes, model, shown, pieces }) =>
    notes.map((code) => ({ code, model, shown, pieces })),
  );
