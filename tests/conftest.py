"""What several tests start from: a Hub on this machine, and plain transformers to compare with."""

import os
from functools import cache
from types import SimpleNamespace

import pytest
from cachetools import LRUCache, TTLCache
from hypothesis import HealthCheck, settings
from local_hub import LocalHub
from tiny import WEIGHTS

# The models are small: where cores are few and busy, threads that wait for each other cost more.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Beside another worker, or on a busy machine, the time that an example takes says nothing.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def plain():
    """Load a built-in model by transformers alone, eager: name -> (tokenizer, network)."""
    import torch
    import transformers

    @cache
    def load(name: str):
        kind = getattr(
            transformers,
            "AutoModelForMaskedLM" if name.startswith("bert") else "AutoModelForSeq2SeqLM",
        )
        network = kind.from_pretrained(
            WEIGHTS / name, attn_implementation="eager", dtype=torch.float32
        )
        return transformers.AutoTokenizer.from_pretrained(WEIGHTS / name), network.eval()

    return load


@pytest.fixture
def local_hub(tmp_path, monkeypatch):
    """The Hub's client with an empty cache, asking a server of ours; its clock is ours too.

    Gives .server (LocalHub), .cache (the folder), .clock.now (seconds).
    """
    from huggingface_hub import constants

    from attention import hub, models, reading

    server, clock, cache_folder = LocalHub({}), SimpleNamespace(now=0.0), tmp_path / "cache"
    cache_folder.mkdir()
    with server.serving() as address:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache_folder))
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setattr(
            constants,
            "HUGGINGFACE_CO_URL_TEMPLATE",
            address + "/{repo_id}/resolve/{revision}/{filename}",
        )
        remembered = TTLCache(64, ttl=hub.RETRY_AFTER, timer=lambda: clock.now)
        monkeypatch.setattr(hub, "_failed", remembered)
        monkeypatch.setattr(hub, "_broken", set())
        monkeypatch.setattr(hub, "_downloads", {})
        monkeypatch.setattr(reading._pass, "cache", LRUCache(2**30, lambda trace: trace.nbytes))
        models._from_hub.cache_clear()
        yield SimpleNamespace(server=server, cache=cache_folder, clock=clock)
        server.go.set()
    models._from_hub.cache_clear()
