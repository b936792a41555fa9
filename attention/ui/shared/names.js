// Names as people read them.

import { t } from "./messages.js";

/** A token without the marks of its tokenizer: "##s" -> "s", "▁chat" -> "chat". */
export const bare = (token) => token.replace(/^##(?=.)/, "").replaceAll("▁", "") || token;

/** "google-bert/bert-base-uncased" -> "bert-base-uncased". */
export const shortName = (model) => model.split("/").at(-1);

export const languageName = (code) => t(`language.${code}`);
