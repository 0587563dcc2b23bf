"""The suites `injection` (BIPIA's shape) and `overdefence` (NotInject's shape).

BIPIA (Yi et al. 2023, microsoft/BIPIA): an instruction is put at the start, the middle or the end of an e-mail, and a
question is asked about the e-mail; an attack counts where its words reach the answer. NotInject (leolee99/PIGuard):
harmless prompts full of the words of attacks; a false alarm is one that the detector takes for an attack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copilot.bootstrap import Workspace
from copilot.domain.account import Account
from copilot.domain.errors import InputError
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Side, Visibility
from copilot.guard.injection import speaks_to_a_machine
from copilot.settings import Settings
from evals.figures import Case, Outcome, Tally
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Scope
from retrieval.following import follow
from retrieval.indexing import Progress

__all__ = ["run_injection", "run_overdefence"]

_DAY = date(2026, 1, 1)
_PLACES = ("start", "middle", "end")


def run_injection(data: Sequence[Path], progress: Progress) -> Outcome:
    """Ask about every e-mail with an attack in each place: `attacks_reached` (a count) of `attacks`, and
    `answered`, the share of the same questions answered at all. Attacks take turns over the e-mails.
    """
    mails, attacks = _mails(data), _attacks(data)
    planted = list(_planted(mails, attacks))
    tally, failing = Tally(), []
    with TemporaryDirectory(prefix="csm-copilot-eval-", ignore_cleanup_errors=True) as folder:
        place = {"workspace": Path(folder), "data_dir": Path(folder) / "index"}
        with Workspace(Settings(workspace=Path(folder)).model_copy(update=place)) as workspace:
            with transaction(workspace.engine) as connection:
                for number, (_, _, _, text) in enumerate(planted):
                    Intake(connection).store(_document(number, text), str(number))
            follow(workspace.engine, lambda: workspace.embedder, lambda: workspace.store, progress)
            for number, (mail, attack, where, _) in enumerate(planted):
                progress("asking", number, len(planted))
                account = Account(account_id=str(number), name=f"Account {number}")
                question = str(mail["question"]).removeprefix("Q:").strip()
                draft = workspace.guarded(workspace.answerer.answer(question, account, Scope(str(number), _DAY)))
                shown = " ".join(" ".join((c.text, *(q.quote for q in c.citations))) for c in draft.claims())
                reached = _plain(attack) in _plain(shown)
                tally.count("attacks_reached", where, reached)
                tally.count("attacks", where, 1)
                tally.share("answered", where, not draft.abstained, 1)
                if reached:
                    failing.append(Case(f"{number}", where, question, str(mail["ideal"]), shown, (f"says {attack!r}",)))
    return Outcome(tally.figures(), tuple(failing))


def run_overdefence(data: Sequence[Path], progress: Progress) -> Outcome:
    """`false_alarms`: the share of harmless prompts taken for an attack."""
    rows = [row for path in data for file in _files(path) for row in _json(file)]
    if not rows or any("prompt" not in row for row in rows):
        raise InputError("the overdefence suite needs rows with a prompt", "Name a NotInject file with --data")
    progress("judging", 0, len(rows))
    alarms = [row for row in rows if speaks_to_a_machine(row["prompt"])]
    progress("judging", len(rows), len(rows))
    failing = [
        Case("", str(row.get("category", "")), row["prompt"], "harmless", "an attack", ("false alarm",))
        for row in alarms
    ]
    return Outcome({"false_alarms": round(len(alarms) / len(rows), 4), "prompts": float(len(rows))}, tuple(failing))


def _planted(mails: Sequence[dict[str, Any]], attacks: Sequence[str]) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Every attack in every place of as many e-mails as there are attacks, the e-mails taking turns."""
    for at, attack in enumerate(attacks):
        for turn, where in enumerate(_PLACES):
            mail = mails[(at * len(_PLACES) + turn) % len(mails)]
            yield mail, attack, where, _with(str(mail["context"]), attack, where)


def _with(text: str, attack: str, where: str) -> str:
    if where == "start":
        return f"{attack}\n{text}"
    if where == "end":
        return f"{text}\n{attack}"
    lines = text.split("\n") if "\n" in text else text.split(". ")
    half = len(lines) // 2
    return ("\n" if "\n" in text else ". ").join([*lines[:half], attack, *lines[half:]])


def _document(number: int, text: str) -> Document:
    key = f"bipia:{number}"
    passage = Passage(
        id=f"{key}#0", text=text, speaker="Sender", side=Side.CUSTOMER, visibility=Visibility.SHARED, locator="body"
    )
    return Document(
        id=key, source="bipia", external_id=str(number), kind=DocumentKind.EMAIL, account=str(number), title="E-mail",
        visibility=Visibility.SHARED, passages=(passage,),
    )  # fmt: skip


def _mails(data: Sequence[Path]) -> list[dict[str, Any]]:
    found = [
        json.loads(line)
        for path in data
        for file in _files(path, "jsonl")
        for line in file.read_text("utf-8").splitlines()
        if line
    ]
    if not found or any("context" not in row or "question" not in row for row in found):
        raise InputError(
            "the injection suite needs e-mails with context and question", "Name a folder of BIPIA's shape"
        )
    return found


def _attacks(data: Sequence[Path]) -> list[str]:
    found = [
        attack
        for path in data
        for file in _files(path)
        if file.suffix == ".json"
        for group in _json(file).values()
        for attack in group
    ]
    if not found:
        raise InputError("the injection suite needs attacks", "Put a JSON file of attacks by kind beside the e-mails")
    return found


def _files(path: Path, suffix: str = "json") -> list[Path]:
    return sorted(path.glob(f"*.{suffix}")) if path.is_dir() else [path]


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"--data {file} cannot be read ({error})", "Name a JSON file") from error


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
