"""Measure a finished model on held-out sentences: python -m training.evaluate --help."""

import argparse
import json
from pathlib import Path

import torch
from sacrebleu.metrics import BLEU, CHRF
from torch import Tensor
from transformers import AutoModelForMaskedLM, AutoTokenizer, MarianMTModel

from training import pairs
from training.bert import collate, sentences

BATCH = 50  # sentences at a time


@torch.no_grad()
def translate(model, tokenizer, sources: list[str]) -> list[str]:
    """Return the greedy translation of each sentence."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found = {}
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        given = tokenizer([sources[i] for i in chosen], return_tensors="pt", padding=True)
        produced = model.generate(**given, num_beams=1, do_sample=False, max_new_tokens=100)
        found |= dict(
            zip(chosen, tokenizer.batch_decode(produced, skip_special_tokens=True), strict=True)
        )
    return [found[i] for i in range(len(sources))]


def translation_scores(translations: list[str], references: list[str], language: str) -> dict:
    """Return BLEU and chrF (0 to 100) with sacreBLEU's signatures; Japanese BLEU counts characters."""
    bleu, chrf = BLEU(tokenize="char" if language in ("ja", "zh") else "13a"), CHRF()
    scores = {
        "BLEU": bleu.corpus_score(translations, [references]),
        "chrF": chrf.corpus_score(translations, [references]),
    }
    signatures = {"BLEU": bleu.get_signature(), "chrF": chrf.get_signature()}
    return {
        name: {"score": round(scores[name].score, 2), "signature": str(signatures[name])}
        for name in scores
    }


@torch.no_grad()
def masked_accuracy(model, tokenizer, texts: list[str], share: float = 0.15, seed: int = 0) -> dict:
    """Return how often (in %) the hidden piece is the first guess, and among the first five.

    In each sentence `share` of the pieces, at least one, become [MASK], drawn with `seed`.
    """
    generator = torch.Generator().manual_seed(seed)
    encoded = tokenizer(texts, add_special_tokens=False)["input_ids"]
    ends = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id
    hits, total = torch.zeros(5), 0
    for start in range(0, len(encoded), BATCH):
        ids, mask, segments = collate(
            [(sentence,) for sentence in encoded[start : start + BATCH]], ends
        )
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


def _draw(
    ids: Tensor, ends: tuple[int, int, int], share: float, generator: torch.Generator
) -> Tensor:
    noise = torch.rand(ids.shape, generator=generator)
    noise[torch.isin(ids, torch.tensor(ends))] = 2.0
    wanted = ((noise < 2).sum(1, keepdim=True) * share).round().clamp(min=1)
    return (noise.argsort(1).argsort(1) < wanted) & (noise < 2)


def _percent(share: Tensor | float) -> float:
    return round(100 * float(share), 2)


@torch.no_grad()
def neighbour_heads(model, tokenizer, texts: list[str]) -> dict:
    """Return the heads that rest most on the previous and on the next piece, with the mean share in %.

    Averaged over the pieces of `texts`; [CLS] and [SEP] count as columns, not as rows.
    """
    sums, rows = {"previous": 0, "next": 0}, 0
    for text in texts:
        given = tokenizer(text, return_tensors="pt")
        weights = torch.stack(model(**given, output_attentions=True).attentions)[:, 0]
        sums["previous"] = sums["previous"] + weights.diagonal(-1, 2, 3)[..., :-1].sum(-1)
        sums["next"] = sums["next"] + weights.diagonal(1, 2, 3)[..., 1:].sum(-1)
        rows += weights.shape[-1] - 2
    return {name: _best(total / rows) for name, total in sums.items()}


def _best(shares: Tensor) -> dict:
    layer, head = divmod(int(shares.argmax()), shares.shape[1])
    return {"layer": layer, "head": head, "share": _percent(shares.max())}


def evaluate_marian(folder: Path, split: pairs.Split, part: str) -> dict:
    """Return BLEU and chrF of the translator in `folder` on one part of the split."""
    tokenizer, model = (
        AutoTokenizer.from_pretrained(folder),
        MarianMTModel.from_pretrained(folder, dtype=torch.float32),
    )
    sources, references = zip(*getattr(split, part), strict=True)
    translations = translate(model.eval(), tokenizer, list(sources))
    for row in list(zip(sources, references, translations, strict=True))[:8]:
        print(*row, sep=" | ")
    return {"pairs": len(sources)} | translation_scores(
        translations, list(references), tokenizer.target_lang
    )


def evaluate_bert(folder: Path, texts: list[str]) -> dict:
    """Return masked accuracy and the neighbour heads of the BERT in `folder` on held-out sentences."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    found = {"sentences": len(texts), "masked": masked_accuracy(model, tokenizer, texts)}
    return found | {"heads": neighbour_heads(model, tokenizer, texts[:200])}


def main() -> None:
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--model", type=Path, required=True, help="folder of the finished model")
    line.add_argument(
        "--pairs", type=Path, nargs="+", required=True, help="the files it was trained on"
    )
    line.add_argument("--source", default="en")
    line.add_argument("--part", default="test", choices=("dev", "test"))
    line.add_argument("--threads", type=int, default=1)
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    kind = json.loads((arguments.model / "config.json").read_text())["model_type"]
    if kind == "marian":
        split = pairs.read_split(arguments.pairs[0], arguments.source)
        found = evaluate_marian(arguments.model, split, arguments.part)
    else:
        _, dev, test = sentences(arguments.pairs, int(arguments.source != "en"))
        found = evaluate_bert(arguments.model, test if arguments.part == "test" else dev)
    print(json.dumps({arguments.part: found}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
