"""How long a pre-renewal brief takes on a large account, and whether other accounts slow it down.

    python -m evals.bench.brief [--documents 3000] [--beside 50] [--runs 20]

Writes a made-up account into a catalog of its own, briefs it alone, then again after the whole account
was copied `--beside` times under other names, and prints milliseconds (median, 95th percentile) and the
ratio of the medians. The reading and the writing of the brief are timed; start-up and printing are not.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, literal, select

from copilot.domain.account import Account
from copilot.domain.record import Document, Participant, Passage
from copilot.domain.words import DocumentKind, DraftKind, Part, Side, Visibility
from copilot.drafting.account_reading import read_account
from copilot.drafting.drafts import compose
from copilot.insight.reading import read_document
from retrieval.catalog.database import open_database, transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Reader, Scope
from retrieval.catalog.settling import settle
from retrieval.catalog.tables import documents, participants, passages, signals

__all__ = ["made_up", "main"]

AS_OF = date(2026, 11, 15)
_PEOPLE = [(f"Person{n} Family{n}", f"p{n}@acme.com", Side.CUSTOMER) for n in range(25)]
_OURS = [("Mara Quist", "mara@ourco.com", Side.VENDOR), ("Ivo Reth", "ivo@ourco.com", Side.VENDOR)]
_SYLLABLES = "ba co di fu ga he ji ko lu ma".split()
_LINES = (
    "Thanks for the call this morning, the team found it useful.",
    "I'll send you the migration checklist by Friday.",
    "As promised, the migration checklist is attached.",
    "We are frustrated that the export fails every week.",
    "Could you add a second site to the dashboard?",
    "The inspection time fell from 52 minutes to 38 minutes in June.",
    "Our goal is under 40 minutes by the end of the year.",
    "Procurement will look at other suppliers before the renewal.",
    "Nobody in the night shift uses the app any more.",
    "Please find the minutes of the steering meeting below.",
    "The site in the north goes live next month with twelve tablets.",
    "I checked the numbers with our controller and they are fine.",
    "We had two days without any problem, which is new for us.",
    "The weather kept half of the crew at home on Monday.",
)

_WORDS = tuple(f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES)


def made_up(count: int, account: str = "acme", seed: int = 7) -> Iterator[Document]:
    """So many documents of one account over three years: mail, calls, tickets and weeks of usage."""
    rng = random.Random(seed)
    begin = datetime(2023, 12, 4, 9, tzinfo=UTC)
    span = (AS_OF - begin.date()).days
    for n in range(count):
        moment = begin + timedelta(days=n * span / count)
        kind = rng.choices(
            (DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.TICKET, DocumentKind.USAGE), (70, 5, 15, 10)
        )[0]
        yield _document(rng, kind, account, n, moment)


def _document(rng: random.Random, kind: DocumentKind, account: str, n: int, moment: datetime) -> Document:
    key = f"{account}-{n}"
    present = [*rng.sample(_PEOPLE, 2), rng.choice(_OURS)]
    texts: list[tuple[str, Part, str]] = []
    if kind is DocumentKind.USAGE:
        texts = [(str(rng.randint(60, 120)), Part.FIELD, "active_users"), ("140", Part.FIELD, "licensed_seats")]
    elif kind is DocumentKind.TICKET:
        solved = rng.random() < 0.97  # noqa: PLR2004
        texts = [
            (f"Export fails {n}", Part.SUBJECT, "subject"),
            (_said(rng, 3), Part.BODY, "description"),
            ("solved" if solved else "open", Part.FIELD, "status"),
            (rng.choice(("low", "normal", "high")), Part.FIELD, "priority"),
        ]
    else:
        turns = 30 if kind is DocumentKind.CALL else 2
        texts = [(_said(rng, 4), Part.BODY, f"{at}") for at in range(turns)]
    spoken = tuple(
        Passage(
            id=f"bench:{key}#{at}",
            text=text,
            part=part,
            speaker=present[at % 3][0] if part is not Part.FIELD else "",
            speaker_email=present[at % 3][1] if part is not Part.FIELD else "",
            side=present[at % 3][2] if part is not Part.FIELD else Side.UNKNOWN,
            visibility=Visibility.SHARED,
            occurred_at=moment,
            locator=place,
        )
        for at, (text, part, place) in enumerate(texts)
    )
    people = () if kind is DocumentKind.USAGE else tuple(Participant(name=a, email=b, side=c) for a, b, c in present)
    return Document(
        id=f"bench:{key}", source="bench", external_id=key, kind=kind, account=account, title=f"{kind} {n}",
        occurred_at=moment, visibility=Visibility.SHARED, participants=people, passages=spoken,
    )  # fmt: skip


def _said(rng: random.Random, sentences: int) -> str:
    """Sentences of which one in eight says something about the account, as in the demo's record."""
    return " ".join(
        rng.choice(_LINES)
        if rng.random() < 1 / 8
        else " ".join(rng.choice(_WORDS) for _ in range(12)).capitalize() + "."
        for _ in range(sentences)
    )


def _copy(connection: Connection, times: int) -> None:
    """The whole account again under other names, in bulk."""
    for n in range(times):
        mark = literal(f"{n}~")
        for table, keys in (
            (documents, ("id", "external_id", "account")),
            (passages, ("id", "document")),
            (participants, ("document",)),
            (signals, ("document", "account")),
        ):
            own = table.c.account if "account" in table.c else table.c.document
            chosen = [(mark + column if column.name in keys else column) for column in table.c]
            rows = select(*chosen).where(own == "acme" if "account" in table.c else own.like("bench:%"))
            connection.execute(table.insert().from_select([column.name for column in table.c], rows))


def _timed(engine: Engine, runs: int) -> list[float]:
    account = Account(account_id="acme", name="Acme")
    found: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        with transaction(engine) as connection:
            reading = read_account(Reader(connection, Scope("acme", AS_OF)), account)
        compose(DraftKind.BRIEF, reading)
        found.append((time.perf_counter() - start) * 1000)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time of a brief, and its growth with other accounts.")
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--beside", type=int, default=50)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="csm-copilot-bench-") as folder:
        engine = open_database(Path(folder) / "catalog.sqlite3")
        with transaction(engine) as connection:
            for document in made_up(given.documents):
                Intake(connection).store(document, "made-up", read_document)
        with transaction(engine) as connection:
            settle(connection)
        alone = _timed(engine, given.runs)
        with transaction(engine) as connection:
            _copy(connection, given.beside)
        beside = _timed(engine, given.runs)
        engine.dispose()
    for name, times in (("alone", alone), (f"beside {given.beside} accounts", beside)):
        slow = statistics.quantiles(times, n=20)[-1]
        print(f"{given.documents} documents, {name}: median {statistics.median(times):.0f} ms, p95 {slow:.0f} ms")
    print(f"ratio of medians: {statistics.median(beside) / statistics.median(alone):.2f}")


if __name__ == "__main__":
    main()
