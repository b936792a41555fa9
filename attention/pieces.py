"""A text in a translator's pieces: their ids, their words, and what was typed for each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from attention.maps import Tokens
from attention.models import Loaded
from attention.spelling import Span, Spelling, as_typed, spell
from attention.typed import covering, typed_words, visible, within_sign

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor
    from transformers import PreTrainedTokenizerBase


class Piece(NamedTuple):
    """A piece of a word as the tokenizer writes it, its number in the vocabulary, and its place.

    The place is a slice of what was typed, None where nothing was.
    """

    token: str
    id: int
    span: Span | None = None


def count_source(loaded: Loaded, text: str) -> int:
    """Count the pieces of a source text and its </s>, before any cut."""
    return len(source_pieces(loaded, text)) + 1


def source_pieces(loaded: Loaded, text: str) -> list[Piece]:
    """Return all pieces of a source text, without </s>."""
    tokenizer = loaded.tokenizer
    spelling = spell(text, loaded.entry.language) if loaded.entry.built_in else as_typed(text)
    special = set(tokenizer.all_special_tokens)
    tokens: list[str] = []
    spans: list[Span] = []
    start = 0
    # As tokenizer.tokenize() does, which does not say where a token stood.
    for part in tokenizer.tokens_trie.split(spelling.text):
        if part in special:
            tokens.append(part)
            spans.append((start, start + len(part)))
        elif part:
            codes, rest = tokenizer.remove_language_code(part)
            past = start + len(part) - len(rest)
            tokens += codes
            spans += [(start, past) for _ in codes]
            pieces, places = _placed(tokenizer.spm_source, rest)
            tokens += pieces
            spans += [(past + first, past + last) for first, last in places]
        start += len(part)
    return _pieces(tokenizer, tokens, spans, spelling, text)


def target_pieces(loaded: Loaded, text: str) -> list[Piece]:
    """Return all pieces of a translation that was typed, without start and end."""
    entry = loaded.entry
    ours = entry.built_in and entry.target
    spelling = spell(text, ours) if ours else as_typed(text)
    tokens, spans = _placed(loaded.tokenizer.spm_target, spelling.text)
    return _pieces(loaded.tokenizer, tokens, spans, spelling, text)


def _placed(model: SentencePieceProcessor, text: str) -> tuple[list[str], list[Span]]:
    """Cut a text into pieces with SentencePiece; a blank before a piece is not part of its place.

    What is not in the vocabulary is a piece too, as the text it stands for.
    """
    encoded = model.encode(text, return_type="offset_mapping", emit_unk_piece=False)
    spans: list[Span] = []
    for start, end in encoded["offsets"]:
        while start < end and text[start] == " ":
            start += 1
        spans.append((start, end))
    return encoded["pieces"], spans


def _pieces(
    tokenizer: PreTrainedTokenizerBase,
    tokens: list[str],
    spans: list[Span],
    spelling: Spelling,
    text: str,
) -> list[Piece]:
    ids = tokenizer.convert_tokens_to_ids(tokens)
    typed = covering([spelling.typed(*span) for span in spans], text)
    return list(map(Piece, tokens, ids, typed))


def label(
    tokenizer: PreTrainedTokenizerBase,
    pieces: Sequence[Piece],
    language: str | None,
    text: str | None,
) -> Tokens:
    """Label pieces of a text in `language`, None where the model wrote it itself."""
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    special = tuple(piece.id in marks for piece in pieces)
    unknown = tuple(piece.id == tokenizer.unk_token_id for piece in pieces)
    words: list[int] = []
    number = -1
    for i, piece in enumerate(pieces):
        if special[i]:
            words.append(-1)
            continue
        before = pieces[i - 1]
        number += (i == 0 or special[i - 1]) or (
            _starts_word(before.token, piece.token, language)
            and not within_sign(before.span, piece.span, text or "")
        )
        words.append(number)
    spans = [piece.span for piece in pieces]
    if text is None:
        given: list[str | None] = [piece.token.replace("▁", "") for piece in pieces]
    else:
        given = typed_words(spans, text)
    tokens = [piece.token for piece in pieces]
    typed: list[str] = []
    for i, piece in enumerate(pieces):
        word = given[i]
        typed.append(piece.token if word is None or special[i] else word)
        if unknown[i] and text and piece.span:
            tokens[i] = visible(text[slice(*piece.span)].strip(" ")) or piece.token
    return Tokens(tuple(tokens), special, tuple(words), unknown, tuple(typed))


def _starts_word(before: str, piece: str, language: str | None) -> bool:
    if before == "▁":
        return False
    if language == "ja":  # written without spaces: the pieces are its words
        return True
    return piece.startswith("▁") or _is_mark(piece) or _is_mark(before)


def _is_mark(piece: str) -> bool:
    return all(unicodedata.category(one)[0] in "PS" for one in piece.removeprefix("▁"))
