"""Fast tests of masked-language-model pre-training: python3 -m unittest discover -s models/train"""

import math
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bert import Bert, pad
from corpus import Packed
from pretrain import MaskedHead, Masker, draw, guess_losses, perplexity, pretrain
from tokenizer import CLS, MASK, SEP, SPECIAL_TOKENS, Tokenizer

SHAPE = {"hidden_size": 32, "layers": 1, "heads": 2, "intermediate_size": 48, "positions": 16}
# Ids 5 to 44 begin words, 45 to 64 continue them.
VOCABULARY = [*SPECIAL_TOKENS, *(f"w{i}" for i in range(40)), *(f"##c{i}" for i in range(20))]
OPTIONS = {
    "steps": 250, "tokens": 300, "masked_share": 0.15, "held_out_lines": 40, "learning_rate": 3e-3, "precision": "fp32",
    "embedding_learning_rate": 1e-2, "weight_decay": 0.01, "warmup_steps": 5, "clip_norm": 1.0,
}  # fmt: skip


class PlainRun:
    """Stands in for run.Run: no checkpoints; keeps what was logged."""

    def __init__(self):
        self.logged = []

    def stage(self, name, model, optimizer, generators=(), patience=None):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def steps(self, total):
        return range(total)

    def log(self, step, values):
        self.logged.append({name: float(value) for name, value in values.items()})


def random_lines(count, random):
    """[CLS] words of 1 to 3 tokens [SEP], every fifth with an [UNK]."""
    lines = []
    for number in range(count):
        words = [[random.integers(5, 45), *random.integers(45, 65, size=random.integers(3))] for _ in range(4)]
        lines.append([CLS, *(ids for word in words for ids in word), *([1] if number % 5 == 0 else []), SEP])
    return Packed.from_lists(lines)


def new_model(dropout=0.0):
    torch.manual_seed(0)
    bert = Bert(len(VOCABULARY), SHAPE, dropout, dropout)
    return nn.ModuleDict({"bert": bert, "head": MaskedHead(len(VOCABULARY), 32)})


class MaskerTest(unittest.TestCase):
    def setUp(self):
        self.texts = random_lines(2000, np.random.default_rng(0))
        self.read, self.wanted = Masker(VOCABULARY, 0.15).mask(self.texts, np.random.default_rng(1))
        self.chosen = self.wanted.ids >= 0

    def test_word_is_guessed_whole_or_not_at_all(self):
        continues = self.texts.ids >= 45
        same_word = continues[1:]
        np.testing.assert_array_equal(self.chosen[1:][same_word], self.chosen[:-1][same_word])
        self.assertGreater((self.chosen[1:] & same_word).sum(), 100)
        both = self.chosen[1:] != self.chosen[:-1]
        self.assertGreater(both[~same_word].sum(), 100)  # neighbouring words are not bound to each other

    def test_special_tokens_are_never_guessed_nor_put_in_as_random_entries(self):
        special = self.texts.ids < 5
        self.assertFalse(self.chosen[special].any())
        np.testing.assert_array_equal(self.read.ids[special], self.texts.ids[special])
        self.assertEqual(set(self.read.ids[~special & (self.read.ids < 5)]), {MASK})

    def test_share_of_words_and_of_their_80_10_10_fates(self):
        self.assertAlmostEqual(self.chosen[self.texts.ids >= 5].mean(), 0.15, delta=0.015)
        read, true = self.read.ids[self.chosen], self.texts.ids[self.chosen]
        self.assertAlmostEqual((read == MASK).mean(), 0.8, delta=0.03)
        self.assertAlmostEqual((read == true).mean(), 0.1 + 0.1 / 60, delta=0.02)
        np.testing.assert_array_equal(self.read.ids[~self.chosen], self.texts.ids[~self.chosen])

    def test_what_is_to_guess_is_what_was_there(self):
        np.testing.assert_array_equal(self.wanted.ids[self.chosen], self.texts.ids[self.chosen])
        self.assertEqual(self.wanted.offsets.tolist(), self.texts.offsets.tolist())

    def test_line_that_begins_within_a_word_is_taken(self):
        read, wanted = Masker(VOCABULARY, 1.0).mask(Packed.from_lists([[50, 51, 6, SEP]]), np.random.default_rng(0))
        self.assertEqual(wanted.ids.tolist(), [50, 51, 6, -1])


class LossTest(unittest.TestCase):
    def test_only_tokens_to_guess_count_and_all_of_them_alike(self):
        model, texts = new_model(), random_lines(70, np.random.default_rng(2))  # 3 chunks
        read, wanted = Masker(VOCABULARY, 0.15).mask(texts, np.random.default_rng(3))
        loss = float(sum(guess_losses(model, (read, wanted), OPTIONS)))
        table, losses = model["bert"].embeddings["word_embeddings"].weight, []
        for ids, aims in zip(read.lists(), wanted.lists()):
            logits = model["head"](model["bert"].states(*pad([ids]))[0], table)
            losses += [float(F.cross_entropy(logits[i], torch.as_tensor(aims[i]))) for i in np.flatnonzero(aims >= 0)]
        self.assertAlmostEqual(loss, np.mean(losses), places=5)

    def test_bfloat16_gives_nearly_the_same_loss_and_gradients(self):
        texts, found = random_lines(70, np.random.default_rng(2)), []
        for precision in ("fp32", "bf16"):
            model, options = new_model(), dict(OPTIONS, precision=precision)
            loss = sum(guess_losses(model, Masker(VOCABULARY, 0.15).mask(texts, np.random.default_rng(3)), options))
            loss.backward()
            found.append((float(loss.detach()), model["head"].dense.weight.grad.flatten()))
        self.assertAlmostEqual(found[0][0], found[1][0], delta=0.02)
        self.assertGreater(float(F.cosine_similarity(found[0][1], found[1][1], dim=0)), 0.99)

    def test_text_without_a_word_to_guess_costs_nothing(self):
        texts = Packed.from_lists([[CLS, SEP]])
        loss = sum(guess_losses(new_model(), Masker(VOCABULARY, 1.0).mask(texts, np.random.default_rng(0)), OPTIONS))
        self.assertEqual(float(loss), 0)

    def test_untrained_model_guesses_evenly(self):
        texts, masker = random_lines(200, np.random.default_rng(4)), Masker(VOCABULARY, 0.15)
        found = perplexity(new_model(), texts, masker, OPTIONS, np.random.default_rng(5))
        self.assertAlmostEqual(math.log(found), math.log(len(VOCABULARY)), delta=0.1)

    def test_perplexity_is_taken_without_dropout(self):
        texts, masker = random_lines(50, np.random.default_rng(4)), Masker(VOCABULARY, 0.15)
        model, found = new_model(0.5), []
        for _ in range(2):
            found.append(perplexity(model, texts, masker, OPTIONS, np.random.default_rng(5)))
        self.assertEqual(found[0], found[1])
        self.assertTrue(model["bert"].training)

    def test_embeddings_learn_as_output_too(self):
        model, texts = new_model(), Packed.from_lists([[CLS, 6, SEP]])
        masked = Packed(np.array([CLS, MASK, SEP]), texts.offsets), Packed(np.array([-1, 6, -1]), texts.offsets)
        sum(guess_losses(model, masked, OPTIONS)).backward()
        gradient = model["bert"].embeddings["word_embeddings"].weight.grad
        self.assertGreater(float(gradient[6].abs().sum()), 0)  # 6 was never read, only guessed


class PretrainTest(unittest.TestCase):
    def test_drawn_lines_fill_the_budget_but_do_not_pass_it(self):
        lines, random = random_lines(500, np.random.default_rng(0)), np.random.default_rng(1)
        sizes = [len(draw(lines, 300, random).ids) for _ in range(50)]
        self.assertLessEqual(max(sizes), 300)
        self.assertGreater(np.mean(sizes), 270)
        self.assertEqual(len(draw(lines, 1, random)), 1)

    def test_loss_falls_where_words_tell_of_each_other(self):
        # Lines of a theme: 5 themes of 8 words each; who reads the other words knows the theme.
        random = np.random.default_rng(0)
        themes = random.integers(5, size=600)
        lines = [[CLS, *(5 + 8 * theme + random.integers(8, size=6)), SEP] for theme in themes]
        run, model = PlainRun(), new_model()
        found = pretrain(model["bert"], Packed.from_lists(lines), Tokenizer(VOCABULARY), OPTIONS, 7, run)
        self.assertGreater(run.logged[0]["loss"], 3.8)  # log 65 = 4.17
        self.assertLess(found, 12)  # 8 is what the theme leaves open
        self.assertTrue(model["bert"].training)

    def test_same_seed_gives_the_same_weights_and_perplexity(self):
        lines, options = random_lines(100, np.random.default_rng(1)), dict(OPTIONS, steps=3)
        found, weights = [], []
        for seed in (7, 7, 8):
            model = new_model()
            found.append(pretrain(model["bert"], lines, Tokenizer(VOCABULARY), options, seed, PlainRun()))
            weights.append(model["bert"].embeddings["word_embeddings"].weight.detach())
        self.assertEqual(found[0], found[1])
        self.assertTrue(torch.equal(weights[0], weights[1]))
        self.assertFalse(torch.equal(weights[0], weights[2]))

    def test_lines_longer_than_the_positions_are_cut(self):
        lines = Packed.from_lists([[CLS, *range(5, 35), SEP]] * 50)
        options = dict(OPTIONS, steps=1)
        self.assertGreater(pretrain(new_model()["bert"], lines, Tokenizer(VOCABULARY), options, 7, PlainRun()), 1)

    def test_held_out_lines_are_not_trained_on(self):
        random, read = np.random.default_rng(0), set()
        lines = Packed.from_lists([[CLS, 5 + i % 40, 5 + i // 40, SEP] for i in range(100)])

        class Spy(Masker):
            def mask(self, texts, random):
                read.add((len(texts), frozenset(tuple(ids) for ids in texts.lists())))
                return super().mask(texts, random)

        import pretrain as module

        self.addCleanup(setattr, module, "Masker", Masker)
        module.Masker = Spy
        options = dict(OPTIONS, steps=5, tokens=100)
        pretrain(new_model()["bert"], lines, Tokenizer(VOCABULARY), options, 7, PlainRun())
        held_out = next(texts for count, texts in read if count == 40)
        for count, texts in read:
            if count != 40:
                self.assertFalse(texts & held_out)


if __name__ == "__main__":
    unittest.main()
