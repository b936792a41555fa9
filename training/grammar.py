"""Do heads read grammar? The measure of Clark et al. 2019, section 5, on a treebank.

`python -m training.grammar --model FOLDER --treebank FILE.conllu.xz` prints the figures.

A head is right about a word when its strongest look is at the word's syntactic partner, and puts
at least 0.1 of the row there. Looks go from word to word: the weights on the pieces of a word are
added, the rows of its pieces are averaged, special tokens and the word itself are left out. A head
is worth more than position only by what it is right more often than the best fixed offset, such
as "the word two to the left": its gain, in points.
"""

import argparse
import json
import math
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from transformers import (
    AutoModelForMaskedLM,
    AutoTokenizer,
    MarianMTModel,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from attention.sentence import language_of
from training import treebank
from training.opening import eager
from training.treebank import Sentence

LEAST = 0.1  # of a row: heads that rest on [SEP] leave dust that points right
SEEN = 40  # times a relation is seen, to be counted
DIRECTIONS = ("dependent to head", "head to dependent")


class Looks(NamedTuple):
    """How often every head was right about the words of one relation, in one direction.

    `right` counts words and `weight` adds what lay on the partner, both (layers, heads);
    `offsets` counts how far to the right the partner stood.
    """

    right: Tensor
    weight: Tensor
    offsets: Counter

    @property
    def words(self) -> int:
        return self.offsets.total()

    @property
    def offset(self) -> tuple[int, float]:
        """The best fixed offset, and the share of the words that it is right about."""
        best, count = self.offsets.most_common(1)[0]
        return best, count / self.words


Tally = dict[tuple[str, int], Looks]  # by relation and number of direction


def word_looks(weights: Tensor, pieces: Tensor) -> Tensor:
    """Return how words look at words (..., words, words), 0 at themselves.

    `weights (..., n, n)` is from token to token; `pieces (n, words)` is True where a token
    belongs to a word. The columns of a word are added, its rows averaged.
    """
    columns = pieces.to(weights.dtype)
    rows = columns / columns.sum(0).clamp(min=1)
    looks = rows.T @ weights @ columns
    looks.diagonal(0, -2, -1).zero_()
    return looks


def count(tally: Tally, sentence: Sentence, looks: Tensor, seen_words: list[bool]) -> None:
    """Add a sentence to the tally: `looks (layers, heads, words, words)`, and which words count.

    A word that the tokenizer left no piece of counts neither as a word nor as a partner.
    """
    largest, place = looks.max(-1)
    for link in sentence.links:
        if link.relation == "punct" or not (seen_words[link.dependent] and seen_words[link.head]):
            continue
        for direction, (word, partner) in enumerate(
            ((link.dependent, link.head), (link.head, link.dependent))
        ):
            right = (place[:, :, word] == partner) & (largest[:, :, word] >= LEAST)
            empty = Looks(torch.zeros(right.shape), torch.zeros(right.shape), Counter())
            seen = tally.setdefault((link.relation, direction), empty)
            seen.right.add_(right)
            seen.weight.add_(looks[:, :, word, partner])
            seen.offsets[partner - word] += 1


def best_heads(tally: Tally) -> dict[str, dict]:
    """Return for every relation that was seen often enough its best head, and what it gains."""
    heads: dict[str, dict] = {}
    for (relation, direction), seen in tally.items():
        if seen.words < SEEN:
            continue
        layer, head = divmod(int(seen.right.argmax()), seen.right.shape[1])
        share, (offset, by_offset) = float(seen.right.max()) / seen.words, seen.offset
        gain = round(100 * (share - by_offset), 1)
        if relation in heads and heads[relation]["gain"] >= gain:
            continue
        heads[relation] = {
            "layer": layer,
            "head": head,
            "direction": DIRECTIONS[direction],
            "share": round(100 * share, 1),
            "weight": round(float(seen.weight[layer, head]) / seen.words, 2),
            "offset": offset,
            "offset_share": round(100 * by_offset, 1),
            "gain": gain,
            "words": seen.words,
        }
    return dict(sorted(heads.items(), key=lambda entry: -entry[1]["gain"]))


class Reader:
    """The self-attention of a finished BERT, or of a translator's encoder, read word by word."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel):
        self.tokenizer = tokenizer
        self.network = model.model.encoder if isinstance(model, MarianMTModel) else model

    @classmethod
    def of(cls, folder: Path) -> "Reader":
        """Return the reader of the finished model in `folder`."""
        kind = json.loads((folder / "config.json").read_text("utf-8"))["model_type"]
        model = eager(MarianMTModel if kind == "marian" else AutoModelForMaskedLM, folder)
        return cls(AutoTokenizer.from_pretrained(folder), model)

    @torch.no_grad()
    def read(self, sentence: Sentence) -> tuple[Tensor, Tensor, Tensor]:
        """Return weights (layers, heads, n, n), which tokens are special (n,), and pieces.

        `pieces (n, words)` is True where a token holds a character of a word; a token may hold
        characters of two.
        """
        ids, special, spans = self._encode(sentence.text)
        states = self.network(torch.tensor([ids]), output_attentions=True)
        pieces = torch.zeros(len(ids), len(sentence.words), dtype=torch.bool)
        for row, (start, end) in enumerate(spans):
            written = sentence.text[start:end]
            start += len(written) - len(written.lstrip())
            for word, (first, last) in enumerate(sentence.words):
                pieces[row, word] = max(start, first) < min(end, last)
        return torch.stack(states.attentions)[:, 0], torch.tensor(special).bool(), pieces

    def _encode(self, text: str) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        if self.tokenizer.is_fast:
            given = self.tokenizer(
                text, return_offsets_mapping=True, return_special_tokens_mask=True
            )
            return given["input_ids"], given["special_tokens_mask"], given["offset_mapping"]
        # MarianTokenizer knows no offsets, but its SentencePiece model does.
        spans = self.tokenizer.spm_source.encode(text, return_type="offset_mapping")["offsets"]
        ids = self.tokenizer(text)["input_ids"]
        return ids, [0] * len(spans) + [1], [*spans, (len(text), len(text))]


class Reading(NamedTuple):
    """What a model did with a treebank: the tally, and a row a sentence of figures by layer."""

    language: str
    tally: Tally
    special: list[Tensor]
    entropy: list[Tensor]


def read(folder: Path, file: Path, lengths: tuple[int, int] | None = None) -> Reading:
    """Let the model in `folder` read the treebank in `file`; `lengths` as in treebank.read."""
    return read_bank(Reader.of(folder), treebank.read(file, lengths))


def read_bank(reader: Reader, bank: list[Sentence]) -> Reading:
    """Let `reader` read the sentences of a treebank, or plain ones that have no links."""
    reading = Reading(language_of(" ".join(one.text for one in bank)), {}, [], [])
    for sentence in bank:
        weights, marks, pieces = reader.read(sentence)
        reading.special.append(weights[..., marks].sum(-1).mean((1, 2)))
        nats = torch.special.entr(weights).sum(-1).mean((1, 2))
        reading.entropy.append(nats / math.log(len(marks)))
        if sentence.links:
            looks = word_looks(weights, pieces)
            count(reading.tally, sentence, looks, pieces.any(0).tolist())
    return reading


def figures(reading: Reading) -> dict:
    """Return the figures of a model on a treebank.

    Mean gain over the relations seen at least 40 times, per relation the best head, and per layer
    the weight on special tokens and the entropy, as a part of the largest possible, averaged over
    all rows. Layers and heads are counted from 0.
    """
    heads = best_heads(reading.tally)
    gains = [entry["gain"] for entry in heads.values()]
    return {
        "sentences": len(reading.special),
        "gain": round(sum(gains) / max(len(gains), 1), 1),
        "special": _by_layer(reading.special),
        "entropy": _by_layer(reading.entropy),
        "relations": heads,
    }


def _by_layer(rows: list[Tensor]) -> list[float]:
    return [round(float(share), 2) for share in torch.stack(rows).mean(0)]


def main() -> None:
    """Measure and print."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--model", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--treebank", type=Path, required=True, help="CoNLL-U, plain or .xz")
    line.add_argument("--words", type=int, nargs=2, help="fewest and most words of a sentence")
    line.add_argument("--threads", type=int, default=1, help="CPU threads")
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    reading = read(arguments.model, arguments.treebank, arguments.words)
    print(json.dumps(figures(reading), indent=1))


if __name__ == "__main__":
    main()
