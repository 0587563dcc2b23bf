"""The suite `feedback`: what readers said of answers, asked again of the workspace in which they said it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from copilot.beside import at_hand
from copilot.bootstrap import open_workspace
from copilot.domain.draft import Draft
from copilot.domain.served import Feedback, FeedbackVerdict
from copilot.drafting.desk import finished
from evals.answers import told
from evals.figures import Case, Outcome, Tally
from retrieval.catalog.database import transaction
from retrieval.catalog.ledger import list_feedback
from retrieval.catalog.reading import on_record
from retrieval.indexing import Progress

__all__ = ["judge", "run_feedback"]

_FIGURE = {
    FeedbackVerdict.RIGHT: "right_again",
    FeedbackVerdict.WRONG: "wrong_gone",
    FeedbackVerdict.MISSING: "missing_answered",
}


def run_feedback(data: Sequence[Path], progress: Progress) -> Outcome:
    """Ask every question that somebody gave a verdict on once more, as of its day and for its audience, and compare.

    What was right is to come again, what was wrong is not, and where something was missing an answer is to come.
    A verdict on passages that are no longer on record, or on an account that has gone, is counted and not asked.
    """
    tally, failing = Tally(), []
    for folder in data or [Path()]:
        said, stale = _on_record(folder)
        tally.count("cases", "", len(said))
        tally.count("stale", "", stale)
        with at_hand(folder) as opened:
            for done, one in enumerate(said):
                progress("asking again", done, len(said))
                asked = opened.asking(one.question, one.account, as_of=one.as_of, audience=one.audience)
                if case := judge(one, finished(asked), tally):
                    failing.append(case)
    return Outcome(tally.figures(), tuple(failing))


def judge(said: Feedback, draft: Draft, tally: Tally) -> Case | None:
    """Add a verdict's part to the figures; the case where the answer now is not as the verdict wants it."""
    again = _comes_again(said, draft)
    wanted, problem = {
        FeedbackVerdict.RIGHT: (again, "what was right does not come again"),
        FeedbackVerdict.WRONG: (not again, "what was wrong comes again"),
        FeedbackVerdict.MISSING: (
            again if said.passages else not draft.abstained,
            "what was missing still is",
        ),
    }[said.verdict]
    tally.share(_FIGURE[said.verdict], "", wanted, 1)
    if wanted:
        return None
    expected = f"{said.verdict}: {said.claim or said.note or ', '.join(said.passages)}"
    return Case(said.id, said.verdict.value, said.question, expected, told(draft), (problem,))


def _comes_again(said: Feedback, draft: Draft) -> bool:
    """Whether a claim in the same words, or one that rests on one of its passages, is in the answer."""
    words = _folded(said.claim)
    return any(
        (bool(words) and _folded(claim.text) == words)
        or any(citation.passage in said.passages for citation in claim.citations)
        for claim in draft.claims()
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _on_record(folder: Path) -> tuple[list[Feedback], int]:
    """The verdicts that can be asked again, and how many cannot."""
    with open_workspace(folder) as workspace, transaction(workspace.engine) as connection:
        every = list_feedback(connection)
        held = on_record(connection, set(_passages(every)))
        known = [one for one in every if one.account in workspace.accounts and all(p in held for p in one.passages)]
    return known, len(every) - len(known)


def _passages(said: Iterable[Feedback]) -> Iterable[str]:
    return (passage for one in said for passage in one.passages)
