"""Attention, visually: one implementation of attention, from six toy words to BERT and Marian.

The way from a sentence to a picture:

reference       attend(): scaled dot-product attention, the formula
trace           AttentionMap, Trace: the frozen records everything passes on
looks           looks that are blocked: which row may not look at which column
backend         transformers runs on attend(), and what flows through it is recorded
characters      which characters are what: ranges
language        language_of(): the language of a text, by its letters
spelling        spell(): a text as the training sentences are written
sentence        clean(): what was typed, on one line, without what no one can see
pieces          a text in a translator's pieces
typed           which slice of what was typed a token stands for
hub             fetching a model of the Hub, or finding it cached
models          the catalogue of models, and loading one
maps            an AttentionMap from what a pass recorded
encoder         reading a text, or a pair, with a BERT
translator      reading a text and its translation with a Marian
reading         self_attention(), cross_attention(): text in, Trace out
row_sum         row_sum(), joined(): one row's sum, step by step, and how the heads are joined
next_layer      what becomes of what a row gathered: residual, layer norm, feed-forward
masking         mask_word(): a hidden word's guesses, and how attention changes
moved           how far every word's last vector moved when looks were blocked
question        read(): one question for both kinds of model
logit_lens      layer_guesses(): what a model would say after each of its layers
measures        where a head looks: its measures and its role
head_roles      roles(): what a head does, on this text and on others
closed_classes  articles, pronouns, particles: short lists
default_view    which layer, head and row a picture opens with
toy             six words with hand-made queries, keys and values
bertviz.drawing what BERTviz itself makes of a Trace
bertviz.page    a BERTviz document from a Trace
ui              the page
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention.head_roles import roles as roles
    from attention.logit_lens import layer_guesses as layer_guesses
    from attention.reading import cross_attention as cross_attention
    from attention.reading import self_attention as self_attention
    from attention.reference import attend as attend
    from attention.trace import AttentionMap as AttentionMap
    from attention.trace import Trace as Trace

_HOME = {
    "attend": "reference",
    "AttentionMap": "trace",
    "Trace": "trace",
    "self_attention": "reading",
    "cross_attention": "reading",
    "roles": "head_roles",
    "layer_guesses": "logit_lens",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    # Imported when first used: torch takes seconds, and the page answers before it is there.
    if name in _HOME:
        return getattr(import_module(f"attention.{_HOME[name]}"), name)
    raise AttributeError(f"module 'attention' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
