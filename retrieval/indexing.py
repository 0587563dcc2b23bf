"""From a source into the catalog: what is new or changed is read, what has vanished is tombstoned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine

from copilot.domain.commitment import Signal
from copilot.domain.errors import ConnectorError, MassDeletion
from copilot.domain.record import Document, Failure
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.settling import settle
from retrieval.chunking import CHUNKING

__all__ = ["Report", "Source", "index_source"]

MOST_LOST = 0.3
"""The share of a source's documents that may vanish at once without being asked for."""

_CHUNKING, _READING, _KEEPING = "chunking", "reading", "keeping"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


Sieve = Callable[[Document], Document | None]
"""What of a document may be kept: all of it, some, or nothing. A pure function of it."""

SignalReader = Callable[[Document], Iterable[Signal]]
"""Reads the signals in one document; a pure function of it."""


class Source(Protocol):
    """What indexing needs of a connector."""

    @property
    def source(self) -> str: ...
    def listing(self) -> Mapping[str, str]: ...
    def read(self, key: str) -> Iterator[Document | Failure]: ...


@dataclass
class Report:
    """What a sync of one source did, in documents."""

    source: str
    units: int = 0
    read: int = 0
    stored: int = 0
    unchanged: int = 0
    removed: int = 0
    passed_over: int = 0
    """What may not be kept: it was forgotten, or is older than what is kept."""
    failures: list[Failure] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "failures": [failure.model_dump(mode="json") for failure in self.failures]}


def index_source(
    engine: Engine,
    source: Source,
    progress: Progress,
    *,
    read_signals: SignalReader = lambda _: (),
    reading: str = "",
    keeping: str = "",
    sieve: Sieve = lambda document: document,
    mask: Callable[[Failure], Failure] = lambda failure: failure,
    since: datetime | None = None,
    allow_mass_delete: bool = False,
) -> Report:
    """Bring the catalog up to what a source now holds.

    One transaction a document, so that a sync killed at any point leaves whole documents; a unit is
    noted as read only after its last document, so that the next sync takes up where this one stopped.
    `sieve` and `since` say what may be kept at all; undated documents are of no age.
    Raises MassDeletion, after everything new is in, where more than `MOST_LOST` of the source's
    documents would vanish; ConnectorError where the source as a whole cannot be read.
    """
    report = Report(source.source)
    kept = _Kept(read_signals, sieve, mask, since)
    _follow(engine, _CHUNKING, CHUNKING)
    _follow(engine, _READING, reading)
    _follow(engine, _KEEPING, keeping)
    listing = source.listing()
    with transaction(engine) as connection:
        known = Intake(connection).fingerprints(source.source)
        before = Intake(connection).live(source.source)
    report.units = len(listing)
    changed = sorted(key for key, fingerprint in listing.items() if known.get(key) != fingerprint)
    vanished = sorted(_units_held(engine, source.source) - set(listing))
    for done, key in enumerate(changed):
        progress(f"reading {source.source}", done, len(changed))
        _read_unit(engine, source, key, listing[key], report, kept)
    progress(f"reading {source.source}", len(changed), len(changed))
    try:
        _remove_vanished(engine, source, vanished, before, report, allow_mass_delete=allow_mass_delete)
        with transaction(engine) as connection:
            orphans = sorted(Intake(connection).orphaned_copies(source.source))
        for key in orphans:
            _read_unit(engine, source, key, listing[key], report, kept)
    finally:
        with transaction(engine) as connection:
            settle(connection)
    return report


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of what a source yields."""

    read_signals: SignalReader
    sieve: Sieve
    mask: Callable[[Failure], Failure]
    since: datetime | None

    def is_too_old(self, document: Document) -> bool:
        return self.since is not None and document.occurred_at is not None and document.occurred_at < self.since


def _follow(engine: Engine, name: str, version: str) -> None:
    """Have everything read again where what documents are made into has changed since it was noted."""
    with transaction(engine) as connection:
        intake = Intake(connection)
        built = intake.noted(name)
        if built != version:
            if built is not None or (name == _READING and version):
                intake.read_all_again()
            intake.note(name, version)


def _units_held(engine: Engine, source: str) -> set[str]:
    with transaction(engine) as connection:
        return Intake(connection).all_units(source)


def _read_unit(engine: Engine, source: Source, key: str, fingerprint: str, report: Report, kept_of: _Kept) -> None:
    held: list[str] = []
    failed: list[Failure] = []
    passed_over = 0
    try:
        for found in source.read(key):
            if isinstance(found, Failure):
                failed.append(kept_of.mask(found))
                continue
            if kept_of.is_too_old(found):
                report.passed_over += 1
                continue
            document = kept_of.sieve(found)
            if document is None:
                passed_over += 1
                continue
            held.append(document.id)
            with transaction(engine) as connection:
                stored = Intake(connection).store(document, key, kept_of.read_signals)
            report.read += 1
            report.stored += stored
            report.unchanged += not stored
    except ConnectorError as error:
        failed.append(Failure(source=source.source, key=key, reason=error.problem, remedy=error.remedy or "Sync again"))
    report.failures += failed
    report.passed_over += passed_over
    if passed_over and not held and not failed:
        # The name of a file can say whose it is: of one that holds nothing else, not even that is noted.
        with transaction(engine) as connection:
            Intake(connection).forget_units(source.source, [key])
        return
    whole = all(failure.severity == "conflict" for failure in failed)
    with transaction(engine) as connection:
        intake = Intake(connection)
        # What could not be read this time may still be there: nothing is removed on a failure's account.
        kept = held if whole else [*held, *intake.held(source.source, key)]
        intake.finish_unit(source.source, key, fingerprint if whole else None, kept, failed)


def _remove_vanished(
    engine: Engine, source: Source, vanished: list[str], before: int, report: Report, *, allow_mass_delete: bool
) -> None:
    with transaction(engine) as connection:
        intake = Intake(connection)
        intake.forget_units(source.source, vanished)
        lost = intake.unheld(source.source)
        if before and len(lost) > MOST_LOST * before and not allow_mass_delete:
            raise MassDeletion(
                f"{source.source} suddenly lists {len(lost)} of {before} documents fewer; none was removed",
                "Check the source's folder, or run `csm-copilot sync --allow-mass-delete` if they are to go",
            )  # which also undoes what was forgotten above
    for key in lost:
        with transaction(engine) as connection:
            Intake(connection).tombstone(key)
        report.removed += 1
