"""What every route works on: the workspace, who is known, and the books that the server keeps."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Generator, Iterable
from datetime import UTC, date, datetime

from copilot.api.gauges import Gauges
from copilot.api.keeping import Keeping
from copilot.api.pacing import Pace
from copilot.api.problems import no_such_account
from copilot.api.provider import Provider
from copilot.api.syncing import Syncing
from copilot.api.tokens import Tokens
from copilot.api.writer import Writer
from copilot.bootstrap import Workspace
from copilot.domain.access import Principal, Role
from copilot.domain.account import Account, Accounts
from copilot.domain.commitment import Commitment
from copilot.domain.draft import Draft
from copilot.domain.errors import AmbiguousAccount, UnknownAccount
from copilot.domain.forgetting import Removal
from copilot.domain.served import AuditEntry, Feedback, FeedbackVerdict
from copilot.domain.words import Audience
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.answer import Known
from copilot.drafting.desk import told
from copilot.drafting.events import DoneEvent, Event
from copilot.drafting.kept import Kept
from copilot.drafting.portfolio import Portfolio
from retrieval.catalog import keyring, ledger
from retrieval.catalog.database import transaction

__all__ = ["Service", "today"]

_READINGS, _ANSWERS, _KNOWN = 32, 2000, 500
"""How many are kept: a reading of a large account takes megabytes, an answer kilobytes."""


def today() -> date:
    """The day (UTC) as of which is answered where nobody names one."""
    return datetime.now(UTC).date()


class Service:
    """One server's state. Safe to use from several threads."""

    LOCAL = "local"
    """Who a command is that runs beside the server as its own user."""

    def __init__(self, workspace: Workspace) -> None:
        settings = workspace.settings.serve
        self.workspace = workspace
        self.settings = settings
        self.pace = Pace(settings.requests_per_minute, settings.failed_sign_ins_per_minute)
        self.gauges = Gauges()
        self.tokens = Tokens(settings.oidc) if settings.oidc.issuer and settings.oidc.jwks_url else None
        self.provider = Provider(settings.oidc) if settings.oidc.issuer and settings.oidc.client_id else None
        self.writer = Writer(workspace)
        self.keeping = Keeping(workspace)
        self.syncing = Syncing(workspace, settings.sync_every_minutes, self._changed)
        self._readings: Kept[AccountReading] = Kept(_READINGS)
        self._answers: Kept[Draft] = Kept(_ANSWERS)
        self._promises: Kept[tuple[Commitment, ...]] = Kept(_ANSWERS)
        self._books: Kept[Portfolio] = Kept(_READINGS)
        self._known: Kept[Known] = Kept(_KNOWN)
        self.ready = False
        self.local_token = f"csml_{secrets.token_urlsafe(32)}"
        """What a command beside it comes with: of this run, and handed on in a file that only its own user reads."""

    # Who ------------------------------------------------------------------------

    def principal(self, credential: str) -> Principal | None:
        """Who comes with a key or a token; None where it opens nothing."""
        return self.principal_of_key(credential) or self.principal_of_token(credential)

    def principal_of_key(self, credential: str) -> Principal | None:
        """Who comes with a key, or is a command beside the server."""
        if hmac.compare_digest(credential.encode("utf-8", "replace"), self.local_token.encode()):
            return Principal(id=self.LOCAL, name="command line", role=Role.ADMIN)
        with transaction(self.workspace.engine) as connection:
            key = keyring.key_of(connection, credential)
        return key.principal() if key is not None else None

    def principal_of_token(self, credential: str) -> Principal | None:
        """Who comes with a token of the identity provider, which may have to be asked for its keys."""
        if self.tokens is None or credential.count(".") != 2:  # noqa: PLR2004 - header, claims, signature
            return None
        return self.tokens.principal(credential)

    def principal_of_session(self, secret: str) -> Principal | None:
        """Who has signed in with a browser."""
        with transaction(self.workspace.engine) as connection:
            key = keyring.key_of_session(connection, secret)
            return key.principal() if key is not None else keyring.visitor(connection, secret)

    def principal_of_address(self, email: str, who: str, name: str) -> Principal | None:
        """Who somebody with a verified e-mail address is; `who` is their id where they come from.

        The newest key made for the address says what they may see; without one, an account's CSM sees their own.
        """
        address = email.strip().casefold()
        with transaction(self.workspace.engine) as connection:
            key = keyring.key_of_address(connection, address)
        if key is not None:
            return key.principal().model_copy(update={"id": who, "name": name})
        if address and any(one.csm_email.strip().casefold() == address for one in self.workspace.accounts):
            return Principal(id=who, name=name, role=Role.CSM, email=address)
        return None

    # What they may see ------------------------------------------------------------

    def accounts_of(self, principal: Principal) -> Accounts:
        """The accounts that somebody may see."""
        return principal.of(self.workspace.accounts)

    def account(self, principal: Principal, account_id: str) -> Account:
        """An account by its id. Raises Refused (404) also where it is somebody else's."""
        found = self.account_by_id(principal, account_id)
        if found is None:
            raise no_such_account()
        return found

    def account_by_id(self, principal: Principal, account_id: str) -> Account | None:
        """The same; None where there is none that they may see."""
        every = self.workspace.accounts
        if account_id in every and principal.may_see(every[account_id]):
            return every[account_id]
        return None

    def named_account(self, principal: Principal, named: str) -> Account:
        """The account that somebody means, among those they may see. Raises Refused (404), AmbiguousAccount."""
        mine = self.accounts_of(principal)
        if named in mine:
            return mine[named]
        try:
            return mine.find(named)
        except AmbiguousAccount:
            raise
        except UnknownAccount:
            raise no_such_account() from None

    # What they get ----------------------------------------------------------------

    def reading(self, account: Account, as_of: date, audience: Audience) -> AccountReading:
        """An account's record, kept until the next sync."""
        key = (account.account_id, as_of, audience)
        return self._readings.make(key, lambda: self.workspace.read_account(account, as_of, audience))

    def commitments(self, account: Account, as_of: date, audience: Audience) -> tuple[Commitment, ...]:
        """Who owes what on an account, kept until the next sync."""
        key = (account.account_id, as_of, audience)
        return self._promises.make(key, lambda: self.workspace.read_account(account, as_of, audience).commitments)

    def portfolio(self, principal: Principal, as_of: date, renewing_within: int | None) -> Portfolio:
        """The book of somebody, kept until the next sync."""
        mine = self.accounts_of(principal)
        key = (frozenset(one.account_id for one in mine), as_of, renewing_within)
        return self._books.make(
            key, lambda: self.workspace.portfolio(as_of=as_of, renewing_within=renewing_within, accounts=mine)
        )

    def asking(
        self,
        question: str,
        account: Account,
        as_of: date,
        audience: Audience,
        earlier: tuple[str, ...] = (),
        request: str | None = None,
    ) -> Generator[Event]:
        """The events of an answer: told again where the same was asked since the last sync.

        `earlier` are the questions before it; a `request` of the same id is answered and charged once.
        """
        key = (question, account.account_id, as_of, audience, earlier)
        if request is None and (known := self._answers.peek(key)) is not None:
            yield from told(known)
            return
        version = self._answers.version
        for event in self.workspace.asking(
            question, account, as_of=as_of, audience=audience, earlier=earlier, request=request
        ):
            if isinstance(event, DoneEvent):
                self._answers.put(key, event.draft, version)
            yield event

    def forget(self, *, person: str = "", account: str = "", by: str) -> Removal:
        """Take a person or an account out, and out of all that is kept in mind. Raises InputError, StoreError."""
        with self.syncing.held_off():
            self.keeping.flush()
            try:
                return self.workspace.forget(person=person, account=account, by=by)
            finally:
                self._changed()

    # What is written down ---------------------------------------------------------

    def audit(
        self, principal: Principal, action: str, account: str = "", detail: str = "", documents: Iterable[str] = ()
    ) -> None:
        """Write down what somebody did."""
        entry = AuditEntry(
            at=datetime.now(UTC),
            who=f"{principal.name} ({principal.id})",
            role=principal.role,
            action=action,
            account=account,
            detail=detail,
            documents=tuple(dict.fromkeys(documents)),
        )
        with transaction(self.workspace.engine) as connection:
            ledger.record(connection, entry)

    def feedback(
        self,
        principal: Principal,
        account: Account,
        question: str,
        verdict: FeedbackVerdict,
        *,
        as_of: date,
        audience: Audience,
        claim: str = "",
        passages: Iterable[str] = (),
        note: str = "",
    ) -> Feedback:
        """Keep what a reader says of an answer; it becomes a case of the evals."""
        kept = Feedback(
            id=secrets.token_hex(8),
            at=datetime.now(UTC),
            who=principal.id,
            account=account.account_id,
            verdict=verdict,
            question=question,
            as_of=as_of,
            audience=audience,
            claim=claim,
            passages=tuple(passages),
            note=note,
        )
        with transaction(self.workspace.engine) as connection:
            ledger.add_feedback(connection, kept)
        self.audit(principal, "feedback", account.account_id, verdict)
        return kept

    # Coming and going -------------------------------------------------------------

    def start(self) -> None:
        """Open the index, then take up the jobs that were left, and the schedule. Raises StoreError, EmbeddingError."""
        self.workspace.warm_up()
        self.workspace.answerer.kept = self._known
        self.keeping.start()
        self.writer.start()
        self.syncing.start()
        self.ready = True

    def close(self) -> None:
        """Finish the job and the sync that run; what waits is made after the next start."""
        self.ready = False
        self.syncing.close()
        self.writer.close()
        self.keeping.close()

    def _changed(self) -> None:
        for kept in (self._readings, self._answers, self._promises, self._books, self._known):
            kept.clear()
