"""Fast tests of the teacher's fine-tuning: python3 -m unittest discover -s models/train"""

import contextlib
import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch
import torch.nn.functional as F

import teacher
from bert import Bert
from corpus import Corpus, Packed
from data import Shop, users_of
from judgements import judgements_of
from query_title import QueryTitleBatches
from teacher import Losses, count_words, titles_and_descriptions, train_teacher, view
from tokenizer import CLS, SEP, SPECIAL_TOKENS, Tokenizer

SHAPE = {"hidden_size": 24, "layers": 1, "heads": 2, "intermediate_size": 32, "positions": 16}
WORDS = [f"a{i}" for i in range(10)] + [f"b{i}" for i in range(10)]
VOCABULARY = [*SPECIAL_TOKENS, *WORDS, "##x", "##y", "name", "title", "description", ":", ";"]
TOKENIZER = Tokenizer(VOCABULARY)
OPTIONS = {
    "steps": 6, "mix": {"shoppers": 0.4, "queries": 0.2, "views": 0.3, "descriptions": 0.1}, "users": 8, "items": 4,
    "lines": 12, "shoppers_temperature": 0.2, "queries_temperature": 0.05, "lines_temperature": 0.1, "span_share": 0.5,
    "word_dropout": 0.2, "learning_rate": 1e-3, "embedding_learning_rate": 3e-3, "weight_decay": 0.01, "warmup_steps": 4,
    "clip_norm": 1.0, "precision": "fp32", "evaluate_steps": 4, "patience": 2,
    "recomputes": False,
}  # fmt: skip


def small_corpus(lines=None):
    """Shoppers of even number buy titles of a-words, the others titles of b-words; no two titles share a word order."""
    random = np.random.default_rng(0)
    titles = [" ".join(random.permutation(WORDS[:10] if i % 2 == 0 else WORDS[10:])[:3]) for i in range(40)]
    histories = {u: [(int(i) * 2 + u % 2, day) for day, i in enumerate(random.permutation(20)[:6])] for u in range(60)}
    lines = lines or [" ".join(random.permutation(WORDS)[:8]) for _ in range(30)] + ["a1", "name: a1 b2; description: b3"]
    packed = [Packed.from_lists([TOKENIZER.encode(text) for text in texts]) for texts in (titles, lines)]
    return Corpus({"s": Shop("s", titles, histories)}, TOKENIZER, {"s": packed[0]}, packed[1], 16)


def small_pairs():
    rows = [(" ".join(WORDS[i : i + 2]), " ".join(WORDS[i : i + 4]), 3.0) for i in range(16)]
    return QueryTitleBatches(judgements_of(rows), TOKENIZER, 16, seed=1, queries=6)


def new_losses(corpus=None, with_pairs=True, **options):
    torch.manual_seed(0)
    bert = Bert(len(VOCABULARY), SHAPE)
    for name, parameter in bert.named_parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.3)  # untrained vectors are all alike: no loss would tell them apart
    pairs = small_pairs() if with_pairs else None
    return Losses(bert, corpus or small_corpus(), pairs, dict(OPTIONS, **options), np.random.default_rng(3))


class PlainRun:
    """Stands in for run.Run: no checkpoints, but early stopping; keeps what was logged and the scores."""

    def stage(self, name, model, optimizer, generators=(), patience=None):
        self.model, self.generators, self.patience = model, generators, patience
        self.logged, self.scores, self.modes = [], [], set()
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def steps(self, total):
        return range(total)

    def log(self, step, values):
        self.logged.append({name: float(value) for name, value in values.items()})
        self.modes.add(self.model.training)

    def best(self, score):
        self.scores.append(score)
        return len(self.scores) - 1 - int(np.argmax(self.scores)) >= self.patience


class LossesTest(unittest.TestCase):
    def test_shoppers_own_other_purchases_and_copies_of_the_item_are_no_negatives(self):
        losses = new_losses()
        _, items, owners = losses.shoppers.draw()
        self.assertLess(len(set(items)), len(items))  # the same item with two shoppers: the case in question
        losses.shoppers.draw = lambda: ("s", items, owners)
        vectors = losses.encode(losses.corpus.titles["s"].take(items)).detach()
        others = (owners[:, None] == owners[None]) & ~np.eye(len(items), dtype=bool)
        anchors = [F.normalize(vectors[own].sum(0), dim=0) for own in others]
        scores = torch.stack(anchors) @ vectors.T / 0.2

        def cross_entropy(is_masked):
            found = []
            for i in range(len(items)):
                negatives = [j for j in range(len(items)) if j != i and not is_masked(i, j)]
                for line in (scores[i], scores[:, i]):
                    found.append(float(torch.logsumexp(line[[i, *negatives]], 0) - line[i]))
            return np.mean(found)

        right = cross_entropy(lambda i, j: owners[i] == owners[j] or items[i] == items[j])
        self.assertAlmostEqual(float(losses.of("shoppers")), right, places=4)
        for wrong in (lambda i, j: False, lambda i, j: owners[i] == owners[j], lambda i, j: items[i] == items[j]):
            self.assertGreater(abs(cross_entropy(wrong) - right), 0.01)

    def test_view_finds_the_other_view_of_its_own_line(self):
        losses = new_losses(word_dropout=0.0, span_share=1.0)  # both views are then the whole line
        vectors = F.normalize(torch.randn(len(losses.lines), 24, generator=torch.Generator().manual_seed(0)), dim=1)
        number = {tuple(ids): i for i, ids in enumerate(losses.lines.lists())}
        losses.encode = lambda packed: vectors[[number[tuple(ids)] for ids in packed.lists()]]
        self.assertLess(float(losses.of("views")), 0.1)
        shifts = iter([0, 1])
        losses.encode = lambda packed: vectors[[number[tuple(ids)] for ids in packed.lists()]].roll(next(shifts), 0)
        self.assertGreater(float(losses.of("views")), 3)  # the order of one side is off by one

    def test_contrast_is_a_softmax_over_the_batch_both_ways(self):
        losses = new_losses()
        first, second = losses.titles.take([0] * 1), losses.descriptions.take([0])
        texts = losses.lines.take([0, 1, 2])
        self.assertEqual(float(losses.contrast(first, second).detach()), 0)  # alone in its batch
        vectors = [losses.encode(packed).detach().double() for packed in (texts, losses.lines.take([3, 1, 2]))]
        shares = torch.exp(vectors[0] @ vectors[1].T / 0.1)
        expected = -(torch.log(shares.diag() / shares.sum(1)) + torch.log(shares.diag() / shares.sum(0))).mean() / 2
        self.assertAlmostEqual(float(losses.contrast(texts, losses.lines.take([3, 1, 2]))), float(expected), places=3)

    def test_texts_of_a_batch_are_all_different(self):
        losses = new_losses()
        self.assertEqual(len(losses.lines), 31)  # all but the line of one word
        for _ in range(20):
            chosen = losses.choose(13)
            self.assertEqual(sorted(set(chosen)), sorted(chosen))
            self.assertEqual(len(chosen), 12)
        self.assertEqual(sorted(losses.choose(5)), [0, 1, 2, 3, 4])

    def test_texts_longer_than_the_positions_are_cut(self):
        vectors = new_losses().encode(Packed.from_lists([[CLS, *[6] * 14, SEP], [CLS, *[6] * 40, SEP]])).detach()
        np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)

    def test_only_training_shoppers_are_read(self):
        losses = new_losses()
        shop = losses.corpus.shops["s"]
        train = {tuple(item for item, _ in shop.histories[user]) for user in users_of(shop, "train")}
        self.assertEqual({tuple(history) for history in losses.shoppers.histories["s"]}, train)
        self.assertLess(len(train), 60)

    def test_kinds_come_in_their_shares(self):
        losses = new_losses()
        kinds = [losses.draw_kind() for _ in range(4000)]
        for kind, share in OPTIONS["mix"].items():
            self.assertAlmostEqual(kinds.count(kind) / 4000, share, delta=0.03)

    def test_kind_without_data_is_left_out_and_said(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            losses = new_losses(small_corpus(["a1 a2 a3 a4 a5"] * 3), with_pairs=False)
        self.assertEqual(losses.kinds, ["shoppers", "views"])
        np.testing.assert_allclose(losses.shares, [4 / 7, 3 / 7])
        self.assertIn("without queries, descriptions", printed.getvalue())

    def test_unknown_kind_is_refused(self):
        with self.assertRaisesRegex(ValueError, '"shopper": the kinds of loss are shoppers, queries'):
            new_losses(mix={"shopper": 1})


class TextsTest(unittest.TestCase):
    def test_view_is_a_stretch_of_whole_words(self):
        random, options = np.random.default_rng(0), dict(OPTIONS, word_dropout=0.0)
        continues = np.array([entry.startswith("##") for entry in VOCABULARY])
        ids = TOKENIZER.encode("a0xy a1 a2x a3 a4y a5 a6 a7xx")
        text, seen = TOKENIZER.decode(ids), set()
        for _ in range(300):
            found = view(np.array(ids), continues, options, random)
            self.assertEqual([found[0], found[-1]], [CLS, SEP])
            words = TOKENIZER.decode(found)
            self.assertIn(f" {words} ", f" {text} ")
            seen.add((words.split()[0], len(words.split())))
        self.assertEqual({length for _, length in seen}, {5, 6, 7, 8})  # ceil of over half of 8 to 8
        self.assertEqual({start for start, length in seen if length == 5}, {"a0xy", "a1", "a2x", "a3"})

    def test_view_leaves_words_out_but_never_all(self):
        random, continues = np.random.default_rng(0), np.array([entry.startswith("##") for entry in VOCABULARY])
        ids, options = np.array(TOKENIZER.encode(" ".join(WORDS))), dict(OPTIONS, span_share=1.0)
        lengths = [len(view(ids, continues, options, random)) - 2 for _ in range(500)]
        self.assertAlmostEqual(np.mean(lengths), 20 * 0.8, delta=0.3)
        alone = {tuple(view(ids, continues, dict(options, word_dropout=1.0), random)[1:-1]) for _ in range(100)}
        self.assertEqual({len(words) for words in alone}, {1})
        self.assertGreater(len(alone), 10)

    def test_words_are_counted_without_their_parts_and_ends(self):
        continues = np.array([entry.startswith("##") for entry in VOCABULARY])
        texts = Packed.from_lists([TOKENIZER.encode(text) for text in ("a0xy a1", "", "a1 a2 a3x")])
        self.assertEqual(count_words(texts, continues).tolist(), [2, 0, 3])

    def test_title_and_description_are_told_apart(self):
        lines = [
            "a1 a2", "name: a1 a2; description: b1: b2; description: b3", "b4; description:", "title: a3 ; description: b5",
            "a6; description: b6", "; description: b7", "description: a1; a2", "name: ; description: b1", "a1;",
        ]  # fmt: skip
        found = titles_and_descriptions(Packed.from_lists([TOKENIZER.encode(line) for line in lines]), TOKENIZER)
        titles, descriptions = ([TOKENIZER.decode(ids) for ids in packed.lists()] for packed in found)
        self.assertEqual(titles, ["a1 a2", "a3", "a6"])
        self.assertEqual(descriptions, ["b1 : b2 ; description : b3", "b5", "b6"])
        self.assertTrue(all(ids[0] == CLS and ids[-1] == SEP for packed in found for ids in packed.lists()))


class TrainTest(unittest.TestCase):
    def train(self, scores=None, dropout=0.0, **options):
        torch.manual_seed(0)
        bert = Bert(len(VOCABULARY), SHAPE, dropout, dropout)
        run, left, self.training = PlainRun(), list(scores or []), []

        def evaluate():
            self.training.append(bert.training)
            return left.pop(0) if left else 0.0

        pairs = small_pairs()
        train_teacher(bert, small_corpus(), pairs, dict(OPTIONS, **options), 7, run, evaluate)
        self.assertEqual(run.generators[1:], [pairs.random])
        return bert, run

    def test_shoppers_alike_come_together(self):
        bert, run = self.train(steps=120, mix={"shoppers": 1}, patience=99)
        losses = [values["shoppers"] for values in run.logged]
        self.assertLess(np.mean(losses[-10:]), np.mean(losses[:5]) - 0.5)
        vectors = bert.encode(small_corpus().titles["s"].lists()).detach()
        scores = (vectors @ vectors.T).numpy()
        same = np.arange(40)[:, None] % 2 == np.arange(40)[None] % 2
        self.assertGreater(scores[same].mean(), scores[~same].mean() + 0.5)

    def test_every_kind_trains(self):
        bert, run = self.train(steps=40, patience=99)
        self.assertEqual({kind for values in run.logged for kind in values}, set(OPTIONS["mix"]))
        self.assertTrue(all(len(values) == 1 for values in run.logged))
        self.assertTrue(all(np.isfinite(list(values.values())).all() for values in run.logged))

    def test_recomputed_activations_change_no_weight(self):
        kept, recomputed = (self.train(dropout=0.1, recomputes=recomputes)[0] for recomputes in (False, True))
        self.assertTrue(recomputed.recomputes)
        for name, weight in kept.state_dict().items():
            torch.testing.assert_close(recomputed.state_dict()[name], weight)

    def test_is_judged_without_dropout_every_few_steps_and_at_the_end(self):
        bert, run = self.train(scores=[0.1, 0.2], dropout=0.1)
        self.assertEqual(run.scores, [0.1, 0.2])  # after steps 4 and 6
        self.assertEqual(self.training, [False, False])
        self.assertEqual(run.modes, {True})
        self.assertFalse(bert.training)

    def test_stops_when_scores_no_longer_rise(self):
        run = self.train(scores=[0.3, 0.2, 0.3, 0.9], steps=100)[1]
        self.assertEqual(run.scores, [0.3, 0.2, 0.3])
        self.assertEqual(len(run.logged), 12)

    def test_rate_warms_up_and_falls_and_tables_have_their_own(self):
        rates, original = [], torch.optim.AdamW.step
        self.addCleanup(setattr, torch.optim.AdamW, "step", original)

        def step(optimizer, closure=None):
            rates.append([group["lr"] for group in optimizer.param_groups])
            return original(optimizer)

        torch.optim.AdamW.step = step
        self.train(steps=6)
        np.testing.assert_allclose([tables for tables, _, _ in rates][:4], np.array([1, 2, 3, 4]) * 3e-3 / 4)
        np.testing.assert_allclose([matrices for _, matrices, _ in rates][3:], np.array([1, 1, 0.51]) * 1e-3)

    def test_gradient_is_clipped(self):
        norms, original = [], teacher.torch.nn.utils.clip_grad_norm_
        self.addCleanup(setattr, torch.nn.utils, "clip_grad_norm_", original)

        def clip(parameters, norm):
            parameters = list(parameters)
            original(parameters, norm)
            norms.append(float(torch.stack([p.grad.norm() for p in parameters if p.grad is not None]).norm()))

        torch.nn.utils.clip_grad_norm_ = clip
        self.train(clip_norm=1e-3)
        np.testing.assert_allclose(norms, [1e-3] * 6, rtol=1e-3)


if __name__ == "__main__":
    unittest.main()
