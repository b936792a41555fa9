"""Reading a text and its translation with an encoder-decoder (Marian): one pass, three maps."""

import unicodedata
from collections.abc import Sequence

import torch
from torch import Tensor

from attention.backend import recording
from attention.maps import LONGEST, Tokens, attention_map, by_kind
from attention.models import Loaded
from attention.trace import Trace

CANDIDATES = 4  # likely tokens shown beside the one that is predicted


def read_translation(
    loaded: Loaded, text: str, target: str | None, notes: tuple[str, ...] = ()
) -> Trace:
    """Translate `text`, or take `target` as its translation, and read both in one recorded pass."""
    tokenizer, network, entry = loaded.tokenizer, loaded.network, loaded.entry
    start, end = network.config.decoder_start_token_id, tokenizer.eos_token_id
    pieces = tokenizer.tokenize(text)
    source_ids = [*tokenizer.convert_tokens_to_ids(pieces[: LONGEST - 1]), end]
    if target is None:
        ids = _translate(network, source_ids)
        written = tokenizer.convert_ids_to_tokens(ids)
    else:
        written = tokenizer.spm_target.encode(target, out_type=str)
        ids = tokenizer.convert_tokens_to_ids(written)
    notes += ("cut",) * (len(pieces) > LONGEST - 1) + ("cut_target",) * (len(ids) > LONGEST - 1)
    ids, written = ids[: LONGEST - 1], written[: LONGEST - 1]
    with torch.no_grad(), recording() as calls:
        read = torch.tensor([[start, *ids]])
        logits = network(torch.tensor([source_ids]), decoder_input_ids=read, use_cache=False).logits
    source = _tokens(
        tokenizer, [*pieces[: LONGEST - 1], tokenizer.eos_token], source_ids, entry.language
    )
    rows = _tokens(
        tokenizer, [tokenizer.convert_ids_to_tokens(start), *written], [start, *ids], entry.target
    )
    predicted = _predicted(
        tokenizer, network, logits[0], [*ids, end], [*written, tokenizer.eos_token]
    )
    found = by_kind(calls, loaded.kinds)
    maps = (
        attention_map("encoder", source, source, found["encoder"]),
        attention_map("decoder", rows, rows, found["decoder"], **predicted),
        attention_map("cross", rows, source, found["cross"], **predicted),
    )
    translation = tokenizer.spm_target.decode(
        [one for one in written if one != tokenizer.unk_token]
    )
    return Trace(entry.name, (text,), maps, translation, len(source.shown), len(pieces) + 1, notes)


def _translate(network, source_ids: list[int]) -> list[int]:
    """Greedy decoding: the ids of the translation, without start and end."""
    source = torch.tensor([source_ids])
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


def _predicted(tokenizer, network, logits: Tensor, ids: list[int], tokens: list[str]) -> dict:
    """What each row predicts, how likely that is, and the likeliest others; logits (rows, |V|)."""
    logits[:, network.config.pad_token_id] = -torch.inf  # never written, as in _translate
    chances = logits.softmax(-1)
    likeliest = chances.topk(CANDIDATES + 1)
    candidates = []
    for row, chosen in enumerate(ids):
        others = [
            (tokenizer.convert_ids_to_tokens(one), round(chance, 6))
            for one, chance in zip(
                likeliest.indices[row].tolist(), likeliest.values[row].tolist(), strict=True
            )
            if one != chosen
        ]
        candidates.append(tuple(others[:CANDIDATES]))
    chosen = chances[torch.arange(len(ids)), torch.tensor(ids)].tolist()
    return {
        "predicts": tuple(tokens),
        "probabilities": tuple(chosen),
        "candidates": tuple(candidates),
    }


def _tokens(tokenizer, shown: Sequence[str], ids: Sequence[int], language: str | None) -> Tokens:
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    special = tuple(one in marks for one in ids)
    words, number = [], -1
    for i, piece in enumerate(shown):
        if special[i]:
            words.append(-1)
            continue
        number += i == 0 or special[i - 1] or _starts_word(shown[i - 1], piece, language)
        words.append(number)
    unknown = tuple(one == tokenizer.unk_token_id for one in ids)
    return Tokens(tuple(shown), special, tuple(words), unknown)


def _starts_word(before: str, piece: str, language: str | None) -> bool:
    if before == "▁":
        return False
    if language == "ja":  # written without spaces: the pieces are its words
        return True
    return piece.startswith("▁") or _is_mark(piece) or _is_mark(before)


def _is_mark(piece: str) -> bool:
    return all(unicodedata.category(one)[0] in "PS" for one in piece.removeprefix("▁"))
