"""Fine-tunes a BERT of any shape, larger than what ships, for a smaller one to be distilled from.

    bert = Bert(len(tokenizer.vocabulary), recipe["teacher"]["bert"], hidden_dropout=0.1, attention_dropout=0.1)
    pretrain(bert, ...)
    train_teacher(bert, corpus, pairs, recipe["teacher"], recipe["seed"], run, evaluate)

Each step trains on one kind of loss, drawn by the shares of `mix`:

    shoppers        a purchase finds the mean of the same shopper's others, as in bag.py
    queries         a query finds the titles that it was judged to ask for, as in query_title.py
    views           two views of one product line find each other: each a random stretch of it with words left out
    descriptions    a title finds its description, in the lines that hold both ("name: .. ; description: ..")

One kind a step rather than a sum, so that each has the memory to itself: more texts a batch are more negatives.

Sources: a random stretch as view, Giorgi et al. 2021, https://arxiv.org/abs/2006.03659; words left out, Wu et al. 2020,
https://arxiv.org/abs/2012.15466; title and description, Ni et al. 2022, https://arxiv.org/abs/2112.07899.
"""

import numpy as np
import torch

from bag import ShopperBatches, set_learning_rate, shopper_loss, symmetric_softmax
from corpus import Packed
from distill import adam_with_decay, shorten
from precision import autocast
from query_title import query_title_loss
from tokenizer import CLS, SEP

MIN_WORDS = 4  # of a line: two views of fewer are mostly equal, which teaches nothing


def train_teacher(bert, corpus, pairs, options, seed, run, evaluate, stage="teacher"):
    """Trains `bert` in place; it ends with the weights of the best score.

    pairs: query_title.QueryTitleBatches or None; evaluate: () -> score on the tune split, higher is better, asked every
    `evaluate_steps` steps and at the end; `patience` scores in a row that are no better end the training.
    """
    bert.recomputes = options["recomputes"]  # a batch of thousands of texts does not fit a GPU otherwise
    optimizer = adam_with_decay(bert, options)
    random = np.random.default_rng([seed, 7])
    losses = Losses(bert, corpus, pairs, options, random)
    generators = [random] if pairs is None else [random, pairs.random]
    with run.stage(stage, bert, optimizer, generators=generators, patience=options["patience"]) as progress:
        bert.train()
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            kind = losses.draw_kind()
            loss = losses.of(kind)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(bert.parameters(), options["clip_norm"])
            optimizer.step()
            progress.log(step, {kind: loss.detach()})
            if (step + 1) % options["evaluate_steps"] == 0 or step + 1 == options["steps"]:
                bert.eval()
                score = evaluate()
                bert.train()
                if progress.best(score):
                    break
    bert.eval()


class Losses:
    """The four kinds; one that the corpus holds nothing for is left out of the mix."""

    def __init__(self, bert, corpus, pairs, options, random):
        self.bert, self.corpus, self.pairs, self.options, self.random = bert, corpus, pairs, options, random
        self.device = next(bert.parameters()).device
        self.shoppers = ShopperBatches(corpus, options["users"], options["items"], random)
        self.continues = np.array([entry.startswith("##") for entry in corpus.tokenizer.vocabulary])
        lines = corpus.lines
        self.lines = lines.take(np.flatnonzero(count_words(lines, self.continues) >= MIN_WORDS))
        self.titles, self.descriptions = titles_and_descriptions(lines, corpus.tokenizer)
        known = {"shoppers": True, "queries": pairs, "views": len(self.lines), "descriptions": len(self.titles)}
        if unknown := set(options["mix"]) - set(known):
            raise ValueError(f'Cannot mix in "{min(unknown)}": the kinds of loss are {", ".join(known)}')
        missing = [kind for kind in options["mix"] if not known[kind]]
        if missing:
            print(f"teacher: without {', '.join(missing)}, as the data holds none", flush=True)
        self.kinds = [kind for kind in options["mix"] if known[kind]]
        shares = np.array([options["mix"][kind] for kind in self.kinds], dtype=float)
        self.shares = shares / shares.sum()

    def draw_kind(self):
        return self.kinds[self.random.choice(len(self.kinds), p=self.shares)]

    def of(self, kind):
        """The loss of a new batch of this kind, a scalar."""
        return getattr(self, f"{kind}_loss")()

    def shoppers_loss(self):
        name, items, owners = self.shoppers.draw()
        unique, places = np.unique(items, return_inverse=True)  # what many bought is encoded once
        vectors = self.encode(self.corpus.titles[name].take(unique))[torch.as_tensor(places, device=self.device)]
        return shopper_loss(vectors, items, owners, self.options["shoppers_temperature"])

    def queries_loss(self):
        return query_title_loss(self.encode, self.pairs.draw(), self.options["queries_temperature"])

    def views_loss(self):
        texts = self.lines.take(self.choose(len(self.lines))).lists()
        first, second = ([view(ids, self.continues, self.options, self.random) for ids in texts] for _ in range(2))
        return self.contrast(Packed.from_lists(first), Packed.from_lists(second))

    def descriptions_loss(self):
        chosen = self.choose(len(self.titles))
        return self.contrast(self.titles.take(chosen), self.descriptions.take(chosen))

    def choose(self, count):
        """Up to `lines` different numbers below `count`: a text drawn twice would be its own negative."""
        return self.random.choice(count, size=min(self.options["lines"], count), replace=False)

    def contrast(self, first, second):
        """Text i of `first` must find text i of `second` among all of them, and the other way round."""
        return symmetric_softmax(self.encode(first) @ self.encode(second).T / self.options["lines_temperature"])

    def encode(self, packed):
        """Packed [n] -> float32 unit vectors [n, hidden]; texts are cut to the encoder's positions."""
        lists = [shorten(ids, self.bert.shape["positions"]) for ids in packed.lists()]
        with autocast(self.device, self.options["precision"]):
            vectors = self.bert.encode(lists)
        return vectors.float()


def count_words(lines, continues):
    """Words of each line of a Packed -> [n]; [CLS] and [SEP] are none."""
    starts = np.concatenate([[0], np.cumsum(~continues[lines.ids])])
    return starts[lines.offsets[1:]] - starts[lines.offsets[:-1]] - 2


def view(ids, continues, options, random):
    """[CLS] .. [SEP] -> the same with a random stretch of its words, at least `span_share` of them, less a random
    `word_dropout` of those; words stay whole, and one stays at least."""
    inside = ids[1:-1]
    words = np.split(inside, np.flatnonzero(~continues[inside])[1:])
    length = int(np.ceil(len(words) * random.uniform(options["span_share"], 1)))
    start = random.integers(len(words) - length + 1)
    span = words[start : start + length]
    kept = [word for word, fate in zip(span, random.random(len(span))) if fate >= options["word_dropout"]]
    return np.concatenate([[CLS], *(kept or [span[random.integers(len(span))]]), [SEP]])


def titles_and_descriptions(lines, tokenizer):
    """(titles, descriptions), Packed beside each other, of the lines like "name: .. ; description: ..", both non-empty."""
    marker = np.array(tokenizer.encode("; description:")[1:-1])
    heads = [tokenizer.encode(head)[1:-1] for head in ("name:", "title:")]
    windows = np.lib.stride_tricks.sliding_window_view(np.append(lines.ids, np.full(len(marker), -1)), len(marker))
    places = np.flatnonzero((windows[: len(lines.ids)] == marker).all(1))
    owners, first = np.unique(np.searchsorted(lines.offsets, places, side="right") - 1, return_index=True)
    titles, descriptions = [], []
    for owner, place in zip(owners, places[first]):
        title = lines.ids[lines.offsets[owner] + 1 : place]
        for head in heads:
            title = title[len(head) :] if title[: len(head)].tolist() == head else title
        description = lines.ids[place + len(marker) : lines.offsets[owner + 1] - 1]
        if len(title) and len(description):
            titles.append([CLS, *title, SEP])
            descriptions.append([CLS, *description, SEP])
    return Packed.from_lists(titles), Packed.from_lists(descriptions)
