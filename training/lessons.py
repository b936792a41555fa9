"""Where a larger BERT looks, word by word: lessons for a small one (training/distillation.py)."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer, BatchEncoding, PreTrainedTokenizerBase

from training import masking

WORDS = (4, 16)  # fewest and most of a sentence that the teacher reads
ROWS = 100  # sentences the teacher reads at a time


Span = tuple[int, int]
# How a student splits a text of which the spans of words are given: ids, and the word of each (-1:
# none).
Split = Callable[[str, list[Span]], tuple[list[int], list[int]]]


class Example(NamedTuple):
    """Pieces of a sentence with its ends, the word of each (-1: none), and the teacher's looks.

    `looks (heads, words, words + 1)`: the last column is the weight on special tokens.
    """

    ids: list[int]
    words: list[int]
    looks: Tensor


def by_word(weights: Tensor, words: Tensor, count: int) -> Tensor:
    """Return `weights (batch, heads, n, n)` from word to word (batch, heads, count, count + 1).

    `words (batch, n)` is the word of each piece, -1 for special tokens, which share the last
    column. The columns of a word are added, its rows averaged; rows beyond a sentence are 0.
    """
    member = torch.nn.functional.one_hot(words.where(words >= 0, count), count + 1)
    columns = member.to(weights.dtype)[:, None]
    rows = columns[..., :count] / columns[..., :count].sum(2, keepdim=True).clamp(min=1)
    return rows.mT @ weights @ columns


def word_numbers(encoding: BatchEncoding, row: int) -> list[int]:
    """Return the word of each token of a sentence, -1 where there is none."""
    return [-1 if word is None else word for word in encoding.word_ids(row)]


def as_tokenizer(tokenizer: PreTrainedTokenizerBase) -> Split:
    """Return the split of a tokenizer that finds the same words by itself."""

    def split(text: str, spans: list[Span]) -> tuple[list[int], list[int]]:
        mine = tokenizer([text])
        return mine["input_ids"][0], word_numbers(mine, 0)

    return split


@torch.no_grad()
def lessons(
    texts: list[str], split: Split, folder: Path, heads: list[tuple[int, int]]
) -> list[Example]:
    """Return the examples of `texts` of which the student has every word of the teacher's.

    `folder` holds the teacher, `heads` are its (layer, head) in the order of the student's.
    """
    teacher = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    reader, examples = AutoTokenizer.from_pretrained(folder), []
    layers, numbers = (torch.tensor(side) for side in zip(*heads, strict=True))
    order = sorted(texts, key=len)
    for start in range(0, len(order), ROWS):
        given = reader(order[start : start + ROWS], return_tensors="pt", padding=True)
        states = teacher(**given, output_attentions=True)
        weights = torch.stack(states.attentions)[layers, :, numbers].transpose(0, 1)
        theirs = [word_numbers(given, row) for row in range(len(weights))]
        looks = by_word(weights, torch.tensor(theirs), max(map(max, theirs)) + 1)
        for row, words in enumerate(theirs):
            count = max(words) + 1
            if not WORDS[0] <= count <= WORDS[1]:
                continue
            spans = [tuple(given.word_to_chars(row, word)) for word in range(count)]
            ids, numbered = split(order[start + row], spans)
            if set(numbered) - {-1} == set(range(count)):
                inside = looks[row, :, :count, :count]
                part = torch.cat([inside, looks[row, :, :count, -1:]], -1).half()
                examples.append(Example(ids, numbered, part))
    return examples


def stream(examples: list[Example], budget: int, seed: int, skip: int) -> Iterator[list[Example]]:
    """Yield batches of at most `budget` padded tokens for ever, in an order that `seed` gives."""
    epoch = 0
    while True:
        chance = random.Random(f"{seed} {epoch}")
        order = sorted(examples, key=lambda example: (len(example.ids), chance.random()))
        batches: list[list[Example]] = [[]]
        for example in order:
            if batches[-1] and len(example.ids) * (len(batches[-1]) + 1) > budget:
                batches.append([])
            batches[-1].append(example)
        chance.shuffle(batches)
        yield from batches[skip:]
        skip, epoch = max(0, skip - len(batches)), epoch + 1


def collate(batch: list[Example], ends: masking.Ends) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return ids and their words (batch, n), the attention mask, and the teacher's looks."""
    longest = max(len(example.ids) for example in batch)
    count = max(example.looks.shape[1] for example in batch)
    ids, words = torch.full((len(batch), longest), ends[2]), torch.full((len(batch), longest), -1)
    looks = torch.zeros(len(batch), batch[0].looks.shape[0], count, count + 1)
    for row, example in enumerate(batch):
        size = example.looks.shape[1]
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        words[row, : len(example.ids)] = torch.tensor(example.words)
        looks[row, :, :size, :size] = example.looks[..., :-1]
        looks[row, :, :size, -1] = example.looks[..., -1]
    return ids, words, ids != ends[2], looks
