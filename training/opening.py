"""Choose, on held-out pairs, the layer and head that the app opens with."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForMaskedLM, AutoTokenizer, MarianMTModel

from training import pairs
from training.alignment import Translations, links

FAR = (
    "mean over the ordinary pieces of the largest weight on an ordinary piece at least two places away"
    " (0 for a head that rests on special tokens, itself or its neighbours)"
)
ALIGNED = (
    "share of the statistically aligned target pieces (IBM model 1 in both directions, links both agree on)"
    " whose row, named by the piece it predicts, has its largest weight on the aligned source piece"
)


def far_look(weights: Tensor, ordinary: Tensor) -> Tensor:
    """Return per layer and head the largest weight two places away or more, summed over ordinary rows.

    `weights (layers, heads, n, n)`, `ordinary (n,)` False for special tokens.
    """
    place = torch.arange(len(ordinary))
    far = ((place[:, None] - place).abs() >= 2) & ordinary & ordinary[:, None]
    return (weights * far).amax(-1).sum(-1)


def with_mean(weights: Tensor) -> Tensor:
    """Append the mean of heads to `weights (layers, heads, ...)` as one more head."""
    return torch.cat([weights, weights.mean(1, keepdim=True)], 1)


def choice(scores: np.ndarray, heads: int, definition: str) -> dict:
    """Return the best layer and head of `scores (layers, heads + 1)`; head None is the mean of heads."""
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return {
        "layer": layer,
        "head": head if head < heads else None,
        "score": round(float(scores.max()), 4),
        "definition": definition,
        "scores": np.round(scores, 3).tolist(),
    }


@torch.no_grad()
def bert_opening(folder: Path, texts: list[str]) -> dict:
    """Return where the self-attention map of the BERT in `folder` opens."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    total, rows = 0, 0
    for text in texts:
        given = tokenizer(text, return_tensors="pt", return_special_tokens_mask=True)
        ordinary = given.pop("special_tokens_mask")[0] == 0
        weights = torch.stack(model(**given, output_attentions=True).attentions)[:, 0]
        total, rows = total + far_look(weights, ordinary), rows + int(ordinary.sum())
    return {"self": choice((total / rows).numpy(), weights.shape[1], FAR)}


@torch.no_grad()
def marian_opening(folder: Path, split: pairs.Split) -> dict:
    """Return where the three maps of the translator in `folder` open; the alignment is learned from training pairs."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    seen = _ids(tokenizer, split.train[:60_000])
    size = len(tokenizer.get_vocab())
    there, back = Translations(seen, size), Translations([(t, s) for s, t in seen], size)
    start = torch.tensor([model.config.decoder_start_token_id])
    far, rows, hits, linked = {"encoder": 0, "decoder": 0}, {"encoder": 0, "decoder": 0}, 0, 0
    for source, target in _ids(tokenizer, split.dev):
        given, fed = torch.tensor(source + [0]), torch.cat([start, torch.tensor(target)])
        found = model(input_ids=given[None], decoder_input_ids=fed[None], output_attentions=True)
        cross = with_mean(torch.stack(found.cross_attentions)[:, 0])
        agreed = links(there, back, source, target)
        hits = hits + sum((cross[:, :, t].argmax(-1) == s).float() for t, s in agreed)
        linked += len(agreed)
        for name, maps, ordinary in (
            ("encoder", found.encoder_attentions, given != 0),
            ("decoder", found.decoder_attentions, fed != start),
        ):
            far[name] = far[name] + far_look(torch.stack(maps)[:, 0], ordinary)
            rows[name] += int(ordinary.sum())
    heads = model.config.decoder_attention_heads
    return {name: choice((far[name] / rows[name]).numpy(), heads, FAR) for name in far} | {
        "cross": choice((hits / linked).numpy(), heads, ALIGNED) | {"links": linked}
    }


def _ids(tokenizer, chosen: list[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
    sources, targets = map(list, zip(*chosen, strict=True))
    given = tokenizer(sources, text_target=targets)
    return [(s[:-1], t[:-1]) for s, t in zip(given["input_ids"], given["labels"], strict=True)]
