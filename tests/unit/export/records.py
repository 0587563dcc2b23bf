"""Drafts to export, written from short strings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from copilot.domain.draft import Citation, Claim, Coverage, Draft, Section, Withheld
from copilot.domain.picture import Feeling, Level, Mark, MissingRole, PeopleMap, Person, Tie, Timeline, Week
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, DocumentKind, DraftKind, Side, SignalFamily, Tier, Visibility
from copilot.export.printable import Printable

AS_OF = date(2026, 11, 12)
HOSTILE = (
    "<script>alert(1)</script> <b>bold</b> [x](javascript:alert(2)) ![i](http://evil.example/p.png) "
    "a | b `code` **star** http://evil.example & \u202egnp.exe zero\u200bwidth"
)
WORLD = "Ærø ß ä ö ü č ř ø Ελλάδα Киев 日本語 한국 🚀 ✓ — “quoted”"


def cite(
    quote: str,
    n: int = 0,
    *,
    visibility: Visibility = Visibility.SHARED,
    speaker: str = "Dana Roy",
    kind: DocumentKind = DocumentKind.EMAIL,
    title: str = "",
    url: str = "",
) -> Citation:
    document = Document(
        id=f"files:raw/{n}",
        source="files",
        external_id=f"raw/{n}",
        kind=kind,
        account="acme",
        title=title or f"Message {n}",
        path=f"raw/acme/mail/{n}.eml",
        url=url,
        occurred_at=datetime(2026, 3, 1 + n % 28, 12, tzinfo=UTC),
        visibility=visibility,
        passages=(
            Passage(
                id=f"files:raw/{n}#0",
                text=quote,
                visibility=visibility,
                speaker=speaker,
                side=Side.CUSTOMER if speaker == "Dana Roy" else Side.VENDOR,
                locator="body",
            ),
        ),
    )
    return Citation.of(document, document.passages[0])


SPONSOR = cite("Today is her last week with us, she moves to the logistics group.", 1)
CALL = cite("Nobody from operations could join today.", 2, kind=DocumentKind.CALL, speaker="Mara Quist")
RATE = cite("No-show rate is down from 11.8 % to 9.1 %, we wanted to be under 7 % by now.", 3)
EXPORT = cite("You will have the data export for the auditor by 30 September.", 4, speaker="Mara Quist")
REMARK = cite("They are furious, keep this to us.", 5, visibility=Visibility.INTERNAL, kind=DocumentKind.NOTE)


def inferred(
    text: str, *citations: Citation, rule: str = "departed champion and no buyer contact for 90 days"
) -> Claim:
    return Claim(text=text, tier=Tier.INFERRED, rule=rule, citations=citations)


BRIEF = Section(
    title="The call",
    claims=(
        inferred("At risk: the sponsor is gone and the outcome bought is half reached.", SPONSOR, CALL, RATE),
        Claim(text="The operations director who signed moved to another group on 14 September.", citations=(SPONSOR,)),
        Claim(text="No-show rate 11.8 % → 9.1 % against a target under 7 %.", citations=(RATE,)),
        Claim(text="Executive sentiment.", tier=Tier.UNKNOWN, needs="a survey or a call with the director"),
    ),
)
COMMITMENTS = Section(
    title="What we owe them",
    columns=("by", "what", "to", "made", "due", "status"),
    claims=(
        Claim(
            text="We owe the auditor's data export since 30 September.",
            citations=(EXPORT,),
            cells=("us", "data export | for the auditor", "compliance lead", "22 Jul 2026", "30 Sep 2026", "overdue"),
        ),
        inferred("They owe a list of sites.", CALL, rule="asked twice, no answer").model_copy(
            update={"cells": ("them", "list of sites for phase 2", "CSM", "5 Oct 2026", "–", "open")}
        ),
    ),
)
DETAIL = Section(
    title="What stands behind it",
    claims=(
        Claim(text="They said the export was promised.", citations=(EXPORT,), superseded=True),
        Claim(text="Somebody is angry about it.", citations=(REMARK,)),
    ),
)
LEDGER = (
    Coverage(
        family=SignalFamily.USAGE,
        source="weekly.csv",
        records=52,
        last_record=date(2026, 11, 8),
        hides="shallow use behind steady logins",
    ),
    Coverage(family=SignalFamily.SENTIMENT, source="none", records=0, status="missing", hides="a quiet detractor"),
)


def draft(*sections: Section, **changed: Any) -> Draft:
    return Draft(
        **{
            "kind": DraftKind.BRIEF,
            "account": "acme",
            "audience": Audience.INTERNAL,
            "as_of": AS_OF,
            "sections": sections,
            **changed,
        }
    )


def brief(**changed: Any) -> Printable:
    written = draft(
        BRIEF,
        COMMITMENTS,
        DETAIL,
        withheld=(Withheld(claim=Claim(text="SSO comes in May.", citations=(EXPORT,)), reason="no approved wording"),),
        coverage=LEDGER,
    )
    return Printable(
        draft=written,
        account_name="Bright Harbor Clinics",
        renewal="renews 31 Jan 2027 · decide by 2 Dec 2026 · ARR $212,000 · AT RISK · confidence medium",
        **{"people": people(), "timeline": timeline(), **changed},
    )


def for_customer(*sections: Section, **changed: Any) -> Printable:
    written = draft(
        *(sections or (BRIEF, COMMITMENTS)), kind=DraftKind.QBR, audience=Audience.CUSTOMER, coverage=LEDGER, **changed
    )
    return Printable(draft=written, account_name="Bright Harbor Clinics", renewal="AT RISK", timeline=timeline())


def hostile() -> Printable:
    """Every text that the record supplies is an attack."""
    cited = cite(HOSTILE, 7, speaker=HOSTILE, title=HOSTILE, url="javascript:alert(3)")
    section = Section(title=HOSTILE, claims=(Claim(text=HOSTILE, citations=(cited,)),))
    row = inferred(HOSTILE, cited, rule=HOSTILE).model_copy(update={"cells": (HOSTILE, "two")})
    table = Section(title="T", columns=(HOSTILE, "b"), claims=(row,))
    written = draft(section, table, question=HOSTILE, coverage=(Coverage(source=HOSTILE, records=1, hides=HOSTILE),))
    return Printable(draft=written, account_name=HOSTILE, people=people(name=HOSTILE), timeline=timeline(HOSTILE))


def worldly() -> Printable:
    """Texts in many scripts."""
    section = Section(title=WORLD, claims=(Claim(text=WORLD, citations=(cite(WORLD, 8, speaker=WORLD),)),))
    return Printable(draft=draft(section), account_name=WORLD, people=people(name=WORLD), timeline=timeline(WORLD))


def long(claims: int = 60) -> Printable:
    """Many claims with long quotes, one of them longer than a page, in a list and in a table."""
    words = "The kiln sensors drop out every night and nobody on our side can say why that is so. "
    cited = [cite(words * (1 + n % 3), n) for n in range(claims)]
    told = [Claim(text=f"Claim {n}: {c.quote}", citations=(c, cited[0])) for n, c in enumerate(cited)]
    told[5] = Claim(text=words * 60, citations=(cited[5],))
    cells = ("Wolfeschlegelsteinhausenbergerdorff" * 2, words, "ok")
    rows = tuple(c.model_copy(update={"cells": cells}) for c in told)
    return Printable(
        draft=draft(
            Section(title="First", claims=tuple(told[:3])),
            Section(title="All of it", claims=tuple(told)),
            Section(title="In a table", columns=("who", "what", "state"), claims=rows),
        ),
        account_name="The Extraordinarily Long Named Company for Cement, Lime and Aggregates of Northern Bohemia " * 2,
    )


def empty() -> Printable:
    return Printable(draft=draft(kind=DraftKind.QBR), account_name="Tiny Co")


def abstained() -> Printable:
    written = draft(
        kind=DraftKind.ANSWER,
        abstained=True,
        reason="I found nothing about data residency in 214 documents.",
        question="What are their data residency needs?",
        coverage=LEDGER,
    )
    return Printable(draft=written, account_name="Tiny Co")


_TITLES = ("Chief Operating Officer", "Director of Patient Services", "Clinic Manager", "Front Desk", "Analyst")
_NAMES = (
    "Dana Roy;Wolfgang Amadeus von Hohenlohe-Schillingsfürst;Ada Øst;Lee Ott;Ivo Reth;Jiří Čapek;Bo;"
    "Priya Raman;Sam Okafor;Élodie Brûlé;Noor Haddad;Tom Baker;Ming Zhao;Olga Petrova;Chidi Eze;Ana Souza;"
    "Kai Lund;Mia Wong;Raj Patel;Zoë Krüger"
).split(";")


def people(count: int = 20, ours: int = 5, *, name: str = "") -> PeopleMap:
    levels = (Level.EXECUTIVE, Level.DIRECTOR, Level.DIRECTOR, Level.MANAGER, Level.MANAGER, Level.TEAM, Level.UNKNOWN)
    stances = ("supporter", "neutral", "critic", "")
    roles = ("economic buyer", "champion", "", "technical", "blocker", "user")
    theirs = [
        Person(
            key=f"c{n}",
            name=name or _NAMES[n % len(_NAMES)],
            title=_TITLES[n % len(_TITLES)] + (" for the whole of the northern and western regions" if n == 3 else ""),
            side=Side.CUSTOMER,
            role=roles[n % len(roles)],
            stance=stances[n % len(stances)],
            level=levels[n * len(levels) // count],
            left=n % 9 == 1,
        )
        for n in range(count)
    ]
    names = ("Mara Quist", "Ivo Lang", "Beth Oduya", "Karl Nyström", "Yuki Tan")
    team = [
        Person(
            key=f"v{n}",
            name=names[n % 5],
            title=("CSM", "Account manager", "Support", "VP", "PM")[n % 5],
            side=Side.VENDOR,
        )
        for n in range(ours)
    ]
    ties = [
        Tie(
            ours=f"v{m}",
            theirs=f"c{n}",
            contacts=(n * 7 + m * 5) % 23 if (n + m) % 4 else 0,
            last_contact=AS_OF - timedelta(9 * n),
        )
        for n in range(count)
        for m in range(ours)
        if m == 0 or (n + 2 * m) % 6 == 0
    ]
    missing = (
        MissingRole(role="economic buyer", level=Level.EXECUTIVE),
        MissingRole(role="procurement", note="not known"),
    )
    return PeopleMap(as_of=AS_OF, people=(*theirs, *team), ties=tuple(ties), missing=missing)


def timeline(label: str = "“this is slow”", weeks: int = 40) -> Timeline:
    start = date(2026, 2, 2)
    gap = range(12, 15)
    shown = tuple(
        Week(
            start=start + timedelta(weeks=n),
            active_users=None if n in gap else max(80 + (n * 13) % 40 - n, 0),
            licensed=200 if n < 20 else 150,
            tickets_opened=(n * 7) % 5,
        )
        for n in range(weeks)
    )
    feelings = list(Feeling)
    marks = tuple(
        Mark(on=start + timedelta(days=24 * n + (n % 3) * 9), feeling=feelings[n % 3], label=label) for n in range(11)
    )
    return Timeline(weeks=shown, marks=marks)
