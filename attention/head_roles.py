"""What the heads of the built-in models do: their jobs and mean roles, measured and kept.

`python -m attention.head_roles` measures anew and writes weights/<model>/roles.json.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from attention.measures import Measures, measure, role_of
from attention.models import CATALOGUE, WEIGHTS

SENTENCES = WEIGHTS / "sentences.json"  # by language; written for this, so that no model read them
Roles = list[list[dict[str, Any]]]  # by layer and head: {"role", "score"}


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
