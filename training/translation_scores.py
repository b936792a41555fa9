"""How good a translator is: greedy translations and their BLEU and chrF."""

import torch
from sacrebleu.metrics import BLEU, CHRF

BATCH = 50  # sentences at a time


@torch.no_grad()
def translate(model, tokenizer, sources: list[str]) -> list[str]:
    """Return the greedy translation of each sentence."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found = {}
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        given = tokenizer([sources[i] for i in chosen], return_tensors="pt", padding=True)
        made = model.generate(**given, num_beams=1, do_sample=False, max_new_tokens=100)
        texts = tokenizer.batch_decode(made, skip_special_tokens=True)
        found |= dict(zip(chosen, texts, strict=True))
    return [found[i] for i in range(len(sources))]


def scores(translations: list[str], references: list[str], language: str) -> dict:
    """Return BLEU and chrF (0 to 100) with their signatures; Japanese BLEU counts characters."""
    bleu, chrf = BLEU(tokenize="char" if language == "ja" else "13a"), CHRF()
    return {
        name: {
            "score": round(metric.corpus_score(translations, [references]).score, 2),
            "signature": str(metric.get_signature()),
        }
        for name, metric in (("BLEU", bleu), ("chrF", chrf))
    }
