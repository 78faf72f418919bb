"""Packs the pipeline and the data that a recipe needs into one file, for training on another machine.

    python3 bundle.py --recipe gpu --data DIR --out bundle.tar      at most 60 MB, so that it is soon sent
    tar -xf bundle.tar                                              there; it needs nothing but PyTorch and NumPy
    bash models/train/run.sh --recipe gpu --data data --out model --device cuda

The data are those of README.md that the recipe reads, as they are; only if they are too large, of the product lines a random
sample is taken that fits. The same data give the same bytes. The data are not the product's to publish: keep the file outside
the repository.
"""

import argparse
import gzip
import io
import json
import random
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = 60_000_000  # bytes
CODE = (".py", ".sh", ".json", ".md")
TEXT = "text/products.txt.gz"
OPTIONAL = ("home-depot/train.csv.gz", "online-retail/online_retail.csv.gz")
SAFETY = 0.98  # of the space that is left: a sample compresses a little worse than the whole


def bundle(recipe_name, data, out, limit=LIMIT):
    """Writes the file `out` of at most `limit` bytes; returns {name in it: bytes}."""
    recipe = json.loads((HERE / "recipes" / f"{recipe_name}.json").read_text("utf-8"))
    files = {f"models/train/{name}": (HERE / name).read_bytes() for name in code_files()}
    files |= {f"data/{name}": read(data, name) for name in needed(recipe, data)}
    text = read(data, TEXT)
    left = limit - tar_size(map(len, files.values())) - 1024  # the text's own head and filling
    files[f"data/{TEXT}"] = text if len(text) <= left else sample_lines(text, left, recipe["seed"])
    Path(out).write_bytes(pack(files))
    if Path(out).stat().st_size > limit:
        raise SystemExit(f'Cannot use "{out}": it must have at most {limit} bytes, got {Path(out).stat().st_size}')
    return {name: len(content) for name, content in files.items()}


def code_files():
    """Names of the pipeline's files below models/train, without tests and without what a run leaves."""
    names = (path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.suffix in CODE)
    return sorted(name for name in names if not name.startswith(("test_", "runs/", "__pycache__/")))


def needed(recipe, data):
    """Names of the data files that the recipe reads, the product lines aside."""
    shoppers = [f"shoppers/{name}/{file}" for name in recipe["sets"] for file in ("items.tsv.gz", "users.jsonl.gz")]
    return shoppers + [name for name in OPTIONAL if (Path(data) / name).exists()]


def read(data, name):
    path = Path(data) / name
    if not path.exists():
        raise SystemExit(f'Cannot read "{path}": it does not exist; models/train/README.md says what data is needed')
    return path.read_bytes()


def sample_lines(compressed, size, seed):
    """A gzip file of at most `size` bytes with a random part of the lines of the gzip file `compressed`, in their order."""
    lines = gzip.decompress(compressed).splitlines(keepends=True)
    order = list(range(len(lines)))
    random.Random(seed).shuffle(order)
    count = len(lines)
    result = compressed
    while len(result) > size:
        count = int(count * SAFETY * max(0, size) / len(result))
        if count == 0:
            raise SystemExit("Cannot pack the data: they are too large even without any product line")
        result = gzip.compress(b"".join(lines[number] for number in sorted(order[:count])), mtime=0)
    return result


def pack(files):
    """An uncompressed tar file (the data are compressed already) of {name: content}, without times and owners."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755 if name.endswith(".sh") else 0o644
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def tar_size(sizes):
    """Bytes of a tar file: a head of 512 and filling to 512 for each file, and at most 10,240 at the end."""
    return sum(512 + -(-size // 512) * 512 for size in sizes) + tarfile.RECORDSIZE + 1024


def main():
    options = parse_arguments()
    sizes = bundle(options.recipe, options.data, options.out)
    for name, size in sizes.items():
        if name.startswith("data/"):
            print(f"{size / 1e6:8.2f} MB  {name}")
    print(f"{Path(options.out).stat().st_size / 1e6:8.2f} MB  {options.out}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Packs the pipeline and a recipe's data into one file.")
    recipes = sorted(file.stem for file in (HERE / "recipes").glob("*.json") if "sets" in json.loads(file.read_text("utf-8")))
    parser.add_argument("--recipe", choices=recipes, default="gpu", help="recipes/NAME.json (default: gpu)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--out", required=True, help="tar file to write")
    return parser.parse_args()


if __name__ == "__main__":
    main()
