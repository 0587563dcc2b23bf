"""The one place that builds things: a workspace opened, its adapters made and handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from copilot.domain.account import Accounts
from copilot.domain.errors import InputError, SettingsError
from copilot.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from connectors.protocol import Connector
    from copilot.domain.account import Account
    from copilot.domain.commitment import Commitment, RoadmapItem, Signal
    from copilot.domain.draft import Draft
    from copilot.domain.forgetting import Removal
    from copilot.domain.record import Document, Failure
    from copilot.domain.words import Audience, DraftKind
    from copilot.drafting.account_reading import AccountReading
    from copilot.drafting.answer import Answerer
    from copilot.drafting.desk import Desk
    from copilot.drafting.events import Event
    from copilot.drafting.llm.budget import Spent
    from copilot.drafting.llm.drafter import LlmDrafter
    from copilot.drafting.llm.model import ChatModel
    from copilot.drafting.period import Period
    from copilot.drafting.portfolio import Portfolio
    from copilot.drafting.relevance import Relevance
    from copilot.export.printable import Printable
    from copilot.guard.check import Checked
    from copilot.guard.labels import PromiseJudge
    from copilot.guard.registry import Meaning
    from copilot.guard.support import SupportJudge
    from copilot.telemetry import Telemetry
    from retrieval.embedding import Embedder
    from retrieval.indexing import Progress, Report
    from retrieval.judging import SupportModel
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
        self._owned = False
        self._opening = Lock()
        self.epoch = 0
        """Moves on where something is forgotten: what was begun before is not kept."""
        self.keep_later: Callable[[Draft, int], None] | None = None
        """Keeps what cost nothing off the way of an answer, where somebody sees to it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and the vector store."""
        self._close_store()
        if "engine" in self.__dict__:
            self.engine.dispose()
        if (telemetry := self.__dict__.pop("telemetry", None)) is not None:
            telemetry.close()

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

        with self._opening:  # two threads that ask first would each open it
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

        return Answerer(self.engine, self.search, self.relevance, self.roadmap)

    def sync(self, progress: Progress, *, allow_mass_delete: bool = False, rebuild: bool = False) -> Iterator[Report]:
        """Bring catalog and vectors up to every source, and report on each as it is done.

        Raises StoreLocked where another process uses the index. What stops one source does not stop
        the others: the first such error is raised at the end.
        """
        from copilot.domain.errors import CopilotError
        from copilot.insight.reading import READING
        from retrieval import following
        from retrieval.catalog import forgetting
        from retrieval.catalog.database import transaction
        from retrieval.indexing import index_source
        from retrieval.lock import writing
        from retrieval.vectors import erase

        with nullcontext() if self._owned else writing(self.data_dir):
            if rebuild:
                self._close_store()
                following.rebuild(self.engine, self.embedder, lambda: erase(self.data_dir / "vectors"))
            since = self._kept_since()
            with transaction(self.engine) as connection:
                forgotten = forgetting.forgotten_list(connection)
                if since is not None:
                    forgetting.expire(connection, since)
            stopped: list[CopilotError] = []
            for connector in self.connectors:
                try:
                    yield index_source(
                        self.engine,
                        connector,
                        progress,
                        read_signals=self._read_signals,
                        reading=READING,
                        keeping=f"{self.settings.retention_days} days" if self.settings.retention_days else "",
                        sieve=forgotten.without,
                        mask=forgotten.masked,
                        since=since,
                        allow_mass_delete=allow_mass_delete,
                    )
                except CopilotError as error:
                    stopped.append(error)
            following.follow(self.engine, lambda: self.embedder, lambda: self.store, progress)
            if stopped:
                raise stopped[0]

    def _read_signals(self, document: Document) -> list[Signal]:
        from copilot.insight.reading import read_document

        return read_document(document, self.promises)

    def _kept_since(self) -> datetime | None:
        days = self.settings.retention_days
        return datetime.now(UTC) - timedelta(days=days) if days else None

    def forget(self, *, person: str = "", account: str = "", by: str) -> Removal:
        """Take a person (by address) or an account (by id) out of the index and of all that was written from it, look
        for what is left, and remember it, so that no sync brings it back. Raises StoreLocked, StoreError.

        `by` is who had it done, for the audit log.
        """
        from retrieval.lock import writing
        from retrieval.removal import remove

        with nullcontext() if self._owned else writing(self.data_dir):
            self.epoch += 1
            try:
                return remove(
                    self.engine,
                    lambda: self.embedder,
                    lambda: self.store,
                    self._erase_store,
                    self.data_dir,
                    self._read_signals,
                    person=person,
                    account=account,
                    by=by,
                )
            finally:
                self.epoch += 1

    def lift(self, *, person: str = "", account: str = "", by: str) -> bool:
        """Let the next sync read again what was forgotten; false where it was not. Raises StoreLocked."""
        from retrieval.lock import writing
        from retrieval.removal import lift

        with nullcontext() if self._owned else writing(self.data_dir):
            return lift(self.engine, person=person, account=account, by=by)

    def ask(
        self,
        question: str,
        account: str | Account,
        *,
        as_of: date,
        audience: Audience,
        earlier: Sequence[str] = (),
        request: str | None = None,
    ) -> Draft:
        """Answer a question about an account, or the one that a name means. Raises InputError, StoreLocked.

        `earlier` are the questions asked before it in the same thread. The same `request` is answered, and
        charged, once.
        """
        from copilot.drafting.desk import finished

        return finished(
            self.asking(question, account, as_of=as_of, audience=audience, earlier=earlier, request=request)
        )

    def asking(
        self,
        question: str,
        account: str | Account,
        *,
        as_of: date,
        audience: Audience,
        earlier: Sequence[str] = (),
        request: str | None = None,
    ) -> Iterator[Event]:
        """The same as events, while it is written: `plan`, `evidence`, `claim`, `withheld`, `done`."""
        from retrieval.catalog.reading import Scope

        question = question.encode("utf-8", "replace").decode()  # a terminal can hand over half a character
        if not question.strip():
            raise InputError("the question is empty", "Ask something")
        found = self._account(account)
        if (done := self._asked_before(request)) is not None:
            return done
        desk = self._desk(request)
        with self.reading():
            looked = self.answerer.look(question, found, Scope(found.account_id, as_of, audience), earlier)
        return desk.answer(looked, found, earlier)

    def account_meant(self, questions: Sequence[str]) -> Account:
        """The account that the questions of a thread are about, by its name in them. Raises InputError."""
        from copilot.drafting.threads import account_in

        found = account_in(self.accounts, questions)
        if found is None:
            raise InputError("the question names no account", "Name one with --account")
        return found

    def _account(self, named: str | Account) -> Account:
        return self.accounts.find(named) if isinstance(named, str) else named

    def guarded(self, draft: Draft) -> Draft:
        """A draft with all withheld that must not reach its reader. Raises StoreLocked, EmbeddingError."""
        from copilot.guard.review import Ground, review
        from retrieval.catalog.database import transaction
        from retrieval.catalog.reading import on_record

        cited = {citation.passage for claim in draft.claims() for citation in claim.citations}
        with self.reading(), transaction(self.engine) as connection:
            record = on_record(connection, cited)
        return review(draft, Ground(record, self.roadmap, self.promises, self.support, self.meaning))

    def check(self, text: str, *, account: str | Account | None, audience: Audience, today: date) -> list[Checked]:
        """What the guard makes of each sentence of a text that somebody is about to send. Raises InputError."""
        from copilot.guard.check import check_text
        from copilot.guard.roadmap import Reader

        reader = Reader(self._account(account).account_id if account else "", audience, today)
        return check_text(text, self.roadmap, reader, self.promises, self.meaning)

    @cached_property
    def promises(self) -> PromiseJudge:
        """What tells promises from hedges, requests and facts. Raises EmbeddingError."""
        from retrieval.judging import PromiseModel

        return PromiseModel()

    @cached_property
    def support(self) -> SupportJudge:
        """What tells whether evidence supports a claim. Raises EmbeddingError."""
        return self._support_model

    @cached_property
    def meaning(self) -> Meaning:
        """What a sentence means against the roadmap, by the shipped models whatever the index was built with."""
        from retrieval.embedding import BUILT_IN, MiniLM
        from retrieval.judging import Meaning

        shipped = self.settings.embedding.model == BUILT_IN
        return Meaning(lambda: self.embedder if shipped else MiniLM(), self._support_model)

    @cached_property
    def _support_model(self) -> SupportModel:
        from retrieval.judging import SupportModel

        return SupportModel()

    @cached_property
    def roadmap(self) -> tuple[RoadmapItem, ...]:
        """What product management allows to be said; nothing where there is no such file. Raises SettingsError."""
        from connectors.roadmap import read_roadmap

        path = self.settings.at(self.settings.roadmap)
        return read_roadmap(path) if path.exists() else ()

    def draft(
        self,
        kind: DraftKind,
        account: str | Account,
        *,
        as_of: date,
        audience: Audience | None = None,
        period: Period | None = None,
        request: str | None = None,
        watch: Callable[[Iterator[Event]], Iterator[Event]] = iter,
    ) -> Printable:
        """A QBR, risk narrative, stakeholder map or brief, with its pictures. Raises InputError, StoreLocked.

        Without an audience: the customer for a QBR, internal readers for all others. What the audience
        may not see is never read. The same `request` is drafted, and charged, once. `watch` is handed the events as
        they come, and hands them on.
        """
        from copilot.drafting.desk import finished
        from copilot.drafting.drafts import audience_for, compose, printable

        found, desk = self._account(account), self._desk(request)
        reading = self.read_account(found, as_of, audience_for(kind, audience))
        done = self._asked_before(request)
        written = done if done is not None else desk.draft(compose(kind, reading, period), reading)
        return printable(finished(watch(written)), reading)

    def drafting(
        self,
        kind: DraftKind,
        account: str | Account,
        *,
        as_of: date,
        audience: Audience | None = None,
        period: Period | None = None,
        request: str | None = None,
    ) -> Iterator[Event]:
        """The same as events, while it is written, without the pictures."""
        from copilot.drafting.drafts import audience_for, compose

        found = self._account(account)
        if (done := self._asked_before(request)) is not None:
            return done
        desk = self._desk(request)
        reading = self.read_account(found, as_of, audience_for(kind, audience))
        return desk.draft(compose(kind, reading, period), reading)

    @cached_property
    def model(self) -> ChatModel | None:
        """The chat model that the settings name; None where they name none. Raises SettingsError."""
        from copilot.drafting.llm.model import open_model

        llm = self.settings.llm
        if not llm.model:
            return None
        return open_model(
            llm.model,
            base_url=llm.base_url,
            api_key=llm.api_key.get_secret_value(),
            timeout=llm.timeout,
            retries=llm.retries,
            concurrency=llm.concurrency,
        )

    @cached_property
    def drafter(self) -> LlmDrafter | None:
        """What drafts with the model; None where none is configured. Raises SettingsError."""
        from copilot.drafting.llm.budget import Budget, Price
        from copilot.drafting.llm.drafter import Limits, LlmDrafter

        llm = self.settings.llm
        if self.model is None:
            return None
        budget = Budget(
            llm.draft_tokens, llm.draft_cost_usd, llm.day_tokens, llm.day_cost_usd, Price(llm.price_in, llm.price_out)
        )
        limits = Limits(
            prompt_tokens=llm.prompt_tokens,
            output_tokens=llm.output_tokens,
            at_once=llm.concurrency,
            redact=llm.redact,
            send_internal=llm.send_internal,
            budget=budget,
            deadline=llm.deadline,
            second_opinion=llm.second_opinion,
        )
        return LlmDrafter(self.model, limits)

    def trace(self, name: str) -> dict[str, Any]:
        """What is kept of a draft, by its id or that of its request. Raises InputError where there is none."""
        from retrieval.catalog.database import transaction
        from retrieval.catalog.drafts import kept_draft

        with self.reading(), transaction(self.engine) as connection:
            found = kept_draft(connection, name)
        if found is None:
            raise InputError(f"no draft has the id {name!r}", "It stands in a draft's JSON, under trace.id")
        return found

    def _desk(self, request: str | None) -> Desk:
        from copilot.drafting.desk import Desk

        return Desk(
            drafter=lambda: self.drafter,
            guard=self.guarded,
            keep=partial(self._keep, request=request, epoch=self.epoch),
            spent=self._spent_today,
            registry=self.roadmap,
            send_internal=self.settings.llm.send_internal,
        )

    def _keep(self, draft: Draft, request: str | None, epoch: int) -> Draft:
        from copilot.domain.errors import StoreError
        from retrieval.catalog.database import transaction
        from retrieval.catalog.drafts import keep_draft, named_draft

        free = request is None and not draft.trace.get("tokens_in")
        if free and (self.keep_later is not None or epoch != self.epoch):
            named = named_draft(draft, request)
            if self.keep_later is not None:
                self.keep_later(named, epoch)
            return named
        try:
            with self.reading(), transaction(self.engine) as connection:
                kept = keep_draft(connection, draft, request, datetime.now(UTC))
        except StoreError:
            if not free:
                raise  # what cost something is not told without being charged
            kept = draft
        if self.telemetry is not None:
            self.telemetry.send(kept)
        return kept

    @cached_property
    def telemetry(self) -> Telemetry | None:
        """Where traces of drafts are sent; None where nobody asks for them."""
        from copilot.telemetry import open_telemetry

        return open_telemetry(self.settings.llm.otel)

    def _spent_today(self) -> Spent:
        from copilot.drafting.llm.budget import Spent
        from retrieval.catalog.database import transaction
        from retrieval.catalog.drafts import spent_on

        with self.reading(), transaction(self.engine) as connection:
            return Spent(*spent_on(connection, datetime.now(UTC).date()))

    def _asked_before(self, request: str | None) -> Iterator[Event] | None:
        """The draft of an earlier request of the same id, if there is one."""
        from copilot.drafting.events import DoneEvent
        from retrieval.catalog.database import transaction
        from retrieval.catalog.drafts import draft_of_request

        if request is None:
            return None
        with self.reading(), transaction(self.engine) as connection:
            found = draft_of_request(connection, request)
        return None if found is None else iter((DoneEvent(draft=found),))

    def changes(self, account: str, *, since: date, as_of: date) -> Printable:
        """What is new on an account since a day, for internal readers. Raises InputError, StoreLocked."""
        from copilot.domain.words import Audience
        from copilot.drafting.changes import draft_changes
        from copilot.drafting.drafts import printable

        if since > as_of:
            raise InputError(f"--since {since} lies after {as_of}", "Name an earlier day")
        found = self.accounts.find(account)
        before, now = (self.read_account(found, day, Audience.INTERNAL) for day in (since, as_of))
        return printable(self.guarded(draft_changes(before, now)), now)

    def commitments(
        self, account: str | None, *, as_of: date, overdue: bool = False
    ) -> list[tuple[Account, Commitment]]:
        """Who owes what to whom, on one account or on all. Raises InputError, StoreLocked."""
        from copilot.domain.words import Audience

        wanted = [self.accounts.find(account)] if account else list(self.accounts)
        return [
            (one, promise)
            for one in wanted
            for promise in self.read_account(one, as_of, Audience.INTERNAL).commitments
            if not overdue or promise.status == "overdue"
        ]

    def portfolio(
        self, *, as_of: date, renewing_within: int | None = None, accounts: Accounts | None = None
    ) -> Portfolio:
        """Every account, or of some, that renews within so many days, soonest first, and the retention of all."""
        from copilot.domain.words import Audience
        from copilot.drafting.portfolio import portfolio_of

        book = self.accounts if accounts is None else accounts
        readings = (self.read_account(one, as_of, Audience.INTERNAL) for one in book)
        return portfolio_of(readings, as_of, renewing_within)

    def read_account(self, account: Account, as_of: date, audience: Audience) -> AccountReading:
        """All that an audience may see of an account as of a day. Raises StoreLocked."""
        from copilot.drafting.account_reading import read_account
        from retrieval.catalog.database import transaction
        from retrieval.catalog.reading import Reader, Scope

        with self.reading(), transaction(self.engine) as connection:
            reader = Reader(connection, Scope(account.account_id, as_of, audience))
            return read_account(reader, account, self.roadmap)

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

    def _erase_store(self) -> None:
        from retrieval.vectors import erase

        with self._opening:
            self._close_store()
            erase(self.data_dir / "vectors")

    def _close_store(self) -> None:
        if self._opened_store is not None:
            self._opened_store.close()
            self._opened_store = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the index for reading. Raises SettingsError before the first sync, StoreLocked during one."""
        from retrieval.lock import reading

        if self._owned:
            yield
            return
        if not (self.data_dir / "catalog.sqlite3").exists():
            raise SettingsError(f"{self.settings.workspace} has not been indexed yet", "Run `csm-copilot sync` first")
        with reading(self.data_dir):
            yield

    @contextmanager
    def owning(self) -> Iterator[None]:
        """Keep the index to this process, which then reads while it syncs. Raises StoreLocked where another uses it."""
        from retrieval.lock import writing

        with writing(self.data_dir):
            self._owned = True
            try:
                yield
            finally:
                self._owned = False

    def warm_up(self) -> None:
        """Open what the first question would otherwise wait for. Raises StoreError, EmbeddingError, SettingsError."""
        _ = self.search, self.store, self.index_embedder, self.answerer, self.roadmap

    def reread(self) -> None:
        """Forget what was read from the accounts file and the roadmap: the next use reads them again."""
        for name in ("accounts", "connectors", "roadmap", "answerer"):
            self.__dict__.pop(name, None)


def open_workspace(path: Path) -> Workspace:
    """The workspace at a path. Raises SettingsError."""
    return Workspace(read_settings(path))
