import tempfile
import unittest

import numpy as np
import torch

from data import Shop
from history import HistoryPairs, static_scores
from lists import MAX_HISTORY, ListSet
from run import Run
from transition import Transition, draw_cuts, padded_histories, text_scores, train_transition, transition_scores
from transition_export import read_transition, transition_tensors

WEIGHTS = {
    "u": torch.tensor([3.0, 0, 0, 0]),
    "v": torch.tensor([2.0, 0, 0, 0]),
    "scale": torch.tensor(0.5),
    "decay": torch.tensor(0.3),
    "shrinkage": torch.tensor(0.0),
}


def random_transition(size=6):
    torch.manual_seed(1)
    transition = Transition(size, 8)
    for parameter in transition.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return transition.eval()


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def one_list(history):
    return ListSet(np.zeros(1, int), [np.array(history)], np.array([[4, 5, 6, 7]]), np.array([0]))


class TransitionTest(unittest.TestCase):
    def setUp(self):
        self.table = unit(np.random.default_rng(2).normal(size=(9, 6)))

    def test_says_nothing_before_it_is_fitted(self):
        scores = transition_scores(Transition(6, 8), self.table, one_list([0, 1]), WEIGHTS)
        self.assertTrue((scores == 0).all())

    def test_is_a_mean_over_the_history_that_weighs_newer_items_more(self):
        transition = random_transition()
        alone = [transition_scores(transition, self.table, one_list([item]), WEIGHTS) for item in (0, 1)]
        both = transition_scores(transition, self.table, one_list([0, 1]), WEIGHTS)
        weight = np.exp(-0.3)
        torch.testing.assert_close(both, (weight * alone[0] + alone[1]) / (1 + weight))

    def test_text_scores_are_the_static_score_of_the_text_alone(self):
        histories = [np.array([0, 1, 2]), np.array([3])]
        items, mask = padded_histories(histories)
        scores = text_scores(torch.as_tensor(self.table)[items], mask, torch.as_tensor(self.table[4:8]), WEIGHTS)
        similarities = torch.zeros(2, 4, MAX_HISTORY, 4)
        for row, history in enumerate(histories):
            similarities[row, :, MAX_HISTORY - len(history) :, 0] = torch.as_tensor(self.table[4:8] @ self.table[history].T)
        torch.testing.assert_close(scores, static_scores(HistoryPairs(similarities, mask, torch.zeros(2)), WEIGHTS))

    def test_cuts_leave_only_earlier_days_in_the_history(self):
        shopper = (np.arange(6), np.array([1, 1, 2, 2, 2, 5]))
        for seed in range(20):
            histories, wanted, owned = draw_cuts([shopper], 1, np.random.default_rng(seed))
            self.assertIn(len(histories[0]), (2, 5))
            self.assertTrue(wanted[0] in (2, 3, 4) if len(histories[0]) == 2 else wanted[0] == 5)
            self.assertEqual(len(owned[0]), 6)

    def test_learns_where_shoppers_go_although_it_is_nothing_alike(self):
        random = np.random.default_rng(4)
        table, follows = unit(random.normal(size=(40, 16))), random.permutation(40)
        histories = {}
        for user in range(400):
            bought = [int(random.integers(40))]
            while len(bought) < 4:
                bought.append(int(follows[bought[-1]]))
            histories[user] = [(item, day) for day, item in enumerate(dict.fromkeys(bought))]
        shop = Shop("s", ["x"] * 40, histories)
        transition = Transition(16, 64)
        newest = WEIGHTS | {"decay": torch.tensor(4.0)}  # the item before the last would teach where that one leads
        options = {"users": 64, "steps": 200, "learning_rate": 0.01, "warmup_steps": 5, "weight_decay": 0.0, "clip_norm": 1.0}
        with tempfile.TemporaryDirectory() as folder:
            train_transition(transition, {"s": shop}, {"s": table}, newest, options, 7, Run(folder, 60))
        with torch.no_grad():
            nearest = (transition(torch.as_tensor(table)) @ torch.as_tensor(table).T).argmax(1).numpy()
        self.assertGreater((nearest == follows).mean(), 0.8)  # by chance .025
        self.assertLess(((table @ table.T - 2 * np.eye(40)).argmax(1) == follows).mean(), 0.2)

    def test_what_ships_scores_as_it_did_up_to_rounding(self):
        transition = random_transition()
        again, shares = read_transition(transition_tensors(transition, {"known": 0.5, "unseen": 0.0}))
        self.assertEqual(shares, {"known": 0.5, "unseen": 0.0})
        before, after = (transition_scores(own, self.table, one_list([0, 1, 2]), WEIGHTS) for own in (transition, again))
        self.assertLess((before - after).abs().max().item(), 0.03 * before.abs().max().item())
        self.assertGreater(before.std().item(), 0)


if __name__ == "__main__":
    unittest.main()
