"""What a model returns, read: claims whose words stand in the evidence they name, and what is wrong with the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.domain.draft import Citation, Claim, Withheld
from copilot.domain.words import Tier
from copilot.drafting.llm.evidence import Evidence
from copilot.drafting.llm.redaction import Redactor
from copilot.drafting.llm.schema import closed, schema
from copilot.guard.language import misspoken
from retrieval.sentences import sentence_spans

__all__ = ["SCHEMA", "Malformed", "Read", "read_claims", "unfenced"]

LONGEST = 420
"""Characters of a claim beyond which it is no sentence."""
CONCLUDED = "a conclusion that a language model drew from the quotes it cites"
"""The rule of what is inferred. The model's own reasons are not printed: no rule of the guard reads them."""
_QUOTED = re.compile(r"“[^”]*”")
_FEWEST = 3
"""Letters or digits that supporting words hold at least."""


class _Support(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    number: int
    words: str


class _Claim(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    evidence: list[_Support] = Field(max_length=12)
    concluded: bool


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    claims: list[_Claim]


SCHEMA = schema(
    "claims",
    claims={
        "type": "array",
        "items": closed(
            text={"type": "string"},
            evidence={
                "type": "array",
                "items": closed(number={"type": "integer"}, words={"type": "string"}),
            },
            concluded={"type": "boolean"},
        ),
    },
)
"""The shape of the output, in the strict form that every server with structured output understands."""


class Malformed(ValueError):
    """The output is not what the schema asks for."""


@dataclass(frozen=True)
class Read:
    """The claims whose evidence stands, in order, and those refused before the guard even sees them."""

    claims: tuple[Claim, ...]
    refused: tuple[Withheld, ...]


def read_claims(output: str, evidence: Sequence[Evidence], redactor: Redactor, most: int, language: str = "") -> Read:
    """Read the output of a model against its numbered evidence, and the language it should be in, if that is known.

    Raises Malformed.
    """
    try:
        found = _Output.model_validate_json(unfenced(output))
    except ValidationError as error:
        raise Malformed(f"{error.error_count()} things are not as the schema says") from error
    numbered = {one.number: one for one in evidence}
    claims: list[Claim] = []
    refused: list[Withheld] = []
    for one in found.claims[:most]:
        text = _curly(" ".join(redactor.restore(one.text).split()))
        citations: list[Citation] = []
        why = _misshapen(text, one) or _misspoken(text, language)
        for support in one.evidence:
            if why:
                break
            if support.number not in numbered:
                why = f"it cites evidence [{support.number}], which was not given"
            elif (cited := _located(redactor.restore(support.words), numbered[support.number].citation)) is None:
                why = f"the words it cites do not stand in evidence [{support.number}]"
            else:
                citations.append(cited)
        if why:
            refused.append(Withheld(claim=Claim(text=text or "–", tier=Tier.UNKNOWN, needs="a quote"), reason=why))
        else:
            claims.append(_claim(text, citations, concluded=one.concluded))
    return Read(tuple(claims), tuple(refused))


def _claim(text: str, citations: Sequence[Citation], *, concluded: bool) -> Claim:
    cited = tuple(dict.fromkeys(citations))
    if concluded:
        return Claim(text=text, tier=Tier.INFERRED, rule=CONCLUDED, citations=cited)
    return Claim(text=text, citations=cited)


def _misshapen(text: str, claim: _Claim) -> str:
    if not text:
        return "it says nothing"
    own = _QUOTED.sub("“…”", text)  # a quote may hold several sentences; it was said by somebody
    if len(own) > LONGEST or len(list(sentence_spans(own))) > 2:  # noqa: PLR2004 - a stop in a name makes two of one
        return "it is more than a sentence"
    return "" if claim.evidence else "it cites nothing"


def _misspoken(text: str, language: str) -> str:
    other = misspoken(text, language)
    return f"it is written in {other}, and should be in {language}" if other else ""


def unfenced(output: str) -> str:
    """The JSON of an output, without the Markdown fence that some models put around it."""
    found = re.search(r"\A\s*```(?:json)?\s*\n(.*?)\n?```\s*\Z", output, re.DOTALL)
    return found[1] if found else output


# Where the words stand -------------------------------------------------------

_STRAIGHT = str.maketrans("’‘‚“”„«»–—\u00a0\u2011", "'''" + '"' * 5 + "--" + " " + "-")


def _located(words: str, cited: Citation) -> Citation | None:
    """The citation narrowed to the words: as they stand, but for white space and the shape of quotes and dashes."""
    if sum(letter.isalnum() for letter in words) < _FEWEST:
        return None
    wanted = words.strip().strip("|").strip()
    if (at := cited.quote.find(wanted)) >= 0:
        return _narrowed(cited, at, at + len(wanted))
    pattern = r"\s+".join(re.escape(word) for word in wanted.translate(_STRAIGHT).split())
    found = re.search(pattern, cited.quote.translate(_STRAIGHT))
    return _narrowed(cited, *found.span()) if found else None


def _narrowed(cited: Citation, start: int, end: int) -> Citation:
    given = {name: getattr(cited, name) for name in type(cited).model_fields}
    return Citation(
        **{**given, "start": cited.start + start, "end": cited.start + end, "quote": cited.quote[start:end]}
    )


_QUOTES = re.compile(r"[\"„“«]([^\"„“”«»]{2,}?)[\"”“»]")


def _curly(text: str) -> str:
    """Every kind of quotation marks as the guard reads them, so that none hides invented words."""
    return _QUOTES.sub(lambda found: f"“{found[1]}”", text)
