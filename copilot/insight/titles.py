"""What a title says: which rank and which field, and which titles somebody has held since when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.stakeholder import TitleHeld
from copilot.insight.known import field_day, folded
from copilot.insight.people import ABBREVIATIONS
from copilot.insight.roster import Member

__all__ = ["TitleReading", "read_title", "titles_of"]

_MARK = re.compile(r"\s*[(\[–-]\s*(?P<mark>[^()\[\]]*)[)\]]?\s*$")
_LEFT = re.compile(r"\b(?:left|former|ex|retired|departed|inactive|gone|resigned|no longer)\b", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:leave|sabbatical|away|absent|maternity|paternity|secondment|seconded|"
    r"sick)\b",
    re.IGNORECASE,
)
_EXECUTIVE = re.compile(
    r"\bchief (?:\w+ ){1,4}officer\b|\bvice president\b|\bpresident\b|\bchair(?:man|woman|person)?\b|\bowner\b|"
    r"\b(?:co-?)?founder\b|\bmanaging (?:director|partner)\b|\bdirector\b|\bprincipal\b|\bsecretary general\b|"
    r"\bgesch[aä]ftsf[uü]hrer(?:in)?\b|\bdirektor(?:in)?\b|\bdirecteur\b|\bdirectrice\b|\bvorstand\b|\bpartner\b|"
    r"\bboard member\b|\bdeputy director\b|\bgovernor\b|\bmayor\b|\bdean\b"
)
_NOT_EXECUTIVE = re.compile(r"\b(?:assistant to|assistant director|associate director|office of the|secretary to)\b")
_MONEY = re.compile(r"\b(?:financ\w*|treasur\w*|controller|controlling|comptroller|budget\w*|bursar|cfo|kaufm\w+)\b")
_CLERK = re.compile(r"\b(?:clerk|payable|receivable|bookkeep\w*|assistant|payroll|junior|trainee)\b")
_PURCHASING = re.compile(
    r"\b(?:procur\w*|purchas\w*|sourcing|buyer|buying|vendor manage\w*|supplier\w*|contracts? manager|contracting|"
    r"commercial manager|einkauf\w*|inkoop\w*|achats)\b"
)
_SYSTEMS = re.compile(
    r"\b(?:information technology|information|informatics|informatik|security|identity|privacy|data|"
    r"gegevens\w*|cyber\w*|systems?|software|"
    r"developer|devops|integrations?|sap|erp|crm|network\w*|infrastructure|architect|cloud|database|analyst|platform|"
    r"technology|digital|scada|automation|web)\b"
)
_ENGINEERING = re.compile(
    r"\b(?:engineer\w*|technician|technical|laborator\w*|lab|scien\w+|metrolog\w*|ingenieur\w*|reliability)\b"
)
_BUSINESS_OF_DATA = re.compile(r"\b(?:data entry|business development|security guard|information desk)\b")
_HEAD = re.compile(r"\b(?:head|general manager|manager|lead|leader|superintendent|leiter(?:in)?)\b")


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title without its mark, and what its words say. `left` and `away` are marks such as "(left)"."""

    title: str
    left: bool = False
    away: bool = False
    executive: bool = False
    money: bool = False
    purchasing: bool = False
    systems: bool = False
    engineering: bool = False
    head: bool = False


def read_title(title: str) -> TitleReading:
    """Read a title: abbreviations spelt out, its mark taken off, its rank and fields by their words."""
    mark = _MARK.search(title)
    said = mark["mark"] if mark else ""
    left = bool(_LEFT.search(said)) or title.casefold().startswith(("former ", "ex-"))
    away = not left and bool(_AWAY.search(said))
    kept = title[: mark.start()] if mark and (left or away) else title
    words = " ".join(ABBREVIATIONS.get(word, word) for word in re.findall(r"[\w&-]+", kept.casefold()))
    clerk = bool(_CLERK.search(words))
    return TitleReading(
        title=kept.strip(" ,;-"),
        left=left,
        away=away,
        executive=bool(_EXECUTIVE.search(words)) and not _NOT_EXECUTIVE.search(words),
        money=bool(_MONEY.search(words)) and not clerk,
        purchasing=bool(_PURCHASING.search(words)),
        systems=bool(_SYSTEMS.search(words)) and not _BUSINESS_OF_DATA.search(words),
        engineering=bool(_ENGINEERING.search(words)),
        head=bool(_HEAD.search(words)),
    )


def titles_of(member: Member, told: Iterable[Signal], as_of: date) -> tuple[TitleHeld, ...]:
    """The titles of one person, newest first: from signatures and what was told, and from the CRM's row.

    The CRM's row counts as of its last activity; where that lies after the day, dated titles go first.
    """
    held: list[TitleHeld] = []
    for signal in told:
        if title := signal.attributes.get("title", ""):
            since = _day(signal.attributes.get("since")) or signal.seen_on
            if since is None or since <= as_of:
                held.append(TitleHeld(title=title, since=since, citation=signal.citations[0]))
    held.sort(key=lambda one: one.since or date.min)
    listed = _listed(member, as_of)
    if listed is not None:
        held = [listed[0], *held] if listed[1] else [*held, listed[0]]
    kept: list[TitleHeld] = []
    for one in held:
        if kept and _same(kept[-1].title, one.title):
            kept[-1] = kept[-1].model_copy(update={"title": one.title})
        else:
            kept.append(one)
    return tuple(reversed(kept))


def _listed(member: Member, as_of: date) -> tuple[TitleHeld, bool] | None:
    """The CRM's title, and whether it may be newer than the day."""
    row = folded(member.listed) if member.listed is not None else {}
    title = row.get("title")
    if member.listed is None or title is None or not (shown := read_title(title.text).title):
        return None
    touched = field_day(row.get("lastactivitydate"))
    held = TitleHeld(title=shown, since=None, citation=Citation.of(member.listed, title))
    return held, touched is not None and touched > as_of


def _same(one: str, other: str) -> bool:
    return _spelt(one) == _spelt(other) or _spelt(one) <= _spelt(other) or _spelt(other) <= _spelt(one)


def _spelt(title: str) -> set[str]:
    words = re.findall(r"\w+", title.casefold())
    return {part for word in words for part in ABBREVIATIONS.get(word, word).split()} - {"of", "the", "and"}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
