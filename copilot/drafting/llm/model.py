"""The chat model: any that LangChain's `init_chat_model` knows, or an OpenAI-compatible server.

The one module that knows a vendor. Whatever goes wrong with the model becomes `ModelFailed` with a reason in
words of our own: servers repeat keys and prompts in their error messages, so none of them is passed on.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from copilot.domain.errors import SettingsError
from copilot.drafting.llm.halting import Halt, Halted

__all__ = ["ChatModel", "LangChainModel", "Message", "ModelFailed", "Reply", "open_model"]

Message = tuple[Literal["system", "human", "ai"], str]


class ModelFailed(Exception):
    """The model gave nothing that can be used; the message says why. What it cost all the same is told with it."""

    def __init__(self, why: str, tokens_in: int = 0, tokens_out: int = 0, *, cut_off: bool = False) -> None:
        super().__init__(why)
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out
        self.cut_off = cut_off


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, what it cost in tokens (0 where the server does not say), and in what time (seconds)."""

    text: str
    tokens_in: int
    tokens_out: int
    seconds: float


class ChatModel(Protocol):
    """A chat model; safe to call from several threads."""

    @property
    def name(self) -> str: ...
    @property
    def structured(self) -> bool: ...
    def reply(
        self, messages: Sequence[Message], schema: Mapping[str, Any], longest: int, halt: Halt | None = None
    ) -> Reply:
        """One answer in the shape of a schema, of at most so many tokens. Raises ModelFailed, also when halted."""
        ...


def open_model(
    name: str, *, base_url: str = "", api_key: str = "", timeout: float = 60.0, retries: int = 2, concurrency: int = 4
) -> LangChainModel:
    """The model that settings name. Raises SettingsError where it cannot be set up; nothing is asked of it yet.

    Rate limits and server errors are tried again by the vendor's client, which waits as Retry-After says, or
    else exponentially with jitter.
    """
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise SettingsError(
            f"llm.model is {name}, but LangChain is not installed", "Run pip install 'csm-copilot[openai]'"
        ) from error
    given: dict[str, Any] = {"timeout": timeout, "max_retries": retries}
    if base_url:
        given |= {"base_url": base_url, "api_key": api_key or "none"}  # local servers want none, the client some
        if ":" not in name:
            given["model_provider"] = "openai"
    elif api_key:
        given["api_key"] = api_key
    try:
        chat = init_chat_model(name, **given)
    except ImportError as error:
        raise SettingsError(
            f"llm.model is {name}, whose LangChain package is not installed",
            "Install langchain-<provider>, or write openai:… with a base_url",
        ) from error
    except Exception as error:  # noqa: BLE001 - each vendor raises its own, and may quote the key
        raise SettingsError(
            f"llm.model {name} cannot be set up ({type(error).__name__})",
            "Name it as provider:model, and set the provider's key in the environment (OPENAI_API_KEY)",
        ) from None
    return LangChainModel(name, chat, concurrency)


class LangChainModel:
    """A chat model of LangChain, asked for structured output where its server can."""

    def __init__(self, name: str, chat: Any, concurrency: int) -> None:
        self._name = name
        self._chat = chat
        self._slots = asyncio.Semaphore(concurrency)
        self._mode = 0 if "openai" in type(chat).__name__.casefold() else len(_MODES) - 1

    @property
    def name(self) -> str:
        """As the settings name it."""
        return self._name

    @property
    def structured(self) -> bool:
        """Whether the server has accepted a schema so far, rather than being told of it in words."""
        return "schema" in _MODES[self._mode]

    def reply(
        self, messages: Sequence[Message], schema: Mapping[str, Any], longest: int, halt: Halt | None = None
    ) -> Reply:
        """One answer in the shape of a schema, of at most so many tokens. Raises ModelFailed, also when halted."""
        try:
            return (halt or Halt()).run(self._reply(messages, schema, longest))
        except Halted as error:
            raise ModelFailed(str(error)) from None

    async def _reply(self, messages: Sequence[Message], schema: Mapping[str, Any], longest: int) -> Reply:
        async with self._slots:
            began = time.monotonic()
            while True:
                mode = self._mode
                try:
                    found = await self._runnable(mode, schema, longest).ainvoke(_told(messages, mode, schema))
                except Exception as error:  # noqa: BLE001 - each vendor raises its own; all become one of ours
                    if getattr(error, "status_code", None) in _UNWANTED and mode + 1 < len(_MODES):
                        self._mode = max(self._mode, mode + 1)  # what this server does not take, no later call offers
                        continue
                    raise _failure(error) from None
                return _reply(found, time.monotonic() - began)

    def _runnable(self, mode: int, schema: Mapping[str, Any], longest: int) -> Any:
        given: dict[str, Any] = {"max_tokens": longest}
        if "temperature" in _MODES[mode]:
            given["temperature"] = 0
        if "schema" in _MODES[mode]:
            given["response_format"] = {"type": "json_schema", "json_schema": dict(schema)}
        return self._chat.bind(**given)


_MODES = (("schema", "temperature"), ("schema",), ())
"""What is asked of a server, from all to nothing: some models take no temperature, some servers no schema."""
_UNWANTED = frozenset({400, 422})


def _told(messages: Sequence[Message], mode: int, schema: Mapping[str, Any]) -> list[Message]:
    """The messages; where the server takes no schema, the first one describes it."""
    if "schema" in _MODES[mode]:
        return list(messages)
    (role, text), *rest = messages
    return [(role, f"{text}\nAnswer with JSON alone, of this schema:\n{json.dumps(schema['schema'])}\n"), *rest]


def _reply(message: Any, seconds: float) -> Reply:
    usage = message.usage_metadata or {}
    spent = (int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))
    if message.additional_kwargs.get("refusal"):
        raise ModelFailed("the model declined to write", *spent)
    if (message.response_metadata or {}).get("finish_reason") == "length":
        raise ModelFailed("its output was cut off", *spent, cut_off=True)
    text = message.content if isinstance(message.content, str) else "".join(
        part.get("text", "") for part in message.content if isinstance(part, dict)
    )  # fmt: skip
    if not text.strip():
        raise ModelFailed("the model answered nothing", *spent)
    return Reply(text, *spent, seconds)


_STATUS = {
    401: "the model's server refused the key",
    403: "the model's server refused access",
    404: "the model's server knows no such model",
    413: "the prompt is too long for the model",
    429: "the model's server has no capacity left for us now",
}


def _failure(error: Exception) -> ModelFailed:
    """What went wrong, without a word of what the vendor says: its messages quote keys, prompts and addresses."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return ModelFailed(_STATUS.get(status, f"the model's server answered with status {status}"))
    names = {kind.__name__ for kind in type(error).__mro__}
    usage = getattr(getattr(error, "completion", None), "usage", None)
    spent = (getattr(usage, "prompt_tokens", 0) or 0, getattr(usage, "completion_tokens", 0) or 0)
    if "LengthFinishReasonError" in names:
        return ModelFailed("its output was cut off", *spent, cut_off=True)
    if "ContentFilterFinishReasonError" in names or "OpenAIRefusalError" in names:
        return ModelFailed("the model declined to write", *spent)
    if any("Timeout" in name for name in names):
        return ModelFailed("the model did not answer in time")
    if any("Connection" in name or "Connect" in name or "Protocol" in name for name in names):
        return ModelFailed("the model's server cannot be reached")
    return ModelFailed(f"the model's answer could not be read ({type(error).__name__})")
