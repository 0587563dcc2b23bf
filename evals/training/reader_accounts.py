"""The questions of whole accounts, each with the sentences that the product itself would read for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from copilot.bootstrap import Workspace
from copilot.domain.words import Audience, DocumentKind
from copilot.drafting.candidates import candidates
from copilot.drafting.question import read_question
from copilot.drafting.shortlist import shortlist
from copilot.insight.people import people_of
from copilot.settings import read_settings
from evals.training.reader_data import Candidate, Group
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope

__all__ = ["load_account_groups"]

ANSWERS = 0.4
"""A sentence that holds this share of an evidence quote, as one run of words, answers."""

TOUCHES = 0.15
"""One that stands in a quote and holds this share of it is neither an answer nor a wrong one."""


def load_account_groups(root: Path) -> list[Group]:
    """A group for every question of every gold file under `root`, a directory as `eval accounts` takes it."""
    with TemporaryDirectory() as place:
        settings = read_settings(root).model_copy(update={"data_dir": Path(place)})
        with Workspace(settings) as workspace:
            for _ in workspace.sync(lambda _what, _done, _total: None):
                pass
            return [
                _group(workspace, gold, question)
                for gold in (yaml.safe_load(path.read_text()) for path in sorted((root / "gold").glob("*.yaml")))
                for question in gold["questions"]
            ]


def _group(workspace: Workspace, gold: dict[str, Any], asked: dict[str, Any]) -> Group:
    day = date.fromisoformat(str(asked.get("as_of") or gold["as_of"])[:10])
    scope = Scope(gold["account"], day, Audience(asked.get("audience") or "internal"))
    with transaction(workspace.engine) as connection:
        reader = Reader(connection, scope)
        people = people_of(reader.participants(), reader.documents([DocumentKind.CONTACT]))
    question = read_question(asked["q"], workspace.accounts[gold["account"]], people)
    roles = {name: person.title for person in people for name in person.names}
    evidence = asked.get("evidence") or []
    made = [
        Candidate(
            title=found.document.title,
            day=f"{found.passage.occurred_at or found.document.occurred_at or ''}"[:10],
            speaker=found.passage.speaker,
            side=str(found.passage.side),
            role=roles.get(found.passage.speaker.casefold(), ""),
            before=found.before,
            sentence=found.text,
            label=_label(found.text, [quote["quote"] for quote in evidence if quote["file"] == found.document.path]),
        )
        for found in shortlist(question, candidates(workspace.search.search(asked["q"], scope, 200)))
    ]
    return Group(asked["q"], asked["kind"], gold["account"], made, answerable=bool(evidence), searched=True)


def _label(sentence: str, quotes: list[str]) -> int:
    best = max((_held(sentence, quote) for quote in quotes), default=0.0)
    if best >= ANSWERS:
        return 1
    inside = any(" ".join(_words(sentence)) in " ".join(_words(quote)) for quote in quotes)
    return -1 if inside and best >= TOUCHES else 0


def _held(sentence: str, quote: str) -> float:
    """The longest run of words they share, as a share of the quote."""
    one, two = list(_words(sentence)), list(_words(quote))
    match = SequenceMatcher(None, one, two, autojunk=False).find_longest_match(0, len(one), 0, len(two))
    return match.size / max(1, len(two))


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"\w+", text.casefold()))
