"""A command beside a running server: what it asks for, the server does, and the command shows it as its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.errors import InputError, StoreError
from copilot.handover import Door, open_door, raised, unpacked

if TYPE_CHECKING:
    from datetime import date

    from copilot.domain.account import Account, Accounts
    from copilot.domain.forgetting import Removal
    from copilot.domain.words import Audience, DraftKind
    from copilot.drafting.events import Event
    from copilot.drafting.period import Period
    from copilot.export.printable import Printable
    from retrieval.indexing import Progress, Report

__all__ = ["Beside", "at_hand"]


@contextmanager
def at_hand(workspace: Path) -> Iterator[Workspace | Beside]:
    """The workspace, opened here, or the server that has it open. Raises SettingsError."""
    with open_workspace(workspace) as opened:
        door = open_door(opened.data_dir)
        yield opened if door is None else Beside(opened, door)


class Beside:
    """A workspace that a running server has open: what `Workspace` does, done there.

    All raise what the workspace's own would, and StoreError where the server goes away meanwhile.
    """

    def __init__(self, workspace: Workspace, door: Door) -> None:
        self._workspace, self._door = workspace, door

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts, as their file now lists them."""
        return self._workspace.accounts

    def account_meant(self, questions: Sequence[str]) -> Account:
        """The account that the questions of a thread are about, by its name in them. Raises InputError."""
        return self._workspace.account_meant(questions)

    def asking(
        self,
        question: str,
        account: str | Account,
        *,
        as_of: date,
        audience: Audience,
        earlier: Sequence[str] = (),
    ) -> Iterator[Event]:
        """The events of an answer, as they come about."""
        from pydantic import TypeAdapter

        from copilot.drafting.events import Event

        read: TypeAdapter[Event] = TypeAdapter(Event)
        named = account if isinstance(account, str) else account.account_id
        asked = {"question": question, "account": named, "as_of": f"{as_of}", "audience": audience.value}
        for line in self._lines("ask", {**asked, "earlier": list(earlier)}):
            yield read.validate_python(unpacked(line["event"]))

    def draft(
        self,
        kind: DraftKind,
        account: str,
        *,
        as_of: date,
        audience: Audience | None = None,
        period: Period | None = None,
        watch: Callable[[Iterator[Event]], Iterator[Event]] = iter,
    ) -> Printable:
        """A draft with its pictures; `watch` is handed its events once it is done."""
        from copilot.drafting.desk import finished, told
        from copilot.export.printable import Printable

        asked = {
            "kind": kind.value,
            "account": account,
            "as_of": f"{as_of}",
            "audience": audience.value if audience else None,
            "period": period.name if period else "",
        }
        (line,) = self._lines("draft", asked)
        found = Printable.model_validate(unpacked(line["printable"]))
        finished(watch(told(found.draft)))
        return found

    def sync(self, progress: Progress, *, allow_mass_delete: bool = False, rebuild: bool = False) -> Iterator[Report]:
        """The reports of a sync that the server runs."""
        from copilot.domain.record import Failure
        from retrieval.indexing import Report

        if rebuild:
            raise InputError(
                f"the index cannot be rebuilt while a server uses it (process {self._door.process})",
                "Stop it first, and start it again afterwards",
            )
        for line in self._lines("sync", {"allow_mass_delete": allow_mass_delete}):
            if "progress" in line:
                progress(*line["progress"])
            else:
                given = line["report"]
                yield Report(**{**given, "failures": [Failure(**one) for one in given["failures"]]})

    def forget(self, *, person: str = "", account: str = "", by: str) -> Removal:
        """Take a person or an account out; also of what the server keeps in mind."""
        from copilot.domain.forgetting import Removal

        (line,) = self._lines("forget", {"person": person, "account": account, "by": by})
        return Removal.model_validate(line["removal"])

    def lift(self, *, person: str = "", account: str = "", by: str) -> bool:
        """Let the next sync read again what was forgotten."""
        (line,) = self._lines("lift", {"person": person, "account": account, "by": by})
        return bool(line["lifted"])

    def _lines(self, act: str, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        import httpx

        whole = httpx.Timeout(5, read=None)
        headers = {"Authorization": f"Bearer {self._door.token}"}
        gone = StoreError(f"the server (process {self._door.process}) went away", "Run this again")
        try:
            with (
                httpx.Client(base_url=self._door.url, trust_env=False, timeout=whole) as client,
                client.stream("POST", f"/v1/local/{act}", json=asked, headers=headers) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    said = json.loads(answer.read() or b"{}")
                    raise InputError(
                        f"the server (process {self._door.process}) refuses: {said.get('detail', answer.status_code)}",
                        str(said.get("remedy", "")),
                    )
                for text in answer.iter_lines():
                    line = json.loads(text)
                    if "error" in line:
                        raise raised(line["error"])
                    if "end" in line:
                        return
                    yield line
        except httpx.TransportError as error:
            raise gone from error
        raise gone  # it broke off in the middle
