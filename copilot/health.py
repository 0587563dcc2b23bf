"""The doctor: what is configured, installed, reachable and stale in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.errors import CopilotError
from copilot.domain.words import Value

__all__ = ["Check", "check_workspace"]

STALE_DAYS = 7
"""An index whose newest record is older than this is worth a word."""


class Check(Value):
    """One thing looked at; `wrong` needs somebody to do something, `note` perhaps."""

    state: Literal["good", "note", "wrong"]
    text: str


def check_workspace(path: Path) -> list[Check]:
    """Look at everything that a workspace needs. Never raises for what is wrong with the workspace."""
    try:
        workspace = open_workspace(path)
    except CopilotError as error:
        return [Check(state="wrong", text=str(error))]
    with workspace:
        checks: list[Check] = []
        for look in (_settings, _accounts, _roadmap, _sources, _embedder, _index):
            try:
                checks += look(workspace)
            except CopilotError as error:
                checks.append(Check(state="wrong", text=str(error)))
        return checks


def _settings(workspace: Workspace) -> Iterator[Check]:
    yield Check(state="good", text=f"workspace {workspace.settings.workspace}, data in {workspace.data_dir}")
    model = workspace.settings.llm.model
    if model:
        yield Check(state="good", text=f"{model} writes answers and drafts; `csm-copilot doctor --llm` tries it")
    else:
        yield Check(state="good", text="no model is configured: answers are quotes")


def _accounts(workspace: Workspace) -> Iterator[Check]:
    accounts = workspace.accounts
    if not len(accounts):
        yield Check(
            state="wrong",
            text=f"{workspace.settings.at(workspace.settings.accounts)} names no account. Add a line for each.",
        )
        return
    domains = ", ".join(sorted(accounts.vendor_domains)) or "none"
    yield Check(state="good", text=f"{len(accounts)} accounts; our own domains: {domains}")
    if not accounts.vendor_domains:
        yield Check(state="wrong", text="No vendor domain is known. Set vendor_domains, or fill in csm_email.")


def _roadmap(workspace: Workspace) -> Iterator[Check]:
    from connectors.roadmap import read_roadmap

    path = workspace.settings.at(workspace.settings.roadmap)
    if not path.exists():
        yield Check(state="note", text=f"no roadmap file at {path}: nothing about the future is approved")
        return
    items = read_roadmap(path)
    today = datetime.now(UTC).date()
    expired = sum(item.expires is not None and item.expires < today for item in items)
    yield Check(
        state="note" if expired else "good", text=f"{len(items)} roadmap items, {expired} with an expired approval"
    )


def _sources(workspace: Workspace) -> Iterator[Check]:
    for connector in workspace.connectors:
        listed = connector.listing()
        yield Check(state="good" if listed else "note", text=f"source {connector.source}: {len(listed)} files")


def _embedder(workspace: Workspace) -> Iterator[Check]:
    embedder = workspace.embedder
    embedder.embed(["the doctor says hello"])
    yield Check(state="good", text=f"embedder {embedder.name} works, {embedder.dimension} dimensions")


def _index(workspace: Workspace) -> Iterator[Check]:
    rows = workspace.overview()
    documents = sum(row["documents"] for row in rows)
    _ = workspace.index_embedder  # raises where the index was built with another one
    newest = max((row["last_record"] for row in rows if row["last_record"]), default=None)
    yield Check(
        state="good" if documents else "note", text=f"{documents} documents indexed, the newest of {newest or 'no day'}"
    )
    if newest is not None and (datetime.now(UTC).date() - newest).days > STALE_DAYS:
        age = (datetime.now(UTC).date() - newest).days
        yield Check(
            state="note", text=f"the newest record is {age} days old. Run `csm-copilot sync`, or check the sources."
        )
    if failures := workspace.failures():
        yield Check(
            state="note",
            text=f"{len(failures)} things could not be read or are odd. `csm-copilot failures` lists them.",
        )
