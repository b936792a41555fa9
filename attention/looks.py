"""Blocked looks: which row may not look at which column, in every layer and head."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import TypeGuard

import numpy as np

from attention.sentence import MAX_TOKENS

SELF = ("self",)
SOURCE = ("encoder", "cross")  # what looks at the words of a translator's source
TRANSLATOR = ("encoder", "decoder", "cross")
MOST = MAX_TOKENS * MAX_TOKENS
Blocked = Collection[object] | None  # as asked: columns, [row, column], [kind, column] and so on


@dataclass(frozen=True, order=True)
class Look:
    """A row that looks at a column, in one kind of attention; row -1: every row."""

    kind: str
    row: int
    column: int


def parse_looks(blocked: Blocked, translates: bool) -> tuple[Look, ...]:
    """Read blocked looks as a link or the API writes them, each once, in order.

    For a BERT a look is a column, at which nobody looks, or [row, column]; for a translator a
    column of the source, [kind, column] or [kind, row, column]. Raises ValueError for all else.
    """
    if blocked is None:
        return ()
    if isinstance(blocked, str | bytes | Mapping) or not isinstance(blocked, Collection):
        raise ValueError(f"blocked is a list of looks, not {_brief(blocked)}. {_help(translates)}")
    if len(blocked) > MOST:
        raise ValueError(f"At most {MOST} looks can be blocked at once, not {len(blocked)}.")
    return tuple(sorted({part for look in blocked for part in _parse(look, translates)}))


def check_places(looks: Iterable[Look], tokens: dict[str, int]) -> None:
    """Raise ValueError for a look at a token that is not there; `tokens` counts those of a side.

    Its keys are "self" or "encoder"; a translation may come to have any token that fits.
    """
    for look in looks:
        column_side = "encoder" if look.kind == "cross" else look.kind
        row_side = "decoder" if look.kind == "cross" else look.kind
        for name, place, side in (
            ("row", look.row, row_side),
            ("column", look.column, column_side),
        ):
            count = tokens.get(side, MAX_TOKENS)
            if place >= count:
                raise ValueError(
                    f"There is no {name} {place} to block here: they go from 0 to {count - 1}."
                )


def may_look(looks: Iterable[Look], kind: str, rows: int, columns: int) -> np.ndarray | None:
    """Return which row may look at which column, (rows, columns); None: nothing is blocked.

    In the decoder nobody looks at what comes later. A row that is left with nothing keeps itself,
    in cross-attention the source's last token, </s>.
    """
    own = [look for look in looks if look.kind == kind]
    if not own:
        return None
    past = np.tri(rows, columns, dtype=bool)
    allowed = past if kind == "decoder" else np.ones_like(past)
    for look in own:
        if look.column < columns:
            allowed[slice(None) if look.row < 0 else slice(look.row, look.row + 1), look.column] = 0
    for row in np.flatnonzero(~allowed.any(-1)):
        allowed[row, columns - 1 if kind == "cross" else row] = True
    return allowed


def _parse(look: object, translates: bool) -> list[Look]:
    if _is_place(look):
        return [Look(kind, -1, int(look)) for kind in (SOURCE if translates else SELF)]
    if isinstance(look, list | tuple):
        kind, *places = look or [None] if translates else ("self", *look)
        known = kind in (TRANSLATOR if translates else SELF) if isinstance(kind, str) else False
        fewest = 1 if translates else 2
        if known and fewest <= len(places) <= 2 and all(map(_is_place, places)):
            return [Look(kind, int(places[0]) if len(places) == 2 else -1, int(places[-1]))]
    raise ValueError(f"{_brief(look)} is no look that can be blocked. {_help(translates)}")


def _is_place(place: object) -> TypeGuard[int]:
    return type(place) is not bool and isinstance(place, Integral) and int(place) >= 0


def _brief(what: object) -> str:
    text = repr(what)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _help(translates: bool) -> str:
    if translates:
        kinds = ", ".join(f'"{kind}"' for kind in TRANSLATOR)
        return (
            "Name a column of the source, [kind, column] or [kind, row, column], "
            f"numbered from 0; a kind is one of {kinds}."
        )
    return "Name a column or [row, column], numbered from 0."
