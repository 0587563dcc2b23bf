# ruff: noqa: E501 - patterns read best on one line
"""What identifies or unlocks is taken out of a text before it leaves, and put back into what returns."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

__all__ = ["Redactor"]

_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[\w-]{10,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/-]{16,}=*"
    r"|(?:(?<=password: )|(?<=password is )|(?<=passwort: )|(?<=api key: )|(?<=api_key=)|(?<=secret: )|(?<=token: ))[^\s,;]{6,}",
    re.DOTALL | re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]? (?:[A-Z][\w'-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Way|Court|Square)\b"
    r"|\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|gasse|weg|platz) \d{1,4}[a-z]?\b|\b(?:\d{1,3}\.){3}\d{1,3}\b"
)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_PHONE = re.compile(r"(?<![\w.-])(?:\+|00)\d(?:[ ()./-]{0,2}\d){7,14}(?![\w-])|(?<![\w.-])\(?0?\d{2,4}\)[ /-]?\d(?:[ -]?\d){5,9}(?![\w-])"
                    r"|(?<![\w.-])\d{3}[-.]\d{3}[-.]\d{4}(?![\w-])")  # fmt: skip
_STANDIN = re.compile(r"<(EMAIL|ADDRESS|PHONE|CARD|SECRET)_(\d+)>")


def _is_card(digits: str) -> bool:
    """Luhn's sum, which numbers of cards meet and one in ten others."""
    held = [int(digit) for digit in digits if digit.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in held[-2::-2])  # noqa: PLR2004
    return (sum(held[-1::-2]) + sum(doubled)) % 10 == 0


class Redactor:
    """Replaces by stand-ins such as <EMAIL_1>, the same one for the same text, for as long as it lives.

    With `active` false it changes nothing.
    """

    def __init__(self, *, active: bool = True) -> None:
        self._active = active
        self._standins: dict[tuple[str, str], str] = {}
        self._hidden: dict[str, str] = {}
        self._lock = threading.Lock()

    def hide(self, text: str) -> str:
        """The text as it may leave."""
        if not self._active:
            return text
        text = _SECRET.sub(self._by("SECRET"), text)
        text = _EMAIL.sub(self._by("EMAIL"), text)
        text = _CARD.sub(lambda found: self._by("CARD")(found) if _is_card(found[0]) else found[0], text)
        text = _PHONE.sub(self._by("PHONE"), text)
        return _ADDRESS.sub(self._by("ADDRESS"), text)

    def restore(self, text: str) -> str:
        """What comes back, with what was hidden in its place again; a stand-in nobody gave out stays."""
        return _STANDIN.sub(lambda found: self._hidden.get(found[0], found[0]), text)

    def _by(self, sort: str) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            key = (sort, found[0])
            with self._lock:  # sections are written at the same time
                if key not in self._standins:
                    number = sum(one[0] == sort for one in self._standins) + 1
                    self._standins[key] = f"<{sort}_{number}>"
                    self._hidden[self._standins[key]] = found[0]
                return self._standins[key]

        return replaced
