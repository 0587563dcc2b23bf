"""Starting out: a commented settings file, and the demo that is shipped inside."""

from __future__ import annotations

import json
import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from copilot.bootstrap import open_workspace
from copilot.domain.errors import InputError, SettingsError
from copilot.domain.words import Audience
from copilot.export import terminal
from copilot.settings import CONFIG

__all__ = ["init_workspace", "run_demo", "settings_text"]

ACCOUNT_COLUMNS = "account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id\n"

DEMO_ACCOUNT = "quillon-salt"
DEMO_QUESTION = "what did we promise on SAP?"
DEMO_DAY = date(2026, 11, 15)
"""The demo's record ends in November 2026; it is asked as on this day, so that it always shows the same."""


def settings_text(source: Path | None = None) -> str:
    """A commented settings file whose one source is a folder (default: `raw`)."""
    return f"""\
# The settings of this csm-copilot workspace. Paths are relative to this file.
# An environment variable overrides a setting: CSM_COPILOT_EMBEDDING__MODEL=...

# Where the index is kept. It is derived from the sources and can be made anew at any time.
data_dir = ".copilot"

# Your customers: {ACCOUNT_COLUMNS.strip()}
# (domains are separated by ";"; further columns are kept; an "aliases" column adds names).
accounts = "accounts.csv"

# What product management allows to be said about the future.
roadmap = "roadmap.yaml"

# Your own e-mail domains. Left empty, they are those of the csm_email column.
vendor_domains = []

# How many days a record, a draft or a verdict is kept; at each sync what is older goes. 0 is no limit.
# retention_days = 0

# Where the record comes from. A folder is read recursively: .eml .mbox .vtt .srt .md .txt .docx .pdf,
# tickets as .ndjson, and CRM, usage and survey exports as .csv.
[[sources]]
type = "files"
name = "files"
path = {json.dumps(str(source) if source else "raw")}
# Notes and office files that do not say so themselves are "internal"; the customer may see "shared" ones.
# visibility = "internal"

[embedding]
# "minilm" runs here, offline. Any other as LangChain names it, e.g. "openai:text-embedding-3-small".
model = "minilm"

[llm]
# Which model writes answers and drafts, e.g. "openai:gpt-5-mini" with OPENAI_API_KEY in the environment.
# Left empty, nothing leaves this machine: answers are quotes. `csm-copilot doctor --llm` tries the model.
model = ""
# A server that speaks OpenAI's protocol (Azure, vLLM, Ollama, llama.cpp):
# base_url = "http://localhost:11434/v1"
# timeout = 60            # seconds that the server may be silent
# deadline = 180          # seconds that a whole draft may take; then quotes stand in for the rest
# retries = 2             # on rate limits and server errors
# concurrency = 4         # calls at a time
# draft_tokens = 60000    # the most that a draft may take, and a day; 0 is no limit
# day_tokens = 2000000
# draft_cost_usd = 0      # the same in US dollars, with the prices of a million tokens
# day_cost_usd = 0
# price_in = 0
# price_out = 0
# redact = true           # addresses, phone numbers, card-like numbers and secrets stay here
# send_internal = true    # false: internal and confidential passages stay here
# second_opinion = false  # true: the model is asked once more whether each claim stands; it can only withhold
# otel = ""               # send traces there (OTLP), without any text; or set OTEL_EXPORTER_OTLP_ENDPOINT

# `csm-copilot serve`. Nobody gets in without a key: `csm-copilot keys create`.
[serve]
host = "127.0.0.1"
port = 8710
requests_per_minute = 600
sync_every_minutes = 0

# Bearer tokens of your identity provider are taken besides keys where an issuer is set.
[serve.oidc]
issuer = ""
audience = ""
jwks_url = ""
# With a client id the page offers to sign in there; register PAGE_URL/sign-in/back as its redirect address.
# client_id = ""
# page_url = "https://copilot.yourco.com"

# The app in Slack, started by `serve` where tokens are in the environment: SLACK_BOT_TOKEN, and SLACK_APP_TOKEN
# (Socket Mode) or SLACK_SIGNING_SECRET (Slack sends to /slack/events). `csm-copilot slack manifest` describes it.
[slack]
page_url = ""                    # where readers find the page, for links to sources
external_channels = "refuse"     # in channels with another company; "customer": what the customer may see
digests = true
digest_day = "mon"
digest_hour = 8
timezone = "UTC"
"""


def init_workspace(workspace: Path, source: Path | None) -> list[str]:
    """Write the settings file, and an accounts file to fill in; returns what was done, line by line.

    Raises InputError where there is a settings file already, or the source is no folder.
    """
    config = workspace / CONFIG
    if config.exists():
        raise InputError(f"{config} exists already", "Edit it, or remove it first")
    if source is not None and not source.is_dir():
        raise InputError(f"--source {source} is not a folder", "Name the folder that holds the record")
    accounts = workspace / "accounts.csv"
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        config.write_text(settings_text(source.absolute() if source else None), encoding="utf-8")
        done = [f"Wrote {config}."]
        if not accounts.exists():
            accounts.write_text(ACCOUNT_COLUMNS, encoding="utf-8")
            done.append(f"Wrote {accounts}: fill in a line for each customer.")
    except OSError as error:
        raise SettingsError(
            f"{workspace} cannot be written ({error.strerror})", "Choose a directory that can"
        ) from error
    return [*done, "Then run `csm-copilot sync`."]


def run_demo(workspace: Path) -> None:
    """Put the demo's record in a workspace, index it, ask one question and say what to try next."""
    with as_file(files("copilot") / "demo") as shipped:
        _copy(Path(shipped), workspace)
    with open_workspace(workspace) as opened:
        with terminal.progress_bar() as progress:
            reports = list(opened.sync(progress))
        terminal.show_reports(reports)
        terminal.show_accounts(opened.overview())
        terminal.say(f'\n$ csm-copilot ask "{DEMO_QUESTION}" --account {DEMO_ACCOUNT}\n')
        draft = opened.ask(DEMO_QUESTION, DEMO_ACCOUNT, as_of=DEMO_DAY, audience=Audience.INTERNAL)
        terminal.show_draft(draft, opened.accounts[DEMO_ACCOUNT].name)
    terminal.say(
        f"""
Try next, in {workspace}:
  cd {workspace}
  csm-copilot ask "when do they have to give notice by?" --account {DEMO_ACCOUNT}
  csm-copilot ask "how many tickets are open" --account kestrel
  csm-copilot timeline {DEMO_ACCOUNT}
Your own record: csm-copilot init --workspace ~/book --source FOLDER"""
    )


def _copy(shipped: Path, workspace: Path) -> None:
    if (workspace / "accounts.csv").exists() and not (workspace / "demo").exists():
        raise InputError(
            f"{workspace} holds a workspace already", "Give the demo a directory of its own with --workspace"
        )
    try:
        shutil.copytree(shipped, workspace, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gold"))
        (workspace / "demo").touch()
        if not (workspace / CONFIG).exists():
            (workspace / CONFIG).write_text(settings_text(), encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{workspace} cannot be written ({error.strerror})", "Choose another with --workspace"
        ) from error
