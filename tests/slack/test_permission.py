"""Who is answered, with what, and where: every member's rights decide."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain.access import EVERY_ACCOUNT, Principal, Role
from copilot.domain.account import Account
from copilot.domain.words import Audience
from copilot.slack.room import Delivery, Room, Where, common_audience, delivery
from retrieval.catalog.database import transaction
from retrieval.catalog.keyring import list_keys, revoke_key
from retrieval.catalog.ledger import list_audit
from tests.conftest import Folder, RunCommand
from tests.slack.conftest import (
    ACME,
    ADA,
    GONE,
    GUEST,
    IVO,
    LEA,
    MARA,
    MIXED,
    NEW,
    REX,
    ROBOT,
    SHARED,
    STRANGER,
    Desk,
    configure,
    serving,
)
from tests.slack.fake import OTHER_TEAM, FakeSlack, direct

ASKED = "what are they angry about?"
SECRET = "They are angry"
"""A private comment on a ticket: for insiders."""

accounts = st.builds(
    Account,
    account_id=st.sampled_from(["a", "b", "c"]),
    name=st.just("Any"),
    csm_email=st.sampled_from(["", "one@x", "two@x"]),
)
principals = st.builds(
    Principal,
    id=st.just("x"),
    name=st.just("x"),
    role=st.sampled_from(Role),
    email=st.sampled_from(["", "one@x", "two@x", "three@x"]),
    accounts=st.lists(st.sampled_from(["a", "b", "c", EVERY_ACCOUNT]), max_size=2).map(tuple),
    team=st.lists(st.sampled_from(["one@x", "two@x"]), max_size=2).map(tuple),
)
members = st.lists(st.none() | principals, max_size=6).map(tuple)
rooms = st.builds(Room, members, st.booleans(), st.integers(min_value=1, max_value=4), st.booleans(), st.booleans())


@given(st.none() | principals, rooms, accounts, st.sampled_from(["refuse", "customer"]))
def test_no_more_is_said_than_every_hearer_may_see(
    asker: Principal | None, room: Room, account: Account, external: str
) -> None:
    ruling = delivery(asker, room, account, external)  # type: ignore[arg-type]
    if ruling.where is Where.REFUSED:
        assert ruling.audience is None
        assert ruling.why
        return
    assert ruling.audience is not None
    hearers = (asker, *room.members) if ruling.where is Where.OPEN else (asker,)
    for hearer in hearers:
        assert hearer is not None
        assert hearer.may_see(account)
        assert ruling.audience.sees <= hearer.audience.sees
    if room.external:  # strangers hear it too
        assert ruling == Delivery(Where.OPEN, Audience.CUSTOMER)
        assert external == "customer"
        assert room.pinned
    if ruling.where is Where.PRIVATE:
        assert ruling.why


@given(principals, members, accounts)
def test_one_more_member_never_widens_what_is_said(
    more: Principal, people: tuple[Principal | None, ...], account: Account
) -> None:
    before = common_audience(people, account) if people else Audience.INTERNAL
    after = common_audience((*people, more), account)
    assert after is None or (before is not None and after.sees <= before.sees)


def test_with_a_reader_among_them_only_what_the_customer_may_see_is_said(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME].append(REX)
    desk.mention(MARA, ACME, ASKED)
    desk.mention(MARA, ACME, "what drops out every night?")
    desk.settle()
    assert not any(SECRET in one.words for one in slack.messages)
    answer = next(one for one in slack.said(ACME) if "kiln" in one.words)
    assert "what the customer may see" in answer.text
    assert all(
        one["status"] == "is reading what the customer may see…" for one in slack.made("assistant.threads.setStatus")
    )


def test_without_one_the_secret_is_told(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert SECRET in slack.said(ACME)[0].words


@pytest.mark.parametrize("extra", [IVO, GUEST, GONE, NEW], ids=["other accounts", "guest", "deactivated", "unmapped"])
def test_where_not_all_may_see_it_the_asker_alone_is_answered(desk: Desk, slack: FakeSlack, extra: str) -> None:
    slack.members[ACME].append(extra)
    event = desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (answer,) = slack.said(ACME)
    assert (answer.only, answer.thread) == (MARA, event["ts"])
    assert SECRET in answer.words
    assert "Only you see this: not everybody here may see it." in answer.words


def test_bots_in_a_channel_are_no_audience(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME].append(ROBOT)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert slack.said(ACME)[0].only == ""


@pytest.mark.parametrize(
    ("user", "why"),
    [
        (NEW, "not known here"),
        (GONE, "deactivated"),
        (GUEST, "guests see nothing"),
        (STRANGER, "our own company only"),
    ],
)
def test_whoever_is_nobody_to_us_gets_a_polite_refusal(desk: Desk, slack: FakeSlack, user: str, why: str) -> None:
    slack.members[ACME].append(user)
    desk.mention(user, ACME, ASKED)
    desk.write(user, ASKED)
    desk.settle()
    assert {one.channel for one in slack.messages} == {ACME, direct(user)}
    assert [one.text for one in slack.messages if why not in one.text] == []
    assert not any(one.startswith("chat.startStream") for one in (call.method for call in slack.calls))


def test_an_unconfirmed_address_is_nobodys(desk: Desk, slack: FakeSlack) -> None:
    slack.user(MARA, "Mara Quist", "mara@ourco.com", is_email_confirmed=False)
    desk.write(MARA, ASKED)
    desk.settle()
    assert "not confirmed" in slack.messages[0].text


def test_a_revoked_key_opens_nothing_any_more(desk: Desk, slack: FakeSlack) -> None:
    desk.write(LEA, "what drops out every night at Acme Cement?")
    desk.settle()
    assert "kiln" in slack.said(direct(LEA))[-1].words
    with transaction(desk.opened.engine) as connection:
        (key,) = [one for one in list_keys(connection) if one.email == "lea@ourco.com"]
        revoke_key(connection, key.id)
    desk.write(LEA, "what drops out every night at Acme Cement?")
    desk.settle()
    assert "not known here" in slack.said(direct(LEA))[-1].text


def test_a_foreign_account_is_not_known_to_be_there(desk: Desk, slack: FakeSlack) -> None:
    slack.channel("C0LABS000", "acct-acme-labs", MARA)
    desk.mention(MARA, "C0LABS000", "what about the zeppelin?")
    slack.channel("C0NONE000", "acct-nonesuch", MARA)
    desk.mention(MARA, "C0NONE000", "what about the zeppelin?")
    desk.settle()
    (foreign,), (unknown,) = slack.said("C0LABS000"), slack.said("C0NONE000")
    assert foreign.text == unknown.text
    assert not any("Labs" in one.words or "cancelled" in one.words for one in slack.messages)


def test_a_channel_shared_with_another_company_is_refused(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, SHARED, "what drops out every night?")
    desk.settle()
    (answer,) = slack.said(SHARED)
    assert answer.only == MARA
    assert "shared with another company" in answer.text
    assert not slack.made("chat.startStream")


@pytest.mark.parametrize(
    "marks",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"is_shared": True, "is_org_shared": False},
        {"pending_connected_team_ids": [OTHER_TEAM]},
    ],
    ids=lambda marks: next(iter(marks)),
)
def test_every_sign_of_another_company_counts(desk: Desk, slack: FakeSlack, marks: dict[str, object]) -> None:
    slack.channels[ACME].update(marks)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert "shared with another company" in slack.said(ACME)[0].text


def test_a_stranger_in_a_channel_makes_it_external_whatever_slack_says(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME].append(STRANGER)
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    assert "shared with another company" in slack.said(ACME)[0].text


def test_where_the_settings_allow_it_the_customer_is_told_what_it_may_see(
    folder: Folder, slack: FakeSlack, command: RunCommand
) -> None:
    configure(folder, slack, 'external_channels = "customer"\n')
    for desk in serving(folder, slack):
        desk.mention(MARA, SHARED, "what drops out every night?")
        desk.settle()
        assert "shared with another company" in slack.said(SHARED)[-1].text  # nobody tied it to an account
    assert command("slack", "map", "#ext-acme", "acme", "-w", folder.path).code == 0
    for desk in serving(folder, slack):
        desk.mention(MARA, SHARED, "what drops out every night?")
        desk.mention(MARA, SHARED, ASKED)
        desk.settle()
        assert any("kiln" in one.words and not one.only for one in slack.said(SHARED))
        assert not any(SECRET in one.words for one in slack.messages)
        slack.channels[SHARED]["connected_team_ids"] = [OTHER_TEAM, "T0THIRD00"]
        desk.mention(MARA, SHARED, "what drops out every night?")
        desk.settle()
        assert "shared with another company" in slack.said(SHARED)[-1].text


def test_a_crowd_is_not_looked_through(desk: Desk, slack: FakeSlack) -> None:
    slack.members[ACME] += [f"U{n:08}" for n in range(150)]
    slack.page = 60
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (answer,) = slack.said(ACME)
    assert answer.only == MARA
    assert "too many people" in answer.words


def test_who_joins_while_the_answer_is_worked_out_is_counted(desk: Desk, slack: FakeSlack) -> None:
    reached, go_on = slack.hold("assistant.threads.setStatus")
    desk.mention(MARA, ACME, ASKED)
    assert reached.wait(20)
    slack.members[ACME].append(IVO)
    go_on.set()
    desk.settle()
    assert [one.only for one in slack.said(ACME) if SECRET in one.words] == [MARA]


def test_whoever_else_is_there_no_passage_reaches_one_who_may_not_see_it(desk: Desk, slack: FakeSlack) -> None:
    """Every one and two of all sorts of people beside the asker; a member who sees nothing closes the channel."""
    others = (LEA, ADA, REX, IVO, GUEST, NEW, STRANGER, ROBOT)
    insiders = {MARA, LEA, ADA, ROBOT}
    rooms = [group for size in (1, 2) for group in combinations(others, size)]
    for n, group in enumerate(rooms):
        channel = slack.channel(f"C{n:08}", "acct-acme", MARA, *group)
        desk.mention(MARA, channel, ASKED)
        desk.mention(MARA, channel, "what drops out every night?")
    desk.settle()
    for n, group in enumerate(rooms):
        said = slack.said(f"C{n:08}")
        assert len(said) == 2, group
        for one in said:
            if one.only:
                assert one.only == MARA
            elif SECRET in one.words:
                assert insiders.issuperset(group), group
            elif "kiln" in one.words:
                assert (insiders | {REX}).issuperset(group), group
        if STRANGER in group:
            assert all("shared with another company" in one.text for one in said)


def test_quotes_and_verdicts_need_the_same_rights(desk: Desk, slack: FakeSlack) -> None:
    desk.mention(MARA, ACME, ASKED)
    desk.settle()
    (row,) = [block for block in slack.said(ACME)[0].blocks if block["type"] == "actions"]
    question = row["elements"][0]["value"]
    slack.members[ACME] += [IVO, REX, NEW]
    for user in (IVO, REX, NEW):
        for element in (
            {"action_id": "show_quotes", "value": question},
            {"action_id": "feedback", "value": f"right:{question}"},
        ):
            desk.press(user, element, ACME)
            desk.settle()
            last = slack.said(ACME)[-1]
            assert last.only == user
            assert "no such answer" in last.text or "cannot answer you" in last.text
    assert [one.only for one in slack.messages if SECRET in one.words] == [""]


def test_an_admin_sees_all_and_a_reader_what_the_customer_may_see(desk: Desk, slack: FakeSlack) -> None:
    desk.write(ADA, "what about the zeppelin budget of Acme Labs?")
    desk.write(REX, f"acme: {ASKED}")
    desk.settle()
    assert "zeppelin budget is cancelled" in slack.said(direct(ADA))[-1].words
    assert SECRET not in slack.said(direct(REX))[-1].words


def test_refusals_are_not_written_down_as_answers(desk: Desk) -> None:
    desk.mention(NEW, MIXED, ASKED)
    desk.settle()
    with transaction(desk.opened.engine) as connection:
        assert list_audit(connection) == []
