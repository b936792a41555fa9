"""Links and QR codes lead to this app and nowhere else."""

import re
from io import BytesIO

import pytest
import segno
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from attention.ui.contract import MAX_LINK_BYTES
from attention.ui.shell.share_panel import homes, qr


@pytest.fixture
def client(monkeypatch):
    for name in ("SPACE_ID", "SPACE_HOST"):
        monkeypatch.delenv(name, raising=False)
    with TestClient(Starlette(routes=[Route("/qr.svg", qr)]), base_url="http://here") as client:
        yield client


def drawn(link: str) -> bytes:
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=8, border=3, light="#fff")
    return out.getvalue()


def test_a_code_is_of_the_link_with_its_query(client):
    answer = client.get("/qr.svg?tab=bertviz&text=%E7%8C%AB")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == drawn("http://here/?tab=bertviz&text=%E7%8C%AB")


def test_on_a_space_codes_lead_to_the_direct_host_and_its_page_is_known(client, monkeypatch):
    monkeypatch.setenv("SPACE_ID", "someone/attention")
    monkeypatch.setenv("SPACE_HOST", "someone-attention.hf.space")
    page = "https://huggingface.co/spaces/someone/attention"
    host = "https://someone-attention.hf.space/"
    assert homes() == {"page": page, "host": host}
    assert client.get("/qr.svg?tab=bertviz").content == drawn(f"{host}?tab=bertviz")


def test_a_link_too_long_for_a_code_is_refused(client):
    room = MAX_LINK_BYTES - len("http://here/?text=")
    assert client.get("/qr.svg?text=" + "a" * room).status_code == 200
    assert client.get("/qr.svg?text=" + "a" * (room + 1)).status_code == 414


def test_markup_in_a_query_is_only_dots_in_the_drawing(client):
    answer = client.get("/qr.svg?</svg><script>alert(1)</script>")
    assert not re.search(rb"<script", answer.content)
