"""What people scored: NPS by respondent with dates, and the ratings of solved tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.health import Ratings, ScoreGiven
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, SignalFamily
from copilot.insight.known import day_of, folded, known_documents, number

__all__ = ["DETRACTS", "PROMOTES", "measure_ratings", "rating_findings"]

_FRESH = timedelta(days=180)
PROMOTES, DETRACTS = 9, 6
_DROP = 3


def measure_ratings(documents: Iterable[Document], as_of: date) -> Ratings:
    """The newest score of everybody, and NPS over the last 180 days: promoters (9, 10) less detractors
    (0 to 6), in points of a hundred (Reichheld, 2003).
    """
    given: dict[str, list[ScoreGiven]] = {}
    good = bad = 0
    cited: list[Citation] = []
    for document in known_documents(documents, as_of):
        fields = folded(document)
        if document.kind is DocumentKind.SURVEY and (score := number(fields.get("score"))) is not None:
            who = fields["respondent"].text if "respondent" in fields else document.title
            key = fields["email"].text.casefold() if "email" in fields else who.casefold()
            previous = given[key][-1].score if key in given else None
            citation = Citation.of(document, fields["score"])
            given.setdefault(key, []).append(
                ScoreGiven(who=who, score=score, on=day_of(document), previous=previous, citation=citation)
            )
        rating = fields.get("satisfactionrating")
        if document.kind is DocumentKind.TICKET and rating is not None and _is_fresh(day_of(document, rating), as_of):
            good += rating.text.strip().casefold() == "good"
            bad += rating.text.strip().casefold() == "bad"
            cited.append(Citation.of(document, rating))
    newest = sorted((each[-1] for each in given.values()), key=lambda one: one.on or date.min, reverse=True)
    fresh = [one for one in newest if _is_fresh(one.on, as_of)]
    points = sum((one.score >= PROMOTES) - (one.score <= DETRACTS) for one in fresh)
    return Ratings(
        scores=tuple(newest),
        nps=round(100 * points / len(fresh)) if fresh else None,
        respondents=len(fresh),
        good=good,
        bad=bad,
        citations=tuple(cited),
    )


def rating_findings(ratings: Ratings, as_of: date) -> Iterator[Finding]:
    """Fresh detractors, promoters and falls by three points or more; more bad ratings than good."""
    for one in ratings.scores:
        if not _is_fresh(one.on, as_of):
            continue
        fell = one.previous is not None and one.previous - one.score >= _DROP
        if one.score <= DETRACTS or fell:
            was = f", {one.previous:g} before" if one.previous is not None else ""
            yield Finding(
                name="detractor",
                family=SignalFamily.SENTIMENT,
                weight="medium",
                text=f"{one.who} scored {one.score:g} on {one.on}{was}",
                rule="a score of 6 or less, or three points lower than before, in the last 180 days",
                falsified_by="a higher score in the next survey",
                seen_on=one.on,
                citations=(one.citation,),
            )
        elif one.score >= PROMOTES:
            yield Finding(
                name="promoter",
                family=SignalFamily.SENTIMENT,
                weight="good",
                text=f"{one.who} scored {one.score:g} on {one.on}",
                rule="a score of 9 or 10 in the last 180 days",
                falsified_by="a lower score in the next survey",
                seen_on=one.on,
                citations=(one.citation,),
            )
    if ratings.bad > ratings.good:
        yield Finding(
            name="bad_ratings",
            family=SignalFamily.SENTIMENT,
            weight="low",
            text=f"{ratings.bad} tickets rated bad and {ratings.good} good in the last 180 days",
            rule="more bad ticket ratings than good ones in the last 180 days",
            falsified_by="good ratings of the next tickets",
            citations=ratings.citations,
        )


def _is_fresh(day: date | None, as_of: date) -> bool:
    return day is not None and day > as_of - _FRESH
