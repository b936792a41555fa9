"""The static edition as a folder: what is in it, how large, and that any path will do."""

import base64
import json
import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest
import yaml
from static_site import ADDRESS, built

from attention.models import CATALOGUE
from attention.ui import contract, site
from attention.ui.bertviz.tab import bertviz_view
from attention.ui.engine_files import engine_models
from attention.ui.words import LANGUAGES, WORDS

IMPORTED = re.compile(r'^(?:import|export|\}).*\bfrom "([^"]+)";$', re.M)
MOST, LARGEST = 60e6, 9.5 * 2**20  # bytes: of all files, and of one


class Page(HTMLParser):
    """What a page says of itself, and which addresses it names."""

    def __init__(self, language: str):
        super().__init__()
        self.language, self.named, self.says = None, [], {}
        self.inside, self.title = None, ""
        self.feed(built()[site.PAGES[language]].decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.language = attrs.get("lang", self.language)
        self.named += [attrs[name] for name in ("href", "src") if name in attrs]
        if tag == "meta":
            self.says[attrs.get("property", attrs.get("name"))] = attrs.get("content")
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "title":
            self.title += data


def constants() -> dict:
    text = built()["shared/contract.js"].decode()
    return {
        name: json.loads(value)
        for name, value in re.findall(r"^export const (\w+) = (.*);$", text, re.M)
    }


def listed() -> dict:
    """The files that the service worker knows."""
    text = built()["service_worker.js"].decode()
    return json.loads(re.search(r"JSON\.parse\(\s*`(.*?)`", text, re.S)[1])


def test_it_fits_where_it_is_to_be_hosted():
    sizes = {path: len(content) for path, content in built().items()}
    assert sum(sizes.values()) < MOST
    assert max(sizes.values()) < LARGEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_page_with_a_preview_of_its_own(language):
    page, words = Page(language), WORDS[language]
    assert page.language == language
    assert page.title == page.says["og:title"] == words["page.title"]
    assert page.says["description"] == page.says["og:description"] == words["page.description"]
    image = page.says["og:image"]
    assert image.removeprefix(ADDRESS) in built() and image.startswith(ADDRESS)
    assert page.says["og:url"] == ADDRESS + ("" if language == "en" else site.PAGES[language])
    manifest = json.loads(built()[f"manifest.{language}.json"])
    assert manifest["start_url"] in built()
    assert all(icon["src"] in built() for icon in manifest["icons"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_addresses_are_relative_and_lead_to_files(language):
    named = [name for name in Page(language).named if not name.startswith(ADDRESS)]
    assert len(named) >= 4
    assert [name for name in named if name not in built()] == []


def test_scripts_import_files_that_are_there():
    for path, content in built().items():
        if not path.endswith(".js") or path.startswith("libraries/"):
            continue
        for imported in IMPORTED.findall(content.decode()):
            assert imported.startswith("."), (path, imported)
            parts = [*path.split("/")[:-1], *imported.split("/")]
            while ".." in parts:
                above = parts.index("..")
                del parts[above - 1 : above + 1]
            assert "/".join(part for part in parts if part != ".") in built(), (path, imported)


def test_every_file_of_the_engine_is_there_and_whole():
    for model in engine_models():
        for file in model["files"].values():
            content = built()[file["url"].partition("?")[0]]
            assert (len(content), sha256(content).hexdigest()) == (file["length"], file["sha256"])


def test_what_it_lacks_is_left_out():
    said = constants()
    assert said["EDITION"] == {"server": False, "judge": False, "codes": False, "offline": True}
    names = [model["name"] for model in said["MODELS"]]
    assert names == [name for name, model in CATALOGUE.items() if model.built_in]
    assert not [path for path in built() if path.endswith(".py") or "safetensors" in path]


def test_every_example_was_answered_beforehand():
    kept = constants()["KEPT_ANSWERS"]
    assert set(kept.values()) == {path for path in built() if path.startswith("answers/")}
    asked = [json.loads(question) for question in kept]
    for example in contract.EXAMPLES.values():
        assert {"self_attention", "cross_attention"} <= {
            q[0] for q in asked if q[1] == example["text"]
        }
    text = contract.DEFAULT_SENTENCE
    question = ["bertviz_view", "head", text, None, "bert-mini", None]
    answer = json.loads(built()[kept[json.dumps(question, **site.JSON)]])
    assert answer == json.loads(json.dumps(bertviz_view("head", text)))


def test_a_service_worker_keeps_the_page_whole():
    known = listed()
    kept = known["atOnce"] | known["whenUsed"]
    for path, integrity in kept.items():
        digest = base64.b64encode(sha256(built()[path]).digest()).decode()
        assert integrity == f"sha256-{digest}"
    left = set(built()) - set(kept)
    assert {path.split("/")[0] for path in left} == {
        *("weights", "LICENSE", "README.md", "service_worker.js", "shell")
    }
    assert sum(len(built()[path]) for path in known["atOnce"]) < 3e6
    assert Page("en").says["version"] == Page("ja").says["version"] == known["version"]


def test_a_space_takes_it_for_a_static_one():
    card = yaml.safe_load(built()["README.md"].decode().split("---\n")[1])
    assert card["sdk"] == "static" and card["app_file"] in built()
    assert len(card["short_description"]) <= 60


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        site.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
