"""How many tokens a text costs: by tiktoken where its vocabulary is on disk, else by a rule that never undercounts.

The rule: a byte is at least its own token in every byte-level vocabulary, so no text has more tokens than
bytes. Common English words that are one token in both of OpenAI's current vocabularies count as one
(`single_tokens.txt`); that is all the rule dares to assume.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["Counter", "at_most", "counter_for"]

Counter = Callable[[str], int]

MESSAGE = 8
"""What a chat message costs beside its text."""
_WORD = re.compile(r"(?:^| |(?<=\n))([A-Za-z][a-z]+)(?=[\s,.;:]|$)")
_VOCABULARY = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


def counter_for(model: str) -> tuple[Counter, str]:
    """The counter for a model, by its bare name, and how it counts, in words for a person."""
    name = _encoding(model)
    if name is not None and _is_cached(name):
        import tiktoken

        encoding = tiktoken.get_encoding(name)
        return (lambda text: len(encoding.encode(text, disallowed_special=())) + MESSAGE), f"tiktoken {name}"
    return at_most, "an upper bound (this model's vocabulary is not on this machine), so less evidence fits"


def at_most(text: str) -> int:
    """At least as many tokens as a text has."""
    known = sum(len(found[0].encode()) - 1 for found in _WORD.finditer(text) if found[1].casefold() in _single_tokens())
    return len(text.encode("utf-8", "replace")) - known + MESSAGE


@cache
def _single_tokens() -> frozenset[str]:
    held = files("copilot.drafting.llm").joinpath("single_tokens.txt").read_text(encoding="utf-8")
    return frozenset(held.split())


def _encoding(model: str) -> str | None:
    """The vocabulary of OpenAI's models; others have their own, which only the bound covers."""
    try:
        from tiktoken.model import encoding_name_for_model

        return encoding_name_for_model(model)
    except (ImportError, KeyError):
        return None


def _is_cached(encoding: str) -> bool:
    """Whether tiktoken would find the vocabulary on disk: it fetches it over the network otherwise."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    folder = folder or str(Path(tempfile.gettempdir()) / "data-gym-cache")
    key = hashlib.sha1(_VOCABULARY.format(encoding).encode(), usedforsecurity=False).hexdigest()
    return (Path(folder) / key).is_file()
