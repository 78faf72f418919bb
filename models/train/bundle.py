"""Packs the pipeline and the data that a recipe needs into one file, for training on another machine.

    bash models/train/run.sh --recipe gpu --data DIR --bundle bundle.tar.xz      at most 60 MB, so that it is soon sent
    tar -xf bundle.tar.xz                                     there; training needs nothing but PyTorch and NumPy
    bash models/train/run.sh --recipe gpu --data data --out model --device cuda

The data are those of README.md that the recipe reads, with the same content: gzip files in it are stored without compression,
as xz makes two thirds of their size of what gzip had compressed. The same data give the same bytes. The data are not the
product's to publish: keep the file outside the repository.
"""

import argparse
import gzip
import io
import json
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = 60_000_000  # bytes
XZ_PRESET = 4  # of 9: two minutes of a core for all data; 6 takes twice the time for a tenth less
CODE = (".py", ".sh", ".json", ".md")
TEXT = "text/products.txt.gz"
OPTIONAL = ("home-depot/train.csv.gz", "online-retail/online_retail.csv.gz")


def bundle(recipe_name, data, out, limit=LIMIT):
    """Writes the file `out` of at most `limit` bytes; returns {name in it: bytes}."""
    recipe = json.loads((HERE / "recipes" / f"{recipe_name}.json").read_text("utf-8"))
    files = {f"models/train/{name}": (HERE / name).read_bytes() for name in code_files()}
    files |= {f"data/{name}": stored(read(data, name)) for name in needed(recipe, data)}
    packed = pack(files)
    if len(packed) > limit:
        raise SystemExit(
            f'Cannot write "{out}" as it must have at most {limit} bytes: got {len(packed)}; '
            f'take a text file out of "pretrain" or a set out of "sets" of recipes/{recipe_name}.json'
        )
    Path(out).write_bytes(packed)
    return {name: len(content) for name, content in files.items()}


def code_files():
    """Names of the pipeline's files below models/train, without tests and without what a run leaves."""
    names = (path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.suffix in CODE)
    return sorted(name for name in names if not name.startswith(("test_", "runs/", "__pycache__/")))


def needed(recipe, data):
    """Names of the data files that the recipe reads."""
    shoppers = [f"shoppers/{name}/{file}" for name in recipe["sets"] for file in ("items.tsv.gz", "users.jsonl.gz")]
    texts = [f"text/{name}.txt.gz" for name in recipe.get("pretrain", {}).get("files", [])]
    optional = [name for name in OPTIONAL if (Path(data) / name).exists()]
    return list(dict.fromkeys([*shoppers, TEXT, *texts, *optional]))


def read(data, name):
    path = Path(data) / name
    if not path.exists():
        raise SystemExit(f'Cannot read "{path}": it does not exist; models/train/README.md says what data is needed')
    return path.read_bytes()


def stored(compressed):
    """A gzip file of the same content as `compressed`, not compressed, which the xz around it does better."""
    return gzip.compress(gzip.decompress(compressed), compresslevel=0, mtime=0)


def pack(files):
    """A tar file, compressed by xz, of {name: content}, without times and owners."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", format=tarfile.USTAR_FORMAT, preset=XZ_PRESET) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755 if name.endswith(".sh") else 0o644
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def main():
    options = parse_arguments()
    print("Packing (two minutes of a core for all data)", flush=True)
    sizes = bundle(options.recipe, options.data, options.bundle)
    for name, size in sizes.items():
        if name.startswith("data/"):
            print(f"{size / 1e6:8.2f} MB  {name}")
    print(f"{Path(options.bundle).stat().st_size / 1e6:8.2f} MB  {options.bundle}")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description="Packs the pipeline and a recipe's data into one file.")
    recipes = sorted(file.stem for file in (HERE / "recipes").glob("*.json") if "sets" in json.loads(file.read_text("utf-8")))
    parser.add_argument("--recipe", choices=recipes, default="gpu", help="recipes/NAME.json (default: gpu)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--bundle", metavar="FILE", required=True, help="tar file to write, compressed by xz")
    return parser.parse_args()


if __name__ == "__main__":
    main()
