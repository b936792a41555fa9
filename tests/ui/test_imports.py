"""The page's scripts import one way, as the Python does: no circles, no tab another tab."""

import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "attention/ui"
TABS = {"basics", "compare", "bertviz"}
# From the ground up; a script imports from its own folder, and from folders of floors below.
FLOORS = ({"engine", "shared"}, {"attention_view"}, TABS, {"shell"})
SCRIPTS = sorted(UI.rglob("*.js"))
COMMENT = re.compile(r"^\s*//[^\n]*|/\*.*?\*/", re.M | re.S)
# import … from "./x.js", export … from, import "./x.js", import("./x.js")
RELATIVE = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\s]+)["']""")
# import(new URL("x.js", document.baseURI)), new Worker(new URL(…
FROM_PAGE = re.compile(r"""new URL\(\s*["']([^"']+\.js)["']""")


@cache
def imports(file: Path) -> frozenset[Path]:
    """The scripts that a script imports, at its start or later."""
    code = COMMENT.sub("", file.read_text("utf-8"))
    return imported(file, code)


def imported(file: Path, code: str) -> frozenset[Path]:
    found = {(file.parent / name).resolve() for name in RELATIVE.findall(code)}
    return frozenset(found | {UI / name for name in FROM_PAGE.findall(code)})


def folder(file: Path) -> str:
    return file.relative_to(UI).parts[0]


def allowed(name: str) -> set[str]:
    """The folders that scripts of a folder import from."""
    number = next(number for number, floor in enumerate(FLOORS) if name in floor)
    return {name}.union(*FLOORS[:number], () if name in TABS else FLOORS[number])


def test_every_folder_with_scripts_has_its_floor():
    assert {folder(file) for file in SCRIPTS} == set().union(*FLOORS)


@pytest.mark.parametrize("name", sorted(set().union(*FLOORS)))
def test_scripts_import_from_below(name):
    for file in (one for one in SCRIPTS if folder(one) == name):
        assert all(other.is_file() for other in imports(file)), file  # nothing of npm's either
        assert {folder(other) for other in imports(file)} <= allowed(name), file


def test_the_engine_needs_the_page_for_nothing_but_the_contract():
    needed = {other for file in SCRIPTS if folder(file) == "engine" for other in imports(file)}
    assert {one for one in needed if folder(one) != "engine"} == {UI / "shared/contract.js"}


def test_no_script_comes_back_to_itself():
    try:
        list(TopologicalSorter({file: imports(file) for file in SCRIPTS}).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(str(file.relative_to(UI)) for file in circle.args[1]))


def test_the_scan_sees_imports():
    code = """import { a } from "./a.js";
import "../shared/b.js";
import {
  c,
} from '../engine/c.js';
export { d } from "./d.js";
const e = await import("./e.js");
new Worker(new URL("engine/f.js", document.baseURI));"""
    names = ("compare/a", "shared/b", "engine/c", "compare/d", "compare/e", "engine/f")
    assert imported(UI / "compare/x.js", code) == {UI / f"{name}.js" for name in names}
    assert UI / "attention_view/attention_view.js" in imports(UI / "compare/card.js")
    assert UI / "engine/worker.js" in imports(UI / "engine/client.js")
