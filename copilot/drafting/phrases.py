"""Claims in the words of the drafts: what holds, what is concluded, and what is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from copilot.domain.commitment import Commitment, CommitmentStatus
from copilot.domain.contradiction import Contradiction, Statement
from copilot.domain.draft import Citation, Claim, Section
from copilot.domain.renewal import Renewal, Triage
from copilot.domain.words import Side, Tier
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.wording import day

__all__ = [
    "band", "clipped", "commitment_rows", "concluded", "contradiction_claims", "counted", "ended", "first_of_each",
    "money", "party", "section", "sections", "standing", "terms_claim", "terms_line", "unknown",
]  # fmt: skip

_LONG = 200
_CITED = 3
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


def unknown(text: str, needs: str) -> Claim:
    """A gap, with the source that would fill it."""
    return Claim(text=text, tier=Tier.UNKNOWN, needs=needs)


def concluded(text: str, rule: str, citations: Sequence[Citation], needs: str = "") -> Claim:
    """A conclusion by a rule; unknown where nothing can be cited for it."""
    if not citations:
        return unknown(text, needs or "any record of this account")
    return Claim(text=text, tier=Tier.INFERRED, rule=rule, citations=tuple(citations))


def section(title: str, claims: Iterable[Claim], *columns: str) -> Section | None:
    """A section; none where there is nothing in it."""
    held = tuple(claims)
    return Section(title=title, claims=held, columns=columns) if held else None


def sections(*given: Section | None) -> tuple[Section, ...]:
    """Those of some sections that hold something."""
    return tuple(each for each in given if each is not None)


def money(amount: float | None) -> str:
    """An amount in US dollars."""
    return f"${amount:,.0f}" if amount is not None else "unknown"


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 ticket", "2 tickets"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def clipped(text: str, longest: int = _LONG) -> str:
    """A text in one line, cut at a word where it is long."""
    folded = " ".join(text.split())
    return folded if len(folded) <= longest else folded[:longest].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def ended(text: str) -> str:
    """A text with the full stop that it lacks; a quote at its end often brings its own."""
    return text if _ENDED.search(text) else f"{text}."


def band(call: Triage | None) -> str:
    """The call as it is printed."""
    return call.value.replace("-", " ").upper() if call is not None else "NO CALL"


def party(side: Side) -> str:
    """Whose promise it is, seen from us."""
    return {Side.VENDOR: "us", Side.CUSTOMER: "them"}.get(side, "not known")


def first_of_each(citations: Iterable[Sequence[Citation]], most: int = _CITED) -> tuple[Citation, ...]:
    """The first citation of each of some lists, each once."""
    return tuple(dict.fromkeys(cited[0] for cited in citations if cited))[:most]


def terms_line(reading: AccountReading) -> str:
    """The renewal in a line: when, by when to decide, for how much, the call and its confidence."""
    terms = reading.terms
    parts = (
        f"renews {terms.on}" if terms.on else "renewal date UNKNOWN",
        _decide_by(terms),
        f"ARR {money(terms.arr)}" if terms.arr is not None else "ARR UNKNOWN",
        band(reading.call.call),
        f"confidence {reading.trust.confidence}",
    )
    return " · ".join(part for part in parts if part)


def _decide_by(terms: Renewal) -> str:
    if terms.opt_out is not None and terms.notice is not None:
        return f"decide by {terms.opt_out} ({counted(terms.notice.count, terms.notice.unit.rstrip('s'))}' notice)"
    return f"decide by {terms.decide_by}" if terms.decide_by else "opt-out date UNKNOWN"


def terms_claim(reading: AccountReading) -> Claim:
    """When it renews, by when it can leave and for how much, from the sources that decide."""
    terms = reading.terms
    settled = [one for one in (terms.on_stated, terms.notice_stated, terms.arr_stated, terms.renews_stated) if one]
    if not settled:
        return unknown("Renewal date, notice period and ARR are not on record.", "the contract or the accounts file")
    parts = [f"Renews on {day(terms.on)}" if terms.on else "The renewal date is not known"]
    if terms.opt_out is not None and terms.notice is not None:
        left = (terms.opt_out - terms.as_of).days
        when = f"in {counted(left, 'day')}" if left >= 0 else f"{counted(-left, 'day')} ago"
        notice = counted(terms.notice.count, terms.notice.unit.rstrip("s"))
        parts.append(f"the last day for notice is {day(terms.opt_out)}, {when} ({notice} before the term ends)")
    elif terms.decide_by is not None:
        parts.append("it ends on that day unless an order is signed")
    else:
        parts.append("the notice period is not known, so the day that governs is not either")
    parts.append(f"ARR {money(terms.arr)}" if terms.arr is not None else "the ARR is not known")
    return concluded(
        "; ".join(parts) + ".",
        f"opt-out date = renewal date less notice period; {settled[0].rule}.",
        tuple(dict.fromkeys(one.winner.citation for one in settled)),
    )


def standing(one: Commitment, reading: AccountReading) -> str:
    """The status of a commitment in words, with how late it is."""
    if one.status is CommitmentStatus.OVERDUE and one.due is not None:
        return f"overdue {counted((reading.as_of - one.due).days, 'day')}"
    return str(one.status)


def commitment_rows(reading: AccountReading, made: Iterable[Commitment]) -> Section | None:
    """Who owes what to whom, as a table."""
    names = {item.id: item for item in reading.registry}
    return section(
        "Who owes what",
        (
            Claim(
                text=f"Promised by {party(one.by)}: {clipped(one.what)}; {standing(one, reading)}.",
                citations=(one.citation, *((one.kept_by,) if one.kept_by else ())),
                cells=(
                    f"{party(one.by)}: {one.who}" if one.who else party(one.by),
                    clipped(one.what, 120),
                    one.to or "–",
                    str(one.made_on),
                    str(one.due) if one.due else "–",
                    standing(one, reading),
                    f"{one.registry}: {names[one.registry].status}" if one.registry in names else "–",
                ),
            )
            for one in made
        ),
        "by",
        "what",
        "to",
        "made",
        "due",
        "status",
        "registry",
    )


def contradiction_claims(found: Iterable[Contradiction], most: int = 12) -> list[Claim]:
    """Both statements, and which is followed by what rule: the newest, those without a day first."""
    ranked = sorted(found, key=lambda one: one.followed.seen_on or date.max, reverse=True)
    return [
        concluded(
            f"On {one.about}: {_stated(one.followed)}, against {_stated(one.other)}. "
            + ("The first is followed." if one.decided else "Nothing decides: ask."),
            f"{one.rule}.",
            (one.followed.citation, one.other.citation),
        )
        for one in ranked[:most]
    ]


def _stated(one: Statement) -> str:
    """What one side says: what was read of it, and its own words where those are others."""
    when = f", {day(one.seen_on)}" if one.seen_on else ""
    words, read = clipped(one.citation.quote, 140), clipped(one.text, 140)
    said = f"“{words}”" if read.rstrip(" …") in words else f"{read}, “{words}”"
    return f"{said} ({one.sort}{when})"
