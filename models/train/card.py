"""Writes MODEL_CARD.md of a model folder: fixed words from card.md, figures from the runs' evaluation.json files.

    python3 card.py --recipe cpu --model ../shelf-mini          after the runs named in README.md
    python3 card.py --recipe tiny --model ../shelf-tiny

A figure whose run is missing is said to be missing; nothing is copied by hand.
"""

import argparse
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = ("beauty", "health", "toys", "electronics")
MISSING = "not run"


def main():
    options = parse_arguments()
    recipe = json.loads((HERE / "recipes" / f"{options.recipe}.json").read_text("utf-8"))
    template = (HERE / ("card-tiny.md" if options.recipe == "tiny" else "card.md")).read_text("utf-8")
    text = template.format(name=options.model.name, **words_of(recipe), **figures_of(options.recipe, options.runs))
    (options.model / "MODEL_CARD.md").write_text(text, "utf-8")


def words_of(recipe):
    shape = {key: recipe["bert"][key] for key in ("hidden_size", "layers", "heads", "intermediate_size")}
    vocabulary = {"vocabulary_size": recipe["vocabulary_size"], "max_tokens": recipe["max_tokens"]}
    distill = {key: recipe["distill"][key] for key in ("steps", "titles", "lines")}
    bags = {"bags": recipe["bags"], "bag_steps": recipe["bag"]["steps"]} if "bag" in recipe else {}
    return shape | vocabulary | distill | bags


def figures_of(recipe, runs):
    if recipe == "tiny":
        return {"known": table(read(runs, "tiny", "TF-IDF")), "against_larger": table(read(runs, "tiny", "larger model"))}
    return {
        "known": table(read(runs, recipe, "known", "TF-IDF")),
        "known_against_bag": row(read(runs, recipe, "known", "bag"), "BERT int8"),
        "rounding": row(read(runs, recipe, "known", "BERT fp32"), "BERT int8"),
        "unseen": one_shop_each({name: read(runs, f"{recipe}-no-{name}", "unseen", name, "TF-IDF") for name in SETS}),
        "unseen_against_bag": one_shop_each({name: read(runs, f"{recipe}-no-{name}", "unseen", name, "bag") for name in SETS}),
        "adapted": one_shop_each({name: read(runs, f"finetune-{name}", "TF-IDF") for name in SETS}),
        "adapted_log": one_shop_each({name: read(runs, f"finetune-{name}-log", "TF-IDF") for name in SETS}),
        "retail": table(read(runs, recipe, "unseen", "online-retail", "TF-IDF")),
        "retail_log": table(read(runs, "finetune-online-retail-log", "TF-IDF")),
        "retail_catalogue": table(read(runs, "finetune-online-retail", "TF-IDF")),
    }


def read(runs, name, *keys):
    """A part of one run's evaluation.json, or None if there is no such run."""
    path = runs / name / "evaluation.json"
    if not path.exists():
        return None
    value = json.loads(path.read_text("utf-8"))
    for key in keys:
        value = value[key]
    return value


def one_shop_each(results):
    """Several runs' figures of one shop each as one table with their mean; runs of other shops do not mix."""
    present = {name: figures for name, figures in results.items() if figures is not None}
    if not present:
        return MISSING
    scorers = list(next(iter(present.values())))
    merged = {scorer: {name: figures[scorer][name] for name, figures in present.items()} for scorer in scorers}
    base = scorers[0]
    for scorer, by_shop in merged.items():
        mean = sum(entry["ndcg"] for entry in by_shop.values()) / len(by_shop)
        against = sum(merged[base][name]["ndcg"] for name in by_shop) / len(by_shop)
        by_shop["mean"] = {"ndcg": mean, "relative": mean / against - 1}
    return table(merged)


def table(rows):
    """Markdown table of scorers x shops: NDCG@10 ± standard error, and the interval of the paired difference."""
    if rows is None:
        return MISSING
    columns = list(next(iter(rows.values())))
    columns = columns[:1] if columns[1:] == ["mean"] else columns  # of one shop it is the same again
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for scorer, by_shop in rows.items():
        lines.append(f"| {scorer} | " + " | ".join(cell(by_shop[column]) for column in columns) + " |")
    return "\n".join(lines)


def row(rows, scorer):
    return MISSING if rows is None else ", ".join(f"{shop} {cell(entry)}" for shop, entry in rows[scorer].items())


def cell(entry):
    text = f"{entry['ndcg']:.4f}"
    if "standard_error" in entry:
        text += f" ± {entry['standard_error']:.4f}"
    if "difference_95" in entry and entry["difference_95"] != [0, 0]:
        low, high = entry["difference_95"]
        text += f" [{low:+.4f}, {high:+.4f}]"
    return text if entry["relative"] == 0 else f"{text} {100 * entry['relative']:+.1f} %"


def parse_arguments():
    parser = argparse.ArgumentParser(description="Writes a model folder's MODEL_CARD.md from its runs' figures.")
    parser.add_argument("--recipe", choices=["cpu", "gpu", "tiny"], default="cpu", help="which runs (default: cpu)")
    parser.add_argument("--model", type=Path, default=HERE.parent / "shelf-mini", help="model folder (models/shelf-mini)")
    parser.add_argument("--runs", type=Path, default=HERE / "runs", help="folder of the runs (models/train/runs)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
