"""Scoring one answer against its gold question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from copilot.domain.draft import Citation, Claim, Draft
from evals.evidence import found, leaks
from evals.figures import Tally
from evals.gold import Question
from evals.sources import Sources
from evals.wording import excluded, missing

__all__ = ["expected", "score", "told"]


def score(question: Question, draft: Draft, tally: Tally, sources: Sources, owners: Mapping[str, str]) -> list[str]:
    """Add an answer's part to the figures; returns what is wrong with it, a line each.

    Claims that the draft withheld are not scored: no reader takes them for the product's own.
    """
    claims = list(draft.claims())
    citations = [citation for claim in claims for citation in claim.citations]
    return [
        *_abstention(question, draft, tally),
        *_content(question, claims, citations, tally),
        *_exclusions(question, claims, tally),
        *_quotes(question, citations, tally, sources),
        *_leaks(question, citations, draft.account, tally, owners),
    ]


def _abstention(question: Question, draft: Draft, tally: Tally) -> Iterator[str]:
    if draft.abstained:
        tally.share("abstention_precision", question.kind, not question.answerable, 1)
    if not question.answerable:
        tally.share("abstention_recall", question.kind, draft.abstained, 1)
    if draft.abstained is question.answerable:
        yield "abstained, though the record answers it" if draft.abstained else "answered, though the record does not"


def _content(question: Question, claims: Sequence[Claim], citations: Sequence[Citation], tally: Tally) -> Iterator[str]:
    if not question.answerable:
        return
    met = found(question.evidence, citations)
    tally.share("evidence_recall", question.kind, met, len(question.evidence))
    if met < len(question.evidence):
        yield f"cites {met} of {len(question.evidence)} pieces of evidence"
    lacking = missing(question.must_include, claims) if claims else list(question.must_include)
    right = bool(claims) and not lacking
    tally.share("answer_inclusion", question.kind, right, 1)
    yield from (f"lacks {entry!r}" for entry in lacking)


def _exclusions(question: Question, claims: Sequence[Claim], tally: Tally) -> Iterator[str]:
    wrong = excluded(question.must_not_include, claims, negation_ok=question.negation_ok)
    tally.count("exclusion_violations", question.kind, len(wrong))
    yield from (f"says {entry!r}" for entry in wrong)


def _quotes(question: Question, citations: Sequence[Citation], tally: Tally, sources: Sources) -> Iterator[str]:
    for citation in citations:
        stands = sources.hold(citation.path, citation.quote)
        tally.share("quote_validity", question.kind, stands, 1)
        if not stands:
            yield f"the quote {citation.quote[:80]!r} does not stand in {citation.path or 'any file'}"


def _leaks(
    question: Question, citations: Sequence[Citation], account: str, tally: Tally, owners: Mapping[str, str]
) -> Iterator[str]:
    leaked = leaks(citations, account, owners)
    tally.count("leaks", question.kind, len(leaked))
    yield from (f"cites another account: {citation.path or citation.document}" for citation in leaked)


def expected(question: Question) -> str:
    """The gold answer with its evidence, for a person to compare."""
    if not question.answerable:
        return f"An abstention ({question.audience} audience). {question.answer}".strip()
    return "\n".join([question.answer, *(f"“{e.quote}” · {e.file}" for e in question.evidence)])


def told(draft: Draft) -> str:
    """What the draft says, with where its quotes stand, for a person to compare."""
    if draft.abstained:
        return f"(abstained) {draft.reason}"
    return "\n".join(f"{claim.text} [{', '.join(c.path for c in claim.citations)}]" for claim in draft.claims())
