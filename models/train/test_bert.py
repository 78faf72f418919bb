"""Fast tests of the encoder: python3 -m unittest discover -s models/train"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch

from bert import GPU_CHUNK_TOKENS, Bert, chunks, embed, pad
from precision import autocast

SHAPE = {"hidden_size": 32, "layers": 2, "heads": 4, "intermediate_size": 48, "positions": 24}


def random_texts(lengths, seed=0):
    random = np.random.default_rng(seed)
    return [random.integers(5, 50, size=length) for length in lengths]


class DropoutTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.bert = Bert(50, SHAPE, hidden_dropout=0.2, attention_dropout=0.2)
        self.texts = random_texts([3, 9, 1, 16, 5])

    def test_changes_the_vectors_of_training_alone(self):
        first, second = self.bert.encode(self.texts), self.bert.encode(self.texts)
        self.assertGreater(float((first - second).abs().max().detach()), 0.01)
        np.testing.assert_array_equal(embed(self.bert, self.texts), embed(self.bert, self.texts))

    def test_leaves_the_model_in_training_after_embedding(self):
        embed(self.bert, self.texts)
        self.assertTrue(self.bert.training and self.bert.encoder["layer"][1].attention_dropout.training)

    def test_is_off_unless_asked_for(self):
        plain = Bert(50, SHAPE)
        plain.load_state_dict(self.bert.state_dict())  # dropout adds no weights
        with torch.no_grad():
            np.testing.assert_array_equal(plain.encode(self.texts).numpy(), embed(self.bert, self.texts))

    def test_acts_on_states_and_on_attention_apart(self):
        for dropout in ({"hidden_dropout": 0.5}, {"attention_dropout": 0.5}):
            bert = Bert(50, SHAPE, **dropout)
            moved = (bert.encode(self.texts) - bert.encode(self.texts)).abs().max()
            self.assertGreater(float(moved.detach()), 1e-5, dropout)


class EncodeTest(unittest.TestCase):
    def test_pads_with_zeros_that_the_mask_leaves_out(self):
        ids, mask = pad([[7, 8, 9], np.array([5])])
        self.assertEqual(ids.tolist(), [[7, 8, 9], [5, 0, 0]])
        self.assertEqual(mask.tolist(), [[True, True, True], [True, False, False]])

    def test_chunks_cover_all_texts_once(self):
        lengths = np.sort(np.random.default_rng(0).integers(1, 128, size=5000))
        for device in ("cpu", "cuda"):
            cut = list(chunks(lengths, device))
            self.assertEqual([0] + [end for _, end in cut], [start for start, _ in cut] + [5000])

    def test_gpu_chunks_fill_their_token_budget(self):
        sizes = [end - start for start, end in chunks(np.full(5000, 16), "cuda")]
        self.assertEqual(sizes[0], GPU_CHUNK_TOKENS // 16)

    def test_texts_keep_their_order(self):
        bert = Bert(50, SHAPE).eval()
        texts = random_texts(np.random.default_rng(1).integers(1, 24, size=80))
        alone = np.concatenate([embed(bert, [text]) for text in texts])
        np.testing.assert_allclose(embed(bert, texts), alone, atol=1e-5)


class RecomputeTest(unittest.TestCase):
    def gradients(self, recomputes, precision):
        torch.manual_seed(0)
        bert = Bert(50, SHAPE, hidden_dropout=0.2, attention_dropout=0.2)
        bert.recomputes = recomputes
        texts = random_texts(np.random.default_rng(1).integers(2, 24, size=90))  # three chunks
        torch.manual_seed(1)
        with autocast("cpu", precision):
            vectors = bert.encode(texts)
        loss = (vectors.float() @ vectors.float().T).exp().sum().log()  # every text depends on every other
        loss.backward()
        return float(loss.detach()), {name: parameter.grad for name, parameter in bert.named_parameters()}, torch.rand(3)

    def test_gives_the_gradients_of_kept_activations_dropout_included(self):
        for precision in ("fp32", "bf16"):
            loss, gradients, after = self.gradients(False, precision)
            again, recomputed, after_again = self.gradients(True, precision)
            self.assertEqual(loss, again)
            for name, gradient in gradients.items():
                torch.testing.assert_close(recomputed[name], gradient, msg=f"{precision} {name}")
            self.assertTrue(torch.equal(after, after_again))  # what is drawn next is the same too

    def test_keeps_no_activations(self):
        bert, kept = Bert(50, SHAPE), []
        with torch.autograd.graph.saved_tensors_hooks(lambda value: kept.append(value.numel()) or value, lambda value: value):
            bert.encode(random_texts([20] * 64))
            plain = sum(kept)
            kept.clear()
            bert.recomputes = True
            bert.encode(random_texts([20] * 64))
        self.assertLess(sum(kept), plain / 20)

    def test_changes_nothing_without_gradients(self):
        bert = Bert(50, SHAPE)
        plain = embed(bert, random_texts([5, 9]))
        bert.recomputes = True
        np.testing.assert_array_equal(embed(bert, random_texts([5, 9])), plain)


if __name__ == "__main__":
    unittest.main()
