"""A small seeded search over numbers of a recipe: each trial is a short run, judged on the tune shoppers.

    best = run_search(read_search("searches/bag.json"), recipe, "runs/cpu/search-bag.jsonl", trial)

A search file names the recipe's keys by their way, and gives each the values to try:

    {
      "method": "random",                       or "grid": every combination of the lists, in order
      "trials": 12, "seed": 1,                  of a grid: at most so many
      "fixed": {"bag.steps": 300},              what makes trials short
      "keys": {
        "bag.temperature": [0.1, 0.2],
        "bag.learning_rate": {"from": 1e-3, "to": 1e-2, "scale": "log"},
        "bag.users": {"from": 64, "to": 512, "scale": "integer"}
      }
    }

The record has one JSON line a trial and is all that is kept: a search that was stopped goes on after its last line, as the
values of trial n depend on seed and n alone.

Source: random search, Bergstra and Bengio 2012, https://jmlr.org/papers/v13/bergstra12a.html.
"""

import copy
import itertools
import json
import math
import os
import time
from pathlib import Path

import numpy as np

METHODS = ("random", "grid")
SCALES = ("linear", "log", "integer")


def read_search(path):
    """The checked content of a search file; SystemExit says what is wrong with it."""
    search = json.loads(Path(path).read_text("utf-8"))
    if search.get("method") not in METHODS:
        raise SystemExit(f'Cannot search by "{path}": "method" must be one of {", ".join(METHODS)}: got {search.get("method")}')
    if not search.get("keys"):
        raise SystemExit(f'Cannot search by "{path}": "keys" names nothing to vary')
    for key, values in search["keys"].items():
        is_list = isinstance(values, list) and values
        is_range = isinstance(values, dict) and values.get("scale", "linear") in SCALES and values["from"] < values["to"]
        if not is_list and not (is_range and search["method"] == "random"):
            wanted = "a list" if search["method"] == "grid" else f'a list or {{"from", "to", "scale": {"|".join(SCALES)}}}'
            raise SystemExit(f'Cannot search by "{path}": "{key}" must be {wanted}: got {json.dumps(values)}')
    return {"trials": None, "seed": 0, "fixed": {}, **search}


def run_search(search, recipe, record_path, trial):
    """Runs the trials that the record does not hold yet; returns the best line of the record.

    trial: (recipe, number) -> score, higher is better; gets a copy of `recipe` with the values of trial `number` written in.
    """
    record_path = Path(record_path)
    record_path.parent.mkdir(parents=True, exist_ok=True)
    lines = read_record(record_path)
    all_values = trial_values(search)
    for number, (line, values) in enumerate(zip(lines, all_values)):
        if line["values"] != values:
            raise SystemExit(
                f'Cannot go on with "{record_path}": its trial {number} had {line["values"]}, this search has {values}; '
                "remove the record, or give the search another name"
            )
    for number in range(len(lines), len(all_values)):
        values = all_values[number]
        started = time.monotonic()
        score = trial(with_values(recipe, {**search["fixed"], **values}), number)
        score = float(score) if math.isfinite(score) else None  # training that diverged
        lines.append({"trial": number, "values": values, "score": score, "seconds": round(time.monotonic() - started, 1)})
        append_line(record_path, lines[-1])
        print(f"search: {json.dumps(lines[-1])}", flush=True)
    scored = [line for line in lines if line["score"] is not None]
    if not scored:
        raise SystemExit(f'Cannot choose from "{record_path}": no trial has a score')
    return max(scored, key=lambda line: line["score"])


def trial_values(search):
    """The values of all trials, [{key: value}]."""
    keys = search["keys"]
    if search["method"] == "grid":
        combinations = [dict(zip(keys, values)) for values in itertools.product(*keys.values())]
        return combinations[: search["trials"]]
    return [random_values(keys, np.random.default_rng([search["seed"], number])) for number in range(search["trials"] or 0)]


def random_values(keys, random):
    values = {}
    for key, choices in keys.items():
        if isinstance(choices, list):
            values[key] = choices[random.integers(len(choices))]
            continue
        low, high, scale = choices["from"], choices["to"], choices.get("scale", "linear")
        if scale == "integer":
            values[key] = int(random.integers(low, high + 1))
        elif scale == "log":
            values[key] = float(f"{math.exp(random.uniform(math.log(low), math.log(high))):.4g}")
        else:
            values[key] = float(f"{random.uniform(low, high):.4g}")
    return values


def with_values(recipe, values):
    """A copy of `recipe` with e.g. {"bag.steps": 300} written in; a key that it does not have is refused."""
    changed = copy.deepcopy(recipe)
    for key, value in values.items():
        *way, last = key.split(".")
        place = changed
        for part in way:
            place = place.get(part) if isinstance(place, dict) else None
        if not isinstance(place, dict) or last not in place:
            raise SystemExit(f'Cannot vary "{key}": the recipe has no such key')
        place[last] = value
    return changed


def read_record(path):
    """Lines of the record so far; one that a killed search left half written is cut off."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        path.write_bytes(whole)
    return [json.loads(line) for line in whole.decode().splitlines()]


def append_line(path, line):
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
