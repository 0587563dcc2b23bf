# ruff: noqa: E501 - patterns read best on one line
"""People who leave, arrive, move, and the titles they bear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Part, SignalFamily
from copilot.insight.signals.due import find_due
from copilot.insight.signals.readings import Reading, signal_of_field
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import author, named

__all__ = ["people_in", "titles_of"]

_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][\w'’.-]+(?: (?:(?:van|von|de|der|den|la|le|al|bin|mac|mc|o') )*[A-Z][\w'’-]+){0,2}"
_SELF_LEAVES = re.compile(
    r"\b(?:my last (?:day|week|month)|(?:i am|i'm|i'll be|i will be|i have decided to be) (?:leaving|moving on|retiring|stepping (?:down|back|aside)|resigning|off to|going to work)|i(?:'ve| have)? (?:handed in|resigned|quit|given (?:in )?(?:my )?notice|accepted (?:a|another))|i leave (?:the company|\w+ on|at the end|in)|"
    r"i(?:'m| am) (?:taking|starting) (?:a )?(?:sabbatical|new (?:job|role)|maternity|parental|paternity)|last (?:day|week) (?:here|with us|is|will be|at)|taking a sabbatical|my (?:final|farewell)|(?:shan't|won't|will not|not) be (?:coming )?back(?! (?:in|on|by|at|from|to you|online|until|before))|i leave(?=[.,!]|$)|i become)\b"
    r"|^(?:(?:retiring|leaving(?: (?:us|the company))?|last day)(?: is| will be)? (?:tomorrow|today|on |in |at the end|\d|monday|tuesday|wednesday|thursday|friday|next|end of))"
)
_LEAVES = re.compile(
    rf"(?P<who>{_NAME})(?:, [^,.]{{2,40}},)? (?:has (?:just |now |already |sadly )?|is |will be |have |had )?(?P<verb>left(?! (?:it|the (?!company|business|group|firm|organi[sz]ation|team|hotel|account)|a|his|her|out|on the|in the|behind|me|us|them|early|off))|leaving(?! (?:it|the (?!company|business|group|firm|team)|a|his|her|out|them))|leaves(?! (?:it|the (?!company|business|group|firm|team)|a|his|her|out|them|us with|me))|resigned|quit|retired|retiring|retires|moved on|moving on|stepp(?:ed|ing) (?:down|aside)|departed|no longer (?:with|works?|at|here|employed|there)|(?<=is )gone\b|(?<=has )gone\b|(?<='s )gone\b|been (?:let go|made redundant|fired|laid off)|off (?:sick|on long)|on (?:long-term sick|maternity|parental|paternity|sabbatical)|going on (?:maternity|parental|leave)|finish(?:es|ed|ing) (?:on|here|up))\b"
)
_THEY_LEAVE = re.compile(
    r"\b(?P<who>he|she|they)(?:'ll| will| is| has|'s| have| are|'re)?(?: already| just| now)? "
    r"(?:retir(?:e|es|ing)|resign(?:s|ed|ing)?|leav(?:e|es|ing) (?:us|the company|the business|in|at the end|on|next)|left (?:us|the company|the business)|moved on|stepping down|handed in)\b"
)
_LAST_DAY_OF = re.compile(
    rf"(?P<who>{_NAME})['’]s? (?:last (?:day|week)|departure|leaving|farewell|retirement|exit)\b|(?:last (?:day|week)|departure|retirement) (?:of|for) (?P<who2>{_NAME})"
)
_ARRIVES = re.compile(
    rf"(?P<who>{_NAME})(?:, [^,.]{{2,60}},)? (?:has |is |will (?:be )?|'ll )?(?P<verb>join(?:ed|s|ing)? (?:us|the (?:team|company|group|business)|procurement|as|in|from|on|\w+ (?:as|in|on|from))|tak(?:es|ing|en|e) over|took over|succeed(?:s|ed|ing)?|replac(?:es|ed|ing) (?!the)|starts? (?:on|with|as|here|in|next|monday)|start(?:ed|ing) (?:on|as|here|in|with)|(?:is |has been |was )?(?:appointed|promoted to|hired as|named)|step(?:s|ping|ped) (?:in|up|into)|(?:will )?sit(?:s|ting)? in (?:my|his|her) chair|(?:is|as) (?:our|the|my) new|will be your (?:new )?(?:contact|point of contact|csm|account manager)|inherits?|fills? in|covers? for|from now on)\b"
)
_ARRIVAL_WORDS = re.compile(
    r"\b(?:join|tak|took|succe|replac|start|appoint|promot|hired|named|step|sit|our|the|my|your|inherit|fill|cover|from now)"
)
_NEW = re.compile(
    rf"\b(?:[Oo]ur|[Tt]he|[Mm]y|[Yy]our|[Aa])? ?[Nn]ew (?P<role>[A-Z]{{2,4}}|(?:[A-Z]?[\w&-]+ ){{0,4}}(?:[Dd]irector|[Mm]anager|[Hh]ead|[Oo]fficer|[Ll]ead|[Cc]hief|[Vv][Pp]|[Aa]dmin(?:istrator)?|[Bb]uyer|GM|[Cc]oordinator|[Oo]wner|[Cc]ontact|[Ss]ponsor|[Ee]ngineer)(?: (?:of|for|at) [\w& ]{{2,30}}?)?),?(?: (?:is|will be|here is|called|at \w+ is))?,? (?P<who>{_NAME})"
)
_I_AM = re.compile(
    r"\b(?:i am|i'm|this is|i have (?:just )?(?:joined|started|taken over)|i(?:'ve| have)? (?:taken|took|take|taking) over|i (?:joined|started|replaced?|succeed(?:ed)?)|from \d{1,2} \w+ i am|in my capacity as|my name is)\b(?P<rest>[^.;!?]{0,90})"
)
_MINE = re.compile(
    r"\b(?:new (?:here|in (?:the )?role|contact|csm|account manager|to the (?:team|account))|taking over|took over|taken over|replac\w+|succeed\w*|joined|started|successor|in charge|responsible for|i(?:'m| am) the|head of|director|manager|officer|lead|vp|chief|procurement)\b"
)
_REORGANISED = re.compile(
    r"\b(?:re-?organi[sz](?:ation|ed|ing)|restructur(?:e|ed|ing)|re-?org\b|new (?:structure|org chart|reporting line|department|owner)|now reports? to|will report to|reporting to|moves? (?:to|under|into) (?:the )?(?:\w+ ){0,2}(?:department|team|group|division|it|finance|operations|procurement)\b|merg(?:ed|er|ing) with|acquired by|acquisition|taken over by|passes to|ownership (?:passes|moves|goes|transfers)|handing (?:it |this |the account )?over to|hands? over to|responsib\w+ (?:moves|passes|transfers|goes) to|centrali[sz]\w+)\b"
)
_PASSES = re.compile(
    rf"(?:passes|passed|hand(?:s|ed|ing)? (?:\w+ )?over|moves|goes|transfers?|contact|write|talk|speak|reach out|report(?:s|ing)?|replaced by|succeeded by|successor(?: is|:)?|steps? in|take(?:s|n)? over by|over) (?:to |is |will be )?(?P<who>{_NAME})"
)
_TITLE_WORD = re.compile(
    r"\b(?:chief|ceo|cfo|coo|cto|cio|ciso|vp|svp|evp|vice president|president|director|head|manager|officer|lead|leader|leiter(?:in)?|supervisor|coordinator|engineer|analyst|consultant|administrator|admin|specialist|buyer|procurement|owner|founder|partner|"
    r"architect|technician|secretary|controller|accountant|executive|chair(?:man|woman|person)?|gm|superintendent|foreman|principal|developer|assistant|agent|chef|directeur|directrice|responsable|gerente|geschäftsführer(?:in)?|mcips)\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    rf"(?P<who>{_NAME}), (?:who is |who's |now )?(?:our|the|their|your|my)? ?(?:new |interim |acting )?(?P<title>(?:[A-Z]{{3,4}}|[\w&/-]+(?: [\w&/-]+){{0,5}}))(?=[,.;)]|$)"
)
_IS_TITLE = re.compile(
    rf"(?P<who>{_NAME}|I) (?:am|is|'m|became|becomes?|will be)(?: now| the| our| your| their| acting| interim| new)* (?P<title>[A-Z][\w&-]+(?: (?:of|for|and|&|the|[A-Z][\w&-]+)){{0,6}})"
)
_NOT_A_NAME = frozenset(
    "The This That It If When Then What Who Which There Here Our My Your Their We You He She They And But So For From To In On At By As No Not Yes Ok Okay Hi Hello Dear Thanks Thank Best Kind Regards Please Also Just Once "
    "After Before Since Until Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Everyone Everybody Nobody People Someone "
    "I Some Half One Two Three All Both New Nothing Something Whatever Whoever Today Tomorrow Yesterday Last Next Now Later Good Great Sorry Re Is Are Was How Why Where Support Team".split()
)
_SELF = frozenset({"i", "my", "me"})


def people_in(sentence: Sentence) -> Iterator[Reading]:
    """Departures, arrivals, reorganisations and titles that a sentence tells of. Not of questions or suppositions."""
    flat, text = sentence.flat, sentence.text
    if sentence.question or " if " in f" {flat}"[:12] or len(text) > 500:  # noqa: PLR2004
        return
    yield from _departures(sentence)
    yield from _arrivals(sentence)
    if _REORGANISED.search(flat):
        heir = _heir(text)
        yield Reading(
            "reorganisation",
            SignalFamily.RELATIONSHIP,
            "reorganisation",
            {"who": author(sentence)[1], "successor": heir, "when": _when(sentence)},
        )
    for found in _APPOSITION.finditer(text):
        title = found["title"].strip()
        if _TITLE_WORD.search(title) and _is_name(found["who"]) and len(title) < 60:  # noqa: PLR2004
            yield Reading(
                "title",
                SignalFamily.RELATIONSHIP,
                "title:apposition",
                {"who": _full(sentence, found["who"]), "title": title},
            )
            break
    for found in _IS_TITLE.finditer(text):
        if _TITLE_WORD.search(found["title"]) and (found["who"] == "I" or _is_name(found["who"])):
            who = author(sentence)[1] if found["who"] == "I" else _full(sentence, found["who"])
            yield Reading("title", SignalFamily.RELATIONSHIP, "title:said", {"who": who, "title": found["title"]})
            break


_LEAVING_WORDS = re.compile(
    r"\b(?:lea|left|resign|retir|quit|no longer|gone|moved on|moving on|step|last|depart|maternity|parental|paternity|"
    r"sabbatical|made redundan|being? let go|been (?:let|fired|laid)|off (?:sick|on)|finish|farewell|exit)"
    r"|'s gone"
)


def _departures(sentence: Sentence) -> Iterator[Reading]:
    flat, text = sentence.flat, sentence.text
    if _SELF_LEAVES.search(flat) and "notice" not in flat:
        who = author(sentence)[1]
    elif _LEAVING_WORDS.search(flat):
        found = _LEAVES.search(text) or _LAST_DAY_OF.search(text)
        if found is None:
            if _THEY_LEAVE.search(flat):
                yield Reading(
                    "departure",
                    SignalFamily.RELATIONSHIP,
                    "departure:pronoun",
                    {"who": _antecedent(sentence), "when": _when(sentence), "successor": _heir(text)},
                )
            return
        groups = found.groupdict()
        name = groups.get("who") or groups.get("who2") or ""
        if not _is_name(name) or re.search(rf"\b(?:if|unless|when) {re.escape(name)}", text):
            return
        who = _full(sentence, name)
    elif _THEY_LEAVE.search(flat):
        who = _antecedent(sentence)
    else:
        return
    yield Reading(
        "departure",
        SignalFamily.RELATIONSHIP,
        "departure",
        {"who": who, "when": _when(sentence), "successor": _heir(text)},
    )


def _arrivals(sentence: Sentence) -> Iterator[Reading]:
    flat, text = sentence.flat, sentence.text
    mine = _I_AM.search(flat)
    if (
        mine is not None
        and _MINE.search(flat, mine.start())
        and re.search(
            r"\b(?:new|joined|started|taken over|taking over|took over|take over|replac(?:e|ed|ing)|succeed(?:ed|ing) (?!in)|successor|capacity)\b",
            flat,
        )
    ):
        yield Reading(
            "arrival",
            SignalFamily.RELATIONSHIP,
            "arrival:self",
            {"who": author(sentence)[1], "when": _when(sentence), "role": ""},
        )
        return
    new = _NEW.search(text) if "new" in flat else None
    if new is not None and _is_name(new["who"]):
        yield Reading(
            "arrival",
            SignalFamily.RELATIONSHIP,
            "arrival:new",
            {"who": _full(sentence, new["who"]), "when": _when(sentence), "role": new["role"].strip()},
        )
        return
    found = _ARRIVES.search(text) if _ARRIVAL_WORDS.search(flat) else None
    if found is not None and _is_name(found["who"]):
        yield Reading(
            "arrival",
            SignalFamily.RELATIONSHIP,
            "arrival",
            {"who": _full(sentence, found["who"]), "when": _when(sentence), "role": ""},
        )


def _is_name(name: str) -> bool:
    first = re.split(r"[\s'’]", name)[0].rstrip(".,") if name else ""
    return bool(first) and first not in _NOT_A_NAME and not name.isupper()


def _full(sentence: Sentence, name: str) -> str:
    person = named(sentence.document, name)
    return person.name if person is not None else name


def _heir(text: str) -> str:
    found = _PASSES.search(text)
    return found["who"] if found is not None and _is_name(found["who"]) else ""


_PAST = re.compile(
    r"\b(?:left|was|were|joined|took over|taken over|started|resigned|retired|moved|replaced|succeeded)\b"
)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d{4}-\d\d-\d\d")
_HALF_A_YEAR = timedelta(days=180)


def _when(sentence: Sentence) -> str:
    """The day it names: one to come, or, told in the past tense, one of the last half year; else empty."""
    said_on = sentence.said_on
    if said_on is not None and _PAST.search(sentence.flat):
        past = find_due(sentence.flat, said_on - _HALF_A_YEAR) if _MONTH.search(sentence.flat) else None
        return past.day.isoformat() if past and past.day <= said_on else ""
    due = find_due(sentence.flat, said_on)
    return due.day.isoformat() if due else ""


def _antecedent(sentence: Sentence) -> str:
    """Whom "he" or "she" means: the first name in the sentence, where there is one."""
    names = (found[0] for found in re.finditer(_NAME, sentence.text))
    return next((_full(sentence, name) for name in names if _is_name(name)), "")


_LONG_TITLE = 10
"""Words: what is longer is a sentence."""


def titles_of(document: Document) -> list[Signal]:
    """The title a signature block gives its writer: a line with a title word, next to the writer's name."""
    found: list[Signal] = []
    for passage in document.passages:
        if passage.part is not Part.SIGNATURE or not passage.speaker or document.kind is not DocumentKind.EMAIL:
            continue
        lines = [line.strip(" -*|_~·•,") for line in re.split(r"\n|\s[·|•~]\s", passage.text)]
        last = passage.speaker.split()[-1].lower()
        at = next((n for n, line in enumerate(lines) if last in line.lower()), None)
        after = lines[at : at + 4] if at is not None else []
        for line in after:
            title = re.sub(rf"^.*{re.escape(passage.speaker)}[ ,|-]*", "", line)
            if (
                title
                and _TITLE_WORD.search(title)
                and len(title.split()) < _LONG_TITLE
                and "@" not in title
                and last not in title.lower()
            ):
                attributes = {"who": passage.speaker, "title": title, "email": passage.speaker_email}
                found.append(
                    signal_of_field(
                        document,
                        (passage,),
                        f"{passage.speaker}: {title}",
                        Reading("title", SignalFamily.RELATIONSHIP, "title:signature", attributes),
                    )
                )
                break
    return found
