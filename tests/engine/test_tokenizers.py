"""The page's tokenizers read as Python's do: ids, tokens, words, what was typed, all of it."""

import json
import random
import unicodedata

import pytest
from engine.tokenizing import (
    ENCODERS,
    TRANSLATORS,
    Node,
    python_encode,
    python_encode_target,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attention.language import language_of
from attention.models import CATALOGUE, WEIGHTS, get
from attention.pieces import Piece, label
from attention.sentence import as_trained, clean, one_line
from attention.ui import character_tables

MODELS = (*ENCODERS, *TRANSLATORS)
SENTENCES = [
    "The cat sat on the mat.",
    "Don't stop: the well-known (and naïve) cats can't!",
    "uncharacteristically antidisestablishmentarian cats",
    "İstanbul ΣΊΣΥΦΟΣ Ǆ ẞ ﬁne ½ ﷺ",
    "猫がマットの上に座った。吾輩は猫である。",
    "ｶﾞｷﾞ ﾊﾟﾝ ㌖ ＡＢＣ 葛󠄀 ええ~",
    "मुझे ❤️ 👨‍👩‍👧 🏳️‍🌈 Zürich café 😀 à",
    "it’s “so” – … Ça va? «Oui» ! Non;",
    "[CLS] [SEP] [MASK][MASK] [PAD] [UNK] </s> <s> <pad> <unk> >>fr<< ▁ ##s a▁b",
    ">>fr<< hello >> x << y",
    "كَتَبَ الدَّرْسَ می‌خواهد ที่นี่ 한국어 학교 ㅎㅏㄴ 각",
    "e\u0323\u0301\u0308 q\u0307\u0323 \u0301 \u0301x \u0344 \u0958 \u1e9b\u0323",
    "a" * 101 + " " + "x" * 100,
    "so " * 91,
    "!" * 90,
    "猫" * 90,
    "control \x00\x07\x1b[31m\x7f \u200b\u202eab\u202c \ud800",
    "1234567890 ١٢٣ 三十",
    "<script>alert(`${1}`)</script> {{x}} \"q\" 'p' \\N{BULLET} =1+1",
    "tab\there\u2028new\u3000wide\u00a0hard",
]
# Where Unicode is difficult: marks, joiners, forms, cases, widths, composed letters, new blocks.
HARD = st.sampled_from(
    [
        *(chr(code) for code in range(0x300, 0x370)),
        *"\u200c\u200d\ufe0f\ufe0e \u3099\uff9e\u0345\u093c\u09be\u1161\u11a8\uac00\u1100aAé猫が[]",
        *(chr(code) for code in (0x1885, 0xA7F2, 0x11938, 0x11935, 0x1ACF, 0x10D50, 0x1F3FD)),
        *(chr(code) for code in (0xFB1D, 0x1F1EB, 0x1F1F7, 0x1F3F4, 0xE0067, 0xE007F, 0x2F9F4)),
        "[MASK]",
        "</s>",
        ">>",
        "<<",
    ]
)
unicode_at_large = st.lists(st.characters() | HARD, max_size=60).map("".join)
batches = st.lists(unicode_at_large, min_size=20, max_size=60)
in_batches = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(scope="module")
def node():
    node = Node()
    yield node
    node.close()


def sentences() -> list[str]:
    """Every sentence of the repository, and those that are hard to read."""
    figures = json.loads((WEIGHTS / "sentences.json").read_text("utf-8"))
    return [*SENTENCES, *_texts(figures)]


def _texts(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in _texts(item)]


def attempt(answer, text: str):
    try:
        return answer(text)
    except ValueError as refusal:
        return {"error": str(refusal)}


def cleaned(texts: list[str]) -> list[str]:
    return [line for line in (attempt(clean, text) for text in texts) if isinstance(line, str)]


def same(node: Node, questions: list[dict], expected: list):
    assert len(questions) == len(expected)
    for question, ours, python in zip(questions, node.ask(questions), expected, strict=True):
        if isinstance(python, dict):
            ours = {name: ours.get(name) for name in python}
        assert ours == python, ascii(question)


def check_reading(node: Node, texts: list[str], model: str):
    lines = cleaned(texts)
    asked = [{"ask": "encode", "model": model, "text": line} for line in lines]
    same(node, asked, [python_encode(model, line) for line in lines])
    if model in ENCODERS:
        pairs = list(zip(lines, [*lines[7:], *lines[:7]], strict=True))
        asked = [{"ask": "encode", "model": model, "text": a, "pair": b} for a, b in pairs]
        same(node, asked, [python_encode(model, *pair) for pair in pairs])
    else:
        asked = [{"ask": "encodeTarget", "model": model, "text": line} for line in lines]
        same(node, asked, [python_encode_target(model, line) for line in lines])


def check_cleaning(node: Node, texts: list[str]):
    for ask, answer in (("clean", clean), ("oneLine", one_line), ("languageOf", language_of)):
        same(node, [{"ask": ask, "text": t} for t in texts], [attempt(answer, t) for t in texts])
    for form in ("NFC", "NFKC"):
        expected = [unicodedata.normalize(form, text) for text in texts]
        same(node, [{"ask": form.lower(), "text": text} for text in texts], expected)
    for language in ("en", "fr", "ja"):
        asked = [{"ask": "asTrained", "text": text, "language": language} for text in texts]
        same(node, asked, [as_trained(text, language) for text in texts])


@pytest.mark.parametrize("model", MODELS)
def test_every_sentence_is_read_as_in_python(node, model):
    check_reading(node, sentences(), model)


def test_every_sentence_is_cleaned_as_in_python(node):
    texts = [text.encode("utf-8", "ignore").decode() for text in sentences()]
    check_cleaning(node, texts + [text * 12 for text in texts])
    same(node, [{"ask": "clean", "text": "lone \ud800"}], ["lone"])


@in_batches
@given(texts=batches)
@pytest.mark.parametrize("model", MODELS)
def test_unicode_at_large_is_read_as_in_python(node, model, texts):
    check_reading(node, texts, model)


@in_batches
@given(texts=batches, repeated=st.integers(1, 20))
def test_unicode_at_large_is_cleaned_as_in_python(node, texts, repeated):
    check_cleaning(node, [text * repeated for text in texts])


def test_every_character_is_read_by_bert_as_in_python(node):
    """Each of the 1.1 million, between two letters; those that the library knows, thinned out."""
    codes = [*range(0x20, 0x3400), *range(0xA000, 0xD800), *range(0xF900, 0x20000)]
    codes += [*range(0x20000, 0x30000, 97), *range(0xE0000, 0xE0200)]
    letters = [chr(code) for code in codes]
    texts = [" ".join(f"a{a}b" for a in letters[at : at + 20]) for at in range(0, len(letters), 20)]
    lines = cleaned(texts)
    asked = [{"ask": "encode", "model": "bert-mini", "text": line} for line in lines]
    same(node, asked, [python_encode("bert-mini", line) for line in lines])


@pytest.mark.parametrize("model", TRANSLATORS)
def test_what_the_model_wrote_is_described_and_decoded_as_in_python(node, model):
    loaded = get(CATALOGUE[model])
    tokenizer, chosen = loaded.tokenizer, random.Random(5)
    written = [
        token_id
        for token, token_id in tokenizer.encoder.items()
        if not tokenizer.spm_target.is_unknown(tokenizer.spm_target.piece_to_id(token))
    ]
    lists = [chosen.sample(written, 12) for _ in range(60)]
    lists += [[tokenizer.encoder["▁"], tokenizer.encoder["▁"], *lists[0]], []]
    names = [tokenizer.convert_ids_to_tokens(ids) for ids in lists]
    asked = [{"ask": "decode", "model": model, "ids": ids} for ids in lists]
    same(node, asked, [tokenizer.spm_target.decode(tokens) for tokens in names])
    asked = [{"ask": "describeTarget", "model": model, "ids": ids} for ids in lists]
    expected = []
    for ids, tokens in zip(lists, names, strict=True):
        pieces = list(map(Piece, tokens, ids))
        labels = label(tokenizer, pieces, loaded.entry.target, None)
        expected.append({"tokens": list(labels.shown), "words": list(labels.words)})
        expected[-1] |= {"typed": list(labels.typed), "special": list(labels.special)}
    same(node, asked, expected)


def test_a_difference_is_seen(node):
    asked = [{"ask": "encode", "model": "bert-mini", "text": "The cat"}]
    with pytest.raises(AssertionError):
        same(node, asked, [python_encode("bert-mini", "The cats")])


def test_the_tables_are_those_that_python_writes_today():
    assert character_tables.FILE.read_text() == character_tables.tables()
    assert character_tables.FILE.stat().st_size < 60_000
