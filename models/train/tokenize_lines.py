"""Prints {"text", "ids"} for each line of a text file: the input of parity.mjs.

    python3 tokenize_lines.py MODEL_FOLDER TEXT_FILE > ids.jsonl
"""

import json
import sys
from pathlib import Path

from tokenizer import load_tokenizer


def main(model_folder, text_file):
    tokenizer = load_tokenizer(Path(model_folder) / "tokenizer.json")
    for text in Path(text_file).read_text("utf-8").split("\n"):
        print(json.dumps({"text": text, "ids": tokenizer.encode(text)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
