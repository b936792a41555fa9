// The heads that have a job, and what each joins on this text. A job belongs to a head, not to a
// look: nothing here parses. A look is named after a job of its head only where it starts from a
// closed-class word that says so. No page in it: from a map to lists.

import { isPunctuation } from "../attention_view/head_measures.js";
import { weighAll } from "../attention_view/scene.js";
import { units } from "../attention_view/units.js";
import { CLOSED_CLASSES } from "../shared/contract.js";

const CLEAR = 0.3; // of a row: as much as a job lays on its partner (training/head_jobs.py)
const RIGHT = 1;
const LEFT = -1;
const EITHER = 0;
// What only one kind of word is, and on which side of it its partner stands: short lists out of
// attention/closed_classes.json.
const CLOSED = [
  ["det", RIGHT, "a an the"],
  ["case", RIGHT, "of in on at from with by into under between"],
  ["cop", EITHER, "am is are was were be been 'm 're"],
  ["cc", RIGHT, "and or but nor"],
  ["aux", RIGHT, "can could will would may might must shall should do does did"],
  ["particle", LEFT, "が を は に へ の"],
  ["desu", LEFT, "です でし だ"],
  ["aux", LEFT, "ます まし た ない"],
  ["joining_particle", LEFT, "て けど"],
].map(([relation, side, words]) => ({ relation, side, words: new Set(words.split(" ")) }));
const VERB_FORM = /(ing|ed)$/; // after one of these "is" helps a verb: "is sleeping"

/**
 * The words of an unpacked map, whose rows and columns are the same text, and its heads that have a
 * job, in the model's order: {layer, head, jobs, looks}.
 * jobs: largest gain first. looks: clear ones from an ordinary word at another, strongest first,
 * {from, to, weight, fits, job}; fits says whether a closed-class word of it is one of a job of the
 * head, job is the name of the look or null. No look: nothing here for the head.
 */
export function workingHeads(map) {
  const words = units(
    map.rows,
    map.row_words,
    map.special_rows,
    map.unknown?.rows,
    map.typed?.rows,
    true,
  );
  const heads = new Map();
  for (const job of map.jobs ?? []) {
    const key = job.layer * map.heads + job.head;
    heads.set(key, [...(heads.get(key) ?? []), job]);
  }
  const found = [...heads.keys()]
    .sort((one, other) => one - other)
    .map((key) => {
      const jobs = heads.get(key).sort((one, other) => gain(other) - gain(one));
      const looks = looksOf(map, key, words, jobs);
      const waits = jobs.every(({ job }) => isClosed(job)); // for a word of a closed class
      return {
        layer: jobs[0].layer,
        head: jobs[0].head,
        jobs,
        looks: waits ? looks.filter(({ fits }) => fits) : looks,
      };
    });
  return { words: words.filter(({ special }) => !special), heads: found };
}

const gain = ({ share, offset }) => share - offset;

function looksOf(map, head, words, jobs) {
  const weights = new Float64Array(words.length ** 2);
  const start = head * map.rows.length * map.columns.length;
  weighAll(weights, map.weights, words, words, map.columns.length, start);
  return words
    .flatMap((from, i) =>
      words.map((to, j) => ({ from, to, weight: weights[i * words.length + j] / map.whole })),
    )
    .filter(
      ({ from, to, weight }) =>
        weight >= CLEAR && from.index !== to.index && isOrdinary(from) && isOrdinary(to),
    )
    .map((look) => {
      const fitting = jobs.filter(({ job }) => says(look, job)).map(({ job }) => job);
      // from the other word it is not sure: "black → the" is no noun that looks at its article
      const name = fitting.find((job) => job.endsWith("_dependent_to_head")) ?? null;
      return { ...look, fits: fitting.length > 0, job: name };
    })
    .sort((one, other) => other.weight - one.weight);
}

const isOrdinary = ({ text, special }) => !special && !isPunctuation(text);

const relationOf = (job) => job.replace(/_(dependent_to_head|head_to_dependent)$/, "");
const isClosed = (job) => CLOSED.some(({ relation }) => relation === relationOf(job));

/** Whether the closed-class word of a look says that the look is what `job` is called. */
function says({ from, to }, job) {
  const [closed, partner] = job.endsWith("_dependent_to_head") ? [from, to] : [to, from];
  const [word, other] = [closed, partner].map(({ text }) => text.toLowerCase());
  const side = Math.sign(partner.index - closed.index);
  const fits = CLOSED.some(
    (one) =>
      one.relation === relationOf(job) &&
      one.words.has(word) &&
      (one.side === EITHER || one.side === side),
  );
  const helps = relationOf(job) === "cop" && VERB_FORM.test(other);
  return fits && !helps && !CLOSED_CLASSES.includes(other);
}
