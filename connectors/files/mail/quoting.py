"""Which lines of a message are its author's, and which repeat somebody else's.

The libraries for this return the cleaned text and not where it stood, take list items for signatures
and drop answers between quotes; quoting to the letter needs places, so the lines are classed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.files.mail.signatures import find_signature
from copilot.domain.words import Part

__all__ = ["Slice", "slice_text"]

Slice = tuple[Part, str]
"""A part of a message, and its text to the letter."""

_MARK = re.compile(r"[ \t]{0,3}>")
_DATED = re.compile(r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|@|\d{1,2}[./-]\d{1,2}")
_WROTE = re.compile(
    r"^[\s>*_]*(?:"
    r"(?:on|am|le|el|il|op|em|den|dne|w\s+dniu|på|2\d{3}|\d{1,2}[./-]|v|a|pe|ma|ti|ke|to|la|su)\b.{3,220}?"
    r"(?:wrote|writes|said|schrieb|a\s+écrit|ha\s+scritto|escribió|escreveu|schreef|napisał(?:\(a\))?|skrev|kirjoitti"
    r"|napsal(?:\(a\))?|написал(?:\(а\)|а)?|пишет|írta|a\s+scris)\b[^\n]{0,80}?:"
    r"|.{3,120}?<[^<>\s]+@[^<>\s]+>.{0,60}?(?:wrote|schrieb|skrev|napisał\(?a?\)?|kirjoitti|написал\(?а?\)?|пишет|yazdı)?\s*[:：]"
    r"|.{2,120}(?:写道|寫道|のメール|が書きました)\s*[:：]"
    r"|.{2,160}\btarihinde\b.{2,120}\byazdı\s*:"
    r"|-{2,}\s*on\s.{5,200}\bwrote\s*-{2,}"
    r")[\s*_]*$",
    re.IGNORECASE | re.DOTALL,
)
_WROTE_START = re.compile(
    r"^[\s>*_]*(?:(?:on|am|le|el|il|op|em|den|dne|w\s+dniu)\s.*\d|\d{4}[-./年]|.{2,80}<[^<>\s]*@|-{2,}\s*on\s)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"^[\s*_]*(?:[-_=]{2,}\s*(?:original\s+(?:message|appointment)|forwarded\s+(?:message|by\b.*)|ursprüngliche\s+nachricht"
    r"|weitergeleitete\s+nachricht|original-nachricht|oorspronkelijk\s+bericht|doorgestuurd\s+bericht|message\s+d['’]origine"
    r"|message\s+(?:original|transféré)|mensaje\s+(?:original|reenviado)|mensagem\s+(?:original|encaminhada)"
    r"|messaggio\s+(?:originale|inoltrato)|ursprungligt\s+meddelande|oprindelig\s+meddelelse|opprinnelig\s+melding"
    r"|wiadomość\s+oryginalna|původní\s+zpráva|исходное\s+сообщение|пересылаемое\s+сообщение|reply\s+message)\s*[-_=]{2,}"
    r"|begin\s+forwarded\s+message\s*:|anfang\s+der\s+weitergeleiteten\s+(?:nachricht|e-mail)\s*:|début\s+du\s+message\s+(?:transféré|réexpédié)\s*:"
    r"|begin\s+doorgestuurd\s+bericht\s*:|inicio\s+del\s+mensaje\s+reenviado\s*:|inizio\s+messaggio\s+inoltrato\s*:)[\s*_]*$",
    re.IGNORECASE,
)
_FROM = r"from|von|van|de|da|från|fra|od|lähettäjä|от|kimden|发件人|差出人"
_SENT = (
    r"sent|date|gesendet|datum|verzonden|envoyé|enviado|enviada"
    r"|inviato|data|fecha|skickat|sendt|dato|odesláno|wysłano|lähetetty|отправлено|дата|发送时间|送信日時"
)
_TO = r"to|an|aan|à|para|a|till|til|komu|do|vastaanottaja|кому|收件人|宛先|cc|kopie|copie"
_SUBJECT = r"subject|betreff|onderwerp|objet|asunto|assunto|oggetto|ämne|emne|předmět|temat|aihe|тема|主题|件名"
_HEAD = re.compile(
    rf"^[\s*>_|]*(?:(?P<from>{_FROM})|(?P<sent>{_SENT})|(?P<subject>{_SUBJECT})|(?P<to>{_TO}))[\s*_]*[:：][\s*_]*\S",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[_-]{8,}\s*$")
_HEAD_LINES, _ATTRIBUTION_LINES = 8, 4


def slice_text(text: str, *, sender: str = "", hints: Sequence[Part | None] = ()) -> list[Slice]:
    """Cut a message's text (LF line ends) into body, quoted and signature slices, in order.

    Every slice is a substring of the text, without the blank lines around it. `sender` is the
    author's name, by which a signature without a greeting is known; `hints` is what the markup says
    of each line, where the text comes from HTML.
    """
    lines = text.split("\n")
    parts = _quoted(lines, list(hints) or [None] * len(lines))
    for first, last in _runs(parts, Part.BODY):
        for at in find_signature(lines[first:last], sender=sender, ends=last == len(lines)):
            parts[first + at] = Part.SIGNATURE
    return _gather(lines, parts)


def _quoted(lines: Sequence[str], hints: list[Part | None]) -> list[Part]:
    parts = [hint or (Part.QUOTED if _MARK.match(line) else Part.BODY) for line, hint in zip(lines, hints, strict=True)]
    at = 0
    while at < len(lines):
        if parts[at] is not Part.BODY or not lines[at].strip():
            at += 1
            continue
        if _opens_forward(lines, at):
            parts[at:] = [Part.QUOTED] * (len(lines) - at)
            break
        ended = _attribution(lines, at, parts)
        if ended is None:
            at += 1
            continue
        parts[at:ended] = [Part.QUOTED] * (ended - at)
        at = ended
        if not _follows_quote(parts, lines, ended):
            # Without marks nothing tells where the earlier message ends, so it runs to the end.
            parts[ended:] = [Part.QUOTED] * (len(lines) - ended)
            break
    return parts


def _opens_forward(lines: Sequence[str], at: int) -> bool:
    if _SEPARATOR.match(lines[at]):
        return True
    if _RULE.match(lines[at]):
        after = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), None)
        return after is not None and _is_head(lines, after)
    return _is_head(lines, at)


def _is_head(lines: Sequence[str], at: int) -> bool:
    """Whether Outlook's block begins here: From, and below it a subject or when it was sent, and to whom."""
    first = _HEAD.match(lines[at])
    if not first or first.lastgroup not in {"from", "sent"}:
        return False
    found = {first.lastgroup}
    for line in lines[at + 1 : at + _HEAD_LINES]:
        head = _HEAD.match(line)
        if head and head.lastgroup:
            found.add(head.lastgroup)
        elif not line.strip() and len(found) > 1:
            break
    return ("from" in found and "subject" in found and len(found) > len({"from", "subject"})) or (
        found >= {"from", "sent", "to"} and _dated(lines, at)
    )


def _dated(lines: Sequence[str], at: int) -> bool:
    return any("@" in line or re.search(r"\d{1,2}[:.]\d\d", line) for line in lines[at : at + _HEAD_LINES // 2])


def _attribution(lines: Sequence[str], at: int, parts: Sequence[Part]) -> int | None:
    """Where the line 'On ... wrote:' that begins here ends (exclusive); it may be broken over some lines."""
    if not _WROTE_START.match(lines[at]) and not _WROTE.match(lines[at]):
        return None
    for end in range(at + 1, min(at + _ATTRIBUTION_LINES, len(lines)) + 1):
        if parts[end - 1] is not Part.BODY or not lines[end - 1].strip():
            return None
        joined = " ".join(lines[at:end])
        if _WROTE.match(joined):
            marked = _follows_quote(parts, lines, end)
            alone = at == 0 or not lines[at - 1].strip() or parts[at - 1] is not Part.BODY
            return end if marked or (alone and _DATED.search(joined)) else None
    return None


def _follows_quote(parts: Sequence[Part], lines: Sequence[str], at: int) -> bool:
    following = next((i for i in range(at, len(lines)) if lines[i].strip()), None)
    return following is not None and parts[following] is Part.QUOTED


def _runs(parts: Sequence[Part], wanted: Part) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, part in enumerate(parts):
        if part is not wanted:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _gather(lines: Sequence[str], parts: Sequence[Part]) -> list[Slice]:
    found: list[tuple[Part, int, int]] = []
    for at, (line, part) in enumerate(zip(lines, parts, strict=True)):
        if not line.strip():
            continue
        # Blank lines belong to the slice they stand in, and end no slice.
        if found and found[-1][0] is part:
            found[-1] = (part, found[-1][1], at + 1)
        else:
            found.append((part, at, at + 1))
    return [(part, "\n".join(lines[first:last]).rstrip()) for part, first, last in found]
