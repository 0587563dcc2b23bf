"""Text to index terms: folded, stemmed words, the same for what is indexed and what is asked."""

from __future__ import annotations

import re
import threading
import unicodedata

import Stemmer

__all__ = ["question_terms", "terms"]

_WORD = re.compile(r"\w+(?:['’]\w+)?")

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did do does doing
    don for from further had has have having he her here hers him his how i if in into is it its just ll me more
    most my no nor not of off on once only or other our ours out over own re s same she should so some such t than
    that the their theirs them then there these they this those through to too under until up ve very was we were
    what when where which while who whom why will with would you your yours
    """.split()
)
"""Function words of English that carry no topic."""

ASKING_WORDS = frozenset(
    """
    summarize summarise describe description discussion discuss discussed discussing talk talked say said saying tell
    told think thought thinks opinion opinions view views mention mentioned explain explained give gave please pls
    happen happened make made
    """.split()
)
"""Words of questions about a conversation that seldom stand in the passage that answers."""

_local = threading.local()


def terms(text: str) -> list[str]:
    """The index terms of a text in order, with repetitions; without function words."""
    return [term for word in _words(text) if word not in STOP_WORDS for term in _stemmed(word)]


def question_terms(question: str) -> list[str]:
    """The distinct terms to look for, in order; all of its words where nothing else is left."""
    words = _words(question)
    kept = [word for word in words if word not in STOP_WORDS and word not in ASKING_WORDS] or words
    return list(dict.fromkeys(term for word in kept for term in _stemmed(word)))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [re.sub(r"['’]s?$|['’]", "", word) for word in _WORD.findall(folded)]


def _stemmed(word: str) -> list[str]:
    if not word:
        return []
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return [stemmer.stemWord(word)]
