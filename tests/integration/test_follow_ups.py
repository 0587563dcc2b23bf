"""Questions within a thread: the account is kept, and he, she, it and that are looked for where they were named."""

from __future__ import annotations

import json
from datetime import date

import pytest

from copilot.domain.account import Account, Accounts
from copilot.domain.errors import AmbiguousAccount
from copilot.domain.words import Audience
from copilot.drafting.question import Question, read_question
from copilot.drafting.threads import account_in, in_thread
from copilot.insight.people import Person
from retrieval.catalog.reading import Scope
from tests.conftest import Folder, RunCommand
from tests.integration.test_llm_commands import judges
from tests.integration.test_llm_drafting import SENSORS, no_key, synced

__all__ = ["judges", "no_key", "synced"]

ACME = Account(account_id="acme", name="Acme Cement")
PEOPLE = [
    Person(name="Dana Roy", names={"dana roy", "dana"}, title="Plant manager"),
    Person(name="Lee Ott", names={"lee ott", "lee"}, title="Buyer"),
]


def resolved(text: str, *earlier: str) -> tuple[str, str, list[str]]:
    """The question as it is understood, what else is searched for, and the people it names."""

    def read(one: str) -> Question:
        return read_question(one, ACME, PEOPLE)

    found = in_thread(read(text), earlier, read)
    return found.text, " ".join(found.also), [person.name for person in found.people]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("What did she ask for?", "What did Dana Roy ask for?"),
        ("When's her last day?", "When's Dana Roy's last day?"),
        ("Has anybody told him about the fix?", "Has anybody told Dana Roy about the fix?"),
    ],
)
def test_he_and_she_are_the_person_named_before(text: str, meant: str) -> None:
    assert resolved(text, "Who is Dana Roy?") == (meant, "Who is Dana Roy?", ["Dana Roy"])


def test_of_two_people_named_before_nobody_is_guessed() -> None:
    assert resolved("What did she ask for?", "Do Dana and Lee agree?")[0] == "What did she ask for?"


@pytest.mark.parametrize(
    "text", ["When was it fixed?", "Who said that?", "And since when?", "What did they do about that?", "Why?"]
)
def test_what_points_back_is_searched_for_with_what_it_points_to(text: str) -> None:
    assert resolved(text, "How many seats?", "What about the kiln sensors?") == (
        text,
        "What about the kiln sensors?",
        [],
    )


def test_a_chain_is_followed_back_to_what_stands_by_itself() -> None:
    _, also, _ = resolved("Why?", "What is the price?", "What about the kiln sensors?", "Who reported it?")
    assert also == "What about the kiln sensors? Who reported it?"


@pytest.mark.parametrize(
    "text", ["How many tickets are open?", "What did Lee say about invoices?", "Who signs this year?"]
)
def test_what_stands_by_itself_is_left_alone(text: str) -> None:
    assert resolved(text, "What about the kiln sensors?")[:2] == (text, "")


def test_a_follow_up_finds_what_it_means(synced: Folder) -> None:
    with synced.open() as opened:
        alone = opened.answerer.look("And since when is that?", opened.accounts["acme"], _scope()).ranked
        after = opened.answerer.look(
            "And since when is that?", opened.accounts["acme"], _scope(), ["What about the kiln sensors?"]
        ).ranked
        draft = opened.ask(
            "And since when is that?",
            "acme",
            as_of=date(2026, 12, 31),
            audience=Audience.INTERNAL,
            earlier=["What about the kiln sensors?"],
        )
    assert after[0].text == SENSORS
    assert [one.text for one in alone[:1]] != [SENSORS]
    assert draft.question == "And since when is that?"


def _scope() -> Scope:
    return Scope("acme", date(2026, 12, 31), Audience.INTERNAL)


@pytest.mark.usefixtures("judges")
def test_the_command_line_keeps_the_account_and_the_thread(synced: Folder, command: RunCommand) -> None:
    before = "What drops out every night at Acme Cement?"
    ran = command("ask", "who said that?", "--after", before, "-w", synced.path, "--as-of", "2026-12-31", "--json")
    assert ran.code == 0, ran.err
    draft = json.loads(ran.out)
    assert draft["account"] == "acme"
    assert draft["question"] == "who said that?"


@pytest.mark.usefixtures("judges")
def test_a_thread_that_names_no_account_is_told_so(synced: Folder, command: RunCommand) -> None:
    ran = command("ask", "who said that?", "--after", "What drops out?", "-w", synced.path)
    assert ran.code == 2
    assert ran.complaint == "csm-copilot: the question names no account. Name one with --account."


def test_the_account_is_the_one_named_last_and_the_longest_name_counts() -> None:
    book = Accounts(
        [
            ACME,
            Account(account_id="salt", name="Quillon Salt"),
            Account(account_id="lorries", name="Quillon Salt Haulage", extra={"aliases": "the lorry people"}),
        ]
    )
    for texts_, wanted in (
        (["What about Quillon Salt Haulage?"], "lorries"),
        (["Acme Cement?", "and quillon salt?", "why?"], "salt"),
        (["what do the lorry people owe us?"], "lorries"),
        (["What about saltworks?"], None),
    ):
        found = account_in(book, texts_)
        assert (found.account_id if found else None) == wanted
    with pytest.raises(AmbiguousAccount, match="names 2 accounts: acme, salt"):
        account_in(book, ["Does Quillon Salt pay more than Acme Cement?"])
