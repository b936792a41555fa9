"""Write a model's card from its measured figures: python -m training.card --help."""

import argparse
import json
from pathlib import Path
from string import Template

NAMES = {"en": "English", "fr": "French", "ja": "Japanese"}
PIECES = {
    "en": "lower-cased WordPiece with 8,000 pieces",
    "ja": "8,000 unigram pieces that end where the script changes (漢字, ひらがな, カタカナ)",
}
TEXTS = Path(__file__).parent / "cards"


def card(folder: Path) -> str:
    """Return the card of the model in `folder`: its figures are those of `evaluation.json`."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    kind, training = config["model_type"], found["training"]
    names = [NAMES[language] for language in found["languages"]]
    text = Template((TEXTS / f"{kind}.md").read_text(encoding="utf-8"))
    return text.substitute(
        name=folder.name,
        language="\n".join(f"- {language}" for language in found["languages"]),
        pieces=PIECES.get(found["languages"][0]),
        source=names[0],
        target=names[-1],
        scores="\n".join((_marian if kind == "marian" else _bert)(found)),
        grammar="\n".join(_grammar(found["grammar"])) if "grammar" in found else "Not measured.",
        opening="\n".join(_opening(found["opening"])),
        examples=f"{training['examples']:,}",
        steps=f"{training['steps']:,}",
        tokens=f"{training['tokens']:,}",
        epochs=f"{training['epochs']:.1f}",
        minutes=f"{training['minutes']:.0f}",
        loss=f"{training['loss']:.2f}",
        note=training["note"] and training["note"] + " ",
        lessons=_lessons(training.get("lessons")),
        limits=(TEXTS / "limits.md").read_text(encoding="utf-8").strip(),
    )


def _marian(found: dict) -> list[str]:
    parts = [part for part in ("dev", "test") if part in found]
    lines = [
        f"| {part} | {found[part]['pairs']:,} pairs | {name} | {found[part][name]['score']} |"
        for part in parts
        for name in ("BLEU", "chrF")
    ]
    signatures = [f"- {name}: `{found[parts[0]][name]['signature']}`" for name in ("BLEU", "chrF")]
    return [*_head(), *lines, "", "Greedy decoding. sacreBLEU's signatures:", *signatures]


def _bert(found: dict) -> list[str]:
    lines = []
    for part in ("dev", "test"):
        masked, heads = found[part]["masked"], found[part]["heads"]
        given = (
            f"| {part} | {masked['pieces']:,} pieces of {found[part]['sentences']:,} sentences |"
        )
        lines += [
            f"{given} hidden piece, {name} | {masked[name]} % |" for name in ("top-1", "top-5")
        ]
        for name, head in heads.items():
            where = f"layer {head['layer'] + 1}, head {head['head'] + 1}"
            measure = f"{where}: weight on the {name} piece"
            lines.append(
                f"| {part} | {head['sentences']} sentences | {measure} | {head['share']} % |"
            )
    return [*_head(), *lines]


def _head() -> list[str]:
    return ["| held-out part | on | measure | value |", "| --- | --- | --- | --- |"]


def _grammar(figures: dict) -> list[str]:
    lines = [
        f"On {figures['sentences']:,} sentences of {figures['treebank']}, a treebank of Universal "
        f"Dependencies: mean gain **{figures['gain']:+.1f}** points over the best fixed offset.",
        "",
        "| layer | weight on special tokens | entropy, of the largest possible |",
        "| --- | --- | --- |",
    ]
    layers = zip(figures["special"], figures["entropy"], strict=True)
    lines += [
        f"| {layer} | {special:.2f} | {entropy:.2f} |"
        for layer, (special, entropy) in enumerate(layers, 1)
    ]
    lines += ["", "| relation | best head | direction | right | by position alone | gain |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for relation, best in figures["relations"].items():
        lines.append(
            f"| {relation} | L{best['layer'] + 1}H{best['head'] + 1} | {best['direction']} "
            f"| {best['share']} % | {best['offset_share']} % | {best['gain']:+.1f} |"
        )
    return lines


def _lessons(lessons: dict | None) -> str:
    if not lessons:
        return ""
    return (
        f"Then {lessons['steps']:,} steps of about {lessons['tokens']:,} tokens "
        f"({lessons['minutes']:.0f} minutes): the queries and keys of layers 5 and 6 started "
        "afresh and learned where heads of "
        "[all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) "
        "(Apache-2.0) look, word by word, while the model went on filling blanks "
        "(`training/distillation.py`). None of its weights are in this model.\n\n"
    )


def _opening(opening: dict) -> list[str]:
    lines = []
    for name, chosen in opening.items():
        head = "mean of heads" if chosen["head"] is None else f"head {chosen['head'] + 1}"
        where = f"layer {chosen['layer'] + 1}, {head}"
        lines.append(f"- {name}: {where}, {chosen['score']:.3f}: {chosen['definition']}.")
    return lines


def main() -> None:
    """Write README.md beside the weights."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("model", type=Path, help="folder with config.json and evaluation.json")
    folder = line.parse_args().model
    (folder / "README.md").write_text(card(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
