"""Token ids of everything the training reads: titles and product lines, packed into flat arrays and cached."""

import json
from pathlib import Path

import numpy as np

import data
from tokenizer import Tokenizer, write_json
from vocabulary import count_words, learn_vocabulary


class Packed:
    """Lists of token ids in one array: text i is ids[offsets[i]:offsets[i + 1]]."""

    def __init__(self, ids, offsets):
        self.ids = ids  # [total] int64
        self.offsets = offsets  # [n + 1] int64

    @classmethod
    def from_lists(cls, lists):
        lengths = np.array([len(ids) for ids in lists], dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        ids = np.fromiter((i for ids in lists for i in ids), dtype=np.int64, count=int(offsets[-1]))
        return cls(ids, offsets)

    def __len__(self):
        return len(self.offsets) - 1

    def __getitem__(self, index):
        return self.ids[self.offsets[index] : self.offsets[index + 1]]

    def take(self, indices):
        """The texts `indices` [m] as one Packed."""
        starts, ends = self.offsets[indices], self.offsets[np.asarray(indices) + 1]
        lengths = ends - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        positions = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return Packed(self.ids[positions], offsets)

    def lists(self):
        return [self[i] for i in range(len(self))]


class Corpus:
    """The shops, their packed titles [CLS] .. [SEP], the packed product lines, and the tokenizer."""

    def __init__(self, shops, tokenizer, titles, lines, max_tokens):
        self.shops = shops  # name -> data.Shop
        self.tokenizer = tokenizer
        self.titles = titles  # name -> Packed, one text per item
        self.lines = lines  # Packed
        self.max_tokens = max_tokens  # of a title; lines may be longer


def load_corpus(data_folder, recipe, run_folder, leave_out=None):
    """Reads the data, learns the vocabulary on the first call, tokenizes, and caches both in `run_folder`.

    leave_out: a set of the recipe that nothing is learned from; its titles are left out of the product lines too, and so
    are those of online-retail, which is only ever tested on.
    """
    run_folder = Path(run_folder)
    all_shops = {name: data.load_shop(data_folder, name, recipe["max_users"]) for name in recipe["sets"]}
    shops = {name: shop for name, shop in all_shops.items() if name != leave_out}
    vocabulary_file, lines_file = run_folder / "vocabulary.json", run_folder / "lines.npz"
    lines = None
    if not (vocabulary_file.exists() and lines_file.exists()):
        without = data.unseen_titles(data_folder) + (all_shops[leave_out].titles if leave_out else [])
        lines = data.load_lines(data_folder, recipe["max_lines"], recipe["max_line_characters"], recipe["seed"], without)
    if not vocabulary_file.exists():
        print(f"vocabulary: {recipe['vocabulary_size']} entries from titles and {len(lines)} lines", flush=True)
        counts = count_words(lines)
        for shop in shops.values():
            count_words(shop.titles, weight=recipe["title_weight"], counts=counts)
        write_json(vocabulary_file, learn_vocabulary(counts, recipe["vocabulary_size"]))
    tokenizer = Tokenizer(json.loads(vocabulary_file.read_text("utf-8")))
    titles = {name: pack(tokenizer, shop.titles, recipe["max_tokens"]) for name, shop in shops.items()}
    if lines_file.exists():
        with np.load(lines_file) as stored:
            packed_lines = Packed(stored["ids"], stored["offsets"])
    else:
        packed_lines = pack(tokenizer, lines, recipe["max_line_tokens"])
        np.savez(lines_file, ids=packed_lines.ids, offsets=packed_lines.offsets)
    return Corpus(shops, tokenizer, titles, packed_lines, recipe["max_tokens"])


def pack(tokenizer, texts, max_tokens):
    return Packed.from_lists([tokenizer.encode(text, max_tokens) for text in texts])


def inverse_document_frequency(corpus):
    """idf of each vocabulary entry over all titles and lines: log(texts / (1 + texts that hold it)), at least 0."""
    counts = np.zeros(len(corpus.tokenizer.vocabulary))
    texts = 0
    for packed in [*corpus.titles.values(), corpus.lines]:
        text_of_token = np.repeat(np.arange(len(packed)), np.diff(packed.offsets))
        pairs = np.unique(text_of_token * len(counts) + packed.ids)
        counts += np.bincount(pairs % len(counts), minlength=len(counts))
        texts += len(packed)
    return np.maximum(0, np.log(texts / (1 + counts)))
