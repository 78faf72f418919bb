"""A tiny data folder of made-up shops, for tests that run the pipeline's own reading and training."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np

COLOURS = ["red", "blue", "green", "black", "white", "yellow", "pink", "grey"]
THINGS = ["train", "boat", "brick", "kite", "drum", "puzzle", "doll", "robot", "ball", "block", "truck", "crayon"]
MATERIALS = ["wooden", "metal", "plastic", "paper", "cotton", "glass"]
DAY = 86_400  # seconds


def write_data(folder, sets=("beauty", "toys"), users=60, items=70, seed=0):
    """Writes the files of README.md's data section but the optional log; shoppers stay with one or two things."""
    random = np.random.default_rng(seed)
    folder = Path(folder)
    titles = [title(i) for i in range(len(COLOURS) * len(THINGS) * len(MATERIALS))]
    for name in sets:
        own = random.permutation(titles)[:items]
        write_lines(folder / "shoppers" / name / "items.tsv.gz", [f"{i}\t{text}" for i, text in enumerate(own)])
        lines = [json.dumps(history(user, own, random)) for user in range(users)]
        write_lines(folder / "shoppers" / name / "users.jsonl.gz", lines)
    shuffled = random.permutation(titles).tolist()
    for name in ("products", "reviews", "books"):
        lines = [f"A {text}, with {other}. It is a {text}." for text, other in zip(titles, shuffled)]
        write_lines(folder / "text" / f"{name}.txt.gz", lines)
    write_queries(folder / "home-depot" / "train.csv.gz", titles[:80])


def title(number):
    parts = []
    for words in (COLOURS, MATERIALS, THINGS):
        number, place = divmod(number, len(words))
        parts.append(words[place])
    return " ".join(parts)


def history(user, titles, random):
    """One shopper's line: 8 items, half of them of one thing."""
    thing = random.choice(THINGS)
    alike = [i for i, text in enumerate(titles) if text.endswith(thing)]
    bought = list(dict.fromkeys([*random.permutation(alike)[:4], *random.permutation(len(titles))]))[:8]
    bought = random.permutation(bought)
    return {"u": user, "items": [int(i) for i in bought], "ts": [DAY * (n // 2) for n in range(len(bought))]}


def write_queries(path, titles):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="latin-1", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "product_uid", "product_title", "search_term", "relevance"])
        for number, text in enumerate(titles):
            words = text.split()
            writer.writerow([2 * number, number, text, f"{words[0]} {words[-1]}", 3])
            writer.writerow([2 * number + 1, number, titles[number - 1], f"{words[0]} {words[-1]}", 1 + number % 2])


def write_lines(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
