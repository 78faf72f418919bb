"""Plain text for pre-training: whole lines of any length, cut into windows that an encoder can read, and cached.

Folder layout (`--data`): text/<name>.txt.gz, one paragraph a line; `files` of the recipe names them.
"""

import os
import random
from pathlib import Path

import numpy as np

from corpus import Packed
from data import plain_words, read_lines
from tokenizer import CLS, SEP


def load_texts(data, tokenizer, options, seed, cache, without=()):
    """Packed windows [CLS] .. [SEP] of at most `max_tokens` of the files `files`, in random order; kept in the file `cache`.

    Of each file a seeded sample of `max_lines` lines (None: all) is read, none that is one of the titles `without`.
    """
    cache = Path(cache)
    if not cache.exists():
        lists = []
        unwanted = {plain_words(title) for title in without}
        continuing = np.array([entry.startswith("##") for entry in tokenizer.vocabulary])
        for name in options["files"]:
            lines = [line for line in read_lines(text_file(data, name)) if plain_words(line) not in unwanted]
            random.Random(seed).shuffle(lines)
            for line in lines[: options["max_lines"]]:
                lists.extend(windows(tokenizer.encode(line)[1:-1], continuing, options["max_tokens"]))
            print(f"text: {name}, {len(lines[: options['max_lines']])} lines; {len(lists)} windows in all", flush=True)
        random.Random(seed).shuffle(lists)
        texts = Packed.from_lists(lists)
        partial = cache.with_suffix(".partial.npz")
        np.savez(partial, ids=texts.ids, offsets=texts.offsets)
        os.replace(partial, cache)
    with np.load(cache) as stored:
        return Packed(stored["ids"], stored["offsets"])


def text_file(data, name):
    return Path(data) / "text" / f"{name}.txt.gz"


def windows(inside, continuing, max_tokens):
    """Cuts token ids [t] without [CLS] and [SEP] into lists of at most `max_tokens` with them, between words.

    continuing: bool [vocabulary], True for pieces inside a word. A word of more than max_tokens - 2 pieces is cut inside.
    """
    result, start = [], 0
    while start < len(inside):
        end = min(len(inside), start + max_tokens - 2)
        cut = end
        while start < cut < len(inside) and continuing[inside[cut]]:
            cut -= 1
        end = cut if cut > start else end
        result.append([CLS, *inside[start:end], SEP])
        start = end
    return result
