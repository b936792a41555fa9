"""The catalogue: the models that come with the app and those of the Hub; loading one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cachetools import LRUCache, cached

from attention import hub

if TYPE_CHECKING:
    from torch import nn

WEIGHTS = Path(__file__).parent / "weights"
# Who reads what names no model.
DEFAULT_BERT = "bert-mini"
DEFAULT_TRANSLATOR = "marian-mini-en-fr"


@dataclass(frozen=True)
class Model:
    """One entry of the catalogue: what a link calls it, and which languages it reads and writes.

    target is None for an encoder alone (BERT). Models whose name holds a "/" are the Hub's.
    """

    name: str
    language: str
    target: str | None = None

    @property
    def built_in(self) -> bool:
        return "/" not in self.name


CATALOGUE = {
    model.name: model
    for model in (
        Model(DEFAULT_BERT, "en"),
        Model("bert-mini-ja", "ja"),
        Model("google-bert/bert-base-uncased", "en"),
        Model("google-bert/bert-base-multilingual-cased", "any"),
        Model("distilbert/distilbert-base-uncased", "en"),
        Model(DEFAULT_TRANSLATOR, "en", "fr"),
        Model("marian-mini-en-ja", "en", "ja"),
        Model("marian-mini-ja-en", "ja", "en"),
        Model("Helsinki-NLP/opus-mt-en-fr", "en", "fr"),
        Model("Helsinki-NLP/opus-mt-en-de", "en", "de"),
        Model("Helsinki-NLP/opus-mt-ja-en", "ja", "en"),
        Model("staka/fugumt-en-ja", "en", "ja"),
    )
}


def find(name: str, translates: bool) -> Model:
    """Return the catalogue's model of this name; raises ValueError that lists the choices."""
    choices = [one for one in CATALOGUE.values() if (one.target is not None) == translates]
    for model in choices:
        if model.name == name:
            return model
    listed = ", ".join(one.name for one in choices)
    raise ValueError(f"There is no model {name!r} here. Choose one of: {listed}.")


def built_in_for(language: str, target: str | None) -> Model | None:
    """Return the built-in model that reads `language` and, for a translator, writes `target`."""
    wanted = (True, language, target)
    for model in CATALOGUE.values():
        if (model.built_in, model.language, model.target) == wanted:
            return model
    return None


def stand_in(model: Model) -> Model:
    """Return the built-in model that answers when `model`, of the Hub, cannot be had."""
    language = "en" if model.language == "any" else model.language
    for other in (model.target, "fr", "en"):
        found = built_in_for(language, other if model.target else None)
        if found:
            return found
    return CATALOGUE[DEFAULT_TRANSLATOR if model.target else DEFAULT_BERT]


class Loaded:
    """A model and its tokenizer, ready to read; `lock` guards the tokenizer, which has a state."""

    def __init__(self, model: Model, folder: Path):
        import torch
        from transformers import AutoModelForMaskedLM, AutoModelForSeq2SeqLM, AutoTokenizer

        from attention.backend import NAME

        kind = AutoModelForSeq2SeqLM if model.target else AutoModelForMaskedLM
        self.entry = model
        self.lock = threading.Lock()
        here = {"local_files_only": True, "trust_remote_code": False}
        self.tokenizer = AutoTokenizer.from_pretrained(folder, **here)
        self.network = kind.from_pretrained(
            folder, attn_implementation=NAME, dtype=torch.float32, **here
        ).eval()
        if not all(weights.isfinite().all() for weights in self.network.parameters()):
            raise ValueError(f"{folder} holds weights that are no numbers")
        attentions = {
            name: module
            for name, module in self.network.named_modules()
            if name.rpartition(".")[2] in ("self", "self_attn", "encoder_attn", "attention")
        }
        self.kinds = {module: _kind_of(name) for name, module in attentions.items()}
        self._joins: dict[str, list[nn.Linear]] = {}
        for name, module in attentions.items():
            if not hasattr(module, "self"):  # BERT's "attention" holds the one that attends, "self"
                join = _join_of(self.network, name, module)
                self._joins.setdefault(_kind_of(name), []).append(join)

    def join(self, kind: str, layer: int) -> nn.Linear:
        """Return W_o of a layer: it maps the outputs of its heads, end to end, to one vector."""
        return self._joins[kind][layer]


def load(name: str, translates: bool = False) -> tuple[Loaded, tuple[str, ...]]:
    """Load a model of the catalogue, or the built-in one that stands in for it.

    Returns it with the codes of what a visitor should be told: () or ("no_hub",), ("broken",) or
    ("downloading",), as hub.fetch explains. Raises ValueError for a name not in the catalogue.
    """
    model = find(name, translates)
    try:
        return get(model), ()
    except hub.Unavailable as why:
        return get(stand_in(model)), (why.code,)


def get(model: Model) -> Loaded:
    """Return this very model, loaded once; raises hub.Unavailable when it cannot be had now."""
    if model.built_in:
        return _built_in(model)
    folder = hub.fetch(model.name)
    try:
        return _from_hub(model, folder)
    except Exception as error:  # whatever a corrupt file can do wrong
        hub.forget(model.name)
        raise hub.Unavailable("broken") from error


def _kind_of(module_name: str) -> str:
    if module_name.endswith("encoder_attn"):
        return "cross"
    if ".decoder." in module_name:
        return "decoder"
    return "encoder" if module_name.endswith("self_attn") else "self"


def _join_of(network: nn.Module, name: str, attention: nn.Module) -> nn.Linear:
    where = name.removesuffix("self") + "output.dense"  # BERT
    for own in ("out_proj", "out_lin"):  # Marian, DistilBERT
        if hasattr(attention, own):
            where = f"{name}.{own}"
    return cast("nn.Linear", network.get_submodule(where))


# transformers builds every model on the "meta" device, which it sets for the whole process.
_loading = threading.Lock()


# Bounded by the catalogue, as each takes 20 MB. Two visitors who ask at once load it once.
@cached({}, condition=threading.Condition())
def _built_in(model: Model) -> Loaded:
    with _loading:
        return Loaded(model, WEIGHTS / model.name)


@cached(LRUCache(2), condition=threading.Condition())  # each takes up to 700 MB
def _from_hub(model: Model, folder: Path) -> Loaded:
    with _loading:
        return Loaded(model, folder)
