"""Scorers of the account-level reading: stakeholders, triage and renewal terms against the gold files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.domain.errors import InputError
from copilot.domain.renewal import Renewal, TriageCall
from copilot.domain.stakeholder import StakeholderMap
from copilot.insight.roster import plain_name
from evals.figures import Case, Tally

__all__ = ["InsightGold", "read_insight_gold", "score_renewal", "score_stakeholders"]


class _Entry(BaseModel):
    # Other parts of a gold file belong to other figures.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Accepted(_Entry):
    role: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()


class Person(_Entry):
    """A person of the account as they are in truth."""

    name: str = Field(min_length=1)
    role: str = ""
    stance: str = "unknown"
    last_contact: date | None = None
    also_accept: _Accepted = _Accepted()


class RenewalGold(_Entry):
    """The renewal as it is in truth; null or missing terms are not scored."""

    day: date | None = Field(default=None, alias="date")
    arr: float | None = None
    triage: str = ""
    also_accept_triage: tuple[str, ...] = ()


class InsightGold(_Entry):
    """What is true of an account's people and its renewal on a day."""

    account: str
    as_of: date
    stakeholders: tuple[Person, ...] = ()
    renewal: RenewalGold | None = None


def read_insight_gold(file: Path) -> InsightGold:
    """Read these parts of a gold file. Raises InputError naming the file."""
    try:
        return InsightGold.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        remedy = "evals/README.md says what a gold file holds"
        raise InputError(f"{file}: {' '.join(str(error).split())[:200]}", remedy) from error


def score_stakeholders(
    truth: InsightGold, people: StakeholderMap, tally: Tally, name: str, kind: str = ""
) -> list[Case]:
    """`stakeholder_f1` (name and role together), and the shares right of stance and last contact.

    F1 is 2 hits / (gold people + people found): a person missed, a person too many and a wrong role each
    cost. An accepted other role or stance is right.
    """
    found = {plain_name(person.name): person for person in people.customers()}
    failing: list[Case] = []
    hits = 0
    for person in truth.stakeholders:
        got = found.get(plain_name(person.name))
        role = got.role.value if got is not None and got.role is not None else "not found"
        right = got is not None and (not person.role or role in (person.role, *person.also_accept.role))
        hits += right
        stance = got.stance.value if got is not None else "not found"
        tally.share("stance_accuracy", kind, stance in (person.stance, *person.also_accept.stance), 1)
        if person.last_contact is not None:
            heard = got.last_contact if got is not None else None
            tally.share("last_contact_accuracy", kind, heard == person.last_contact, 1)
        if not right:
            why = got.role_basis.rule if got is not None and got.role_basis is not None else ""
            failing.append(
                Case(f"{name}/{person.name}", "stakeholder", person.name, person.role, f"{role}: {why}", ("role",))
            )
    # Adding up numerator and denominator over accounts gives the F1 of all of them together.
    tally.share("stakeholder_f1", kind, 2 * hits, len(truth.stakeholders) + len(found))
    known = {plain_name(person.name) for person in truth.stakeholders}
    failing += [
        Case(f"{name}/{person.name}", "stakeholder", person.name, "nobody", str(person.role), ("not in the gold",))
        for key, person in found.items()
        if key not in known
    ]
    return failing


def score_renewal(
    truth: RenewalGold, call: TriageCall, terms: Renewal, tally: Tally, name: str, kind: str = ""
) -> list[Case]:
    """`triage_accuracy` (accepted other calls are right), and the shares right of renewal date and ARR."""
    made = call.call.value if call.call is not None else "no call"
    right = not truth.triage or made in (truth.triage, *truth.also_accept_triage)
    if truth.triage:
        tally.share("triage_accuracy", kind, right, 1)
    if truth.day is not None:
        tally.share("renewal_date_accuracy", kind, terms.on == truth.day, 1)
    if truth.arr is not None:
        tally.share("arr_accuracy", kind, terms.arr == truth.arr, 1)
    if right:
        return []
    return [Case(f"{name}/renewal", "triage", "the call", truth.triage, f"{made}: {call.rule}", ("triage",))]
