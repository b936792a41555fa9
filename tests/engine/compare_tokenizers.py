"""Compare the tokenizers on a data file: python -m engine.compare_tokenizers FILE [COUNT],
with PYTHONPATH=.:tests.

FILE is text, one sentence a line or tab-separated, may be packed with xz. Prints, for every model,
how many sentences were read and how many of them otherwise than by Python.
"""

import lzma
import random
import sys
from pathlib import Path

from engine.tokenizing import (
    ENCODERS,
    TRANSLATORS,
    Node,
    python_encode,
    python_encode_target,
)

from attention.models import CATALOGUE
from attention.sentence import clean, language_of


def sentences(file: Path, count: int) -> dict[str, list[str]]:
    """Read `count` sentences of every language, chosen at random but always the same."""
    read = lzma.open if file.suffix == ".xz" else open
    by_language: dict[str, set[str]] = {"ja": set(), "en": set()}
    with read(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            for text in line.rstrip("\n").split("\t"):
                language = "ja" if language_of(text) in ("ja", "han") else "en"
                if text.strip():
                    by_language[language].add(clean(text))
    chosen = random.Random(20)
    return {
        language: chosen.sample(sorted(texts), min(count, len(texts)))
        for language, texts in by_language.items()
    }


def compare(node: Node, model: str, texts: list[str], ask: str, read) -> int:
    differing = 0
    for start in range(0, len(texts), 500):
        part = texts[start : start + 500]
        answers = node.ask([{"ask": ask, "model": model, "text": text} for text in part])
        for text, answer in zip(part, answers, strict=True):
            expected = read(model, text)
            if {name: answer.get(name) for name in expected} != expected:
                differing += 1
                print("differs:", model, ask, repr(text))
    return differing


def main(file: str, count: str = "20000"):
    node, texts = Node(), sentences(Path(file), int(count))
    for model in (*ENCODERS, *TRANSLATORS):
        entry = CATALOGUE[model]
        source = texts["ja" if entry.language == "ja" else "en"]
        differing = compare(node, model, source, "encode", python_encode)
        print(f"{model}: {len(source)} sentences, {differing} read otherwise")
        if entry.target:
            target = texts["ja" if entry.target == "ja" else "en"]
            differing = compare(node, model, target, "encodeTarget", python_encode_target)
            print(f"{model}: {len(target)} translations, {differing} read otherwise")
    node.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
