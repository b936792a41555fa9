"""Choose, on held-out pairs, the layer and head that the app opens with."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForMaskedLM, AutoTokenizer, MarianMTModel

from training import pairs
from training.alignment import Translations, links
from training.pieces import END

FAR = (
    "mean over the ordinary pieces of the largest weight on an ordinary piece at least two places "
    "away (0 for a head that rests on special tokens, itself or its neighbours)"
)
ALIGNED = (
    "share of the aligned target pieces (IBM model 1, links that both directions agree on) whose "
    "row, named by the piece it predicts, has its largest weight on the aligned source piece"
)
SEEN = 60_000  # pairs that the alignment is learned from


def far_look(weights: Tensor, ordinary: Tensor) -> Tensor:
    """Return (layers, heads): the largest weight two places away or more, summed over the rows.

    `weights (layers, heads, n, n)`; `ordinary (n,)` is False for special tokens, which count
    neither as rows nor as columns.
    """
    place = torch.arange(len(ordinary))
    far = ((place[:, None] - place).abs() >= 2) & ordinary & ordinary[:, None]
    return (weights * far).amax(-1).sum(-1)


def choice(scores: Tensor, heads: int, definition: str) -> dict:
    """Return the best of `scores (layers, heads)`; a column after the last head is their mean."""
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return {
        "layer": layer,
        "head": head if head < heads else None,
        "score": round(float(scores.max()), 4),
        "definition": definition,
        "scores": np.round(scores.tolist(), 3).tolist(),
    }


@torch.no_grad()
def bert_opening(folder: Path, texts: list[str]) -> dict:
    """Return where the self-attention map of the BERT in `folder` opens."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = eager(AutoModelForMaskedLM, folder)
    total, rows = 0, 0
    for text in texts:
        given = tokenizer(text, return_tensors="pt", return_special_tokens_mask=True)
        ordinary = given.pop("special_tokens_mask")[0] == 0
        weights = torch.stack(model(**given, output_attentions=True).attentions)[:, 0]
        total, rows = total + far_look(weights, ordinary), rows + int(ordinary.sum())
    return {"self": choice(total / rows, weights.shape[1], FAR)}


def eager(kind: type, folder: Path) -> torch.nn.Module:
    """Load a finished model so that it returns its attention, in float32."""
    return kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


@torch.no_grad()
def marian_opening(folder: Path, split: pairs.Split) -> dict:
    """Return where the three maps of the translator in `folder` open, reading the dev pairs."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), eager(MarianMTModel, folder)
    aligned, linked = aligner(tokenizer, split.train[:SEEN]), 0
    start = torch.tensor([model.config.decoder_start_token_id])
    totals, rows = [0, 0, 0], [0, 0]
    for source, target in ids(tokenizer, split.dev):
        given, fed = torch.tensor([*source, END]), torch.cat([start, torch.tensor(target)])
        found = model(input_ids=given[None], decoder_input_ids=fed[None], output_attentions=True)
        cross = torch.stack(found.cross_attentions)[:, 0]
        agreed = aligned(source, target)
        totals[2] = totals[2] + hits(cross, agreed)
        linked += len(agreed)
        for side, (maps, ordinary) in enumerate(
            ((found.encoder_attentions, given != END), (found.decoder_attentions, fed != start))
        ):
            totals[side] = totals[side] + far_look(torch.stack(maps)[:, 0], ordinary)
            rows[side] += int(ordinary.sum())
    heads = model.config.decoder_attention_heads
    scores = [total / count for total, count in zip(totals, (*rows, linked), strict=True)]
    return {
        "encoder": choice(scores[0], heads, FAR),
        "decoder": choice(scores[1], heads, FAR),
        "cross": choice(scores[2], heads, ALIGNED) | {"links": linked},
    }


def hits(cross: Tensor, agreed: list[tuple[int, int]]) -> Tensor:
    """Return (layers, heads + 1): on how many links the row's largest weight lies; last the mean.

    `cross (layers, heads, target, source)`; row t is the one that predicts target piece t.
    """
    cross = torch.cat([cross, cross.mean(1, keepdim=True)], 1)
    right = [(cross[:, :, row].argmax(-1) == column).float() for row, column in agreed]
    return sum(right, torch.zeros(cross.shape[:2]))


def aligner(tokenizer, seen: list[tuple[str, str]]):
    """Return a function from the ids of a pair to its links, learned from the pairs `seen`."""
    encoded, size = ids(tokenizer, seen), len(tokenizer.get_vocab())
    there, back = Translations(encoded, size), Translations([(t, s) for s, t in encoded], size)
    return lambda source, target: links(there, back, source, target)


def ids(tokenizer, chosen: list[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
    """Return the ids of both sentences of each pair, without `</s>`."""
    sources, targets = map(list, zip(*chosen, strict=True))
    given = tokenizer(sources, text_target=targets)
    return [(s[:-1], t[:-1]) for s, t in zip(given["input_ids"], given["labels"], strict=True)]
