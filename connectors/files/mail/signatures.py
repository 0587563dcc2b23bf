"""Where an author's own words end and their signature begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["find_signature"]

_DELIMITER = re.compile(r"^(?:--|—|– ?–)\s*$")
_RULE = re.compile(r"^\s*(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")
_DEVICE = re.compile(
    r"^\W*(?:sent (?:from|via|with) (?:my |the |mail for |outlook|yahoo|proton|superhuman|gmail|samsung|blackberry)"
    r"\S*.{0,50}"
    r"|get outlook for .{2,20}"
    r"|(?:von meinem|von unterwegs|gesendet (?:von|mit|über)) .{2,60}|envoyé (?:de(?:puis)?|à partir) .{2,60}"
    r"|(?:verzonden|verstuurd) (?:vanaf|met|via|vanuit) .{2,60}|inviato da .{2,60}"
    r"|enviado (?:desde|do|de|a partir) .{2,60}"
    r"|skickat från .{2,60}|sendt fra .{2,60}|lähetetty .{2,60}|wysłane z .{2,60}|odesláno z .{2,60}"
    r"|отправлено с .{2,60})$",
    re.IGNORECASE,
)
_CLOSING_WORDS = (
    r"(?:(?:with|mit|many|my|our|the|all|very|kind(?:est)?|best|warm(?:est)?|warmly|friendly|sincere|cordial|good|yours|sunny|sonnige)\s+){0,4}"
    r"(?:regards?|wishes|greetings?|greeting|best|thanks|thank\s+you|thx|cheers|sincerely|faithfully|truly|cordially|respectfully|warmly|warmest|ta)"
    r"(?:\s+(?:again|(?:and|&)\s+(?:best|kind|warm)?\s*(?:regards|wishes)|in\s+advance|so\s+much|very\s+much|a\s+lot|all|everyone|from\s+\w+|everybody|both))?"
    r"|(?:all|lots\s+of|much)\s+love|love|mwah|ta\s+ra|yours(?:\s+(?:sincerely|faithfully|truly|ever))?|br|kr|rgds|best|vg|lg|mfg|mvg|vriendelijke\s+groet(?:en)?|all\s+the\s+best|take\s+care|talk\s+soon|speak\s+soon|see\s+you(?:\s+\w+)?"
    r"|(?:mit\s+)?(?:freundlichen?|besten?|herzlichen?|herzliche|schönen?|vielen?|viele|liebe|lieben|beste|schöne|kollegialen?)\s+(?:gr(?:ü|ue|u)(?:ß|ss)(?:en?|e)?|gruß|gruss|dank|empfehlungen)(?:\s+aus\s+\w+)?"
    r"|gr(?:ü|ue)(?:ß|ss)e|gruß|gruss|hochachtungsvoll|danke|servus|baba"
    r"|(?:met\s+)?(?:vriendelijke|hartelijke|de\s+beste|beste)\s+groet(?:en)?|groet(?:en|jes)?|hartelijk\s+dank|bedankt"
    r"|(?:bien\s+)?(?:cordialement|amicalement|à\s+vous|sincèrement)|bien\s+à\s+(?:vous|toi)|merci(?:\s+\w+){0,2}|meilleures\s+salutations|salutations(?:\s+distinguées)?"
    r"|(?:un\s+)?(?:saludos?|cordial\s+saludo|abrazo|gracias)(?:\s+cordiales)?|atentamente|cordiali\s+saluti|distinti\s+saluti|saluti|(?:mille\s+)?grazie(?:\s+mille)?"
    r"|(?:com\s+os\s+melhores\s+)?cumprimentos|atenciosamente|obrigad[oa]|abraços?|med\s+venlig\s+hilsen|(?:med\s+)?(?:vänliga|vennlig|venlig|bästa|hjertelig)\s+(?:hälsningar|hilsen|hilsner)|mvh|hilsen|hälsningar"
    r"|(?:z\s+poważaniem|pozdrawiam|s\s+pozdravem|ystävällisin\s+terveisin|terveisin|с\s+уважением|best\s+from\s+.{2,30})"
)
_CLOSING = re.compile(rf"^\W*(?:{_CLOSING_WORDS})\s*[,.!;–—-]*\s*(?P<name>.{{0,45}})$", re.IGNORECASE)
_DISCLAIMER = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:e-?mail|message|communication|transmission|information\s+(?:contained|in\s+this))\b.{0,160}?(?:confidential|intended|privileged|addressee|recipient)"
    r"|(?:legal\s+)?(?:confidentiality|privacy|legal|important)\s+(?:notice|note|information|statement)\b|confidentiality\s*:|disclaimer\b|caution\s*:|warning\s*:\s*(?:this|external)"
    r"|\[?external(?:\s+e-?mail)?\]?\s*(?::|-|$)|please\s+(?:consider|think\s+of)\s+the\s+environment|if\s+you\s+(?:are\s+not\s+the\s+intended|have\s+received\s+this\s+(?:e-?mail|message))"
    r"|diese\s+(?:e-?mail|nachricht)\b.{0,120}?(?:vertraulich|bestimmt)|dit\s+(?:e-?mail)?bericht\b.{0,120}?(?:vertrouwelijk|bestemd)|ce\s+(?:message|courriel|mail)\b.{0,120}?(?:confidentiel|destin)"
    r"|este\s+(?:mensaje|correo|e-?mail)\b.{0,120}?confidencial|registered\s+(?:office|in\s+england)|company\s+(?:no|number|registration)\b"
    r"|(?:sitz\s+der\s+gesellschaft|amtsgericht|geschäftsführer|handelsregister|ust-?id)\b.{0,40}?:)",
    re.IGNORECASE | re.DOTALL,
)
_POSTSCRIPT = re.compile(r"^\W*p\.?\s?(?:p\.?\s?)?s\.?\s?(?:[:.,–—-]|\s)", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:\+?\d[\d\s()./-]{6,}\d|https?://|www\.|@|\||\b(?:tel|phone|mobile|mob|fax|cell|t|m|p)\s*[.:])", re.IGNORECASE
)
_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|mx|dr|prof|mag|ing|dipl|frau|herr|mevr|dhr|ir|sir|dame|phd|mba)$", re.IGNORECASE
)
_KISSES = re.compile(r"^x+$")
_DEGREE = re.compile(r"^[A-Z]{4,}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:;…]\s*$")
_LONGEST_LINE, _LONGEST_BLOCK, _SENTENCE_WORDS, _NAME_WORDS, _SHORT_NAME, _NICKNAME = 90, 12, 6, 4, 2, 3


def find_signature(lines: Sequence[str], *, sender: str, ends: bool) -> list[int]:
    """The lines (by their place) of a run of own words that are signature.

    `sender` is the author's name; `ends` says whether nothing follows the run in the message.
    """
    marked = {
        at
        for first, last in _paragraphs(lines)
        if _DISCLAIMER.match("\n".join(lines[first:last]))
        for at in range(first, last)
    }
    start = _start(lines, sender, ends=ends, stop=_legal_end(lines, marked))
    if start is not None:
        marked |= {at for at in range(start, len(lines)) if lines[at].strip()} - _afterwords(lines, start, sender)
    marked |= {at for at, line in enumerate(lines) if _DEVICE.match(line)}
    return sorted(marked)


def _start(lines: Sequence[str], sender: str, *, ends: bool, stop: int) -> int | None:
    for at, line in enumerate(lines):
        if _DELIMITER.match(line) and (
            line == "-- " or len([x for x in lines[at + 1 :] if x.strip()]) <= _LONGEST_BLOCK
        ):
            before = _start(lines[:at], sender, ends=ends, stop=min(stop, at))
            return at if before is None else before
    filled = [at for at in range(stop) if lines[at].strip() and not _DEVICE.match(lines[at])]
    for at in reversed(filled[-_LONGEST_BLOCK - 4 :]):
        if _closes(lines, at, filled, sender, ends=ends):
            return at
    return _name_block(lines, filled, sender)


def _closes(lines: Sequence[str], at: int, filled: Sequence[int], sender: str, *, ends: bool) -> bool:
    """Whether a line is a greeting that only a signature follows."""
    found = _CLOSING.match(lines[at].strip())
    if not found:
        return False
    below = [lines[i] for i in filled if i > at]
    name = found["name"].strip(" ,.!-–—")
    if name and not (_is_sender(name, sender) or (not below and _looks_named(name) and "," in lines[at])):
        return False
    if below and (_is_sender(below[0], sender) or (name and _is_sender(name, sender))):
        return True
    if not below:
        return bool(name) or (ends and at != filled[0])
    return (
        len(below) <= _LONGEST_BLOCK and all(_is_line_of_signature(line) for line in below) and _looks_named(below[0])
    )


def _name_block(lines: Sequence[str], filled: Sequence[int], sender: str) -> int | None:
    """A last paragraph that begins with the sender's name, or a last line that is nothing else."""
    for at in filled[-6:]:
        below = [i for i in filled if i > at]
        apart = at == 0 or not lines[at - 1].strip() or not below
        if (
            apart
            and at != filled[0]
            and _is_sender(lines[at], sender)
            and all(_is_line_of_signature(lines[i]) for i in below)
        ):
            return at
    return None


def _afterwords(lines: Sequence[str], start: int, sender: str) -> set[int]:
    """The lines of what an author adds below the signature: a postscript, or a paragraph of prose."""
    body: set[int] = set()
    for first, last in _paragraphs(lines):
        if first <= start or _DISCLAIMER.match("\n".join(lines[first:last])):
            continue
        block = lines[first:last]
        if (_POSTSCRIPT.match(block[0]) and not _DELIMITER.match(lines[start])) or (
            body and not all(_is_line_of_signature(line) or _is_sender(line, sender) for line in block)
        ):
            body |= set(range(first, last))
    return body


def _legal_end(lines: Sequence[str], marked: set[int]) -> int:
    """Where the legal text at the end of a run begins; its length where there is none."""
    end = len(lines)
    while end and (end - 1 in marked or not lines[end - 1].strip() or _RULE.match(lines[end - 1])):
        end -= 1
    return end


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _is_line_of_signature(line: str) -> bool:
    line = line.strip()
    if len(line) > _LONGEST_LINE or _POSTSCRIPT.match(line) or line.endswith("?"):
        return False
    if _CONTACT.search(line) or _DEVICE.match(line) or line[:1] in "\"“'*":
        return True
    return (
        not (_SENTENCE.search(line) and len(line.split()) >= _SENTENCE_WORDS)
        and len(line.split()) <= 2 * _SENTENCE_WORDS
    )


def _looks_named(line: str) -> bool:
    words = _WORD.findall(line)
    return (
        bool(words) and len(line) <= _LONGEST_LINE and words[0][:1].isupper() and not _SENTENCE.search(line.rstrip("."))
    )


def _is_sender(line: str, sender: str) -> bool:
    """Whether a line is the sender's name: its words, initials or a short form, and perhaps a title after it."""
    names = [word.casefold() for word in _WORD.findall(sender) if not _HONORIFIC.match(word)]
    lead = re.split(r"[,|/(–—]|\s-\s", line.strip().lstrip("-–—~* "), maxsplit=1)[0]
    words = [word.casefold() for word in _WORD.findall(lead) if not _HONORIFIC.match(word) and not _DEGREE.match(word)]
    if (
        not names
        or not words
        or len(words) > max(_NAME_WORDS, len(names))
        or (re.search(r"[.!?]\s*$", lead) and len(words) > _SHORT_NAME)
    ):
        return False
    # Kisses, degrees and middle initials stand beside a name without being part of it.
    words = [word for word in words if not _KISSES.match(word)] or words
    whole = [word for word in words if word in names or (len(word) >= _NICKNAME and names[0].startswith(word))]
    initials = [word for word in words if len(word) == 1 and (whole or any(name.startswith(word) for name in names))]
    if len(words) == 1 and words[0] == "".join(name[0] for name in names):
        return True
    return len(whole) + len(initials) == len(words) and (bool(whole) or len(initials) > 1 or len(words) == 1)
