"""What a workspace is set up to do: `copilot.toml`, read once and passed on as plain values.

Environment variables override it: `CSM_COPILOT_EMBEDDING__MODEL=...`. A directory that has no
`copilot.toml` but an accounts file and a folder `raw/` is a workspace with the defaults.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from copilot.domain.errors import SettingsError
from copilot.domain.words import Visibility

__all__ = [
    "CONFIG",
    "EmbeddingSettings",
    "FilesSource",
    "LlmSettings",
    "OidcSettings",
    "ServeSettings",
    "Settings",
    "SlackSettings",
    "read_settings",
]

CONFIG = "copilot.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FilesSource(_Section):
    """A folder of e-mails, calls, notes, tickets and CRM exports, read recursively."""

    type: Literal["files"] = "files"
    name: str = Field(default="files", pattern=r"^[a-z][a-z0-9_-]*$")
    path: Path
    visibility: Visibility | None = None
    """What notes and office files are where they do not say it themselves; internal by default."""


class EmbeddingSettings(_Section):
    """Which model turns text into vectors: the built-in one, or any that LangChain's `init_embeddings` knows."""

    model: str = "minilm"


class LlmSettings(_Section):
    """Which model drafts, as LangChain's `init_chat_model` names it ("openai:gpt-…"); none: drafts are extracts.

    Budgets and prices of 0 mean no limit and no price. Tokens count in and out; a day is one of UTC.
    """

    model: str = ""
    base_url: str = ""
    """Of a server that speaks OpenAI's protocol, such as vLLM, Ollama or llama.cpp."""
    api_key: SecretStr = SecretStr("")
    """Better left to the environment: OPENAI_API_KEY, or CSM_COPILOT_LLM__API_KEY."""
    timeout: float = Field(default=60, gt=0)
    """Seconds that the server may be silent."""
    deadline: float = Field(default=180, ge=0)
    """Seconds that a whole draft may take, all its calls together; then quotes stand in for the rest. 0: no limit."""
    retries: int = Field(default=2, ge=0, le=10)
    concurrency: int = Field(default=4, ge=1, le=64)
    prompt_tokens: int = Field(default=14_000, ge=1_000)
    """The most that the prompts of one draft hold together, where nothing is refused."""
    output_tokens: int = Field(default=900, ge=50)
    """The most that one answer of the model may hold; what is longer is cut off, and refused."""
    draft_tokens: int = Field(default=60_000, ge=0)
    draft_cost_usd: float = Field(default=0, ge=0)
    day_tokens: int = Field(default=2_000_000, ge=0)
    day_cost_usd: float = Field(default=0, ge=0)
    price_in: float = Field(default=0, ge=0)
    """US dollars a million tokens of prompt."""
    price_out: float = Field(default=0, ge=0)
    redact: bool = True
    """Take addresses, phone numbers, card-like numbers and secrets out of what leaves, and put them back after."""
    send_internal: bool = True
    """Whether internal and confidential passages may leave this machine at all."""
    second_opinion: bool = False
    """Ask the model once more, about each section that the guard has passed. It can only withhold."""
    otel: str = ""
    """Where traces are sent by OTLP, without any text; the address in OTEL_EXPORTER_OTLP_ENDPOINT otherwise, if any."""


class OidcSettings(_Section):
    """Whose tokens are taken besides API keys; none while `issuer` is empty.

    The token's `role_claim` names one of our roles, `accounts_claim` a list of account ids. Bearer tokens are for
    `audience`, signed with a key of `jwks_url`. With a `client_id` the page offers to sign in there; what else that
    takes, the issuer's discovery document says. `page_url` is where browsers see the page, if a proxy stands before
    it: `{page_url}/sign-in/back` is the address to register.
    """

    issuer: str = ""
    audience: str = ""
    jwks_url: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    """Of a confidential client; better left to CSM_COPILOT_SERVE__OIDC__CLIENT_SECRET."""
    scopes: str = "openid email profile"
    page_url: str = ""
    role_claim: str = "role"
    accounts_claim: str = "accounts"


class ServeSettings(_Section):
    """The server: where it listens, what it takes in, and how often it syncs of itself (0: never)."""

    host: str = "127.0.0.1"
    port: int = Field(default=8710, ge=0, le=65535)
    requests_per_minute: int = Field(default=600, ge=1)
    failed_sign_ins_per_minute: int = Field(default=30, ge=1)
    """Of one address: enough for a typing error, not for guessing."""
    body_bytes: int = Field(default=1_000_000, ge=1000)
    seconds: float = Field(default=60, gt=0)
    """The longest that a client may take to send its request, and an answer to be written."""
    sync_every_minutes: int = Field(default=0, ge=0)
    oidc: OidcSettings = OidcSettings()


def _from_environment(name: str) -> Any:
    return Field(default_factory=lambda: SecretStr(os.environ.get(name, "")))


class SlackSettings(_Section):
    """The app in Slack; none while `bot_token` is empty. With an app token it connects of itself (Socket Mode),
    otherwise Slack sends to `/slack/events`, signed with the signing secret.

    Tokens are better left to the environment: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET.
    """

    bot_token: SecretStr = _from_environment("SLACK_BOT_TOKEN")
    app_token: SecretStr = _from_environment("SLACK_APP_TOKEN")
    signing_secret: SecretStr = _from_environment("SLACK_SIGNING_SECRET")
    api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://.+/$")
    page_url: str = Field(default="", pattern=r"^(https?://.+)?$")
    """Where readers find the page, for links to the sources: https://copilot.example.com."""
    external_channels: Literal["refuse", "customer"] = "refuse"
    """In channels shared with one other company: nothing, or for mapped accounts what the customer may see."""
    digests: bool = True
    digest_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    digest_hour: int = Field(default=8, ge=0, le=23)
    timezone: str = "UTC"
    """Of the digests' hour, as the IANA names it: Europe/Prague."""

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, named: str) -> str:
        try:
            ZoneInfo(named)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{named!r} is no time zone that is known here") from error
        return named


class Settings(BaseSettings):
    """A workspace's settings; every path absolute."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="CSM_COPILOT_", env_nested_delimiter="__", env_ignore_empty=True
    )

    workspace: Path
    data_dir: Path = Path(".copilot")
    accounts: Path = Path("accounts.csv")
    roadmap: Path = Path("roadmap.yaml")
    vendor_domains: tuple[str, ...] = ()
    retention_days: int = Field(default=0, ge=0)
    """How old a record, a draft or a verdict may become; at each sync what is older goes. 0: no limit."""
    sources: tuple[Annotated[FilesSource, Field()], ...] = (FilesSource(path=Path("raw")),)
    embedding: EmbeddingSettings = EmbeddingSettings()
    llm: LlmSettings = LlmSettings()
    serve: ServeSettings = ServeSettings()
    slack: SlackSettings = Field(default_factory=SlackSettings)

    @field_validator("sources")
    @classmethod
    def _named_once(cls, sources: tuple[FilesSource, ...]) -> tuple[FilesSource, ...]:
        names = [source.name for source in sources]
        if len(set(names)) != len(names) or "accounts" in names:
            raise ValueError("every source needs a name of its own, and none may be called accounts")
        return sources

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # Which workspace it is, the caller says; the rest of what is given comes after the environment.
        chosen = InitSettingsSource(settings_cls, {"workspace": init_settings()["workspace"]})
        return chosen, env_settings, init_settings

    def at(self, path: Path) -> Path:
        """A path of the settings, relative to the workspace, as an absolute one."""
        return self.workspace / path.expanduser()


def read_settings(workspace: Path) -> Settings:
    """The settings of a workspace. Raises SettingsError naming the file, the setting and the remedy."""
    workspace = workspace.expanduser().absolute()
    config = workspace / CONFIG
    try:
        found = config.exists()
        given: dict[str, Any] = tomllib.loads(config.read_text(encoding="utf-8")) if found else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{config} cannot be read: {error}", "Mend it, or write a new one with `csm-copilot init`"
        ) from error
    if not found and not (workspace / "accounts.csv").exists():
        raise SettingsError(
            f"{workspace} is not a workspace: it has neither {CONFIG} nor accounts.csv",
            "Run `csm-copilot init` there, or name one with --workspace",
        )
    if "workspace" in given:
        raise SettingsError(
            f"{config}: workspace: is the folder that the file lies in", "Take it out, and name one with --workspace"
        )
    try:
        return Settings(workspace=workspace, **given)
    except UnreadableVariable as error:
        raise SettingsError(
            f"an environment variable cannot be used: {' '.join(str(error).split())}",
            "Write lists as JSON, or unset it",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "a setting"
        raise SettingsError(
            f"{config}: {where}: {first['msg']}", "`csm-copilot init --show` prints every setting"
        ) from error
