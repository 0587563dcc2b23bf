# ruff: noqa: E501 - patterns read best on one line
"""What a customer must not read in a document about themselves: how we rate them and what we fear."""

from __future__ import annotations

import re

from copilot.domain.draft import Claim
from copilot.domain.words import Audience, Side

__all__ = ["risk_language", "unfit_for"]

_RISK = re.compile(
    r"\bat[- ]risk\b|\brisk(?:s|y)? (?:of|that|score|level|account|narrative|register)\b|\bchurn\w*|\btriage\w*|\bhealth ?score\b|"
    r"\b(?:red|amber|yellow) (?:account|flag|status|health)\b|\bARR\b|\b(?:renewal|win|save) (?:probability|likelihood|odds|play)\b|"
    r"\b(?:likely|unlikely) to (?:renew|leave|churn|cancel|downgrade)\b|\b(?:detractors?|blockers?|champion|economic buyer|single[- ]threaded|multi[- ]thread\w*)\b|"
    r"\b(?:their|the customer's|his|her) (?:stance|sentiment)\b|\b(?:sceptical|skeptical|hostile|passive|disengaged) (?:stance|sponsor|buyer|stakeholder)\b|"
    r"\b(?:walk[- ]away|floor|bottom line) (?:price|discount|number)\b|\b(?:upsell|cross[- ]sell|expansion (?:play|opportunity|target)|save plan|win[- ]back|forecast(?:ed)? (?:category|as|at))\b|"
    r"\bcommit(?:ted)? forecast\b|\bworst case\b|\bopt[- ]out (?:date|deadline)\b|\bcompetitive (?:threat|exposure)\b|\bconfidential\w*|\binternal(?:ly)? only\b|\b(?:not|don't) (?:share|tell|forward)\b[^.]{0,25}\b(?:customer|client|them)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


def risk_language(text: str) -> str:
    """The first words of a text that speak of an account as a risk or a target; empty where there are none."""
    found = _RISK.search(text)
    return found[0] if found else ""


def unfit_for(claim: Claim, audience: Audience) -> str:
    """Why a claim is not for its audience; empty where it is. The customer's own words are theirs to hear."""
    if audience is not Audience.CUSTOMER:
        return ""
    theirs = bool(claim.citations) and all(cited.side is Side.CUSTOMER for cited in claim.citations)
    found = risk_language(_QUOTED.sub("", claim.text) if theirs else claim.text)
    return f"it speaks of risk to the customer (“{found}”)" if found else ""
