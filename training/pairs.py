"""Sentence pairs: reading them, holding some out, and batches that waste little padding."""

import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Split(NamedTuple):
    """Pairs for training, for choosing (dev) and for the reported figures (test)."""

    train: list[tuple[str, str]]
    dev: list[tuple[str, str]]
    test: list[tuple[str, str]]


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read (English, other language) from lines `English<TAB>other`, plain or .xz."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [
            (english, other)
            for english, other, *_ in (line.rstrip("\n").split("\t") for line in lines)
        ]


def read_split(path: Path, source: str = "en") -> Split:
    """Read and split a file; every pair is (source, target), English first if `source` is "en"."""
    parts = split(read_pairs(path))
    return (
        parts
        if source == "en"
        else Split(*([(other, english) for english, other in part] for part in parts))
    )


def key(sentence: str) -> str:
    """Return the letters and digits alone, lower-cased, so that near-copies compare equal."""
    return "".join(filter(str.isalnum, sentence.casefold())) or "".join(sentence.split())


def split(pairs: Sequence[tuple[str, str]], size: int = 1000, seed: int = 0) -> Split:
    """Hold out `size` dev and `size` test pairs, and train on what shares no sentence with them.

    Dev and test share no sentence with each other either; sentences are compared by `key`.
    """
    held: list[tuple[str, str]] = []
    sides: tuple[set[str], set[str]] = (set(), set())
    order = random.Random(seed).sample(range(len(pairs)), len(pairs))
    for index in order:
        if len(held) == 2 * size:
            break
        if not _meets(pairs[index], sides):
            held.append(pairs[index])
            for side, sentence in zip(sides, pairs[index], strict=True):
                side.add(key(sentence))
    train = [pair for pair in pairs if not _meets(pair, sides)]
    return Split(train, held[:size], held[size:])


def _meets(pair: tuple[str, str], sides: tuple[set[str], set[str]]) -> bool:
    return any(key(sentence) in side for sentence, side in zip(pair, sides, strict=True))


def batches(
    lengths: Sequence[Sequence[int]], budget: int, seed: int, skip: int = 0
) -> Iterator[tuple[int, list[int]]]:
    """Yield (epoch, indices) for ever: like lengths together, at most `budget` padded tokens.

    `lengths` holds one tuple of token counts per example (one number per side). The order is
    random but depends on `seed` alone, so that skipping `skip` batches
    resumes where a stopped run was.
    """
    epoch = 0
    while True:
        rng = random.Random(f"{seed} {epoch}")
        packed = _pack(lengths, budget, rng)
        rng.shuffle(packed)
        for batch in packed[skip:]:
            yield epoch, batch
        skip = max(0, skip - len(packed))
        epoch += 1


def _pack(lengths: Sequence[Sequence[int]], budget: int, rng: random.Random) -> list[list[int]]:
    order = list(range(len(lengths)))
    rng.shuffle(order)
    order.sort(key=lambda index: (max(lengths[index]), sum(lengths[index])))
    packed: list[list[int]] = [[]]
    longest = [0] * len(lengths[0])
    for index in order:
        grown = [max(a, b) for a, b in zip(longest, lengths[index], strict=True)]
        if packed[-1] and sum(grown) * (len(packed[-1]) + 1) > budget:
            packed.append([])
            grown = list(lengths[index])
        packed[-1].append(index)
        longest = grown
    return packed
