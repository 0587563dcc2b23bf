"""The one place that builds things: a workspace opened, its adapters made and handed out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from copilot.domain.account import Accounts
from copilot.domain.errors import InputError, SettingsError
from copilot.settings import Settings, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from connectors.protocol import Connector
    from copilot.domain.draft import Draft
    from copilot.domain.record import Document, Failure
    from copilot.domain.words import Audience
    from copilot.drafting.answer import Answerer
    from copilot.drafting.relevance import Relevance
    from retrieval.embedding import Embedder
    from retrieval.indexing import Progress, Report
    from retrieval.search import Search
    from retrieval.vectors import VectorStore

__all__ = ["Workspace", "open_workspace"]


class Workspace:
    """A workspace and everything that works on it, each part built on first use.

    Close it, or use it as a context manager. Imports are late: a command pays only for what it uses.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened_store: VectorStore | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and the vector store."""
        self._close_store()
        if "engine" in self.__dict__:
            self.engine.dispose()

    @property
    def data_dir(self) -> Path:
        """Where the index lies."""
        return self.settings.at(self.settings.data_dir)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts of the workspace. Raises SettingsError where the file cannot be used."""
        from connectors.accounts import read_accounts

        return read_accounts(self.settings.at(self.settings.accounts), self.settings.vendor_domains)

    @cached_property
    def connectors(self) -> tuple[Connector, ...]:
        """Every source: the accounts file, then those that the settings name."""
        from connectors.accounts import AccountsConnector
        from connectors.files import FilesConnector

        workspace = self.settings.workspace
        accounts = AccountsConnector(self.settings.at(self.settings.accounts), workspace, self.accounts)
        folders = [
            FilesConnector(source.name, self.settings.at(source.path), workspace, self.accounts, source.visibility)
            for source in self.settings.sources
        ]
        return (accounts, *folders)

    @cached_property
    def engine(self) -> Engine:
        """The catalog's database. Raises StoreError."""
        from retrieval.catalog.database import open_database

        return open_database(self.data_dir / "catalog.sqlite3")

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder that the settings name. Raises SettingsError or EmbeddingError."""
        from retrieval.embedding import open_embedder

        return open_embedder(self.settings.embedding.model)

    @cached_property
    def index_embedder(self) -> Embedder:
        """The embedder, once it is known to be the one that the index was built with. Raises EmbeddingError."""
        from retrieval.following import check_embedder

        check_embedder(self.engine, self.embedder)
        return self.embedder

    @property
    def store(self) -> VectorStore:
        """The vector store. Raises StoreError."""
        from retrieval.vectors import VectorStore

        if self._opened_store is None:
            self._opened_store = VectorStore(self.data_dir / "vectors")
        return self._opened_store

    @cached_property
    def search(self) -> Search:
        """Search over the index."""
        from retrieval.search import Search

        return Search(self.engine, lambda: self.index_embedder, lambda: self.store)

    @cached_property
    def relevance(self) -> Relevance:
        """What judges whether a sentence answers a question. Raises EmbeddingError."""
        from retrieval.relevance import AnswerModel

        return AnswerModel()

    @cached_property
    def answerer(self) -> Answerer:
        """Answers questions from the record."""
        from copilot.drafting.answer import Answerer

        return Answerer(self.engine, self.search, self.relevance)

    def sync(self, progress: Progress, *, allow_mass_delete: bool = False, rebuild: bool = False) -> Iterator[Report]:
        """Bring catalog and vectors up to every source, and report on each as it is done.

        Raises StoreLocked where another process uses the index. What stops one source does not stop
        the others: the first such error is raised at the end.
        """
        from copilot.domain.errors import CopilotError
        from retrieval import following
        from retrieval.indexing import index_source
        from retrieval.lock import writing
        from retrieval.vectors import erase

        with writing(self.data_dir):
            if rebuild:
                self._close_store()
                following.rebuild(self.engine, self.embedder, lambda: erase(self.data_dir / "vectors"))
            stopped: list[CopilotError] = []
            for connector in self.connectors:
                try:
                    yield index_source(self.engine, connector, progress, allow_mass_delete=allow_mass_delete)
                except CopilotError as error:
                    stopped.append(error)
            following.follow(self.engine, lambda: self.embedder, lambda: self.store, progress)
            if stopped:
                raise stopped[0]

    def ask(self, question: str, account: str, *, as_of: date, audience: Audience) -> Draft:
        """Answer a question about the account that a name means. Raises InputError, StoreLocked."""
        from retrieval.catalog.reading import Scope

        question = question.encode("utf-8", "replace").decode()  # a terminal can hand over half a character
        if not question.strip():
            raise InputError("the question is empty", "Ask something")
        found = self.accounts.find(account)
        with self.reading():
            return self.answerer.answer(question, found, Scope(found.account_id, as_of, audience))

    def timeline(self, account: str, *, as_of: date, audience: Audience) -> list[Document]:
        """The documents of an account, oldest first. Raises InputError, StoreLocked."""
        from retrieval.catalog.database import transaction
        from retrieval.catalog.reading import Reader, Scope

        found = self.accounts.find(account)
        with self.reading(), transaction(self.engine) as connection:
            return Reader(connection, Scope(found.account_id, as_of, audience)).documents()

    def overview(self) -> list[dict[str, Any]]:
        """Every account with how much of its record is indexed."""
        from retrieval.catalog.database import transaction
        from retrieval.catalog.reading import indexed

        with self.reading(), transaction(self.engine) as connection:
            counts = indexed(connection)
        return [
            {
                **account.model_dump(
                    mode="json", include={"account_id", "name", "segment", "arr_usd", "renewal_date", "csm"}
                ),
                "documents": counts.get(account.account_id, (0, None))[0],
                "last_record": counts.get(account.account_id, (0, None))[1],
            }
            for account in self.accounts
        ]

    def failures(self) -> list[Failure]:
        """What could not be read or resolved at the last sync."""
        from retrieval.catalog.database import transaction
        from retrieval.catalog.reading import recorded_failures

        with self.reading(), transaction(self.engine) as connection:
            return recorded_failures(connection)

    def _close_store(self) -> None:
        if self._opened_store is not None:
            self._opened_store.close()
            self._opened_store = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the index for reading. Raises SettingsError before the first sync, StoreLocked during one."""
        from retrieval.lock import reading

        if not (self.data_dir / "catalog.sqlite3").exists():
            raise SettingsError(f"{self.settings.workspace} has not been indexed yet", "Run `csm-copilot sync` first")
        with reading(self.data_dir):
            yield


def open_workspace(path: Path) -> Workspace:
    """The workspace at a path. Raises SettingsError."""
    return Workspace(read_settings(path))
