"""The card of the Space, in front of the README, says what the app is made of."""

import re
from pathlib import Path

import pytest
import yaml

from attention.hub import _CONFIGS, _VOCABULARIES, _WEIGHTS
from attention.models import CATALOGUE, WEIGHTS

ROOT = Path(__file__).parent.parent
HUB_MODELS = [model.name for model in CATALOGUE.values() if not model.built_in]


@pytest.fixture(scope="module")
def card() -> dict:
    return front_matter(ROOT / "README.md")


def front_matter(file: Path) -> dict:
    return yaml.safe_load(file.read_text("utf-8").split("---\n")[1])


def test_it_names_every_model_that_can_be_fetched(card):
    assert card["models"] == HUB_MODELS


def test_what_is_there_from_the_start_is_one_model_of_each_kind_with_all_its_files(card):
    """The others are fetched when a visitor first wants them: each would make the image larger."""
    preloaded = dict(line.split(" ") for line in card["preload_from_hub"])
    assert {CATALOGUE[name].target is None for name in preloaded} == {True, False}
    assert len(preloaded) == 2 and set(preloaded) <= set(HUB_MODELS)
    for files in (set(names.split(",")) for names in preloaded.values()):
        assert files >= _CONFIGS and files & set(_WEIGHTS)
        assert any(files >= vocabulary for vocabulary in _VOCABULARIES)


def test_it_names_the_data_of_the_built_in_models(card):
    used = {name for file in WEIGHTS.glob("*/README.md") for name in front_matter(file)["datasets"]}
    assert set(card["datasets"]) == used and used


def test_it_is_shown_small_with_a_picture_on_the_free_hardware(card):
    assert (card["header"], card["suggested_hardware"]) == ("mini", "cpu-basic")
    assert (ROOT / card["thumbnail"]).is_file()
    # The Hub wants an address; which Space it is, is known when the files are pushed.
    pushed = (ROOT / ".github/workflows/space.yml").read_text("utf-8")
    edit = re.search(r'sed -i "s\|(.+?)\|&(.+?)\|" space/README\.md', pushed)
    assert edit and edit[1] == "^thumbnail: "
    assert edit[2] == "https://huggingface.co/spaces/$SPACE/resolve/main/"
    assert len(card["tags"]) == len(set(card["tags"])) >= 3
    assert len(card["short_description"]) <= 60


def test_it_asks_for_what_is_installed(card):
    pinned = dict(re.findall(r"^(\w+)==(\S+)$", (ROOT / "requirements.txt").read_text(), re.M))
    assert card["sdk_version"] == pinned["gradio"]
    assert (ROOT / card["app_file"]).is_file()
