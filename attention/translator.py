"""Reading a text and its translation with an encoder-decoder (Marian): one pass, three maps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from attention.backend import blocking, recording
from attention.looks import Look, check_places
from attention.maps import Predicted, attention_map, by_kind, stack
from attention.models import Loaded
from attention.pieces import Piece, label, source_pieces, target_pieces
from attention.sentence import MAX_TOKENS, NOTHING
from attention.trace import Candidates, Trace

if TYPE_CHECKING:
    from transformers import MarianMTModel, PreTrainedTokenizerBase

CANDIDATES = 4  # likely tokens shown beside the one that is predicted


def read_translation(
    loaded: Loaded, text: str, target: str | None, looks: Sequence[Look] = ()
) -> Trace:
    """Translate `text`, or take `target` as its translation, and read both in one recorded pass.

    `looks` are blocked in both. Raises ValueError when the tokenizer sees nothing in the text,
    and for a look at a token that is not there.
    """
    tokenizer, network, entry = loaded.tokenizer, loaded.network, loaded.entry
    pieces = source_pieces(loaded, text)
    if not pieces:
        raise ValueError(NOTHING)
    start_id = network.config.decoder_start_token_id
    start = Piece(tokenizer.convert_ids_to_tokens(start_id), start_id)
    end = Piece(tokenizer.eos_token, tokenizer.eos_token_id)
    source = [*pieces[: MAX_TOKENS - 1], end]
    check_places(looks, {"encoder": len(source)})
    if target is None:
        with blocking(looks, loaded.kinds):
            ids = _translate(network, _batch(source), use_cache=not looks)
        written = list(map(Piece, tokenizer.convert_ids_to_tokens(ids), ids))
    else:
        written = target_pieces(loaded, target)
    notes = ("cut",) * (len(pieces) >= MAX_TOKENS) + ("cut_target",) * (len(written) >= MAX_TOKENS)
    # A row reads one piece and predicts the next, the last row too where the rest is cut off.
    read, follows = [start, *written][:MAX_TOKENS], [*written, end][:MAX_TOKENS]
    with torch.no_grad(), recording() as calls, blocking(looks, loaded.kinds):
        answer = network(
            _batch(source),
            decoder_input_ids=_batch(read),
            use_cache=False,
            output_hidden_states=True,
        )
    columns = label(tokenizer, source, entry.language, text)
    rows = label(tokenizer, read, entry.target, target)
    shown = label(tokenizer, follows, entry.target, target).shown
    predicted = _predicted(tokenizer, answer.logits[0], follows, shown)
    found = by_kind(calls, loaded.kinds)
    make = partial(attention_map, model=entry.name, looks=looks)
    maps = (
        make("encoder", columns, columns, found["encoder"]),
        make("decoder", rows, rows, found["decoder"], **predicted),
        make("cross", rows, columns, found["cross"], **predicted),
    )
    hidden = {
        "encoder": stack(answer.encoder_hidden_states),
        "decoder": stack(answer.decoder_hidden_states),
    }
    if target is None:
        known = [piece.token for piece in read[1:] if piece.token != tokenizer.unk_token]
        translation = tokenizer.spm_target.decode(known)
    else:
        translation = target[: max((piece.span[1] for piece in read[1:] if piece.span), default=0)]
    return Trace(
        entry.name, (text,), maps, translation, len(source), len(pieces) + 1, notes, None, hidden
    )


def _batch(pieces: Sequence[Piece]) -> Tensor:
    return torch.tensor([[piece.id for piece in pieces]])


def _translate(network: MarianMTModel, source: Tensor, use_cache: bool) -> list[int]:
    """Greedy decoding: the ids of the translation, without start and end.

    Where looks are blocked there is no cache: it would hide from a row which position it has.
    """
    ids = network.generate(
        source,
        attention_mask=torch.ones_like(source),
        num_beams=1,
        do_sample=False,
        max_length=None,
        use_cache=use_cache,
        max_new_tokens=MAX_TOKENS,
        forced_eos_token_id=None,
        bad_words_ids=[[network.config.pad_token_id]],  # its logit is not trained
    )[0].tolist()
    return [one for one in ids[1:] if one != network.config.eos_token_id]


def _predicted(
    tokenizer: PreTrainedTokenizerBase,
    logits: Tensor,
    follows: Sequence[Piece],
    shown: tuple[str, ...],
) -> Predicted:
    """What each row predicts, how likely that is, and the likeliest others; logits (rows, |V|)."""
    logits[:, tokenizer.pad_token_id] = -torch.inf  # never written, as in _translate
    chances = logits.softmax(-1)
    likeliest = chances.topk(CANDIDATES + 1)
    candidates: list[Candidates] = []
    for row, chosen in enumerate(follows):
        likely = zip(likeliest.indices[row].tolist(), likeliest.values[row].tolist(), strict=True)
        others = [
            (tokenizer.convert_ids_to_tokens(one), round(chance, 6))
            for one, chance in likely
            if one != chosen.id
        ]
        candidates.append(tuple(others[:CANDIDATES]))
    chances_of_chosen = chances.gather(1, _batch(follows).mT)[:, 0]
    return {
        "predicts": shown,
        "probabilities": tuple(chances_of_chosen.tolist()),
        "candidates": tuple(candidates),
    }
