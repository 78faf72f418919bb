"""The pipeline, stage by stage.

    vocabulary -> static weights -> bags -> one bag (-> a larger BERT) -> targets -> grown BERT -> distilled BERT -> model folder -> figures

Run it by run.sh; see README.md. Finished stages are kept in runs/<recipe>/ and not repeated.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from aligned_teacher import AlignedTeacher, trained_teacher
from transition import fit_transition
from transition_export import add_transition, rounded
from bag import Bag, train_bag
from bert import Bert, embed
from collaborative import collaborative_vectors, targets
from corpus import inverse_document_frequency, load_corpus, pack
from data import load_online_retail, load_shop, split_of, unseen_titles
from distill import Lesson, padded, train_by_distillation, train_popularity
from ensemble import combine_bags
from evaluate import Judge, compare, make_judges
from export import export_model, load_shipped
from grow import grow
from judgements import load_home_depot
from lexical import Lexical
from match_export import add_match
from query_title import QueryTitleBatches, query_title_loss
from run import Run
from scorers import centred
from search import read_search, run_search
from tokenizer import write_json
from weights import catalogue_vectors, fit_static_weights

HERE = Path(__file__).resolve().parent


def main():
    options = parse_arguments()
    recipe = json.loads((HERE / "recipes" / f"{options.recipe}.json").read_text("utf-8"))
    name = options.recipe + (f"-no-{options.leave_out}" if options.leave_out else "")
    trained_by = {key: value for key, value in recipe.items() if key not in ("evaluation", "checkpoint_seconds", "note")}
    inputs = json.dumps([trained_by, options.leave_out]).encode()
    run = Run(Path(options.runs) / name, recipe["checkpoint_seconds"], inputs)
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    if options.leave_out:  # such a run is repeated for each set, for figures only
        recipe["distill"]["steps"] = recipe["distill"]["leave_out_steps"]
    corpus = load_corpus(options.data, recipe, run.folder, options.leave_out)
    idf = inverse_document_frequency(corpus)
    words = {shop: Lexical(corpus.shops[shop].titles, corpus.tokenizer, idf) for shop in corpus.shops}

    weights = fit_static_weights(corpus, words, recipe, run, options.device)
    if options.search:
        return search(corpus, idf, words, weights["known"], recipe, run, options)
    bags = trained_bags(corpus, idf, recipe, run, options)
    bag = combine_bags(bags, corpus)
    torch.manual_seed(recipe["seed"])
    bert = Bert(len(corpus.tokenizer.vocabulary), recipe["bert"]).to(options.device)
    grow(bert, bag.rows.weight.detach(), recipe["slack"])
    if options.until == "bag":
        export_model(bert.eval(), corpus, idf, weights, options.out, options.recipe)
        return
    judges = make_judges(corpus.shops, words, "tune", recipe["seed"], recipe["evaluation"]["tune_lists"])

    def score(encoder):
        return tune_score(judges, encoder, corpus, weights["known"])

    teacher = text_teacher(bag, corpus, recipe, run, options, score)
    lessons = make_lessons(teacher, corpus, recipe)
    train_by_distillation(
        bert, lessons, corpus.lines, padded(teacher, recipe["slack"]), recipe["distill"], recipe["seed"], run,
        evaluate=lambda: score(bert),
    )  # fmt: skip
    by_int8 = export_model(bert.eval(), corpus, idf, weights, options.out, options.recipe)
    add_match(options.out, options.data)

    vectors = {
        "bag": {shop: catalogue_vectors(bag, titles) for shop, titles in corpus.titles.items()},
        "teacher": {shop: lesson.targets.numpy() for shop, lesson in lessons.items()},
        "BERT fp32": {shop: centred(embed(bert, titles.lists())) for shop, titles in corpus.titles.items()},
        "BERT int8": {shop: centred(by_shop) for shop, by_shop in by_int8.items()},
    }
    transitions = {name: transition_of(name, vectors, corpus, judges, weights, recipe, run) for name in ("bag", "teacher", "BERT int8")}
    transitions["BERT fp32"] = transitions["BERT int8"]
    add_transition(options.out, transitions["BERT int8"][0], {"unseen": 0.0, "catalogue": 0.0, "known": transitions["BERT int8"][1]})
    evaluation = {"known": known_figures(vectors, transitions, corpus, words, weights["known"], recipe)}
    evaluation["unseen"] = unseen_figures(options, recipe, corpus, idf, bag, weights["unseen"])
    evaluation["weights"] = {kind: {key: value.tolist() for key, value in own.items()} for kind, own in weights.items()}
    evaluation["seconds_after_cached_stages"] = round(time.monotonic() - started)
    write_json(run.folder / "evaluation.json", evaluation, indent=1)
    print(f"done: {options.out}, {time.monotonic() - started:.0f} s", flush=True)


def trained_bags(corpus, idf, recipe, run, options):
    """The bags, which differ in their seeds only."""
    queries = QueryLoss(options.data, corpus, recipe) if (Path(options.data) / "home-depot").exists() else None
    bags = []
    for number in range(recipe["bags"]):
        seed = recipe["seed"] + 100 * number
        torch.manual_seed(seed)
        bags.append(Bag(idf, recipe["bert"]["hidden_size"] - recipe["slack"]).to(options.device))
        train_bag(bags[-1], corpus, recipe["bag"], seed, run, f"bag-{number + 1}", queries=queries)
    return bags


def search(corpus, idf, words, weights, recipe, run, options):
    """Tries other numbers for the bag; each trial is scored on the tune shoppers and recorded in one line of a JSONL."""
    judges = make_judges(corpus.shops, words, "tune", recipe["seed"], recipe["evaluation"]["tune_lists"])

    def trial(changed, number):
        folder = run.folder / f"search-{Path(options.search).stem}" / str(number)
        trial_run = Run(folder, recipe["checkpoint_seconds"])
        bag = combine_bags(trained_bags(corpus, idf, changed, trial_run, options), corpus)
        vectors = {name: catalogue_vectors(bag, titles) for name, titles in corpus.titles.items()}
        return float(np.mean([judge.static(vectors[name], weights).mean() for name, judge in judges.items()]))

    record = run.folder / f"search-{Path(options.search).stem}.jsonl"
    print(f"best: {run_search(read_search(options.search), recipe, record, trial)}; all trials: {record}", flush=True)


class QueryLoss:
    """The query-title loss as `train_bag` takes further losses."""

    def __init__(self, data, corpus, recipe):
        self.batches = QueryTitleBatches(load_home_depot(data), corpus.tokenizer, corpus.max_tokens, recipe["seed"])
        self.random = self.batches.random

    def __call__(self, embed_packed):
        return query_title_loss(embed_packed, self.batches.draw())


def text_teacher(bag, corpus, recipe, run, options, score):
    """Packed texts -> unit vectors in the bag's space: the bag itself, or a larger BERT if the recipe has one."""
    if "teacher" not in recipe:
        return bag
    without = unseen_titles(options.data)
    if options.leave_out:
        without = without + load_shop(options.data, options.leave_out, recipe["max_users"]).titles
    return AlignedTeacher(trained_teacher(corpus, options.data, recipe, run, options.device, score, without), bag, corpus)


def make_lessons(teacher, corpus, recipe):
    """What the student must reach in each shop, in its own space: the slack coordinates are 0."""
    lessons = {}
    for name, shop in corpus.shops.items():
        titles, popularity = corpus.titles[name], train_popularity(shop)
        with torch.no_grad():
            plain = teacher(titles).cpu().numpy()
        bought = collaborative_vectors(shop, recipe["collaborative"]["size"], recipe["seed"])
        wanted = targets(centred(plain), bought, popularity, recipe["collaborative"]["weight"])
        slack = ((0, 0), (recipe["slack"], 0))
        lessons[name] = Lesson(titles, np.pad(wanted, slack), np.pad(plain.mean(0), slack[1]), popularity)
    return lessons


def tune_score(judges, bert, corpus, weights):
    """Mean over the shops of the tune shoppers' NDCG@10 by the static score."""
    bert.eval()
    scores = []
    for name, judge in judges.items():
        embeddings = embed(bert, corpus.titles[name].lists())
        scores.append(judge.static(centred(embeddings), weights).mean())
    bert.train()
    return float(np.mean(scores))


def transition_of(name, vectors, corpus, judges, weights, recipe, run):
    """(transition as it ships, share), fitted on the vectors of one model."""
    own = {shop: centred(by_shop) for shop, by_shop in vectors[name].items()}
    stage = f"transition-{name.split()[0].lower()}"
    transition, share = fit_transition(
        corpus.shops, own, judges, weights["known"], recipe["transition"], recipe["seed"], run, stage
    )
    return rounded(transition), share


def known_figures(vectors, transitions, corpus, words, weights, recipe):
    """Test shoppers of the shops that were trained on: by the static score with and without the transition, and by the
    mean-profile cosine."""
    judges = make_judges(corpus.shops, words, "test", recipe["seed"], recipe["evaluation"]["max_lists"])
    values = {"TF-IDF": {name: judge.tf_idf() for name, judge in judges.items()}}
    for model, by_shop in vectors.items():
        values[f"{model}, cosine"] = {name: judge.cosine(by_shop[name]) for name, judge in judges.items()}
        values[f"{model}, items alone"] = {name: judge.static(by_shop[name], weights) for name, judge in judges.items()}
        values[model] = {name: judge.static(by_shop[name], weights, transitions[model]) for name, judge in judges.items()}
    samples = recipe["evaluation"]["bootstrap"]
    return {against: compare(values, judges, against, samples) for against in ("TF-IDF", "bag", "BERT fp32")}


def unseen_figures(options, recipe, corpus, idf, bag, weights):
    """Figures in shops whose log and titles no stage has read: the set that was left out, and online-retail."""
    shops = {}
    if options.leave_out:
        shops[options.leave_out] = load_shop(options.data, options.leave_out, recipe["max_users"])
    if (Path(options.data) / "online-retail").exists():
        shops["online-retail"] = load_online_retail(options.data)
    shape = dict(recipe["bert"], vocabulary_size=len(corpus.tokenizer.vocabulary))
    shipped = load_shipped(options.out, shape, options.device)
    result = {}
    for name, shop in shops.items():
        users = sorted(shop.histories)
        users = users if name == "online-retail" else [user for user in users if split_of(name, user) == "test"]
        titles = pack(corpus.tokenizer, shop.titles, corpus.max_tokens)
        judge = Judge(shop, users, [recipe["seed"], 99], Lexical(shop.titles, corpus.tokenizer, idf))
        vectors = {"bag": catalogue_vectors(bag, titles), "BERT int8": centred(embed(shipped, titles.lists()))}
        values = {"TF-IDF": {name: judge.tf_idf()}}
        for model, own in vectors.items():
            values[f"{model}, cosine"] = {name: judge.cosine(own)}
            values[model] = {name: judge.static(own, weights)}
        samples = recipe["evaluation"]["bootstrap"]
        result[name] = {against: compare(values, {name: judge}, against, samples) for against in ("TF-IDF", "bag")}
    return result


def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description="Trains an encoder and writes its model folder.")
    recipes = sorted(file.stem for file in (HERE / "recipes").glob("*.json"))
    parser.add_argument("--recipe", choices=recipes, default="cpu", help="recipes/NAME.json (default: cpu)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--out", help="model folder to write (default: models/shelf-mini, or runs/NAME/model)")
    parser.add_argument("--leave-out", metavar="SET", help="learn nothing from this set, and test on it as an unseen shop")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps (default: cpu)")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="folder for checkpoints and figures (models/train/runs)")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", "1")), help="CPU threads")
    parser.add_argument("--search", metavar="FILE", help="search the bag's hyperparameters as FILE says (searches/), then stop")
    parser.add_argument("--until", choices=["bag", "end"], default="end", help="bag: write the grown bag, no figures")
    options = parser.parse_args()
    if options.out is None:
        left_out = Path(options.runs) / f"{options.recipe}-no-{options.leave_out}" / "model"
        options.out = str(left_out if options.leave_out else HERE.parent / "shelf-mini")
    return options


if __name__ == "__main__":
    main()
