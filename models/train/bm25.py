"""BM25 over the words of titles, plural s cut: the baseline of query-title relevance.

Source: Robertson & Zaragoza 2009, https://doi.org/10.1561/1500000019.
"""

import re
from collections import Counter

import numpy as np

from tokenizer import normalize

WORD = re.compile(r"[^\W_]+")
K1, B = 1.2, 0.75


class Bm25:
    """Statistics of the whole catalogue `titles`, which the browser does not have: a strong baseline."""

    def __init__(self, titles):
        self.counts = [Counter(words_of(title)) for title in titles]
        self.lengths = np.array([sum(counts.values()) for counts in self.counts])
        self.mean_length = self.lengths.mean()
        self.document_frequency = Counter(word for counts in self.counts for word in counts)

    def scores(self, query, numbers):
        """BM25 of the titles `numbers` [n] -> [n]."""
        total = len(self.counts)
        result = np.zeros(len(numbers))
        for word in dict.fromkeys(words_of(query)):
            frequency = self.document_frequency[word]
            idf = np.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
            counts = np.array([self.counts[i][word] for i in numbers])
            norms = K1 * (1 - B + B * self.lengths[numbers] / self.mean_length)
            result += idf * counts * (K1 + 1) / (counts + norms)
        return result


def words_of(text):
    return [word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word for word in WORD.findall(normalize(text))]
