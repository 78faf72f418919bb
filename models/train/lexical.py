"""How much the words of two titles overlap, by inverse document frequencies that ship with the model.

For each catalogue item two sparse vectors of length 1, over words and over subword pieces, and its first word, which in shops
often is the brand:

    words    (1 + log tf) * idf(word)      idf(word) = sum of the shipped idf of the word's pieces
    pieces   (1 + log tf) * idf(piece)

A rare word falls into more pieces, so the sum over pieces stands in for the document frequency of a word that the training
texts never held; no statistics of the shop are needed. The lexical part of the static score (history.py).
"""

from collections import Counter

import numpy as np

from corpus import Packed
from tokenizer import split_words


class Lexical:
    """titles [n] strings, tokenizer, idf float [vocabulary] >= 0."""

    def __init__(self, titles, tokenizer, idf):
        split = [split_words(title) for title in titles]
        index = {}
        for words in split:
            for word in words:
                index.setdefault(word, len(index))
        self.first = np.array([index[words[0]] if words else -1 for words in split])
        pieces = {word: tokenizer.word_ids(word) for word in index}
        word_idf = np.array([sum(idf[i] for i in pieces[word]) for word in index])
        self.words = SparseRows([Counter(index[word] for word in words) for words in split], word_idf)
        counts = [Counter(i for word in words for i in pieces[word]) for words in split]
        self.pieces = SparseRows(counts, np.asarray(idf, dtype=float))

    def similarities(self, items, history):
        """Cosine by words, cosine by pieces, 1 if the first word is the same: [items], [h] -> [items, h, 3]."""
        same = (self.first[items][:, None] == self.first[history][None]) & (self.first[items] >= 0)[:, None]
        return np.stack([self.words.products(items, history), self.pieces.products(items, history), same], axis=-1)


class SparseRows:
    """Rows of `counts` [n] (Counters of column numbers) as (1 + log count) * idf[column], scaled to length 1."""

    def __init__(self, counts, idf):
        self.columns = Packed.from_lists([list(count) for count in counts])
        rows = [np.array([(1 + np.log(tf)) * idf[column] for column, tf in count.items()]) for count in counts]
        self.values = np.concatenate([row / max(1e-12, np.linalg.norm(row)) for row in rows])
        self.scratch = np.zeros(len(idf))

    def products(self, items, others):
        """Dot products of rows: [a], [b] -> [a, b]."""
        result = np.zeros((len(items), len(others)))
        columns, values, owners = self.entries(items)
        for number, other in enumerate(others):
            span = slice(self.columns.offsets[other], self.columns.offsets[other + 1])
            own = self.columns.ids[span]
            self.scratch[own] = self.values[span]
            result[:, number] = np.bincount(owners, weights=self.scratch[columns] * values, minlength=len(items))
            self.scratch[own] = 0
        return result

    def entries(self, items):
        """Columns, values and position in `items` of all entries of the rows `items`."""
        spans = [np.arange(self.columns.offsets[i], self.columns.offsets[i + 1]) for i in items]
        return (
            self.columns.ids[np.concatenate(spans)],
            self.values[np.concatenate(spans)],
            np.repeat(np.arange(len(items)), list(map(len, spans))),
        )
