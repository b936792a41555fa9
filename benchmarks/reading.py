"""Reading 64 tokens: how long an answer takes beside what the models alone take."""

import statistics
import time

import torch
from transformers import AutoModelForMaskedLM, AutoModelForSeq2SeqLM, AutoTokenizer

from attention import reading
from attention.models import WEIGHTS
from attention.sentence import MAX_TOKENS
from attention.ui.api import cross_attention, self_attention
from benchmarks import Row

ROUNDS = 9
TEXT = "The old man told me that he had never seen the sea before he came to this town. " * 4
BERT, TRANSLATOR = "bert-mini", "marian-mini-en-fr"


def rows() -> list[Row]:
    """Measure the answer of the second tab, both pictures, against transformers' own passes."""
    bare, ours = _Bare(), []
    peers = []
    for one in range(ROUNDS + 1):
        times = _seconds(bare.read), _seconds(_ask)
        if one:  # the first warms up
            peers.append(times[0])
            ours.append(times[1])
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, peers, strict=True))
    peer = 1000 * statistics.median(peers)
    name = "64 tokens read and translated; peer: the bare models"
    return [Row(name, ratio * peer, peer, "ms", 2)]


def _ask():
    reading._pass.cache_clear()
    pictures = self_attention(TEXT, "", BERT), cross_attention(TEXT, "", TRANSLATOR)
    assert [picture["shown"] for picture in pictures] == [MAX_TOKENS, MAX_TOKENS]


class _Bare:
    """The same models by transformers alone: one pass of BERT, one greedy translation."""

    def __init__(self):
        here = {"local_files_only": True, "dtype": torch.float32}
        self.bert = AutoModelForMaskedLM.from_pretrained(WEIGHTS / BERT, **here).eval()
        self.translator = AutoModelForSeq2SeqLM.from_pretrained(WEIGHTS / TRANSLATOR, **here).eval()
        self.tokenizers = [
            AutoTokenizer.from_pretrained(WEIGHTS / name) for name in (BERT, TRANSLATOR)
        ]

    def read(self):
        texts = [
            one(TEXT, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            for one in self.tokenizers
        ]
        with torch.no_grad():
            self.bert(**texts[0])
            self.translator.generate(
                **texts[1],
                num_beams=1,
                do_sample=False,
                max_length=None,
                max_new_tokens=MAX_TOKENS,
                forced_eos_token_id=None,
                bad_words_ids=[[self.translator.config.pad_token_id]],
            )


def _seconds(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
