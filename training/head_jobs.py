"""The jobs of heads: what each was seen to do on a treebank, for the app.

`python -m training.head_jobs --model FOLDER --treebank FILE` writes `jobs.json` and the figures
of `evaluation.json` that training/grammar.py measures.
"""

import argparse
import json
from pathlib import Path

import torch

from training import grammar

RIGHT = 0.5  # of the words
BETTER = 0.1  # than the best fixed offset
WORDS = 100  # at least so many
WEIGHT = 0.3  # on the partner, averaged over the words
# Universal Dependencies' relations that have a name in plain words, in attention/ui/words.
RELATIONS = [
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "case",
    "cc",
    "ccomp",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "parataxis",
    "vocative",
    "xcomp",
]
# Relations that a learner of Japanese would call by another name than one of English.
JAPANESE = {"case": "particle", "cop": "desu", "mark": "joining_particle"}
NAMES = ("dependent_to_head", "head_to_dependent")


def jobs(reading: grammar.Reading) -> list[dict]:
    """Return every job of every head, as attention.head_roles reads them, largest gain first.

    A head has a job for a relation and a direction when it is right about at least half of at
    least 100 words, by 10 points more than the best fixed offset, and puts 0.3 of the row on the
    partner, averaged over the words.
    """
    entries = []
    for (relation, direction), looks in reading.tally.items():
        if looks.words < WORDS or relation not in RELATIONS:
            continue
        if reading.language == "ja":
            relation = JAPANESE.get(relation, relation)
        shares, (_, by_offset) = looks.right / looks.words, looks.offset
        able = (shares >= max(RIGHT, by_offset + BETTER)) & (looks.weight / looks.words >= WEIGHT)
        entries += [
            {
                "layer": layer,
                "head": head,
                "name": f"{relation}_{NAMES[direction]}",
                "share": round(float(shares[layer, head]), 3),
                "offset": round(by_offset, 3),
                "words": looks.words,
            }
            for layer, head in able.nonzero().tolist()
        ]
    return sorted(entries, key=lambda job: job["offset"] - job["share"])


def write(folder: Path, treebank: Path, lengths: tuple[int, int] | None = None) -> dict:
    """Let the model in `folder` read a treebank, write its jobs, and return its figures."""
    reading = grammar.read(folder, treebank, lengths)
    kind = "encoder" if "marian" in (folder / "config.json").read_text("utf-8") else "self"
    lines = ",\n ".join(json.dumps(job) for job in jobs(reading))
    (folder / "jobs.json").write_text(f'{{"{kind}": [{lines}]}}\n', "utf-8")
    return {"treebank": treebank.name.partition(".")[0]} | grammar.figures(reading)


def main() -> None:
    """Measure and write."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--model", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--treebank", type=Path, required=True, help="CoNLL-U, plain or .xz")
    line.add_argument("--words", type=int, nargs=2, help="fewest and most words of a sentence")
    line.add_argument("--threads", type=int, default=1, help="CPU threads")
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    file = arguments.model / "evaluation.json"
    known = json.loads(file.read_text("utf-8"))
    known["grammar"] = write(arguments.model, arguments.treebank, arguments.words)
    file.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
