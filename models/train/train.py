"""The pipeline, stage by stage.

    vocabulary -> bags -> one bag -> grown BERT -> distilled BERT -> the better of the two -> model folder -> figures

Run it by run.sh; see README.md. Finished stages are kept in runs/<recipe>/ and not repeated.
"""

import argparse
import json
import os
import time
from pathlib import Path

import torch

from bag import Bag, train_bag
from bert import Bert, embed
from card import write_card
from corpus import inverse_document_frequency, load_corpus, pack
from data import load_online_retail
from distill import train_by_distillation
from ensemble import ConcatenatedBags, combine_bags
from evaluate import Judge, choose_weight, make_judges, report, report_unseen, tune_score
from export import export_model, load_shipped
from grow import grow
from run import Run
from scorers import centred
from tokenizer import write_json

HERE = Path(__file__).resolve().parent


def main():
    options = parse_arguments()
    started = time.monotonic()
    recipe = json.loads((HERE / "recipes" / f"{options.recipe}.json").read_text("utf-8"))
    run = Run(HERE / "runs" / options.recipe, recipe["checkpoint_seconds"])
    torch.set_num_threads(options.threads)
    corpus = load_corpus(options.data, recipe, run.folder)

    bags = trained_bags(corpus, recipe, run, options.device)
    bag = combine_bags(bags, corpus)
    torch.manual_seed(recipe["seed"])
    bert = Bert(len(corpus.tokenizer.vocabulary), recipe["bert"]).to(options.device)
    grow(bert, bag.rows.weight.detach(), recipe["bag"]["slack"])
    if options.until == "bag":
        export_model(bert.eval(), corpus, options.out, options.recipe)
        return
    judges = make_judges(corpus, recipe["seed"], recipe["evaluation"]["max_lists"])
    by_bag = embed_titles_by_bag(bag, corpus)
    distilled = Bert(len(corpus.tokenizer.vocabulary), recipe["bert"]).to(options.device)
    distilled.load_state_dict(bert.state_dict())
    train_by_distillation(distilled, bag, ConcatenatedBags(bags), corpus, recipe["distill"], recipe["seed"], run)
    vectors = {"grown": by_bag, "distilled": embed_titles(distilled, corpus)}  # the grown one equals the bag
    scores = {name: tune_score(judges, by_set) for name, by_set in vectors.items()}
    chosen = max(scores, key=scores.get) if options.ship == "best" else options.ship
    print(f"tune: {scores}; shipping {chosen}", flush=True)
    bert, by_fp32 = {"grown": bert, "distilled": distilled}[chosen], vectors[chosen]

    by_int8 = export_model(bert.eval(), corpus, options.out, options.recipe)
    weight = choose_weight(judges, by_int8, recipe["evaluation"]["hybrid_weights"])
    samples = recipe["evaluation"]["bootstrap"]
    by_centred = {name: centred(vectors) for name, vectors in by_int8.items()}
    models = {"bag": by_bag, "encoder fp32": by_fp32, "encoder int8": by_int8, "encoder int8, centred": by_centred}
    evaluation = {
        "tune": scores,
        "shipped": chosen,
        "hybrid_weight": weight,
        "test": report(judges, models, weight, samples),
        "online-retail": unseen_shop(options, corpus, recipe, bag, samples),
        "seconds_after_cached_stages": round(time.monotonic() - started),
    }
    write_json(run.folder / "evaluation.json", evaluation, indent=1)
    write_card(evaluation, recipe, options.recipe, options.out)
    print(f"done: {options.out}, {time.monotonic() - started:.0f} s", flush=True)


def trained_bags(corpus, recipe, run, device):
    """The bags, which differ in their seeds only."""
    size = recipe["bert"]["hidden_size"] - recipe["bag"]["slack"]
    bags = []
    for number in range(recipe["bags"]):
        seed = recipe["seed"] + 100 * number
        torch.manual_seed(seed)
        bags.append(Bag(inverse_document_frequency(corpus), size).to(device))
        train_bag(bags[-1], corpus, recipe["bag"], seed, run, f"bag-{number + 1}")
    return bags


def embed_titles_by_bag(bag, corpus):
    with torch.no_grad():
        return {name: bag(packed).cpu().numpy() for name, packed in corpus.titles.items()}


def embed_titles(bert, corpus):
    return {name: embed(bert, packed.lists()) for name, packed in corpus.titles.items()}


def unseen_shop(options, corpus, recipe, bag, samples):
    """Figures in the online-retail shop, whose log and titles no stage has read; all its customers count."""
    if not (Path(options.data) / "online-retail").exists():
        return {}
    shop = load_online_retail(options.data)
    judge = Judge(shop, sorted(shop.histories), [recipe["seed"], 99], recipe["evaluation"]["max_lists"])
    titles = pack(corpus.tokenizer, shop.titles, recipe["max_tokens"])
    shape = dict(recipe["bert"], vocabulary_size=len(corpus.tokenizer.vocabulary))
    shipped = load_shipped(options.out, shape, options.device)
    with torch.no_grad():
        models = {"bag": bag(titles).cpu().numpy(), "encoder int8": embed(shipped, titles.lists())}
    return report_unseen(judge, models, samples)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description="Trains an encoder and writes its model folder.")
    recipes = sorted(file.stem for file in (HERE / "recipes").glob("*.json"))
    parser.add_argument("--recipe", choices=recipes, default="cpu", help="recipes/NAME.json (default: cpu)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--out", default=str(HERE.parent / "shelf-mini"), help="model folder to write")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps (default: cpu)")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", "1")), help="CPU threads")
    parser.add_argument("--until", choices=["bag", "end"], default="end", help="bag: write the grown bag, no figures")
    parser.add_argument(
        "--ship", choices=["best", "grown", "distilled"], default="best", help="default: best on the tune shoppers"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
