"""Fetching a model of the catalogue from the Hugging Face Hub, or finding it cached."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from pathlib import Path

from cachetools import TTLCache
from tqdm.auto import tqdm

# A visitor waits this long, in seconds; the download itself goes on and is there the next time.
PATIENCE = 90
# After a failure the Hub is left alone this long, so that a class does not wait for it in turn.
RESPITE = 60
_FILES = ["*.json", "*.txt", "*.spm"]
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # the second where there is no first
_BROKEN: set[str] = set()
_failed: TTLCache = TTLCache(maxsize=64, ttl=RESPITE)
_downloads: dict[str, tuple[Future, list]] = {}
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hub")


class Unavailable(Exception):
    """A model cannot be had now; `code` says why: "no_hub" or "downloading"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def fetch(
    repository: str, patience: float = PATIENCE, tell: Callable[[float], None] | None = None
) -> Path:
    """Return the folder of a repository's files, from the cache or else from the Hub.

    patience is in seconds; tell is called with the share done, 0 to 1, while it downloads.
    Raises Unavailable("no_hub") when the Hub gives no such files (wrong size, 404, no network),
    and Unavailable("downloading") when they take longer than patience.
    """
    if repository not in _BROKEN and (folder := cached(repository)):
        return folder
    if repository in _failed:
        raise Unavailable("no_hub")
    if repository not in _downloads:
        bars: list[tqdm] = []
        _downloads[repository] = (_workers.submit(_download, repository, bars), bars)
    future, bars = _downloads[repository]
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            folder = future.result(timeout=0.25)
            break
        except TimeoutError:
            if tell:
                tell(_share(bars))
        except Exception as error:  # whatever the network, the server or the disk can do wrong
            _failed[repository] = True
            _downloads.pop(repository, None)
            raise Unavailable("no_hub") from error
    else:
        raise Unavailable("downloading")
    _downloads.pop(repository, None)
    _BROKEN.discard(repository)
    return folder


def cached(repository: str) -> Path | None:
    """Return the folder of a repository that is wholly in the cache, or None."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, OSError):
        return None
    has = {path.name for path in folder.iterdir() if path.exists()}
    tokenizer = has & {"vocab.txt", "tokenizer.json", "source.spm"}
    return folder if "config.json" in has and tokenizer and has & set(_WEIGHTS) else None


def forget(repository: str):
    """Mark a repository's cached files as broken, so that they are fetched anew."""
    _BROKEN.add(repository)


def _download(repository: str, bars: list) -> Path:
    from huggingface_hub import snapshot_download

    class Bar(tqdm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **{**kwargs, "disable": False, "file": _Silent()})
            bars.append(self)

    for weights in _WEIGHTS:
        folder = Path(
            snapshot_download(
                repository,
                allow_patterns=[*_FILES, weights],
                force_download=repository in _BROKEN,
                tqdm_class=Bar,
            )
        )
        if (folder / weights).exists():
            return folder
    raise FileNotFoundError(f"{repository} holds none of {', '.join(_WEIGHTS)}")


def _share(bars: list) -> float:
    total = sum(bar.total or 0 for bar in bars if bar.unit == "B")
    return min(1.0, sum(bar.n for bar in bars if bar.unit == "B") / total) if total else 0.0


class _Silent:
    def write(self, _):
        pass

    def flush(self):
        pass
