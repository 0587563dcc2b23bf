"""Setting up: the manifest, channels and their accounts, the doctor, tokens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.api.app import create_app
from copilot.domain.errors import SettingsError
from copilot.settings import read_settings
from copilot.slack.manifest import EVENTS, SCOPES
from copilot.slack.mounting import add_slack
from tests.conftest import Folder, RunCommand
from tests.slack.conftest import ACME, BARE, MARA, configure, serving
from tests.slack.fake import SCOPES as GIVEN
from tests.slack.fake import FakeSlack


def test_the_manifest_is_for_socket_mode(command: RunCommand) -> None:
    made = json.loads(command("slack", "manifest").out)
    assert made["features"]["agent_view"]["agent_description"]
    assert "assistant_view" not in made["features"]
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert made["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert {one["callback_id"] for one in made["features"]["shortcuts"]} == {"check_message", "save_note"}
    assert all(len(one["name"]) <= 24 for one in made["features"]["shortcuts"])


def test_with_an_address_it_is_for_http(command: RunCommand) -> None:
    made = json.loads(command("slack", "manifest", "--url", "https://copilot.example.com/").out)
    to = "https://copilot.example.com/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == to
    assert made["settings"]["interactivity"]["request_url"] == to
    assert made["features"]["slash_commands"][0]["url"] == to
    assert made["settings"]["socket_mode_enabled"] is False
    assert "https://" in command("slack", "manifest", "--url", "copilot.example.com").complaint


def test_a_channel_is_mapped_listed_and_forgotten(folder: Folder, slack: FakeSlack, command: RunCommand) -> None:
    at = ("-w", folder.path)
    assert "No channel is mapped" in command("slack", "map", *at).out
    assert (
        command("slack", "map", "#General-Talk", "Acme Cement", *at).out
        == "#General-Talk is about acme (Acme Cement).\n"
    )
    assert json.loads(command("slack", "map", "--json", *at).out) == [
        {"channel": "#general-talk", "account": "acme", "set_by": "the command line"}
    ]
    for desk in serving(folder, slack):
        desk.mention(MARA, BARE, "what drops out?")
        desk.settle()
    assert "kiln" in slack.said(BARE)[-1].words
    assert command("slack", "map", "#general-talk", "--forget", *at).code == 0
    assert "not mapped" in command("slack", "map", "#general-talk", "--forget", *at).complaint


def test_a_mapping_wins_over_the_channels_name(folder: Folder, slack: FakeSlack, command: RunCommand) -> None:
    assert command("slack", "map", ACME, "beta", "-w", folder.path).code == 0
    for desk in serving(folder, slack):
        desk.mention(MARA, ACME, "what prints upside down?")
        desk.settle()
    assert "forklift" in slack.said(ACME)[-1].words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("general", "acme"), "is no channel"),
        (("#a", "nonesuch"), "no account is called"),
        (("#a",), "no account is named"),
    ],
)
def test_what_cannot_be_mapped_is_said(folder: Folder, command: RunCommand, words: tuple[str, ...], said: str) -> None:
    ran = command("slack", "map", *words, "-w", folder.path)
    assert ran.code == 2
    assert said in ran.complaint


def test_the_doctor_finds_everything_well(folder: Folder, slack: FakeSlack, command: RunCommand) -> None:
    ran = command("doctor", "--slack", "-w", folder.path)
    assert ran.code == 0, ran.out
    assert "copilot in Our Co" in ran.out
    assert "all 15 scopes are given" in ran.out
    configure(folder, slack, 'app_token = "xapp-1"\n')
    assert "Socket Mode can be used" in command("doctor", "--slack", "-w", folder.path).out


def test_the_doctor_says_what_is_wrong(
    folder: Folder, slack: FakeSlack, command: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.slack.fake.SCOPES", GIVEN.replace("users:read.email", "admin"))
    ran = command("doctor", "--slack", "-w", folder.path)
    assert ran.code == 1
    assert "missing scopes: users:read.email (which person that is)" in ran.out
    assert "not used: admin" in ran.out
    slack.fail("auth.test", "token_revoked")
    assert "SLACK_BOT_TOKEN: token_revoked" in command("doctor", "--slack", "-w", folder.path).out
    slack.fail("apps.connections.open", "not_allowed_token_type")
    configure(folder, slack, 'app_token = "xapp-1"\n')
    assert "SLACK_APP_TOKEN: not_allowed_token_type" in command("doctor", "--slack", "-w", folder.path).out
    folder.write("copilot.toml", '[slack]\nbot_token = "x"\napi_url = "http://127.0.0.1:9/"\n')
    ran = command("doctor", "--slack", "-w", folder.path)
    assert "Slack cannot be reached" in ran.out
    assert "neither SLACK_APP_TOKEN" in ran.out
    folder.write("copilot.toml", "")
    ran = command("doctor", "--slack", "-w", folder.path)
    assert (ran.code, "no token for Slack is set" in ran.out) == (0, True)


def test_tokens_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,name\n")
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, f"of {name}")
    slack = read_settings(tmp_path).slack
    assert slack.bot_token.get_secret_value() == "of SLACK_BOT_TOKEN"
    assert slack.app_token.get_secret_value() == "of SLACK_APP_TOKEN"
    assert slack.signing_secret.get_secret_value() == "of SLACK_SIGNING_SECRET"
    assert "of SLACK" not in repr(slack)


def test_a_time_zone_must_be_one(folder: Folder) -> None:
    folder.write("copilot.toml", '[slack]\ntimezone = "Mars/Base"\n')
    with pytest.raises(SettingsError, match="no time zone"):
        read_settings(folder.path)


def test_without_a_token_there_is_no_slack_and_without_a_way_in_none_is_served(folder: Folder) -> None:
    folder.write("copilot.toml", "")
    with folder.open() as opened:
        app = create_app(opened)
        add_slack(app)
        assert not hasattr(app.state, "slack")
    folder.write("copilot.toml", '[slack]\nbot_token = "xoxb-1"\n')
    with folder.open() as opened, pytest.raises(SettingsError, match="SLACK_APP_TOKEN"):
        add_slack(create_app(opened))
