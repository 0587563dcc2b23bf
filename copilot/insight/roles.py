"""Which part somebody plays, as a decision list: the first rule that applies gives the role, and says why.

1. Whoever left, or is away for a time, is former.
2. Whoever said or is said to decide, sign or pay, and is of executive or money rank, is an economic buyer;
   so is whoever has a money title (finance, treasury) above clerk.
3. Where the account has nobody of rule 2, the executive who signed the order form is the economic buyer.
4. Whoever buys for a living (procurement) and bargains, holds back, gives notice or looks elsewhere, is a
   blocker; who does none of these is counted as economic buyer, for they carry the money's side.
5. Whoever is not an executive and held the renewal back, gave notice, or looked at a competitor in the
   last 180 days, is a blocker.
6. Whoever has a title of systems, security, data or privacy is technical, of whatever rank.
7. Whoever has an executive title is an executive sponsor.
8. Whoever stands by us (supportive) and either vouches for us, scores 9 or 10, or is among the two who
   are heard most, is a champion.
9. Whoever has an engineering title, or asks at least three technical questions, is technical.
10. Everybody else is a user.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.finding import Basis
from copilot.domain.stakeholder import Presence, Role, Stance, TitleHeld
from copilot.insight.presence import Attendance
from copilot.insight.titles import TitleReading, read_title

__all__ = ["Part", "role_of", "someone_holds_the_money"]

_FRESH = timedelta(days=180)
_PROBES = 3
_BLOCKS = ("notice", "threaten", "hold", "elsewhere")


@dataclass(slots=True)
class Part:
    """What the roles rest on for one person."""

    name: str
    titles: Sequence[TitleHeld]
    attendance: Attendance
    stance: Stance
    stance_basis: Sequence[Basis]
    acts: Sequence[Signal]
    among_most_heard: bool
    fallback: Citation | None
    as_of: date
    title: TitleReading = field(init=False)

    def __post_init__(self) -> None:
        self.title = read_title(self.titles[0].title) if self.titles else TitleReading("")

    def did(self, *how: str, fresh: bool = False) -> list[Signal]:
        """Their acts of some sorts; of the last 180 days only, where asked."""
        return [
            act
            for act in self.acts
            if _how(act) in how and (not fresh or (act.seen_on is not None and act.seen_on > self.as_of - _FRESH))
        ]


def _how(act: Signal) -> str:
    """Which act a signal is; talk of a competitor is a look elsewhere."""
    return "elsewhere" if act.name == "risk" else act.attributes.get("how", "")


def someone_holds_the_money(parts: Sequence[Part]) -> bool:
    """Whether somebody who is there has a money title, or rank and a decision to their name (rule 2)."""
    return any(part.attendance.presence is Presence.THERE and _holds_money(part) is not None for part in parts)


def role_of(part: Part, *, money_held: bool, ignore_absence: bool = False) -> tuple[Role, Basis]:
    """The role of one person, with the rule that gave it and its evidence."""
    if not ignore_absence and part.attendance.presence is not Presence.THERE and part.attendance.basis is not None:
        return Role.FORMER, part.attendance.basis
    for rule in _RULES:
        found = rule(part, money_held)
        if found is not None:
            return found
    return Role.USER, _titled(part, "no other rule applies: works with the product")


def _holds_money(part: Part) -> tuple[Role, Basis] | None:
    decided = part.did("decide")
    title = part.title
    if decided and (title.executive or title.money or title.head):
        return Role.ECONOMIC_BUYER, _acted(decided, "said, or is said, to decide, sign or pay, and has the rank for it")
    if title.money and not title.purchasing:
        return Role.ECONOMIC_BUYER, _titled(part, "holds a money title")
    return None


def _money(part: Part, money_held: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001 - one shape for every rule
    found = _holds_money(part)
    if found is not None:
        return found
    signed = part.did("sign")
    if signed and part.title.executive and not money_held:
        return Role.ECONOMIC_BUYER, _acted(
            signed, "signed the order form as an executive, and nobody else holds the money"
        )
    return None


def _procurement(part: Part, _: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001
    if not part.title.purchasing:
        return None
    stood = part.did("bargain", *_BLOCKS)
    if stood or part.stance is Stance.CRITICAL:
        return Role.BLOCKER, _acted(stood, "buys for a living, and bargains, holds back or looks elsewhere", part)
    return Role.ECONOMIC_BUYER, _titled(part, "buys for a living, and neither bargained nor held back")


def _blocking(part: Part, _: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001
    stood = part.did(*_BLOCKS, fresh=True)
    if stood and not part.title.executive:
        return Role.BLOCKER, _acted(
            stood, "held the renewal back, gave notice or looked at a competitor in the last 180 days"
        )
    return None


def _by_title(part: Part, _: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001
    if part.title.systems:
        return Role.TECHNICAL, _titled(part, "has a title of systems, security, data or privacy")
    if part.title.executive:
        return Role.EXECUTIVE_SPONSOR, _titled(part, "has an executive title")
    return None


def _champion(part: Part, _: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001
    vouched = part.did("vouch")
    promotes = [basis for basis in part.stance_basis if "Net Promoter" in basis.rule]
    if part.stance is not Stance.SUPPORTIVE or not (vouched or promotes or part.among_most_heard):
        return None
    rule = "stands by us and vouches for us, promotes us in a survey, or is among the two who are heard most"
    cited = [*promotes, *part.stance_basis]
    text = f"{part.name} stands by us: {cited[0].text}" if cited else f"{part.name} stands by us"
    quotes = tuple(quote for basis in cited[:2] for quote in basis.citations) or _acted(vouched, rule, part).citations
    return Role.CHAMPION, Basis(rule=rule, text=text, seen_on=cited[0].seen_on if cited else None, citations=quotes)


def _technical(part: Part, _: bool) -> tuple[Role, Basis] | None:  # noqa: FBT001
    probes = part.did("probe")
    if part.title.engineering:
        return Role.TECHNICAL, _titled(part, "has an engineering title")
    if len(probes) >= _PROBES and not part.title.head:
        return Role.TECHNICAL, _acted(probes, f"asked {len(probes)} technical questions")
    return None


_Rule = Callable[[Part, bool], "tuple[Role, Basis] | None"]
_RULES: tuple[_Rule, ...] = (_money, _procurement, _blocking, _by_title, _champion, _technical)


def _titled(part: Part, rule: str) -> Basis:
    if part.titles:
        held = part.titles[0]
        return Basis(rule=rule, text=f"{part.name}: {held.title}", seen_on=held.since, citations=(held.citation,))
    cited = (part.fallback,) if part.fallback is not None else ()
    return Basis(rule=rule, text=f"{part.name}: no title on record", citations=cited)


def _acted(acts: Sequence[Signal], rule: str, part: Part | None = None) -> Basis:
    if not acts:
        return _titled(part, rule) if part is not None else Basis(rule=rule, text=rule)
    newest = acts[-1]
    quotes = tuple(quote for act in reversed(acts[-2:]) for quote in act.citations)
    return Basis(rule=rule, text=newest.text, seen_on=newest.seen_on, citations=quotes)
