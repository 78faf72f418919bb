"""BERT's WordPiece tokenizer, lower-cased and without accents, and its Hugging Face `tokenizer.json`.

Text is cleaned (control characters out, every space a plain one), CJK characters are set apart, lower-cased,
stripped of accents, split at spaces and around each punctuation character; a word is then cut greedily into the
longest entries of the vocabulary, those inside a word starting with "##". Parity with the Hugging Face
implementation is tested on real titles (see README.md).

Source: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; pipeline names as in
https://huggingface.co/docs/tokenizers/api/normalizers.
"""

import json
import re
import unicodedata
from pathlib import Path

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)
MAX_WORD_CHARACTERS = 100
CJK_RANGES = [
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
]  # fmt: skip
SPECIAL_PATTERN = re.compile("(" + "|".join(re.escape(token) for token in SPECIAL_TOKENS) + ")")


class Tokenizer:
    """Turns text into ids of `vocabulary`, a list of entries whose first five are SPECIAL_TOKENS."""

    def __init__(self, vocabulary):
        if vocabulary[: len(SPECIAL_TOKENS)] != SPECIAL_TOKENS:
            raise ValueError(f"Cannot use a vocabulary that does not start with {SPECIAL_TOKENS}")
        self.vocabulary = vocabulary
        self.index = {entry: number for number, entry in enumerate(vocabulary)}
        self.longest = max(len(entry) for entry in vocabulary)
        self.known_words = {}

    def encode(self, text, max_tokens=None):
        """Ids of `text` with [CLS] first and [SEP] last; cut to `max_tokens` in all, keeping both."""
        ids = []
        limit = None if max_tokens is None else max_tokens - 2
        for section in SPECIAL_PATTERN.split(text):
            if section in SPECIAL_TOKENS:
                ids.append(self.index[section])
                continue
            for word in split_words(section):
                ids.extend(self.word_ids(word))
                if limit is not None and len(ids) >= limit:
                    break
        return [CLS] + (ids if limit is None else ids[:limit]) + [SEP]

    def decode(self, ids):
        """The words of `ids`, joined by single spaces, special tokens left out."""
        entries = [self.vocabulary[number] for number in ids if number >= len(SPECIAL_TOKENS)]
        return " ".join(entries).replace(" ##", "")

    def word_ids(self, word):
        """Ids of one word; one [UNK] if any part of it is in no entry. Cached: titles repeat their words."""
        ids = self.known_words.get(word)
        if ids is None:
            ids = self.known_words[word] = self.cut_word(word)
        return ids

    def cut_word(self, word):
        if len(word) > MAX_WORD_CHARACTERS:
            return [UNK]
        ids = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(min(len(word), start + self.longest), start, -1):
                number = self.index.get(prefix + word[start:end])
                if number is not None:
                    break
            else:
                return [UNK]
            ids.append(number)
            start = end
        return ids

    def save(self, directory):
        """Writes tokenizer.json and tokenizer_config.json in the format of Hugging Face tokenizers."""
        directory = Path(directory)
        write_json(directory / "tokenizer.json", tokenizer_json(self.vocabulary), indent=1)
        config = {
            "tokenizer_class": "BertTokenizer",
            "do_lower_case": True,
            "strip_accents": True,
            "tokenize_chinese_chars": True,
            "clean_up_tokenization_spaces": False,
            "model_max_length": 32,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        }
        write_json(directory / "tokenizer_config.json", config, indent=2)


def load_tokenizer(path):
    """Reads back the tokenizer of a tokenizer.json written by `Tokenizer.save`."""
    vocabulary = json.loads(Path(path).read_text("utf-8"))["model"]["vocab"]
    return Tokenizer(sorted(vocabulary, key=vocabulary.get))


def split_words(text):
    """Normalises `text` and splits it: runs of other characters, and each punctuation character alone."""
    if text.isascii() and text.isprintable():
        return ASCII_WORD.findall(text.lower())
    words = []
    for run in normalize(text).split():
        word = ""
        for character in run:
            if is_punctuation(character):
                words += [word, character] if word else [character]
                word = ""
            else:
                word += character
        if word:
            words.append(word)
    return words


ASCII_WORD = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")


def normalize(text):
    """Cleans, sets CJK characters apart, lower-cases and drops combining marks after canonical decomposition."""
    characters = []
    for character in text:
        category = unicodedata.category(character)
        if character in "\t\n\r" or category in ("Zs", "Zl", "Zp"):
            characters.append(" ")
        elif category not in ("Cc", "Cf", "Co", "Cs") and character != "\ufffd":
            characters.append(f" {character} " if is_cjk(character) else character)
    decomposed = unicodedata.normalize("NFD", "".join(characters).lower())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


def is_cjk(character):
    code = ord(character)
    return code >= 0x3400 and any(first <= code <= last for first, last in CJK_RANGES)


def is_punctuation(character):
    """ASCII symbols count as punctuation, as do all of Unicode's categories P*."""
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character).startswith("P")


def tokenizer_json(vocabulary):
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    cls_id, sep_id = {"id": "[CLS]", "type_id": 0}, {"id": "[SEP]", "type_id": 0}
    sequence = [{"SpecialToken": cls_id}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": sep_id}]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": i, "content": token, **special} for i, token in enumerate(SPECIAL_TOKENS)],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": True,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": sequence,
            "pair": sequence + second,
            "special_tokens": {
                token: {"id": token, "ids": [number], "tokens": [token]}
                for token, number in (("[CLS]", CLS), ("[SEP]", SEP))
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": MAX_WORD_CHARACTERS,
            "vocab": {entry: number for number, entry in enumerate(vocabulary)},
        },
    }


def write_json(path, value, indent=None):
    """Writes readable UTF-8 JSON that ends in a newline."""
    Path(path).write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", "utf-8")
