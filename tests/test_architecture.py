"""ARCHITECTURE.md names only files that exist, and __init__.py every module of the package."""

import re
from pathlib import Path

import attention

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def test_every_file_it_names_is_there():
    named = set(re.findall(r"`((?:attention|tests|training)/[\w/.]+)`", TEXT))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_sentence_passes_at_most_16_files_of_ours():
    way = TEXT.split("## A sentence")[1].split("## A slider")[0]
    read_by_one_model = set(re.findall(r"`(attention/[\w/.]+)`", way)) - {"attention/translator.py"}
    assert 10 < len(read_by_one_model) <= 16


def test_the_map_of_the_package_names_every_module():
    package = ROOT / "attention"
    modules = {file.stem for file in package.glob("*.py")} - {"__init__"}
    named = set(re.findall(r"^([\w.]+)\s", attention.__doc__, re.M))
    assert modules <= named, modules - named
