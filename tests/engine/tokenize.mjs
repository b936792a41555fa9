// Answers questions about texts, one line of JSON each, with the tokenizers of the page.

import { createInterface } from "node:readline";

const engine = new URL("../../attention/ui/engine/tokenizers/", import.meta.url);
const page = await import(new URL("tokenizers.js", engine));
const forms = await import(new URL("normal_forms.js", engine));
const { codesOf, textOf } = await import(new URL("ranges.js", engine));

const tokenizers = new Map();

/** The answer, or the message of what was thrown. */
function attempt(answer) {
  try {
    return answer();
  } catch (error) {
    return { error: error.message };
  }
}

const answers = {
  load({ model, files }) {
    const charsmap = files.charsmap && Uint8Array.from(Buffer.from(files.charsmap, "base64"));
    tokenizers.set(model, page.createTokenizer({ ...files, charsmap }));
    return model;
  },
  clean: ({ text }) => attempt(() => page.clean(text)),
  oneLine: ({ text }) => attempt(() => page.oneLine(text)),
  languageOf: ({ text }) => page.languageOf(text),
  asTrained: ({ text, language }) => page.asTrained(text, language),
  nfc: ({ text }) => textOf(forms.nfc(codesOf(text))),
  nfkc: ({ text }) => textOf(forms.nfkc(codesOf(text))),
  encode: ({ model, text, pair }) => tokenizers.get(model).encode(text, pair),
  encodeTarget: ({ model, text }) => tokenizers.get(model).encodeTarget(text),
  describeTarget: ({ model, ids }) => tokenizers.get(model).describeTarget(ids),
  decode: ({ model, ids }) => tokenizers.get(model).decode(ids),
};

for await (const line of createInterface({ input: process.stdin })) {
  const questions = JSON.parse(line);
  const said = questions.map((question) => attempt(() => answers[question.ask](question)));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
