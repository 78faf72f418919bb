"""Writes src/learning/fixtures/query-match.json: what match_features.py and match_fit.py give, for the tests in TypeScript.

    python match_fixture.py && npx oxfmt ../../src/learning/fixtures/query-match.json

Queries and titles are made up, embeddings random unit vectors, weights random; everything is seeded, so that the file
changes only with the formulas.
"""

from pathlib import Path

import numpy as np

from match_features import FEATURES, Query, match_features
from match_fit import FITS, UNITS, match_scores
from match_text import Terms
from tokenizer import write_json

OUT = Path(__file__).parents[2] / "src/learning/fixtures/query-match.json"
QUERIES = [
    "oak table lamp",
    "1/2 inch copper pipe",
    "1 1/2\" pvc elbow",
    "27x34 base cabinets",
    "60w led bulbs",
    "table lmap dimable",
    "book shelf for kids' room",
    "baker's rack",
    "12-2 wire 250 ft",
    "0.5 in. ball valves",
    "1,000 lumen work light",
    "café chairs",
    "berries and cherries pie dish",
    "glass boxes with brushes",
    "120/240 volt heater",
    "white",
    "3 5",
    "feet",
    "",
    "  ?!  ",
    "oak oak oak",
    "中文 lamp",
    "straße größe 42",
    "AB123-X9 filter cartridge 4-pack",
    "x",
]
TITLES = [
    "Alva Oak Table Lamp with Linen Shade, Dimmable",
    "Holt 1/2 in. x 10 ft. Copper Pipe",
    "Kiln 1-1/2 in. PVC 90-Degree Elbow (10-Pack)",
    "Home Line 27x34.5x24 in. Base Cabinet in Satin White",
    "Réne 60-Watt Equivalent LED Light Bulb - Soft White (4-Pack)",
    "Bookshelf for Kids’ Rooms, 3 ft. Tall",
    "Corner Baker's Rack w/ Wine Storage",
    "Volta 250 ft. 12/2 Solid CU Wire",
    "0.5\" Brass Ball Valve",
    "Lumen 1,000-Lumen Rechargeable Work Light by Volta",
    "Café Style Stacking Chairs (Set of 2)",
    "Berry & Cherry Pie Dish, 9 inch, Glass",
    "Ⅻ ﬁne brushes ½ inch",
    "Heater 120/240-Volt 5000 W",
    "straße 中文 lamp größe 42",
    "AB 123 X9 Filter Cartridges, 4 ct",
    "",
    "--- (,) \"'",
    "gas glass bus dress classes axes dishes quizzes ties ladies",
    "3/4 5' 6 feet 7'' x 2 x4 .25 5.",
]
TITLES_PER_QUERY = 8
HIDDEN = FITS * UNITS
SIZE = 6


def main():
    write_json(OUT, fixture())
    print(f"{OUT}: {OUT.stat().st_size} bytes, {TITLES_PER_QUERY * len(QUERIES)} pairs")


def fixture():
    random = np.random.default_rng(7)
    weights = {
        "mean": random.uniform(0, 1, len(FEATURES)),
        "scale": random.uniform(0.5, 4, len(FEATURES)),
        "linear": random.normal(size=len(FEATURES)) / 3,
        "hidden": random.normal(size=(len(FEATURES), HIDDEN)) / 4,
        "bias": random.normal(size=HIDDEN),
        "output": random.normal(size=HIDDEN) / 4,
    }
    weights = {name: np.round(value, 4).astype(np.float32) for name, value in weights.items()}
    tensors = {f"match.{name}": value for name, value in weights.items()}
    return {
        "source": "models/train/match_fixture.py",
        "weights": {name: numbers(value) for name, value in weights.items()},
        "terms": [parsed(text) for text in TITLES + QUERIES],
        "cases": [make_case(at, query, tensors, random) for at, query in enumerate(QUERIES)],
    }


def parsed(text):
    terms = Terms(text)
    return {"text": text, "keys": terms.keys, "joined": terms.joined, "head": terms.head}


def make_case(at, query, tensors, random):
    """One list: features [n, 16] and scores [n] of a query and n titles; every third list has one very close title."""
    chosen = [TITLES[(at + step * 7) % len(TITLES)] for step in range(TITLES_PER_QUERY)]
    vectors = random.normal(size=(TITLES_PER_QUERY, SIZE))
    vectors = np.round(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 6).astype(np.float32)
    cosines = np.round(random.uniform(-0.2, 0.9, TITLES_PER_QUERY), 6)
    if at % 3 == 0:
        cosines[2] = 2  # its share of the feedback is nearly all: the others' must still be right
    features = match_features(Query(Terms(query)), [Terms(title) for title in chosen], cosines, vectors)
    return {
        "query": query,
        "titles": chosen,
        "cosines": numbers(cosines),
        "vectors": numbers(vectors),
        "features": numbers(features),
        "scores": numbers(match_scores(features, tensors)),
    }


def numbers(array):
    return np.round(np.asarray(array, dtype=float), 7).tolist()


if __name__ == "__main__":
    main()
