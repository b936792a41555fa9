import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseModel } from "../../attention/ui/engine/choose_model.js";

const choice = (name, language, target = null) => ({ name, language, target });
const MODELS = [
  choice("bert", "en"),
  choice("bert-ja", "ja"),
  choice("en-fr", "en", "fr"),
  choice("en-ja", "en", "ja"),
  choice("ja-en", "ja", "en"),
];
const named = (name) => MODELS.find((model) => model.name === name);

for (const [asked, text, name, notes] of [
  ["bert", "A cat", "bert", []],
  ["bert", "123", "bert", []],
  ["bert", "猫がいる", "bert-ja", ["other_language"]],
  ["bert-ja", "A cat", "bert", ["other_language"]],
  ["en-fr", "猫がいる", "ja-en", ["other_language"]],
  ["ja-en", "A cat", "en-fr", ["other_language"]],
  ["bert", "東京", "bert-ja", ["han"]],
  ["bert", "Кот", "bert", ["wrong_language"]],
]) {
  test(`${asked} is asked "${text}": ${name} answers`, () => {
    assert.deepEqual(chooseModel(MODELS, named(asked), text), { model: named(name), notes });
  });
}
