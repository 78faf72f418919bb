"""Writes src/learning/fixtures/static-score.json: what lexical.py and history.py give, for the tests in TypeScript.

    python static_score_fixture.py

Titles are made up, embeddings random unit vectors, the vocabulary characters and a few words; everything is seeded, so that
the file changes only with the formulas.
"""

from pathlib import Path

import numpy as np
import torch

from history import HistoryPairs, static_scores
from lexical import Lexical
from lists import MAX_HISTORY
from tokenizer import SPECIAL_TOKENS, Tokenizer, split_words, write_json
from transition import FACTOR, Transition

OUT = Path(__file__).parents[2] / "src/learning/fixtures/static-score.json"
TITLES = [
    "Alva oak table lamp",
    "ALVA Brass floor-lamp, dimmable lamp",
    "Holt oak dining chair (set of 2)",
    "Holt armchair - walnut, wool",
    "Réne café chair, café style, café",
    "Kiln stoneware mug 0.3l",
    "Kiln mug",
    "straße 中文 lamp",
    "mug mug mug mug",
    "zzz ☃ oak",
    "   ",
]
WORDS = ["oak", "lamp", "chair", "mug", "table", "kiln", "holt", "al", "##va", "wa", "##ln", "##ut", "cafe", "##ware", "##maker"]
SIZE, HIDDEN = 6, 5
CASES = [
    {"candidates": [0, 1, 2, 3, 4], "history": [5]},
    {"candidates": [5, 6, 7, 8, 9, 10], "history": [0, 2, 8]},
    {"candidates": [1, 4, 6], "history": [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 5, 6, 7, 8, 9, 0, 2, 3, 4]},
]
WEIGHTS = [
    {"u": [3, 1.5, -0.5, 0.75], "v": [1, 0.5, 2, -0.25], "decay": 0.07, "scale": 1.3, "shrinkage": 2.5},
    {"u": [0, 0, 0, 0], "v": [1, 0, 0, 0], "decay": 0.0, "scale": 5.0, "shrinkage": 0.0},
    {"u": [60, 40, 0, 30], "v": [0, 0, 0, 0], "decay": 1.5, "scale": 0.5, "shrinkage": 1.0},
]


def main():
    random = np.random.default_rng(7)
    characters = "abcdefghijklmnopqrstuvwxyz0123456789.,()-中文"
    vocabulary = SPECIAL_TOKENS + list(characters) + [f"##{c}" for c in characters] + WORDS
    tokenizer = Tokenizer(vocabulary)
    idf = np.round(random.uniform(0.5, 6, len(vocabulary)), 3).astype(np.float32)
    idf[: len(SPECIAL_TOKENS)] = 0
    embeddings = random.normal(size=(len(TITLES), SIZE))
    embeddings = (embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)).astype(np.float32)
    lexical = Lexical(TITLES, tokenizer, idf)
    split = [split_words(title) for title in TITLES]
    write_json(
        OUT,
        {
            "source": "models/train/static_score_fixture.py",
            "vocabulary": vocabulary,
            "idf": numbers(idf),
            "titles": TITLES,
            "words": [[{"word": word, "pieces": tokenizer.word_ids(word)} for word in words] for words in split],
            "embeddings": numbers(embeddings),
            "weights": WEIGHTS,
            "cases": [case | measure(case, embeddings, lexical) for case in CASES],
            "transition": transition_case(embeddings),
        },
    )
    print(f"{OUT}: {OUT.stat().st_size} bytes")


def measure(case, embeddings, lexical):
    """Similarities [candidates, history, F] and, for each of WEIGHTS, scores [candidates]."""
    candidates, history = np.array(case["candidates"]), np.array(case["history"])
    text = embeddings[candidates] @ embeddings[history].T
    similarities = np.concatenate([text[..., None], lexical.similarities(candidates, history)], axis=-1)
    padded = np.zeros((1, len(candidates), MAX_HISTORY, similarities.shape[-1]), np.float32)
    padded[0, :, MAX_HISTORY - len(history) :] = similarities
    mask = torch.arange(MAX_HISTORY)[None] >= MAX_HISTORY - len(history)
    pairs = HistoryPairs(torch.as_tensor(padded), mask, torch.zeros(1, dtype=torch.long))
    tensors = [{name: torch.tensor(value, dtype=torch.float32) for name, value in own.items()} for own in WEIGHTS]
    return {
        "similarities": numbers(similarities),
        "scores": [numbers(static_scores(pairs, own)[0].numpy()) for own in tensors],
    }


def transition_case(embeddings):
    """Weights of a small transition and, of all items, its vectors 8 share t [items, SIZE]."""
    torch.manual_seed(3)
    transition, share = Transition(SIZE, HIDDEN), 0.75
    for parameter in transition.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    with torch.no_grad():
        vectors = FACTOR * share * transition(torch.as_tensor(embeddings))
    layers = {name: {part: numbers(getattr(layer, part).detach()) for part in ("weight", "bias")} for name, layer in
              (("input", transition.input), ("output", transition.output))}  # fmt: skip
    return {"share": share, **layers, "vectors": numbers(vectors)}


def numbers(array):
    return np.round(np.asarray(array, dtype=float), 7).tolist()


if __name__ == "__main__":
    main()
