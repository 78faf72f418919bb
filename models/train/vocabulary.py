"""Learns a WordPiece vocabulary by byte-pair merges: repeatedly joins the most frequent neighbouring pair.

Merges act inside words only; "##" marks an entry that continues a word. Plain Python with an index from pairs to
words, so each merge touches only the words it changes: about half a minute for 8,192 entries of 25 M characters.

Source: Sennrich et al. 2016, https://arxiv.org/abs/1508.07909 (merges); the entries are used by greedy
longest-match as in BERT (see tokenizer.py).
"""

import heapq
import string
from collections import Counter, defaultdict

from tokenizer import SPECIAL_TOKENS, split_words

MAX_CHARACTERS = 40  # longer words are part numbers and addresses


def count_words(texts, weight=1, counts=None):
    """Adds `weight` per occurrence of each word of `texts` to `counts` (a new Counter unless given)."""
    counts = Counter() if counts is None else counts
    for text in texts:
        for word in split_words(text):
            counts[word] += weight
    return counts


def learn_vocabulary(counts, size, min_character_count=100):
    """Returns `size` entries: special tokens, characters seen often enough, then the merges in order.

    ASCII letters and digits are always in, alone and as continuation, so that plain English is never unknown.
    """
    counts = {word: count for word, count in counts.items() if len(word) <= MAX_CHARACTERS and count > 1}
    characters = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    plain = set(string.ascii_lowercase + string.digits)
    kept = sorted(plain | set(string.punctuation) | {c for c, n in characters.items() if n >= min_character_count})
    continuing = {f"##{word[i]}" for word in counts for i in range(1, len(word))}
    vocabulary = SPECIAL_TOKENS + kept
    vocabulary += [f"##{c}" for c in kept if c in plain or f"##{c}" in continuing]
    known = set(vocabulary)

    words, frequencies = [], []
    for word, count in counts.items():
        pieces = [word[0]] + [f"##{character}" for character in word[1:]]
        if len(pieces) > 1 and known.issuperset(pieces):
            words.append(pieces)
            frequencies.append(count)
    pair_counts, pair_words = Counter(), defaultdict(set)
    for number, pieces in enumerate(words):
        for pair in zip(pieces, pieces[1:]):
            pair_counts[pair] += frequencies[number]
            pair_words[pair].add(number)
    heap = [(-count, pair) for pair, count in pair_counts.items()]
    heapq.heapify(heap)

    while len(vocabulary) < size and heap:
        negative_count, pair = heapq.heappop(heap)
        if pair_counts[pair] != -negative_count:
            continue  # counted again since; its newer entry is in the heap too
        merged = pair[0] + pair[1][2:]
        if merged not in known:
            known.add(merged)
            vocabulary.append(merged)
        changed = set()
        for number in pair_words.pop(pair):
            old = words[number]
            new = merge_pair(old, pair, merged)
            for neighbours in zip(old, old[1:]):
                pair_counts[neighbours] -= frequencies[number]
                changed.add(neighbours)
            for neighbours in zip(new, new[1:]):
                pair_counts[neighbours] += frequencies[number]
                pair_words[neighbours].add(number)
                changed.add(neighbours)
            words[number] = new
        for neighbours in changed:
            if pair_counts[neighbours] > 0:
                heapq.heappush(heap, (-pair_counts[neighbours], neighbours))
    return vocabulary


def merge_pair(pieces, pair, merged):
    """`pieces` with each occurrence of `pair` replaced by `merged`, left to right."""
    result = []
    i = 0
    while i < len(pieces):
        if i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == pair:
            result.append(merged)
            i += 2
        else:
            result.append(pieces[i])
            i += 1
    return result
