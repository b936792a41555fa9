"""What the heads of the built-in models do: their jobs and mean roles, measured and kept.

`python -m attention.head_roles` measures anew and writes weights/<model>/roles.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from attention.measures import Measures, measure, role_of
from attention.models import CATALOGUE, WEIGHTS
from attention.trace import AttentionMap

if TYPE_CHECKING:
    import pandas as pd

SENTENCES = WEIGHTS / "sentences.json"  # by language; written for this, so that no model read them
Roles = list[list[dict[str, Any]]]  # by layer and head: {"role", "score"}


def roles(attention_map: AttentionMap) -> pd.DataFrame:
    """Measure every head of a map: one row a head, with layer, head, role, score, job, measures.

    Each measure is a mean over the rows that are not special tokens.
    previous, next, same, first, separator, punctuation: the share (0 to 1) given to the token
    before, after, itself, the first token ([CLS], or where a decoder starts), later special tokens
    ([SEP], </s>) and punctuation; the first three are NaN for cross-attention.
    entropy: how broad a head is, in nats; broad: the same as a part of the largest possible.
    confidence: the largest weight of a row. reach: the largest weight on an ordinary token that is
    neither the row's own nor next to it (for cross-attention: on any ordinary token).
    before, after: how often the largest weight is on the token before or after.

    role is the largest of the six shares if it is over a half (Clark et al. 2019, 4.2), else
    previous or next if the largest weight is there at least 90 % of the time (Voita et al. 2019,
    5.2), else confident if confidence is over 0.8 (Voita et al. 2019, 5), else broad if broad is
    over 0.9 (Clark et al. 2019, 4.2, call heads broad by their entropy, and give no threshold),
    else mixed. score is the measure of that name; for mixed it is confidence.

    job is what the head of a built-in model does best on treebank sentences (see Job) and
    job_share how often it is right about that; "" and NaN where it has no job.
    """
    import pandas as pd

    measures = measure(attention_map)
    role, score = role_of(measures)
    layer, head = np.indices(role.shape)[:2]
    job, job_share = np.full(role.shape, "", dtype=object), np.full(role.shape, np.nan)
    for best in reversed(jobs(attention_map.model, attention_map.kind)):
        job[best.layer, best.head], job_share[best.layer, best.head] = best.name, best.share
    named = {"role": role, "score": score, "job": job, "job_share": job_share}
    columns = {"layer": layer, "head": head, **named, **measures}
    return pd.DataFrame({name: array.ravel() for name, array in columns.items()})


def mean_roles(model: str, kind: str) -> Roles | None:
    """Return the mean role and score of every head of a map over 24 sentences, as `roles` says.

    None for a model that did not come with the app.
    """
    return _kept(model, "roles.json").get(kind)


@dataclass(frozen=True)
class Job:
    """What a head was seen to do on treebank sentences it never read; see training/grammar.py.

    name is the relation and the direction of the look; share is how often the head is right and
    offset how often the best fixed offset is (both 0 to 1), counted on `words` words.
    """

    layer: int
    head: int
    name: str
    share: float
    offset: float
    words: int

    @property
    def gain(self) -> float:
        return self.share - self.offset


def jobs(model: str, kind: str) -> tuple[Job, ...]:
    """Return the jobs of the heads of a map, best gain first; () where none was measured."""
    found = (Job(**entry) for entry in _kept(model, "jobs.json").get(kind, ()))
    return tuple(sorted(found, key=lambda job: (-job.gain, job.layer, job.head)))


def opening(model: str, kind: str) -> dict[str, int | None] | None:
    """Return the layer and head that a map opens with (head None: the mean), None if not measured.

    Chosen by a measure on held-out sentences when the model was trained: training/opening.py.
    """
    return _kept(model, "opening.json").get(kind)


def measured(model: str) -> dict[str, Roles]:
    """Measure the roles of a built-in model on the fixed sentences, by kind of map."""
    from attention.reading import cross_attention, self_attention

    entry = CATALOGUE[model]
    read = cross_attention if entry.target else self_attention
    sums: dict[str, Measures] = {}
    texts = json.loads(SENTENCES.read_text("utf-8"))[entry.language]
    for text in texts:
        for attention_map in read(text, model=model).maps:
            sum_ = sums.setdefault(attention_map.kind, {})
            for name, array in measure(attention_map).items():
                sum_[name] = sum_.get(name, 0) + array / len(texts)
    return {kind: as_json(*role_of(measures)) for kind, measures in sums.items()}


def as_json(role: np.ndarray, score: np.ndarray) -> Roles:
    """Lay out roles and scores (layers, heads) by layer and head, for JSON."""
    return [
        [
            {"role": name, "score": round(float(share), 3)}
            for name, share in zip(*layer, strict=True)
        ]
        for layer in zip(role, score, strict=True)
    ]


@cache
def _kept(model: str, file: str) -> dict[str, Any]:
    path = WEIGHTS / model / file
    return json.loads(path.read_text("utf-8")) if model in CATALOGUE and path.exists() else {}


if __name__ == "__main__":
    for name, model in CATALOGUE.items():
        if model.built_in:
            text = json.dumps(measured(name)).replace("], [", "],\n [")
            (WEIGHTS / name / "roles.json").write_text(text + "\n", "utf-8")
