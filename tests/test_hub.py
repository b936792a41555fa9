"""Fetching from a Hub that is well, slow, broken or away, and finding what was fetched."""

import threading
import time

import pytest
import tiny
from local_hub import lay_out

from attention import hub

NAME = "distilbert/distilbert-base-uncased"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A repository's files, of which a model needs but some."""
    folder = tmp_path_factory.mktemp("repository")
    tiny.save_bert(folder)
    (folder / "README.md").write_text("# A model")
    (folder / "tf_model.h5").write_bytes(b"not for us")
    return folder


@pytest.fixture
def offered(local_hub, folder):
    local_hub.server.repositories[NAME] = folder
    return local_hub


def refusal(**options) -> str:
    with pytest.raises(hub.Unavailable) as refused:
        hub.fetch(NAME, **options)
    return refused.value.code


def test_a_repository_is_fetched_once_and_then_found(offered, folder):
    assert hub.cached(NAME) is None
    fetched = hub.fetch(NAME)
    needed = {"config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"}
    assert needed <= {file.name for file in fetched.iterdir()}
    assert not (fetched / "tf_model.h5").exists()
    for name in needed:
        assert (fetched / name).read_bytes() == (folder / name).read_bytes()
    asked = len(offered.server.asked)
    offered.server.fault = "404"
    assert hub.fetch(NAME) == hub.cached(NAME) == fetched
    assert len(offered.server.asked) == asked


def test_its_progress_is_told_to_whoever_asks(offered, monkeypatch):
    assert hub.progress(NAME) == 0
    told = []
    whole = hub._snapshot
    monkeypatch.setattr(
        hub, "_snapshot", lambda *given: (whole(*given), told.append(hub.progress(NAME)))[0]
    )
    hub.fetch(NAME)
    assert 0 < told[0] <= 1, "while it is downloaded"
    assert hub.progress(NAME) == 1


def test_a_cache_filled_by_others_is_found_without_the_hub(local_hub, folder):
    snapshot = lay_out(local_hub.cache, NAME, folder)
    assert hub.fetch(NAME) == snapshot
    assert local_hub.server.asked == []


@pytest.mark.parametrize(
    "missing", ["config.json", "tokenizer_config.json", "vocab.txt", "model.safetensors"]
)
def test_a_cache_that_lacks_a_file_is_completed(offered, folder, missing):
    snapshot = lay_out(offered.cache, NAME, folder)
    (snapshot / missing).unlink()
    assert hub.cached(NAME) is None
    assert (hub.fetch(NAME) / missing).read_bytes() == (folder / missing).read_bytes()


@pytest.mark.parametrize("nonsense", [b"\xff\x00\xfe", b"../../../etc", b""])
def test_nonsense_in_the_cache_is_no_model(offered, folder, nonsense):
    home = lay_out(offered.cache, NAME, folder).parents[1]
    (home / "refs" / "main").write_bytes(nonsense)
    assert hub.cached(NAME) is None


def test_pickled_weights_do_where_there_are_no_others(local_hub, tmp_path):
    tiny.save_marian(tmp_path / "marian", pickled=True)
    local_hub.server.repositories[NAME] = tmp_path / "marian"
    fetched = hub.fetch(NAME)
    assert (fetched / "pytorch_model.bin").exists() and hub.cached(NAME) == fetched


@pytest.mark.parametrize("fault", ["404", "500", "garbage", "html", "half", "truncate"])
def test_a_hub_that_fails_is_left_alone_for_a_while_and_then_asked_again(
    offered, fault, monkeypatch
):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # the client's, between its attempts
    offered.server.fault = fault
    assert refusal() == "no_hub"
    asked, offered.server.fault = len(offered.server.asked), None
    offered.clock.now += hub.RETRY_AFTER - 1
    assert refusal() == "no_hub"
    assert len(offered.server.asked) == asked
    offered.clock.now += 2
    assert hub.fetch(NAME) == hub.cached(NAME)


def test_a_repository_without_weights_is_no_model(local_hub, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("config.json", "vocab.txt", "tokenizer_config.json"):
        (tmp_path / "empty" / name).write_bytes((folder / name).read_bytes())
    local_hub.server.repositories[NAME] = tmp_path / "empty"
    assert refusal() == "no_hub"


def test_a_line_that_is_dead_is_given_up(offered, monkeypatch):
    monkeypatch.setattr(hub, "CONNECT_TIMEOUT", 0.2)
    offered.server.fault = "hang"
    assert refusal(patience=60) == "no_hub"


def test_nobody_waits_longer_than_patience_from_the_start(offered):
    offered.server.fault = "slow"
    began = time.monotonic()
    assert refusal(patience=0.3) == "downloading"
    assert refusal(patience=0.3) == "downloading"
    assert time.monotonic() - began < 10
    begun = hub._downloads[NAME]
    assert refusal(patience=time.monotonic() - begun.begun) == "downloading"  # who comes later
    assert hub._downloads[NAME] is begun  # and none of them began another
    offered.server.fault = None
    offered.server.go.set()
    assert hub.fetch(NAME, patience=60) == hub.cached(NAME)  # it went on meanwhile
    begun.future.result(60)
    assert NAME not in hub._downloads


def test_a_download_that_fails_when_all_have_gone_is_noted_too(offered, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    offered.server.fault = "slow"
    assert refusal(patience=0.3) == "downloading"
    future = hub._downloads[NAME].future
    offered.server.fault = "half"
    offered.server.go.set()
    assert future.exception(60)
    assert refusal() == "no_hub"
    offered.server.fault = None
    offered.clock.now += hub.RETRY_AFTER + 1
    assert hub.fetch(NAME) == hub.cached(NAME)


def test_visitors_who_ask_together_share_one_download(offered):
    offered.server.fault = "slow"
    together, found = threading.Barrier(8, timeout=60), []

    def visit():
        together.wait()
        found.append(hub.fetch(NAME, patience=60))

    visitors = [threading.Thread(target=visit) for _ in range(7)]
    for visitor in visitors:
        visitor.start()
    together.wait()
    assert refusal(patience=0) == "downloading"
    offered.server.go.set()
    for visitor in visitors:
        visitor.join(60)
    assert len(found) == 7 and set(found) == {hub.cached(NAME)}
    assert sum("/revision/main" in path for path in offered.server.asked) == 1


def test_what_was_forgotten_is_fetched_anew_after_a_while(offered, folder):
    snapshot = lay_out(offered.cache, NAME, folder)
    weights = snapshot / "model.safetensors"
    weights.resolve().write_bytes(bytes(weights.stat().st_size))
    hub.forget(NAME)
    assert refusal() == "broken"
    assert offered.server.asked == []
    offered.clock.now += hub.RETRY_AFTER + 1
    assert (hub.fetch(NAME) / weights.name).read_bytes() == (folder / weights.name).read_bytes()
    asked = len(offered.server.asked)
    assert hub.fetch(NAME) == snapshot and len(offered.server.asked) == asked


def test_the_share_done_is_told(offered):
    offered.server.fault, told = "slow", []

    def tell(share: float):
        told.append(share)
        if share > 0:  # the small files have come
            offered.server.go.set()

    hub.fetch(NAME, patience=60, tell=tell)
    assert told and all(0 <= share <= 1 for share in told) and max(told) > 0
