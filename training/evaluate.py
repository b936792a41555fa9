"""Measure a finished model on held-out sentences: python -m training.evaluate --help."""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, MarianMTModel

from training import head_jobs, opening, pairs
from training.bert import sentences
from training.reading_scores import masked_accuracy, neighbour_heads
from training.translation_scores import scores, translate

FIXED = 200  # dev or test sentences on which heads are looked at


def evaluate_marian(folder: Path, split: pairs.Split, part: str) -> dict:
    """Return BLEU and chrF of the greedy translations of one part of the split."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    sources, references = map(list, zip(*getattr(split, part), strict=True))
    translations = translate(model, tokenizer, sources)
    for row in list(zip(sources, references, translations, strict=True))[:5]:
        print(*row, sep=" | ")
    return {"pairs": len(sources)} | scores(translations, references, tokenizer.target_lang)


def evaluate_bert(folder: Path, texts: list[str]) -> dict:
    """Return masked accuracy and the neighbour heads on held-out sentences."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = opening.eager(AutoModelForMaskedLM, folder)
    return {
        "sentences": len(texts),
        "masked": masked_accuracy(model, tokenizer, texts),
        "heads": neighbour_heads(model, tokenizer, texts[:FIXED]),
    }


def measure(folder: Path, files: list[Path], languages: list[str], parts: list[str]) -> dict:
    """Return all figures of the model in `folder`, trained on `files`."""
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    if kind == "marian":
        split = pairs.read_split(files[0], languages[0])
        found = {part: evaluate_marian(folder, split, part) for part in parts}
        return found | {"opening": opening.marian_opening(folder, split)}
    split = sentences(files, languages[0])
    found = {part: evaluate_bert(folder, getattr(split, part)) for part in parts}
    return found | {"opening": opening.bert_opening(folder, split.dev[:FIXED])}


def write(folder: Path, found: dict, note: str) -> None:
    """Add `found` to evaluation.json, and write where the app opens to opening.json.

    `note` is what the card has to say about this run beyond its numbers.
    """
    file = folder / "evaluation.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    known["training"]["note"] = note
    file.write_text(
        json.dumps(known | found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    opens = {
        name: {"layer": chosen["layer"], "head": chosen["head"]}
        for name, chosen in found["opening"].items()
    }
    (folder / "opening.json").write_text(json.dumps(opens) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and write."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--model", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--pairs", type=Path, nargs="+", required=True, help="what it learned from")
    line.add_argument("--languages", nargs="+", required=True, help="of the input, of the output")
    line.add_argument("--parts", nargs="+", default=["dev", "test"], choices=("dev", "test"))
    line.add_argument("--note", default="", help="what the card adds about the run")
    line.add_argument("--treebank", type=Path, help="CoNLL-U file: adds grammar and jobs.json")
    line.add_argument("--threads", type=int, default=1, help="CPU threads")
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    found = measure(arguments.model, arguments.pairs, arguments.languages, arguments.parts)
    if arguments.treebank:
        found["grammar"] = head_jobs.write(arguments.model, arguments.treebank)
    print(json.dumps(found, ensure_ascii=False))
    write(arguments.model, {"languages": arguments.languages} | found, arguments.note)


if __name__ == "__main__":
    main()
