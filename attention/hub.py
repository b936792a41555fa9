"""Fetching a model of the catalogue from the Hugging Face Hub, or finding it cached."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from cachetools import TTLCache
from tqdm.auto import tqdm

# A download is waited for this long, in seconds; then it goes on alone, and is there another time.
DOWNLOAD_TIMEOUT = 90
# After a failure the Hub is left alone this long, so that a class does not wait for it in turn.
RETRY_AFTER = 60
# The Hub has this long to say that it is there, in seconds; without it a dead line holds for ever.
CONNECT_TIMEOUT = 10
_FILES = ["*.json", "*.txt", "*.spm"]
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # the second where there is no first
_CONFIGS = {"config.json", "tokenizer_config.json"}
_VOCABULARIES = ({"tokenizer.json"}, {"vocab.txt"}, {"source.spm", "target.spm", "vocab.json"})


class Unavailable(Exception):
    """A model cannot be had now; `code` says why: "no_hub", "downloading" or "broken"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class _Download(NamedTuple):
    future: Future[Path]
    bars: list[tqdm[Any]]
    begun: float


_broken: set[str] = set()
_failed: TTLCache[str, str] = TTLCache(maxsize=64, ttl=RETRY_AFTER)
_downloads: dict[str, _Download] = {}
_lock = threading.Lock()  # guards these three
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hub")


def fetch(
    repository: str, patience: float = DOWNLOAD_TIMEOUT, tell: Callable[[float], None] | None = None
) -> Path:
    """Return the folder of a repository's files, from the cache or else from the Hub.

    patience is in seconds from the start of the download, so that only the first visitors wait;
    tell is called with the share done, 0 to 1, while it downloads.
    Raises Unavailable: "no_hub" when the Hub gives no such files (wrong size, 404, no network),
    "downloading" when they take longer than patience, "broken" when just forgotten.
    """
    if repository not in _broken and (folder := cached(repository)):
        return folder
    download = _begin(repository)
    while not download.future.done():
        left = download.begun + patience - time.monotonic()
        if left <= 0:
            raise Unavailable("downloading")
        if tell:
            tell(_share(download.bars))
        wait([download.future], timeout=min(left, 0.25))
    try:
        return download.future.result()
    except Exception as error:  # whatever the network, the server or the disk can do wrong
        raise Unavailable("no_hub") from error


def cached(repository: str) -> Path | None:
    """Return the folder of a repository that is in the cache with all it takes to load, or None."""
    from huggingface_hub import try_to_load_from_cache

    try:
        config = try_to_load_from_cache(repository, "config.json")
        folder = Path(config).parent if isinstance(config, str) else None
        return folder if folder and _is_whole(folder) else None
    except (OSError, ValueError):  # a cache with nonsense in it
        return None


def progress(repository: str) -> float:
    """Return the share of a repository that is downloaded, 0 to 1; 1 once it is in the cache."""
    with _lock:
        download = _downloads.get(repository)
    if download:
        return _share(download.bars)
    return 1.0 if cached(repository) else 0.0


def forget(repository: str) -> None:
    """Mark a repository's cached files as broken: after a respite they are fetched anew."""
    with _lock:
        _broken.add(repository)
        _failed[repository] = "broken"


def _begin(repository: str) -> _Download:
    with _lock:
        if code := _failed.get(repository):
            raise Unavailable(code)
        if repository not in _downloads:
            bars: list[tqdm[Any]] = []
            future = _workers.submit(_download, repository, bars)
            _downloads[repository] = _Download(future, bars, time.monotonic())
        return _downloads[repository]


def _download(repository: str, bars: list[tqdm[Any]]) -> Path:
    # What came of it is noted here and not by who waits: by then everybody may have gone.
    try:
        folder = _snapshot(repository, bars)
    except Exception:
        with _lock:
            _failed[repository] = "no_hub"
            del _downloads[repository]
        raise
    with _lock:
        _broken.discard(repository)
        del _downloads[repository]
    return folder


def _snapshot(repository: str, bars: list[tqdm[Any]]) -> Path:
    from huggingface_hub import HfApi, snapshot_download

    class Bar(tqdm):  # type: ignore[type-arg]  # tqdm is generic in its stubs alone
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "disable": False, "file": StringIO()})
            bars.append(self)

    HfApi().model_info(repository, timeout=CONNECT_TIMEOUT)
    for weights in _WEIGHTS:
        bars.clear()
        folder = snapshot_download(
            repository,
            allow_patterns=[*_FILES, weights],
            force_download=repository in _broken,
            tqdm_class=Bar,
        )
        if _is_whole(Path(folder)):
            return Path(folder)
    raise FileNotFoundError(f"{repository} lacks a file that a model and its tokenizer need")


def _is_whole(folder: Path) -> bool:
    has = {path.name for path in folder.iterdir() if path.exists()}
    vocabulary = any(has >= files for files in _VOCABULARIES)
    return has >= _CONFIGS and vocabulary and not has.isdisjoint(_WEIGHTS)


def _share(bars: list[tqdm[Any]]) -> float:
    # Bytes received and bytes written have a bar each; one of them may stay empty.
    return max(
        (min(1.0, bar.n / bar.total) for bar in bars if bar.unit == "B" and bar.total), default=0.0
    )
