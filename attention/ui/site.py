"""The static edition: `python -m attention.ui.site OUT [ADDRESS]` writes the page as plain files.

Any file server can serve the folder OUT, under any path: the models run in the visitor's browser,
and what the examples ask is answered beforehand, here. ADDRESS is where the folder will be found;
link previews name it, for they must be absolute.
"""

import base64
import html
import json
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attention.bertviz.page import library, library_names
from attention.models import DEFAULT_BERT, DEFAULT_TRANSLATOR, WEIGHTS
from attention.ui import api, contract, engine_files
from attention.ui.bertviz.tab import bertviz_view
from attention.ui.page import build_page
from attention.ui.shell.modules import UI, in_script, modules
from attention.ui.shell.page_head import filled, head_of
from attention.ui.words import LANGUAGES, WORDS

ROOT = UI.parents[1]
STATIC = UI / "shell" / "static"
FOLDERS = ("engine", "shared", "attention_view", "basics", "compare", "bertviz", "shell")
SERVED = (".js", ".css", ".json", ".png", ".svg")
PAGES = {language: f"index.{language}.html" for language in LANGUAGES}
PAGES[LANGUAGES[0]] = "index.html"
# What a service worker keeps only once it was used, and what it leaves alone.
WHEN_USED = ("answers/",)
NOT_KEPT = ("weights/", "README.md", "LICENSE", "shell/preview.png")
OF_A_VIEW = ("elem_id", "html_template", "css_template", "value", "props")


def write(out: Path, address: str = "") -> None:
    """Write every file of the static edition below `out`, which holds nothing else yet."""
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    for name, content in files(address).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def files(address: str = "") -> dict[str, bytes]:
    """Return the files of the static edition, path to content."""
    found = dict(_copied())
    answers = dict(_answers())
    found |= {path: json.dumps(answer(), **JSON).encode() for path, answer in answers.values()}
    kept = {question: path for question, (path, _) in answers.items()}
    own = {"shared/contract.js": contract.script("static", KEPT_ANSWERS=kept)}
    found |= {path: text.encode() for path, text in own.items()}
    scripts = in_script(modules(contract.TABS, own))
    views = in_script(_views())
    found |= {_manifest_of(language): _manifest(language) for language in LANGUAGES}

    def pages(edition: str) -> dict[str, bytes]:
        return {
            path: _page(language, address, edition, scripts, views).encode()
            for language, path in PAGES.items()
        }

    edition = _hash(b"".join([*found.values(), *pages("").values()])).hex()[:16]
    found |= pages(edition)
    found["service_worker.js"] = service_worker(edition, found).encode()
    return found


JSON: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


def _copied() -> Iterator[tuple[str, bytes]]:
    """What is served as it is."""
    for folder in FOLDERS:
        for path in sorted((UI / folder).rglob("*")):
            if path.suffix in SERVED and STATIC not in path.parents:
                yield path.relative_to(UI).as_posix(), path.read_bytes()
    for name in library_names():
        yield f"libraries/{name}", library(name).encode()
    for name in engine_files.paths():
        yield f"weights/{name}", (WEIGHTS / name).read_bytes()
    for card in sorted(WEIGHTS.glob("*/README.md")):  # whose sentences a model learned from
        yield f"weights/{card.relative_to(WEIGHTS).as_posix()}", card.read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    yield "README.md", (STATIC / "README.md").read_bytes()


def _answers() -> Iterator[tuple[str, tuple[str, Callable]]]:
    """Every question of the examples, as answers.js writes it, with a file for its answer."""
    endpoints = contract.endpoints()
    for number, (ask, arguments) in enumerate(_questions()):
        name = ask.__name__
        question = {**endpoints[name], **arguments}
        # Nothing, an empty text and an empty list are the same question.
        data = [None if value in ("", []) else value for value in question.values()]
        text = json.dumps([name, *data], **JSON)
        yield text, (f"answers/{name}_{number}.json", lambda ask=ask, q=question: ask(**q))


def _questions() -> Iterator[tuple[Callable, dict]]:
    translators = (DEFAULT_TRANSLATOR, contract.INTO_JAPANESE)  # of which one is chosen at a tap
    for example in contract.EXAMPLES.values():
        text = example["text"]
        yield api.self_attention, {"text": text, "pair": "", "model": DEFAULT_BERT}
        for to in [example["to"]] if "to" in example else translators:
            yield api.cross_attention, {"text": text, "target": "", "model": to}
        if "hide" in example:
            model = api.self_attention(text)["model"]  # the one of the text's language
            yield api.mask_word, {"text": text, "token": example["hide"], "model": model}
    for view in ("head", "model", "neuron"):
        for name, example in contract.BERTVIZ_EXAMPLES.items():
            if name != "pair" or view == "neuron":
                yield bertviz_view, {"view": view, **example, "layers": []}


def _views() -> dict:
    """The views with their first values, as Gradio's configuration has them."""
    demo = build_page()
    css = demo.css = (UI / "shell" / "style.css").read_text("utf-8")  # type: ignore[assignment]
    config = demo.get_config_file()
    views = [component["props"] for component in config["components"]]
    views = [view for view in views if view.get("elem_id") in contract.VIEWS]
    assert len(views) == len(contract.VIEWS), "a view is missing"
    shown = [{"props": {part: view.get(part) for part in OF_A_VIEW}} for view in views]
    return {"css": css, "version": version("gradio"), "components": shown}


def _page(language: str, address: str, edition: str, scripts: str, views: str) -> str:
    words, first = WORDS[language], language == LANGUAGES[0]
    hints = filled(
        (STATIC / "hints.html").read_text("utf-8"),
        base=(STATIC / "base.css").read_text("utf-8"),
        manifest=_manifest_of(language),
        version=edition,
    )
    return filled(
        (STATIC / "page.html").read_text("utf-8"),
        language=language,
        pages=in_script(PAGES),
        choose_language=(STATIC / "choose_language.js").read_text("utf-8"),
        head=head_of(language, address, hints, scripts, "" if first else PAGES[language]),
        views=views,
        no_script=html.escape(words["page.no_script"]),
    )


def _manifest_of(language: str) -> str:
    return f"manifest.{language}.json"


def _manifest(language: str) -> bytes:
    words = WORDS[language]
    icon = {"src": "shell/icon.png", "sizes": "512x512", "type": "image/png"}
    drawn = {"src": "shell/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": words["page.title"],
        "description": words["page.description"],
        "lang": language,
        "start_url": PAGES[language],
        "scope": "./",
        "display": "standalone",
        "background_color": "#fbfafc",
        "theme_color": "#930660",
        "icons": [icon, drawn],
    }
    return json.dumps(content, **JSON).encode()


def service_worker(edition: str, found: dict[str, bytes]) -> str:
    """The service worker, told which files there are, with the hash of each."""
    kept = {path: content for path, content in found.items() if not path.startswith(NOT_KEPT)}
    hashes = {path: f"sha256-{_base64(content)}" for path, content in sorted(kept.items())}
    used = {path: value for path, value in hashes.items() if path.startswith(WHEN_USED)}
    listed = {
        "version": edition,
        "atOnce": {path: value for path, value in hashes.items() if path not in used},
        "whenUsed": used,
    }
    source = (STATIC / "service_worker.js").read_text("utf-8")
    return filled(source, files=json.dumps(listed, **JSON))


def _hash(content: bytes) -> bytes:
    return sha256(content).digest()


def _base64(content: bytes) -> str:
    return base64.b64encode(_hash(content)).decode("ascii")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *sys.argv[2:3])
    print(f"Try it: python -m http.server --directory {sys.argv[1]}")
