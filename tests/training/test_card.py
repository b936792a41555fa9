import json
from pathlib import Path

import pytest

from training.card import card

WEIGHTS = Path(__file__).parents[2] / "attention" / "weights"
FOLDERS = sorted(file.parent for file in WEIGHTS.glob("*/evaluation.json"))
LARGEST = 9_961_472  # bytes a file


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_card_says_what_was_measured(folder):
    assert (folder / "README.md").read_text(encoding="utf-8") == card(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_app_opens_where_the_measure_says(folder):
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))["opening"]
    opens = json.loads((folder / "opening.json").read_text(encoding="utf-8"))
    assert opens == {
        name: {"layer": chosen["layer"], "head": chosen["head"]} for name, chosen in found.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_small_enough(folder):
    assert all(file.stat().st_size <= LARGEST for file in folder.iterdir())


def test_a_card_carries_figures_and_attribution(tmp_path):
    chosen = {"layer": 2, "head": None, "score": 0.75, "definition": "share of links"}
    score = {"score": 12.34, "signature": "nrefs:1"}
    part = {"pairs": 1000, "BLEU": score, "chrF": score}
    found = {
        "languages": ["en", "fr"],
        "training": {
            "examples": 1234, "epochs": 2.0, "steps": 50, "tokens": 99, "minutes": 3, "loss": 1.0,
            "note": "Stopped once.",
        },
        "dev": part, "test": part,
        "opening": {"cross": chosen},
    }  # fmt: skip
    (tmp_path / "config.json").write_text('{"model_type": "marian"}')
    (tmp_path / "evaluation.json").write_text(json.dumps(found))
    text = card(tmp_path)
    assert (
        "12.34" in text
        and "Stopped once. Last" in text
        and "layer 3, mean of heads, 0.750" in text
        and "1,234 pairs" in text
    )
    assert "Tatoeba (https://tatoeba.org, CC BY 2.0 FR)" in text and "$" not in text
