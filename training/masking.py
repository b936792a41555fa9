"""Masked-language-model examples: sentences alone or in pairs, with some of their pieces hidden."""

import random
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from training import pairs
from training.schedule import rate

Ends = tuple[int, int, int]  # the ids of [CLS], [SEP] and [PAD]


def ends_of(tokenizer: PreTrainedTokenizerBase) -> Ends:
    """Return the ids of [CLS], [SEP] and [PAD]."""
    return tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id


def stream(
    encoded: list[list[int]], ends: Ends, budget: int, seed: int, skip: int = 0
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield (ids, mask, segments) for ever, at most `budget` padded tokens each.

    The order depends on `seed` alone, so that skipping `skip` batches resumes a stopped run.
    """
    epoch = 0
    while True:
        chosen = examples(len(encoded), seed, epoch)
        lengths = [(1 + sum(len(encoded[i]) + 1 for i in example),) for example in chosen]
        for again, batch in pairs.batches(lengths, budget, seed + epoch):
            if again:
                break
            if skip:
                skip -= 1
                continue
            yield collate([[encoded[i] for i in chosen[j]] for j in batch], ends)
        epoch += 1


def examples(count: int, seed: int, epoch: int) -> list[tuple[int, ...]]:
    """Return the epoch's examples as indices: half the sentences alone, half in chance pairs."""
    order = list(range(count))
    random.Random(f"{seed} {epoch}").shuffle(order)
    half = count // 2
    alone, together = order[half:], order[:half]
    return [(i,) for i in alone] + list(zip(together[::2], together[1::2], strict=False))


def collate(batch: Sequence[Sequence[list[int]]], ends: Ends) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, attention mask and segments `(batch, longest)` of one or two sentences each."""
    cls, sep, pad = ends
    rows = [[cls, *(i for sentence in example for i in (*sentence, sep))] for example in batch]
    ids = torch.full((len(rows), max(map(len, rows))), pad)
    segments = torch.zeros_like(ids)
    for row, (flat, example) in enumerate(zip(rows, batch, strict=True)):
        ids[row, : len(flat)] = torch.tensor(flat)
        segments[row, len(example[0]) + 2 : len(flat)] = 1
    return ids, ids != pad, segments


def special(ids: Tensor, ends: Ends) -> Tensor:
    """Return where `ids` are [CLS], [SEP] or [PAD]."""
    return torch.isin(ids, torch.tensor(ends, device=ids.device))


def hide(ids: Tensor, ends: Ends, mask: int, share: float) -> tuple[Tensor, Tensor]:
    """Return the ids with `share` of the ordinary pieces turned into [MASK], and which those are.

    All of them, without BERT's random pieces: these teach less (Wettig et al. 2023).
    """
    chosen = (torch.rand(ids.shape, device=ids.device) < share) & ~special(ids, ends)
    return torch.where(chosen, mask, ids), chosen


def hidden_share(step: int, steps: int) -> float:
    """Return the share of pieces to hide: 30 % teaches fastest, falling to 15 % with the rate."""
    return 0.15 * (1 + rate(step, steps, warmup=1))
