"""The page's tokenizers under Node, and what Python says to the same questions."""

import base64
import json
import subprocess
from pathlib import Path

from attention import encoder, pieces
from attention.models import CATALOGUE, WEIGHTS, get
from attention.sentence import MAX_TOKENS

SCRIPT = Path(__file__).with_name("tokenize.mjs")
ENCODERS = ("bert-mini", "bert-mini-ja")
TRANSLATORS = ("marian-mini-en-fr", "marian-mini-en-ja", "marian-mini-ja-en")
PROPERTIES = ("ids", "tokens", "special", "words", "unknown", "typed", "spans")


class Node:
    """A running tokenize.mjs that has all models."""

    def __init__(self):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(["node", SCRIPT], stdin=pipe, stdout=pipe)
        for model in (*ENCODERS, *TRANSLATORS):
            assert self.ask([{"ask": "load", "model": model, "files": files(model)}]) == [model]

    def ask(self, questions: list[dict]) -> list:
        self.process.stdin.write(json.dumps(questions).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def files(model: str) -> dict:
    entry, folder = CATALOGUE[model], WEIGHTS / model
    about = {"language": entry.language, "target": entry.target}
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    if entry.target is None:
        return about | {"tokenizer": tokenizer}
    charsmap = base64.b64encode((WEIGHTS / "charsmap.bin").read_bytes()).decode()
    return about | {"pieces": tokenizer, "charsmap": charsmap}


def python_encode(model: str, text: str, pair: str | None = None) -> dict:
    """What Python reads in a cleaned text: a list for every property, and the total."""
    loaded = get(CATALOGUE[model])
    if model in ENCODERS:
        texts = (text,) if pair is None else (text, pair)
        encoding = encoder.encode(loaded, texts)
        tokens = encoder._tokens(loaded, encoding, texts)
        ids = encoding["input_ids"][0].tolist()
        spans = encoder._spans(loaded, encoding, texts)
        answer = laid_out(ids, tokens, spans, encoder.count_encoded(loaded, texts))
        return answer | {"types": encoding[0].type_ids}
    found = pieces.source_pieces(loaded, text)
    end = pieces.Piece("</s>", loaded.tokenizer.eos_token_id)
    source = [*found[: MAX_TOKENS - 1], end]
    return of_pieces(loaded, source, loaded.entry.language, text, len(found) + 1)


def python_encode_target(model: str, text: str) -> dict:
    loaded = get(CATALOGUE[model])
    found = pieces.target_pieces(loaded, text)
    return of_pieces(loaded, found, loaded.entry.target, text, len(found))


def of_pieces(loaded, found, language, text, total) -> dict:
    tokens = pieces.label(loaded.tokenizer, found, language, text)
    ids, spans = [piece.id for piece in found], [piece.span for piece in found]
    return laid_out(ids, tokens, spans, total)


def laid_out(ids, tokens, spans, total) -> dict:
    values = (ids, tokens.shown, tokens.special, tokens.words, tokens.unknown, tokens.typed)
    answer = {name: list(value) for name, value in zip(PROPERTIES, values, strict=False)}
    return answer | {"spans": [span and list(span) for span in spans], "total": total}
