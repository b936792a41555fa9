"""Reading a text and its translation with an encoder-decoder (Marian): one pass, three maps."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from attention.backend import recording
from attention.maps import LONGEST, Tokens, attention_map, by_kind
from attention.models import Loaded
from attention.sentence import NOTHING
from attention.spelling import Spelling, as_typed, spell
from attention.trace import Trace
from attention.typed import Span, covering, typed_words, visible, within_sign

CANDIDATES = 4  # likely tokens shown beside the one that is predicted


class Piece(NamedTuple):
    """A piece of a word as the tokenizer writes it, its number in the vocabulary, and its place.

    The place is a slice of what was typed, None where nothing was.
    """

    token: str
    id: int
    span: Span | None = None


def read_translation(loaded: Loaded, text: str, target: str | None) -> Trace:
    """Translate `text`, or take `target` as its translation, and read both in one recorded pass.

    Raises ValueError when the tokenizer sees nothing in the text.
    """
    tokenizer, network, entry = loaded.tokenizer, loaded.network, loaded.entry
    pieces = _source_pieces(loaded, text)
    if not pieces:
        raise ValueError(NOTHING)
    start_id = network.config.decoder_start_token_id
    start = Piece(tokenizer.convert_ids_to_tokens(start_id), start_id)
    end = Piece(tokenizer.eos_token, tokenizer.eos_token_id)
    source = [*pieces[: LONGEST - 1], end]
    if target is None:
        ids = _translate(network, _batch(source))
        written = list(map(Piece, tokenizer.convert_ids_to_tokens(ids), ids))
    else:
        written = _target_pieces(loaded, target)
    notes = ("cut",) * (len(pieces) >= LONGEST) + ("cut_target",) * (len(written) >= LONGEST)
    # A row reads one piece and predicts the next, the last row too where the rest is cut off.
    read, follows = [start, *written][:LONGEST], [*written, end][:LONGEST]
    with torch.no_grad(), recording() as calls:
        answer = network(_batch(source), decoder_input_ids=_batch(read), use_cache=False)
    columns = _tokens(tokenizer, source, entry.language, text)
    rows = _tokens(tokenizer, read, entry.target, target)
    predicted = _predicted(tokenizer, answer.logits[0], follows)
    found = by_kind(calls, loaded.kinds)
    maps = (
        attention_map("encoder", columns, columns, found["encoder"]),
        attention_map("decoder", rows, rows, found["decoder"], **predicted),
        attention_map("cross", rows, columns, found["cross"], **predicted),
    )
    if target is None:
        known = [piece.token for piece in read[1:] if piece.token != tokenizer.unk_token]
        translation = tokenizer.spm_target.decode(known)
    else:
        translation = target[: max((piece.span[1] for piece in read[1:] if piece.span), default=0)]
    return Trace(entry.name, (text,), maps, translation, len(source), len(pieces) + 1, notes)


def count_source(loaded: Loaded, text: str) -> int:
    """Count the pieces of a source text and its </s>, before any cut."""
    return len(_source_pieces(loaded, text)) + 1


def _source_pieces(loaded: Loaded, text: str) -> list[Piece]:
    tokenizer = loaded.tokenizer
    spelling = spell(text, loaded.entry.language) if loaded.entry.built_in else as_typed(text)
    special, tokens, spans, start = set(tokenizer.all_special_tokens), [], [], 0
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


def _target_pieces(loaded: Loaded, text: str) -> list[Piece]:
    spelling = spell(text, loaded.entry.target) if loaded.entry.built_in else as_typed(text)
    tokens, spans = _placed(loaded.tokenizer.spm_target, spelling.text)
    return _pieces(loaded.tokenizer, tokens, spans, spelling, text)


def _placed(model, text: str) -> tuple[list[str], list[Span]]:
    """Cut a text into pieces with SentencePiece; a blank before a piece is not part of its place.

    What is not in the vocabulary is a piece too, as the text it stands for.
    """
    encoded = model.encode(text, return_type="offset_mapping", emit_unk_piece=False)
    spans = []
    for start, end in encoded["offsets"]:
        while start < end and text[start] == " ":
            start += 1
        spans.append((start, end))
    return encoded["pieces"], spans


def _pieces(tokenizer, tokens: list[str], spans, spelling: Spelling, text: str) -> list[Piece]:
    ids = tokenizer.convert_tokens_to_ids(tokens)
    typed = covering([spelling.typed(*span) for span in spans], text)
    return list(map(Piece, tokens, ids, typed))


def _batch(pieces: Sequence[Piece]) -> Tensor:
    return torch.tensor([[piece.id for piece in pieces]])


def _translate(network, source: Tensor) -> list[int]:
    """Greedy decoding: the ids of the translation, without start and end."""
    ids = network.generate(
        source,
        attention_mask=torch.ones_like(source),
        num_beams=1,
        do_sample=False,
        max_length=None,
        max_new_tokens=LONGEST,
        forced_eos_token_id=None,
        bad_words_ids=[[network.config.pad_token_id]],  # its logit is not trained
    )[0].tolist()
    return [one for one in ids[1:] if one != network.config.eos_token_id]


def _predicted(tokenizer, logits: Tensor, follows: Sequence[Piece]) -> dict:
    """What each row predicts, how likely that is, and the likeliest others; logits (rows, |V|)."""
    logits[:, tokenizer.pad_token_id] = -torch.inf  # never written, as in _translate
    chances = logits.softmax(-1)
    likeliest = chances.topk(CANDIDATES + 1)
    candidates = []
    for row, chosen in enumerate(follows):
        likely = zip(likeliest.indices[row].tolist(), likeliest.values[row].tolist(), strict=True)
        others = [
            (tokenizer.convert_ids_to_tokens(one), round(chance, 6))
            for one, chance in likely
            if one != chosen.id
        ]
        candidates.append(tuple(others[:CANDIDATES]))
    chosen = chances.gather(1, _batch(follows).mT)[:, 0]
    return {
        "predicts": tuple(piece.token for piece in follows),
        "probabilities": tuple(chosen.tolist()),
        "candidates": tuple(candidates),
    }


def _tokens(tokenizer, pieces: Sequence[Piece], language: str | None, text: str | None) -> Tokens:
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    special = tuple(piece.id in marks for piece in pieces)
    unknown = tuple(piece.id == tokenizer.unk_token_id for piece in pieces)
    words, number = [], -1
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
        typed = [piece.token.replace("▁", "") for piece in pieces]
    else:
        typed = typed_words(spans, text)
    tokens = [piece.token for piece in pieces]
    for i, piece in enumerate(pieces):
        if typed[i] is None or special[i]:
            typed[i] = piece.token
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
