"""How well a BERT reads: hidden pieces guessed, and heads that rest on a neighbour."""

import torch
from torch import Tensor

from training import masking

BATCH = 50  # sentences at a time


@torch.no_grad()
def masked_accuracy(model, tokenizer, texts: list[str], share: float = 0.15, seed: int = 0) -> dict:
    """Return how often (in %) the hidden piece is the first guess, and among the first five.

    In each sentence `share` of the pieces, at least one, become [MASK], drawn with `seed`.
    """
    generator = torch.Generator().manual_seed(seed)
    encoded = tokenizer(texts, add_special_tokens=False)["input_ids"]
    ends = masking.ends_of(tokenizer)
    hits, total = torch.zeros(5), 0
    for start in range(0, len(encoded), BATCH):
        batch = [[sentence] for sentence in encoded[start : start + BATCH]]
        ids, mask, segments = masking.collate(batch, ends)
        chosen = _draw(ids, ends, share, generator)
        shown = torch.where(chosen, tokenizer.mask_token_id, ids)
        scores = model(shown, attention_mask=mask, token_type_ids=segments).logits[chosen]
        hits += (scores.topk(5).indices == ids[chosen][:, None]).float().sum(0)
        total += int(chosen.sum())
    return {
        "top-1": _percent(hits[0] / total),
        "top-5": _percent(hits.sum() / total),
        "pieces": total,
    }


def _draw(ids: Tensor, ends: masking.Ends, share: float, generator: torch.Generator) -> Tensor:
    noise = torch.rand(ids.shape, generator=generator)
    noise[masking.special(ids, ends)] = 2.0
    wanted = ((noise < 2).sum(1, keepdim=True) * share).round().clamp(min=1)
    return (noise.argsort(1).argsort(1) < wanted) & (noise < 2)


def _percent(share: Tensor) -> float:
    return round(100 * float(share), 2)


@torch.no_grad()
def neighbour_heads(model, tokenizer, texts: list[str]) -> dict:
    """Return the heads that rest most on the previous and the next piece, and the share in %.

    Averaged over the pieces of `texts`; [CLS] and [SEP] count as columns, not as rows.
    """
    totals, rows = {"previous": 0, "next": 0}, 0
    for text in texts:
        given = tokenizer(text, return_tensors="pt")
        weights = torch.stack(model(**given, output_attentions=True).attentions)[:, 0]
        ordinary = weights[:, :, 1:-1]
        for name, places in (("previous", ordinary[..., :-2]), ("next", ordinary[..., 2:])):
            totals[name] = totals[name] + places.diagonal(0, 2, 3).sum(-1)
        rows += ordinary.shape[2]
    return {name: _best(total / rows) | {"sentences": len(texts)} for name, total in totals.items()}


def _best(shares: Tensor) -> dict:
    layer, head = divmod(int(shares.argmax()), shares.shape[1])
    return {"layer": layer, "head": head, "share": _percent(shares.max())}
