"""One question for both kinds of model: a text, what stands beside it, what is taken away."""

from attention.looks import Blocked
from attention.masking import mask_word
from attention.models import CATALOGUE, DEFAULT_BERT
from attention.reading import cross_attention, self_attention
from attention.trace import Trace


def read(
    text: str,
    other: str | None = None,
    model: str = DEFAULT_BERT,
    hidden: int | None = None,
    blocked: Blocked = (),
) -> Trace:
    """Read a text, or pair, with a BERT, or a text and its translation with a translator.

    other is the second sentence of a pair, or the translation to read; hidden is a token whose
    word is hidden first, as mask_word does; blocked are looks as in self_attention and
    cross_attention. Raises ValueError as these three do, and for a word to hide from a translator.
    """
    model = str(model)  # whatever was asked over HTTP
    translates = model in CATALOGUE and CATALOGUE[model].target is not None
    if not translates and hidden is not None:
        return mask_word(text, hidden, model, other, blocked).after
    if hidden is not None:
        raise ValueError(f"{model} is a translator: words are hidden from a BERT alone.")
    if translates:
        return cross_attention(text, other, model, blocked)
    return self_attention(text, other, model, blocked)
