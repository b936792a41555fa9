"""How the house is built: what imports what, what is light to import, what is public."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import attention

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "attention"
# From the ground up; a file imports only from floors below its own. ui and app come after these.
FLOORS = (
    {"reference", "closed_classes", "characters"},
    {"language", "spelling"},
    {"sentence"},
    {"trace"},
    {"looks"},
    {"backend"},
    {"maps", "hub", "typed"},
    {"models"},
    {"encoder", "pieces"},
    {"translator"},
    {"reading"},
    {"measures", "toy", "row_sum", "masking", "moved", "bertviz"},
    {"question", "next_layer"},
    {"logit_lens"},
    {"head_roles"},
    {"default_view"},
)
MODULES = sorted(PACKAGE.glob("*.py"))
EVERYTHING = sorted([*PACKAGE.rglob("*.py"), ROOT / "app.py"])


def imports(file: Path) -> set[str]:
    """The dotted names a file imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = file.relative_to(ROOT).with_suffix("").parts[: -node.level or None]
            origin = ".".join(filter(None, (*(here if node.level else ()), node.module)))
            found |= {origin, *(f"{origin}.{alias.name}" for alias in node.names)}
    return found


def packages(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(file)}


def ours(file: Path) -> set[str]:
    """The files of the package itself that a file imports, "ui" for all under ui/."""
    parts = [name.split(".") for name in imports(file)]
    known = {module.stem for module in MODULES} | {"bertviz", "ui"}
    return {part[1] for part in parts if part[0] == "attention" and len(part) > 1} & known


def test_every_file_has_its_floor():
    assert {one.stem for one in MODULES} - {"__init__"} <= set().union(*FLOORS)


@pytest.mark.parametrize("name", sorted({name for floor in FLOORS for name in floor}))
def test_imports_point_down(name):
    floor = next(number for number, names in enumerate(FLOORS) if name in names)
    files = [PACKAGE / f"{name}.py"]
    if not files[0].exists():  # a folder may use what it holds
        files = sorted((PACKAGE / name).glob("*.py"))
    assert files
    for file in files:
        assert ours(file) - {name} <= set().union(*FLOORS[:floor])


def test_the_scan_sees_imports():
    assert {"reference"} <= ours(PACKAGE / "backend.py")
    assert {"hub", "backend"} <= ours(PACKAGE / "models.py")  # one at the top, one in a function
    assert "trace" in ours(PACKAGE / "measures.py")
    assert "transformers" in packages(PACKAGE / "backend.py")


def test_only_the_page_knows_gradio():
    for file in EVERYTHING:
        if PACKAGE / "ui" in file.parents or file.name == "app.py":
            continue
        assert not {"gradio", "gradio_client"} & packages(file), file


def test_only_the_drawing_knows_bertviz():
    assert [file.stem for file in EVERYTHING if "bertviz" in packages(file)] == ["drawing"]


def test_the_ground_stands_without_transformers():
    ground = ", ".join(f"attention.{name}" for name in ("reference", "trace", "sentence", "toy"))
    assert run(f"import sys, {ground}; print('transformers' in sys.modules)") == "False"


def test_nothing_imports_the_app():
    for file in EVERYTHING:
        assert "app" not in packages(file), file


@pytest.mark.parametrize("names", ["attention, attention.trace", "attention.ui.page"])
def test_what_the_page_needs_at_once_is_light(names):
    code = f"import sys, {names}; print(*({{'torch', 'transformers'}} & sys.modules.keys()))"
    assert run(code) == ""


def test_all_is_the_public_surface():
    public = {
        "attend",
        "layer_guesses",
        "self_attention",
        "cross_attention",
        "Trace",
        "AttentionMap",
        "roles",
    }
    assert set(attention.__all__) == public
    assert public <= set(dir(attention))
    for name in public:
        one = getattr(attention, name)
        assert one.__name__ == name and one.__doc__
    with pytest.raises(AttributeError, match="no attribute 'atend'"):
        attention.atend  # noqa: B018


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
