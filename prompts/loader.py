"""Prompts as files: Markdown with front matter, rendered strictly, known by the hash of their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from copilot.domain.errors import SettingsError

__all__ = ["Prompt", "load_prompt", "parse_prompt", "prompt_names"]

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_USER = re.compile(r"^<!-- user -->\n", re.MULTILINE)
_HOLE = re.compile(r"\{\{ *(\w+) *\}\}")
_KEYS = frozenset({"name", "version", "variables", "model"})


@dataclass(frozen=True)
class Prompt:
    """A system and a user text with holes, `{{ like_this }}`; holes and `variables` are the same.

    `hints` says what suits the model (`output_tokens`: the longest output). `digest` is the SHA-256 of the file.
    """

    name: str
    version: int
    variables: frozenset[str]
    hints: Mapping[str, Any]
    system: str
    user: str
    digest: str

    @property
    def mark(self) -> str:
        """How a trace names it: name, version and the beginning of its hash."""
        return f"{self.name}@{self.version}:{self.digest[:12]}"

    def render(self, **values: str) -> tuple[str, str]:
        """The system and the user text, every hole filled once; what fills a hole is not read for holes again.

        Raises SettingsError where a variable is missing or unknown.
        """
        missing, unknown = self.variables - set(values), set(values) - self.variables
        if missing or unknown:
            wrong = [f"lacks {name}" for name in sorted(missing)] + [f"knows no {name}" for name in sorted(unknown)]
            raise SettingsError(f"the prompt {self.name} {', '.join(wrong)}", "Give exactly the variables it declares")
        return tuple(_HOLE.sub(lambda found: values[found[1]], part) for part in (self.system, self.user))  # type: ignore[return-value]


@cache
def load_prompt(name: str) -> Prompt:
    """The shipped prompt of a name. Raises SettingsError where there is none or its file is at fault."""
    if name not in prompt_names():
        raise SettingsError(f"there is no prompt {name!r}", f"Use one of {', '.join(prompt_names())}")
    found = parse_prompt(files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8"), f"prompts/{name}.md")
    if found.name != name:
        raise SettingsError(f"prompts/{name}.md calls itself {found.name!r}", "Give file and prompt the same name")
    return found


def prompt_names() -> tuple[str, ...]:
    """The names of the shipped prompts, in order."""
    names = (entry.name for entry in files("prompts").iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))


def parse_prompt(text: str, where: str = "the prompt") -> Prompt:
    """The prompt that a file's text holds. Raises SettingsError naming the file and what is wrong with it."""
    found = _FRONT.match(text)
    if found is None:
        raise SettingsError(f"{where} has no front matter", "Begin it with --- name, version, variables ---")
    try:
        front = yaml.safe_load(found["front"])
    except yaml.YAMLError as error:
        raise SettingsError(f"the front matter of {where} is not YAML", "Mend it") from error
    _check(front, where)
    parts = _USER.split(found["body"])
    if len(parts) != 2:  # noqa: PLR2004
        raise SettingsError(f"{where} has {len(parts) - 1} lines <!-- user -->", "Part system and user text with one")
    system, user = (part.strip() + "\n" for part in parts)
    declared, used = frozenset(front["variables"]), frozenset(_HOLE.findall(system + user))
    if declared != used:
        odd = ", ".join(sorted(declared ^ used))
        raise SettingsError(f"{where} does not declare what it uses: {odd}", "Make variables and holes the same")
    return Prompt(
        name=front["name"],
        version=front["version"],
        variables=declared,
        hints=front.get("model") or {},
        system=system,
        user=user,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _check(front: object, where: str) -> None:
    if not isinstance(front, dict) or not set(front) <= _KEYS or not {"name", "version", "variables"} <= set(front):
        raise SettingsError(f"the front matter of {where} is not name, version, variables and model", "Mend it")
    right = isinstance(front["name"], str) and isinstance(front["version"], int)
    if not right or not isinstance(front["variables"], list):
        raise SettingsError(
            f"the front matter of {where} has a value of the wrong sort", "name is a word, version a number"
        )
