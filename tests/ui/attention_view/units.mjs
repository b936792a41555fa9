// Prints the texts of the chips for the sides of maps that come as JSON, whole words first.

import { units } from "../../../attention/ui/attention_view/units.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const texts = (side, merged) =>
  units(side.tokens, side.words, side.special, side.unknown, side.typed, merged).map(
    ({ text }) => text,
  );
console.log(
  JSON.stringify(JSON.parse(input).map((side) => [texts(side, true), texts(side, false)])),
);
