"""What orders a list: cosine of each candidate to the mean of the history, in TF-IDF or embedding space."""

import re
from collections import Counter

import numpy as np

from corpus import Packed
from tokenizer import normalize

WORD = re.compile(r"[^\W_]+")


class TfIdf:
    """Sparse TF-IDF vectors of a catalogue: (1 + log tf) * (1 + log((n + 1) / (df + 1))), scaled to length 1."""

    def __init__(self, titles):
        counts = [Counter(WORD.findall(normalize(title))) for title in titles]
        document_frequency = Counter(word for count in counts for word in count)
        index = {word: number for number, word in enumerate(document_frequency)}
        idf = {word: 1 + np.log((len(titles) + 1) / (df + 1)) for word, df in document_frequency.items()}
        self.words = Packed.from_lists([[index[word] for word in count] for count in counts])
        weights = [np.array([(1 + np.log(tf)) * idf[word] for word, tf in count.items()]) for count in counts]
        self.weights = np.concatenate([row / max(1e-12, np.linalg.norm(row)) for row in weights])
        self.size = len(index)

    def scores(self, lists):
        """Cosine of candidates to the history's mean vector: ListSet of n lists -> [n, 50]."""
        profile = np.zeros(self.size)
        result = np.zeros(lists.candidates.shape)
        for row, (history, candidates) in enumerate(zip(lists.histories, lists.candidates)):
            words, weights, _ = self.entries(history)
            np.add.at(profile, words, weights)
            length = np.sqrt((profile[np.unique(words)] ** 2).sum())
            other_words, other_weights, owners = self.entries(candidates)
            products = profile[other_words] * other_weights
            result[row] = np.bincount(owners, weights=products, minlength=len(candidates)) / max(1e-12, length)
            profile[words] = 0
        return result

    def entries(self, items):
        """Word ids, weights and position in `items` of all words of `items`."""
        spans = [np.arange(self.words.offsets[i], self.words.offsets[i + 1]) for i in items]
        positions = np.concatenate(spans)
        return self.words.ids[positions], self.weights[positions], np.repeat(np.arange(len(items)), list(map(len, spans)))


def embedding_scores(embeddings, lists):
    """Cosine of candidates to the mean of the history's unit vectors: embeddings [items, d] -> [n, 50]."""
    profiles = np.stack([embeddings[history].mean(0) for history in lists.histories])
    profiles /= np.maximum(1e-12, np.linalg.norm(profiles, axis=1, keepdims=True))
    return np.einsum("ncd,nd->nc", embeddings[lists.candidates], profiles)


def centred(embeddings):
    """Subtracts the catalogue's mean embedding and scales to length 1 again: needs the catalogue, no training."""
    moved = embeddings - embeddings.mean(0)
    return moved / np.maximum(1e-12, np.linalg.norm(moved, axis=1, keepdims=True))
