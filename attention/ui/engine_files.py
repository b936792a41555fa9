"""The files of the built-in models that the browser's engine reads, and what it is told of them."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from attention.models import CATALOGUE, WEIGHTS, Model

SCRIPT = Path(__file__).parent / "engine" / "models.js"
PACKED = "weights.packed"
CHARSMAP = "charsmap.bin"  # one for all translators
FACTS = ("opening", "roles", "jobs")


@cache
def paths() -> tuple[str, ...]:
    """Return every file that the engine reads, below attention/weights."""
    models = [model for model in CATALOGUE.values() if model.built_in]
    return tuple(sorted({path for model in models for path in _files(model).values()}))


def engine_models() -> list[dict]:
    """Return what the engine is told of each built-in model; JSON values only.

    Its files with address, length in bytes and sha256; its configuration; what was measured of its
    heads (attention.head_roles, attention.default_view).
    """
    return [_entry(model) for model in CATALOGUE.values() if model.built_in]


def _files(model: Model) -> dict[str, str]:
    names = {name: f"{model.name}/{name}" for name in (PACKED, "tokenizer.json")}
    return names | ({CHARSMAP: CHARSMAP} if model.target else {})


def _entry(model: Model) -> dict:
    folder = WEIGHTS / model.name
    return {
        "name": model.name,
        "language": model.language,
        "target": model.target,
        "config": _json(folder / "config.json"),
        "files": {name: _file(path) for name, path in _files(model).items()},
        "facts": {fact: _json(folder / f"{fact}.json") for fact in FACTS},
    }


def _file(path: str) -> dict:
    content = (WEIGHTS / path).read_bytes()
    hashed = sha256(content).hexdigest()
    # The hash in the address: what is kept under it never changes.
    address = f"weights/{path}?sha256={hashed[:16]}"
    return {"url": address, "length": len(content), "sha256": hashed}


def _json(path: Path) -> object:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def script() -> str:
    """Return `engine_models` as a JavaScript module."""
    return (
        "// Made by `python -m attention.ui.contract`: the built-in models and their files.\n\n"
        '/** @type {import("./load_model.js").ModelEntry[]} */\n'
        f"export const MODELS = {json.dumps(engine_models(), ensure_ascii=False)};\n"
    )


class _EngineFiles(StaticFiles):
    """Of the models' folders only what the engine reads."""

    def lookup_path(self, path: str):
        return super().lookup_path(path) if path in paths() else ("", None)


ROUTE = Mount("/weights", _EngineFiles(directory=WEIGHTS))


class Compression(GZipMiddleware):
    """Compresses answers, but not packed weights: that gains a tenth and costs half a second."""

    async def __call__(self, scope, receive, send):
        packed = scope["type"] == "http" and scope["path"].endswith(f"/{PACKED}")
        await (self.app if packed else super().__call__)(scope, receive, send)
