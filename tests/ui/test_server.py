"""The page as it is served: language, preview, headers, and what is refused."""

import json
from hashlib import sha256
from urllib.request import urlopen

import pytest
from gradio import Blocks
from gradio.routes import App
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from attention.ui.contract import VIEWS
from attention.ui.engine_files import engine_models
from attention.ui.page import build_page
from attention.ui.server import HEADERS, LARGEST_BODY, app_kwargs
from attention.ui.shell import page_head
from attention.ui.shell.page_head import GradioChanged, with_head
from attention.ui.words import WORDS

VIEW = {"html_template": "", "css_template": "", "value": {}}
CONFIG = {
    "version": "6.0",
    "css": "",
    "components": [{"props": {"elem_id": name, **VIEW}} for name in VIEWS],
}
PAGE = """<!doctype html><html
 lang="en"><head><base href="./" /><title>Gradio</title><script>{"title":"x","space_id":""}</script>
<meta property="og:url" content="https://gradio.app/" />
<meta
  property="og:image"
  content="https://other.example/header.jpg"
/><script type="module" crossorigin src="./assets/index-1.js"></script>
<link rel="stylesheet" crossorigin href="./assets/index-2.css"></head><body>"""
PAGE += f"<script>window.gradio_config = {json.dumps(CONFIG)};</script></body></html>"


async def page(request):
    return HTMLResponse(PAGE)


async def post(request):
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture(scope="module")
def client():
    own = app_kwargs()
    routes = [*own["routes"], Route("/", page), Route("/{path:path}", post, methods=["POST"])]
    with TestClient(Starlette(routes=routes, middleware=own["middleware"])) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", "en-US,en;q=0.9", "en"),
        ("", "ja,en;q=0.8", "ja"),
        ("", "fr-FR,ja;q=0.5", "ja"),
        ("", "fr", "en"),
        ("?lang=ja", "en", "ja"),
        ("?lang=en", "ja", "en"),
        ("?lang=%3Cscript%3E", "en", "en"),
        ("?lang=JA", "en", "ja"),
        ("?lang=ja-JP", "en", "ja"),
        ("", "JA-jp", "ja"),
        ("", "en;q=0.3,ja;q=0.9", "ja"),
        ("", "ja;q=0.3, en", "en"),
        ("", "ja;q=0, en;q=0.1", "en"),
        ("", "ja;q=many", "ja"),
    ],
)
def test_the_page_is_in_the_language_asked_for(client, query, accepts, language):
    served = client.get(f"/{query}", headers={"accept-language": accepts}).text
    assert f'lang="{language}"' in served
    assert WORDS[language]["page.title"] in served
    assert WORDS[language]["page.description"] in served
    assert json.dumps(WORDS[language]["basics.tab"], ensure_ascii=False) in served


def test_a_crawler_sees_this_app_and_not_gradio(client):
    served = client.get(
        "/", headers={"host": "someone.hf.space", "x-forwarded-proto": "https"}
    ).text
    assert served.count("og:image") == 1
    assert "https://someone.hf.space/shell/preview.png" in served
    assert "gradio.app" not in served
    assert "other.example" not in served


def test_the_page_comes_compressed(client):
    answered = client.get("/", headers={"accept-encoding": "gzip"}).headers
    assert answered["content-encoding"] == "gzip"
    assert {"accept-language", "Accept-Encoding"} <= set(answered["vary"].split(", "))


def test_what_gradio_starts_with_is_asked_for_before_our_own_scripts_come(client):
    before, _, _ = client.get("/").text.partition('id="modules"')
    for kind, name in (("script", "index-1.js"), ("style", "index-2.css")):
        assert f'<link rel="preload" as="{kind}" crossorigin href="./assets/{name}">' in before


def test_weights_come_as_they_are_and_stay_and_nothing_else_of_their_folder_does(client):
    for model in engine_models():
        for name, file in model["files"].items():
            answered = client.get(file["url"], headers={"accept-encoding": "gzip"})
            assert len(answered.content) == file["length"]
            assert sha256(answered.content).hexdigest() == file["sha256"]
            assert "immutable" in answered.headers["cache-control"]
            packed = name == "weights.packed"
            assert ("content-encoding" in answered.headers) != packed
            assert not packed or file["length"] <= 4.9 * 2**20
    for path in ("bert-mini/model.safetensors", "bert-mini", "%2e%2e/models.py", "sentences.json"):
        assert client.get(f"/weights/{path}").status_code == 404


@pytest.mark.parametrize("host", ['"><script>alert(1)</script>', "a' onload='x"])
def test_a_hostile_host_is_written_as_text(client, host):
    served = client.get("/", headers={"host": host}).text
    assert "<script>alert" not in served
    assert "' onload='" not in served


def test_every_answer_has_the_headers(client):
    for path in ("/", "/shared/messages.js", "/nothing"):
        answered = client.get(path).headers
        assert {name: answered[name] for name in HEADERS} == HEADERS


def test_no_folder_of_ours_hides_gradios_own():
    ours = {route.path.split("/")[1] for route in app_kwargs()["routes"]}
    served = App.create_app(Blocks())
    gradios = {route.path.split("/")[1] for route in served.routes if hasattr(route, "path")}
    assert "static" in gradios
    assert not ours & gradios


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/upload", "/gradio_api/upload/"])
def test_nothing_can_be_uploaded(client, path):
    assert client.post(path, files={"files": b"x"}).status_code == 403


def test_a_long_body_is_refused_with_or_without_its_length(client):
    assert client.post("/run", content=b"x" * LARGEST_BODY).text == str(LARGEST_BODY)
    assert client.post("/run", content=b"x" * (LARGEST_BODY + 1)).status_code == 413

    def in_pieces():
        for _ in range(80):
            yield b"x" * 1024

    assert client.post("/run", content=in_pieces()).status_code == 411


@pytest.mark.parametrize("length", ["-1", "many", ""])
def test_a_nonsense_length_is_not_an_error_of_ours(client, length):
    assert client.post("/run", headers={"content-length": length}).status_code < 500


@pytest.mark.parametrize("path", ["../page.py", "..%2fpage.py", "%2e%2e/server.py", "__init__.py"])
def test_only_the_pages_own_files_are_served(client, path):
    assert client.get(f"/shared/{path}").is_client_error


def test_the_installed_gradios_own_page_gets_our_head():
    demo = build_page()
    options = {"prevent_thread_lock": True, "quiet": True, "inbrowser": False}
    _, address, _ = demo.launch(app_kwargs=app_kwargs(), **options)
    page = urlopen(f"{address}?lang=ja").read().decode()
    demo.close()
    head = page[: page.index("</head>")]
    assert '<html lang="ja"' in page
    assert f"<title>{WORDS['ja']['page.title']}</title>" in head
    assert json.dumps(WORDS["ja"]["page.title"]) + ',"space_id"' in page
    assert 'rel="preload" as="script"' in head and 'id="modules"' in head
    assert head.index('id="modules"') < page.index('type="module" crossorigin')


@pytest.mark.parametrize(
    "part",
    [
        *('lang="en"', '<base href="./" />', '"title"', "crossorigin"),
        *("window.gradio_config", "css_template", '"reading"', '"version"'),
    ],
)
def test_a_gradio_whose_page_lacks_a_part_fails_loudly(part):
    scope = {"headers": [], "query_string": b"", "scheme": "http"}
    assert "og:image" in with_head(PAGE, scope)
    with pytest.raises(GradioChanged):
        with_head(PAGE.replace(part, ""), scope)


def test_a_gradio_whose_scripts_make_no_such_tabs_fails_loudly(tmp_path, monkeypatch):
    monkeypatch.setattr(page_head, "_SCRIPTS", tmp_path)
    with pytest.raises(GradioChanged):
        with_head(PAGE, {"headers": [], "query_string": b"", "scheme": "http"})


def test_the_page_brings_the_scripts_of_the_tab_asked_for(client):
    for query, folder in (("", "basics"), ("?tab=self-vs-cross", "compare"), ("?tab=x", "basics")):
        assert f'"{folder}/main.js"' in client.get(f"/{query}").text


def test_a_header_that_comes_twice_leaves_twice():
    async def twice(request):
        answer = PlainTextResponse("")
        answer.set_cookie("a", "1")
        answer.set_cookie("b", "2")
        return answer

    own = app_kwargs()
    with TestClient(Starlette(routes=[Route("/x", twice)], middleware=own["middleware"])) as client:
        assert len(client.get("/x").headers.get_list("set-cookie")) == 2
