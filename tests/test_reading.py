"""Any text gets a picture or a sentence that says why not; what was read is kept, up to a bound."""

import threading
import unicodedata
from contextlib import suppress

import numpy as np
import pytest
from cachetools import LRUCache
from hypothesis import given, settings
from hypothesis import strategies as st

import attention
from attention import models, reading
from attention.models import CATALOGUE

HOSTILE = [
    "あ" * 100,
    "猫が好きです。",
    "Ｆｕｌｌ　ｗｉｄｔｈ",
    "so " * 200,
    "x" * 500,
    "x" * 100_000,
    "control \x00\x07\x1b[31m\x7f characters",
    "lone \ud800 surrogates \udfff",
    "zero\u200bwidth \u200d\ufeff joiners",
    "\u202eright to left\u202c مرحبا שלום",
    "🐈 👩‍👩‍👧‍👦 🏳️‍🌈 é́́́́",
    "nospaces" * 30,
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "${alert(1)} {{constructor}} `backticks` \"double\" 'single' \\ \\u0041",
    "=1+1; @SUM(A1) -1 +1\t|cmd",
    "[CLS] [SEP] [MASK] [PAD] [UNK] </s> <s> <pad> <unk> >>fr<< ▁ ##s",
    "%s %d {0} {} \\N{BULLET}",
    "\u3164\u115f\u2800x",
    "1234567890",
    "!",
    "ﷺ" * 50,
]


def checked(read, *texts) -> attention.Trace | None:
    """Read; any answer is a whole Trace, any refusal a ValueError that says what to do."""
    try:
        trace = read(*texts)
    except ValueError as refusal:
        assert str(refusal) == "Type a sentence first."
        return None
    for one in trace.maps:
        assert 1 <= len(one.rows) <= 64 and 1 <= len(one.columns) <= 64
        assert np.abs(one.weights.sum(-1) - 1).max() < 1e-4
        assert all(isinstance(token, str) and token for token in (*one.rows, *one.columns))
        for words, special in (
            (one.row_words, one.special_rows),
            (one.column_words, one.special_columns),
        ):
            assert [word == -1 for word in words] == list(special)
            numbers = [word for word in words if word >= 0]
            assert numbers == sorted(numbers) and set(numbers) == set(range(len(set(numbers))))
        for words, typed in (
            (one.row_words, one.typed_rows),
            (one.column_words, one.typed_columns),
        ):
            assert len(words) == len(typed) and all(isinstance(part, str) for part in typed)
    for text in trace.texts:
        assert not {unicodedata.category(letter) for letter in text} & {"Cc", "Cs", "Co"}
    return trace


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gets_a_picture(text):
    assert checked(attention.self_attention, text)
    assert checked(attention.self_attention, "The cat sat.", text)
    assert checked(attention.cross_attention, text)
    assert checked(attention.cross_attention, "The cat sat.", text)
    assert checked(attention.cross_attention, "The cat sat.", text, "marian-mini-en-ja")


anything = st.text(st.characters(), max_size=80)
few = settings(max_examples=25)


@few
@given(anything, st.none() | anything)
def test_any_text_is_read_or_refused_by_bert(text, pair):
    checked(attention.self_attention, text, pair)


@few
@given(anything, anything)
def test_any_text_is_read_or_refused_by_a_translator(text, target):
    checked(attention.cross_attention, text, target)


@pytest.mark.parametrize("nothing", ["", "  ", "\n\t", "\u3000", "\x00\u200b", None])
@pytest.mark.parametrize("read", [attention.self_attention, attention.cross_attention])
def test_nothing_asks_for_a_sentence_and_as_a_second_text_counts_for_none(read, nothing):
    with pytest.raises(ValueError, match="Type a sentence first"):
        read(nothing)
    alone, with_nothing = read("The cat sat."), read("The cat sat.", nothing)
    assert with_nothing.texts == ("The cat sat.",)
    assert alone.maps[0] is with_nothing.maps[0]


class Counted:
    """A cache of its own, and how many passes were made: (model, texts) each."""

    def __init__(self, monkeypatch, size: int = 2**30):
        self.passes: list[tuple] = []
        self.cache = LRUCache(size, getsizeof=lambda trace: trace.nbytes)
        monkeypatch.setattr(reading._pass, "cache", self.cache)
        for name in ("read_encoder", "read_translation"):
            monkeypatch.setattr(reading, name, self.counting(getattr(reading, name)))

    def counting(self, read):
        def count(loaded, text, other, looks):
            self.passes.append((loaded.entry.name, text, other))
            return read(loaded, text, other, looks)

        return count


def test_the_same_text_is_one_pass(monkeypatch):
    counted = Counted(monkeypatch)
    first = attention.self_attention("The cat sat.")
    for text in ("The cat sat.", " The  cat\nsat. ", "The\u200b cat sat."):
        assert attention.self_attention(text).maps[0] is first.maps[0]
    assert counted.passes == [("bert-mini", "The cat sat.", None)]
    attention.self_attention("The cat sat.", "It slept.")
    attention.cross_attention("The cat sat.")
    attention.cross_attention("The cat sat.", "Le chat.")
    attention.cross_attention("The cat sat.", "Le chat.", "marian-mini-en-ja")
    assert len(counted.passes) == 5


def test_a_text_that_many_ask_for_at_once_is_one_pass(monkeypatch):
    counted = Counted(monkeypatch)
    together, traces = threading.Barrier(6, timeout=60), []

    def visit():
        together.wait()
        traces.append(attention.self_attention("Everybody types this."))

    visitors = [threading.Thread(target=visit) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(60)
    assert len(traces) == 6 and len({id(trace.maps[0]) for trace in traces}) == 1
    assert len(counted.passes) == 1


def test_texts_read_at_once_do_not_mix(monkeypatch):
    texts = ["The cat sat.", "I like dogs.", "Where is it?", "She sings."]
    alone = {text: attention.cross_attention(text) for text in texts}
    counted = Counted(monkeypatch)
    together, found = threading.Barrier(len(texts), timeout=60), {}

    def visit(text: str):
        together.wait()
        found[text] = attention.cross_attention(text)

    visitors = [threading.Thread(target=visit, args=(text,)) for text in texts]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(120)
    assert len(counted.passes) == len(texts)
    for text in texts:
        for one, other in zip(found[text].maps, alone[text].maps, strict=True):
            assert (one.rows, one.columns) == (other.rows, other.columns)
            np.testing.assert_allclose(one.weights, other.weights, atol=1e-6)


def test_one_pass_is_made_at_a_time(monkeypatch):
    together, inside, met = threading.Barrier(2, timeout=60), threading.Barrier(2), []
    trace = attention.self_attention("The cat sat.")

    def pass_slowly(*_):
        with suppress(threading.BrokenBarrierError):
            inside.wait(0.5)  # for a second one, that should not come
            met.append(True)
        return trace

    monkeypatch.setattr(reading._pass, "cache", {})
    monkeypatch.setattr(reading, "read_encoder", pass_slowly)

    def visit(text: str):
        together.wait()
        attention.self_attention(text)

    visitors = [threading.Thread(target=visit, args=(text,)) for text in ("One.", "Two.")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(60)
    assert not met


def test_an_error_is_not_kept(monkeypatch):
    counted = Counted(monkeypatch)
    fails = [True]

    def once(loaded, text, other, looks):
        if fails.pop():
            raise MemoryError
        return read(loaded, text, other, looks)

    read = reading.read_encoder
    monkeypatch.setattr(reading, "read_encoder", once)
    with pytest.raises(MemoryError):
        attention.self_attention("The cat sat.")
    fails[:] = [False]
    assert attention.self_attention("The cat sat.").notes == ()
    assert len(counted.passes) == 1


def test_what_is_kept_is_bounded_in_bytes(monkeypatch):
    counted = Counted(monkeypatch, size=2_000_000)
    sizes = []
    for number in range(12):
        sizes.append(attention.self_attention("so " * (number + 8)).nbytes)
        assert counted.cache.currsize == sum(trace.nbytes for trace in counted.cache.values())
        assert counted.cache.currsize <= 2_000_000
    assert sum(sizes) > 2_000_000 and len(counted.cache) > 1
    attention.self_attention("so " * 19)
    assert len(counted.passes) == 12  # the last is still there
    attention.self_attention("so " * 8)
    assert len(counted.passes) == 13  # the first had to go


def test_a_trace_larger_than_the_bound_is_answered_and_not_kept(monkeypatch):
    counted = Counted(monkeypatch, size=1000)
    assert attention.self_attention("The cat sat.").nbytes > 1000
    assert len(counted.cache) == 0


def test_the_bound_is_the_one_in_use():
    assert reading._pass.cache is reading._traces
    assert reading._traces.maxsize == reading.CACHE_BYTES <= 2**29
    trace = attention.self_attention("The cat sat.")
    assert reading._traces.getsizeof(trace) == trace.nbytes > 0


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (attention.self_attention, "bert-mini-ja"),
        (attention.cross_attention, "marian-mini-ja-en"),
    ],
)
def test_japanese_typed_for_an_english_model_is_read_by_the_japanese_one(read, name):
    trace = read("私は黒い猫が好きです。")
    assert (trace.model, trace.notes) == (name, ("other_language",))
    assert not any(trace.maps[0].unknown_rows)


def test_a_language_that_no_built_in_model_reads_is_said(monkeypatch):
    fewer = {name: model for name, model in CATALOGUE.items() if name != "bert-mini-ja"}
    monkeypatch.setattr(models, "CATALOGUE", fewer)
    trace = attention.self_attention("猫が好きです。")
    assert (trace.model, trace.notes) == ("bert-mini", ("wrong_language",))


@pytest.mark.parametrize(
    ("text", "asked", "answers", "notes"),
    [
        ("猫が好きです。", "bert-mini", "bert-mini-ja", ("other_language",)),
        ("猫が好きです。", "google-bert/bert-base-uncased", "bert-mini-ja", ("other_language",)),
        ("猫が好きです。", *("google-bert/bert-base-multilingual-cased",) * 2, ()),
        ("The cat sat.", "bert-mini-ja", "bert-mini", ("other_language",)),
        ("猫が好きです。", "marian-mini-en-fr", "marian-mini-ja-en", ("other_language",)),
        ("猫が好きです。", "marian-mini-en-ja", "marian-mini-ja-en", ("other_language",)),
        ("The cat sat.", "marian-mini-ja-en", "marian-mini-en-fr", ("other_language",)),
        ("The cat sat.", "Helsinki-NLP/opus-mt-ja-en", "marian-mini-en-fr", ("other_language",)),
        ("123 🐈 !", "marian-mini-ja-en", "marian-mini-ja-en", ()),
        ("猫が好きです。", "Helsinki-NLP/opus-mt-ja-en", "Helsinki-NLP/opus-mt-ja-en", ()),
    ],
)
def test_the_built_in_model_of_the_texts_language_answers(text, asked, answers, notes):
    model, said = reading._for_language(CATALOGUE[asked], text)
    assert (model.name, said) == (answers, notes)
