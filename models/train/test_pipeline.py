"""Fast tests of the pipeline's parts: python3 -m unittest discover -s models/train"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch

from bag import Bag, halves_loss, random_halves, shopper_loss
from bert import Bert, embed
from corpus import Corpus, Packed
from data import Shop
from ensemble import combine_bags, reflection
from grow import capped_rows, grow
from lists import build_lists, ndcg
from quantize import dequantize_rows, encoder_tensors, load_encoder_tensors, quantize_rows
from safetensors_file import read_safetensors, write_safetensors
from scorers import TfIdf
from tokenizer import SPECIAL_TOKENS, Tokenizer, load_tokenizer, split_words
from vocabulary import count_words, learn_vocabulary

SHAPE = {"hidden_size": 32, "layers": 2, "heads": 4, "intermediate_size": 48, "positions": 16}


def small_tokenizer():
    texts = ["red wooden train", "wooden trains and a red brick", "bricks", "trainer"] * 3
    return Tokenizer(learn_vocabulary(count_words(texts), 140))


class TokenizerTest(unittest.TestCase):
    def test_splits_lower_cases_and_strips_accents(self):
        expected = ["creme", "brulee", ",", "2", "-", "in", "-", "1", "!"]
        self.assertEqual(split_words("Crème BRÛLÉE, 2-in-1\u200b!"), expected)
        self.assertEqual(split_words("茶x"), ["茶", "x"])
        self.assertEqual(split_words(" \t\n"), [])

    def test_plain_ascii_takes_the_same_way_as_the_rest(self):
        text = "It's 5% <b>OFF</b> @shop_1 [new] {x}~`^|\\"
        self.assertEqual(split_words(text), split_words(text + "\u00a0"))

    def test_decode_gives_the_words_back(self):
        tokenizer = small_tokenizer()
        self.assertEqual(tokenizer.decode(tokenizer.encode("Red trainers, wooden!")), "red trainers , wooden !")

    def test_keeps_both_ends_when_it_cuts(self):
        tokenizer = small_tokenizer()
        whole, cut = tokenizer.encode("red train " * 20), tokenizer.encode("red train " * 20, max_tokens=8)
        self.assertEqual(cut, whole[:7] + [SPECIAL_TOKENS.index("[SEP]")])

    def test_learns_frequent_words_whole(self):
        self.assertIn("wooden", small_tokenizer().vocabulary)

    def test_survives_its_own_json(self):
        tokenizer = small_tokenizer()
        with tempfile.TemporaryDirectory() as folder:
            tokenizer.save(folder)
            self.assertEqual(load_tokenizer(Path(folder) / "tokenizer.json").vocabulary, tokenizer.vocabulary)


class SafetensorsTest(unittest.TestCase):
    def test_round_trip(self):
        tensors = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([[-127, 127]], dtype=np.int8)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.safetensors"
            write_safetensors(path, tensors, {"format": "test"})
            again, metadata = read_safetensors(path)
            self.assertEqual(int.from_bytes(path.read_bytes()[:8], "little") % 8, 0)
        self.assertEqual(metadata, {"format": "test"})
        for name, array in tensors.items():
            np.testing.assert_array_equal(again[name], array)
            self.assertEqual(again[name].dtype, array.dtype)

    def test_refuses_other_types(self):
        with self.assertRaisesRegex(ValueError, '"a" as it must be float32 or int8: got float64'):
            write_safetensors("unused", {"a": np.zeros(2)}, {})


class GrowTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.bag = Bag(np.linspace(0.2, 3, 50), SHAPE["hidden_size"] - 4)
        with torch.no_grad():
            self.bag.rows.weight.copy_(capped_rows(self.bag.rows.weight))
        self.bert = Bert(50, SHAPE)
        grow(self.bert, self.bag.rows.weight.detach(), slack=4)
        random = np.random.default_rng(0)
        self.texts = [random.integers(50, size=length) for length in (3, 9, 1, 16, 5)]

    def test_grown_bert_equals_the_bag(self):
        expected = self.bag(Packed.from_lists(self.texts)).detach().numpy()
        vectors = embed(self.bert, self.texts)
        np.testing.assert_allclose(vectors[:, 4:], expected, atol=1e-5)
        np.testing.assert_allclose(vectors[:, :4], 0, atol=1e-5)

    def test_all_blocks_can_learn(self):
        vectors = self.bert.encode(self.texts)
        (vectors * torch.randn_like(vectors)).sum().backward()
        for layer in self.bert.encoder["layer"]:
            self.assertGreater(float(layer.output["dense"].weight.grad.abs().max()), 0)
            self.assertGreater(float(layer.attention["output"]["dense"].weight.grad.abs().max()), 0)

    def test_padding_and_order_do_not_matter(self):
        torch.nn.init.normal_(self.bert.encoder["layer"][0].attention["output"]["dense"].weight)
        together = embed(self.bert, self.texts)
        alone = np.concatenate([embed(self.bert, [text]) for text in self.texts])
        np.testing.assert_allclose(together, alone, atol=1e-5)

    def test_shipped_tensors_stay_close(self):
        tensors = encoder_tensors(self.bert)
        self.assertEqual(tensors["encoder.layer.1.output.dense.weight"].dtype, np.int8)
        self.assertEqual(tensors["encoder.layer.1.output.dense.weight_scale"].shape, (SHAPE["hidden_size"],))
        shipped = load_encoder_tensors(Bert(50, SHAPE), tensors)
        cosines = (embed(shipped, self.texts) * embed(self.bert, self.texts)).sum(1)
        self.assertGreater(cosines.min(), 0.995)


class EnsembleTest(unittest.TestCase):
    def test_one_bag_stands_for_equal_bags(self):
        torch.manual_seed(0)
        random = np.random.default_rng(0)
        first, second = Bag(np.ones(50), 10), Bag(np.ones(50), 10)
        turn = torch.linalg.qr(torch.randn(9, 9))[0]
        with torch.no_grad():
            low = torch.nn.functional.pad(torch.randn(50, 9), (0, 1)) @ reflection(10, "cpu")
            first.rows.weight.copy_(low / low.norm(dim=1, keepdim=True))
            flat = first.rows.weight @ reflection(10, "cpu")  # last component 0
            second.rows.weight.copy_(torch.nn.functional.pad(flat[:, :9] @ turn, (0, 1)) @ reflection(10, "cpu"))
        texts = Packed.from_lists([random.integers(50, size=5) for _ in range(6)])
        corpus = Corpus({}, Tokenizer(SPECIAL_TOKENS + ["x"] * 45), {"s": texts}, texts, 8)
        combined = combine_bags([first, second], corpus)(texts)
        teacher = torch.cat([first(texts), second(texts)], dim=1) / 2**0.5
        np.testing.assert_allclose((combined @ combined.T).detach(), (teacher @ teacher.T).detach(), atol=1e-4)


class QuantizeTest(unittest.TestCase):
    def test_error_is_at_most_half_a_step(self):
        matrix = np.random.default_rng(0).normal(size=(20, 64)).astype(np.float32)
        matrix *= np.logspace(-6, 3, 20, dtype=np.float32)[:, None]
        matrix[3] = 0
        values, scale = quantize_rows(matrix)
        error = np.abs(dequantize_rows(values, scale) - matrix)
        self.assertTrue((error <= scale[:, None] * 0.5001).all())
        self.assertEqual(int(np.abs(values.astype(int)).max()), 127)


class LossTest(unittest.TestCase):
    def test_shoppers_who_buy_alike_cost_less(self):
        items, owners = np.arange(8), np.repeat([0, 1], 4)
        apart = torch.eye(2)[torch.as_tensor(owners)]
        mixed = torch.eye(2)[torch.as_tensor(np.tile([0, 1], 4))]
        self.assertLess(float(shopper_loss(apart, items, owners, 0.1)), float(shopper_loss(mixed, items, owners, 0.1)))

    def test_short_titles_leave_a_bag_as_it_is(self):
        bag = Bag(np.ones(20), 4)
        before = bag.rows.weight.detach().clone()
        loss = halves_loss(bag, Packed.from_lists([[2, 9, 3], [2, 10, 3]]), 0.1, np.random.default_rng(0))
        loss.backward()
        self.assertEqual(loss.item(), 0)
        self.assertTrue(torch.equal(bag.rows.weight, before) and bag.rows.weight.grad is None)

    def test_halves_are_disjoint_and_complete(self):
        first, second = random_halves(Packed.from_lists([[2, 10, 11, 12, 13, 14, 3], [2, 9, 3]]), np.random.default_rng(0))
        self.assertEqual(len(first), 1)
        self.assertEqual(sorted([*first[0][1:-1], *second[0][1:-1]]), [10, 11, 12, 13, 14])


class ListsTest(unittest.TestCase):
    def test_history_is_strictly_earlier_and_negatives_are_not_owned(self):
        random = np.random.default_rng(0)
        histories = {u: [(int(i), d // 3) for d, i in enumerate(random.permutation(200)[:12])] for u in range(9)}
        shop = Shop("s", ["x"] * 200, histories)
        lists = build_lists(shop, list(range(9)), 2, seed=1)
        for user, history, candidates, wanted in zip(lists.users, lists.histories, lists.candidates, lists.wanted):
            times = dict(shop.histories[user])
            self.assertGreaterEqual(len(history), 4)
            self.assertLess(max(times[i] for i in history), times[candidates[wanted]])
            self.assertEqual(len(set(candidates)), 50)
            self.assertEqual(set(candidates) & set(times), {candidates[wanted]})

    def test_ndcg_of_known_ranks(self):
        scores = -np.arange(50.0)[None].repeat(3, 0)
        np.testing.assert_allclose(ndcg(scores, np.array([0, 2, 10])), [1, 0.5, 0])
        self.assertAlmostEqual(ndcg(np.zeros((1, 50)), np.array([2]))[0], 0.5)

    def test_tf_idf_prefers_shared_words(self):
        titles = ["red train", "red brick", "blue boat"] + [f"thing{i}" for i in range(60)]
        histories = {0: [(0, 0), (3, 0), (4, 0), (5, 0), (1, 1)], 1: [(i, 0) for i in range(2, 63)]}
        lists = build_lists(Shop("s", titles, histories), [0], 1, seed=0)
        self.assertEqual(lists.candidates[0][TfIdf(titles).scores(lists)[0].argmax()], 1)


if __name__ == "__main__":
    unittest.main()
