# ruff: noqa: E501 - patterns read best on one line
"""The ways an undertaking is put: each frame finds where its subject and its predicate stand.

Pure grammar: who is the subject and in which construction; whether it is meant is judged afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from copilot.domain.words import DocumentKind
from copilot.insight.signals.due import may_name_a_time
from copilot.insight.signals.grammar import ADVERBS
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import named
from copilot.insight.signals.verbs import ARTEFACT, CAPABILITY, DONE, PREDICATE, RELEASE, TALK, base_form

__all__ = ["Found", "frames_in"]


@dataclass(frozen=True, slots=True)
class Found:
    """A construction in a sentence: `subject` and `verb` are offsets, `who` a name where one is written.

    `needs_due` marks constructions that undertake something only with a day; `release` those about
    a capability coming into being; `benefits_them` those that say the hearer will have it.
    """

    frame: str
    subject: int
    verb: int
    who: str = ""
    needs_due: bool = False
    release: bool = False
    benefits_them: bool = False
    hedgeable: bool = True
    end: int = -1


_WILL = (
    r"(?:'ll|\s+will|\s+shall|'m going to|\s+am going to|'re going to|\s+are going to|'m gonna|'re gonna|\s+gonna|\s+am to|"
    r"\s+(?:hereby )?(?:undertake|commit|promise|agree|pledge|guarantee)(?: here(?:by|with))? to|\s+(?:have|'ve) (?:agreed|promised|committed|undertaken) to|'m (?:happy|glad|committed|about) to)"
)
_SELF = re.compile(
    rf"(?<![\w'\"])(?P<subject>i|we){_WILL}(?:,?\s*(?:i|we){_WILL})?(?:\s*,)?\s+{ADVERBS}(?:have to\s+)?(?P<verb>be (?P<ing>\w+ing)|[a-z][\w-]*)"
)
_LET_ME = re.compile(
    r"(?<![\w'])let (?:me|us) (?:just |quickly )?(?P<verb>get back|come back|circle back|get (?:you|that|this|it|the|someone|a)|send|chase|find out|follow up|look into|dig|pull|put together|take (?:that|this|it) (?:away|back|up|to|offline|with)|"
    r"check (?:with|and|internally|that and)|confirm (?:with|that|and|this|it)|ask (?!you)|speak (?:to|with)|talk to|raise|escalate|set (?:up|that|it)|book|arrange|draft|write (?:that|it|this) up|forward|share (?!my screen)|run (?:that|this|it) (?:by|past))\b"
)
_CAN = re.compile(
    rf"(?<![\w'])(?:i|we)(?: can|'m able to| could)(?: \w+,? (?:i|we) can)? +{ADVERBS}(?P<verb>[a-z][\w-]*)"
)
_RECEIVE = re.compile(
    rf"(?<![\w'])(?P<subject>you|he|she|they|[a-z]+(?= will| 'll|'ll))(?:'ll|\s+will|\s+shall|\s+(?:are|is) going to)\s+{ADVERBS}"
    r"(?P<verb>(?:have|get|receive|be getting|be receiving|hear (?:back )?(?:from|by)|be hearing from|find))\s+(?!to\b|used|noticed|seen|heard|read|been|had|lost|gone|no\b|trouble|problems?|difficulty|fun|guessed|forgotten|won)"
)
_PROMISED_NOUN = re.compile(
    rf"(?:'ll|\s+will|\s+shall|\s+(?:is|are) going to)\s+{ADVERBS}"
    r"(?P<verb>be (?:with you|in your (?:inbox|hands|folder|mailbox)|on (?:your|its|the) (?:desk|way|next invoice)|sent|shared|there for you|over to you|applied|credited|deducted)|(?:show|reflect|include|carry) (?:the|your|a|this)|follow|reach you|go (?:out )?(?:to you|on (?:the|your) next)|land in your|come (?:over|to you|your way|across))\b"
)
_PASSIVE = re.compile(
    rf"(?:'ll|\s+will|\s+shall|\s+(?:is|are) (?:going )?to|\s+to)\s+{ADVERBS}(?P<verb>be\s+(?:\w+ly\s+)?(?P<part>{DONE})\b)"
)
_PROGRESSIVE_PASSIVE = re.compile(
    r"(?P<subject>\b(?:credit|refund|replacement|rebate|discount|compensation)\b[^.;]{0,30}?)\s+(?P<verb>(?:is|are) being (?:applied|issued|processed|sent|prepared|shipped)|goes (?:on|onto|against|out)|go (?:on|onto|against))\b"
)
_TO_FOLLOW = re.compile(
    r"(?P<subject>(?:^|[.;,(-] ?)(?P<verb>(?:[\w'/-]+ +){1,6}?(?:to follow|follows|coming (?:your way|over)|on its way|out (?:by|with) (?:courier|post)|on the way))\b)"
)
_NAME = r"[a-z][a-z'-]+(?: [a-z][a-z'-]+)?"
_TEAM = (
    r"(?:(?:our|my|the|your) (?:[a-z&-]+ ){0,3}(?:team|colleagues?|engineers?|developers?|devs|people|manager|director|department|support|legal|finance|product|engineering|boss|counsel|office|partner|side|assistant|csm|am|se|lawyers?|lead|specialist|consultant|architect|group)"
    r"|the (?:supplier|vendor|provider|contractor|licensor)|engineering|support|legal|finance|product|procurement|it|security|sales|accounting|accounts|someone|somebody)"
)
_NAMED = re.compile(
    rf"(?<![\w'])(?P<who>{_TEAM}|{_NAME})(?: from (?:our |the |my )?[a-z ]{{2,20}}?|, [^,]{{2,30}},)?(?:'ll|\s+will|\s+shall|\s+is going to|\s+are going to|\s+has agreed to|\s+agreed to|\s+has promised to|\s+undertakes to|\s+commits to)\s+{ADVERBS}(?P<verb>be (?P<ing>\w+ing)|[a-z][\w-]*)"
)
_SHE = re.compile(rf"(?<![\w'])(?P<who>he|she|they)(?:'ll| will| is going to)\s+{ADVERBS}(?P<verb>[a-z][\w-]*)")
_NO_NAMES = frozenset(
    "it that this there which who what you he she they everyone everybody nobody anyone one i we and or so then how when where "
    "why all these those people customers users guests lawyers nothing something anything time things told said me us him her "
    "them thing going not still also just".split()
)
_MINUTES = re.compile(
    r"^(?:[-*•>\[\]x ]*)(?P<label>(?:action|actions|ap|ai|todo|to-do|to do|next steps?|follow[- ]?ups?|owner|task|agreed|a/i)(?: ?(?:item|point)s?)?(?: ?#?\d+)?\s*[:\-–>]+\s*)?"
    r"@?(?P<who>[a-z][a-z.'-]*(?: [a-z][a-z.'-]+)?(?: ?(?:/|&|and|\+) ?[a-z][a-z'-]+)?)(?: ?\([^)]{1,30}\))?\s*(?P<link>to|will|:|->|=>|-|–)\s+(?P<verb>[a-z][\w/-]*)"
)
_LABELLED = re.compile(
    r"^(?:[-*•>\[\]x ]*)(?P<label>(?:action|actions|ap|todo|to-do|to do|next steps?|follow[- ]?ups?|a/i)(?: ?(?:item|point)s?)?(?: ?(?:for|on) (?:us|me|our side|vendor))?\s*[:\-–>]+\s*)(?P<verb>[a-z][\w-]*)"
)
_LATER_NAMED = re.compile(r"(?:[,;.] |- |\) ?|-> )(?P<who>[a-z]{1,3}|[a-z][a-z'-]+) to (?P<verb>[a-z][\w-]*)")
_WORD_GIVEN = re.compile(
    r"\b(?P<verb>leave (?:it|that|this)(?: one)? (?:with|to) (?:me|us)|consider (?:it|that|this|the [^.,;]{2,30}|your [^.,;]{2,30}) (?:done|sorted|fixed)|(?:i|we) (?:hereby )?(?:commit|pledge) to (?=an?\b|the\b|weekly|daily|monthly|your)[^.;]{3,60}|you have (?:my|our) word|i'm on it|we're on it|i've got this|i owe (?:you|him|her|them) (?:an?|the) (?!apology|beer|drink|lunch|herring|favou?r|coffee|big|huge|thank)[\w -]{3,40})\b"
)
_SAID = re.compile(
    rf"\b(?:i|we)(?:'ve| have| had)? (?:said|told (?:him|her|them|you|\w+)|promised(?! myself)(?: (?:him|her|them|you|\w+))?|agreed|confirmed|offered)(?: yes)?(?:,? (?:that|yes))*,? (?:i'd|we'd|i would|we would|i'll|we'll|(?<=agreed )to|(?<=promised )to|(?<=offered )to)\s+{ADVERBS}(?P<verb>[a-z][\w-]*)"
)
_SAID_BARE = re.compile(
    rf"(?:^|[,;.:] ?|\band )(?:said|told (?:him|her|them|\w+)|promised(?: (?:him|her|them|\w+))?|agreed)(?: that)?(?: (?:i'd|we'd|i would|we would|i'll|we'll|will))\s+{ADVERBS}(?P<verb>[a-z][\w-]*)"
)
_PROMISED_THING = re.compile(
    r"\b(?P<verb>(?<!was )(?<!were )(?<!been )(?<!is )promised (?:him|her|them|you|(?!for\b|to\b|by\b|in\b|at\b|that\b|us\b|me\b)[a-z]+) (?=an?\b|the\b|two|three|some|my|our)[^.;]{3,60})"
)
_EXPECT = re.compile(
    r"(?:^|[.;:,(] |\byou can |\band |\bplease )(?P<verb>(?:expect|plan on|count on|rely on) (?!(?:that|it|you|us|me|a (?:lot|few)|to)\b)[^.;?]{4,90})"
)
_LABELLED_THING = re.compile(
    r"^(?:[-*•>\[\]x ]*)(?:action|actions|ap|ai|todo|to-do|next steps?|follow[- ]?ups?|a/i)(?: ?(?:item|point)s?)?\s*[:>]+\s*@?(?P<who>[a-z][a-z.'-]*)\s*(?:-|:|->)\s*(?P<verb>[a-z][^;]{3,80})"
)
_LETS = re.compile(
    r"(?<![\w'])let(?:'s| us) (?P<verb>(?:book|schedule|set|put|do|plan|fix|say|make|arrange) [^.;?]{2,60})"
)
_DROPPED = re.compile(
    rf"^(?:(?:ok|okay|yes|sure|yep|yeah|np|no problem|no worries|thanks|thx|perfect|great|good|done|cool|noted|ack|hi|hey|alright|right|got it|of course|on it)(?: \w+)?[,.! -]+)*(?:and |then |but )?(?P<subject>will|'ll|gonna)\s+{ADVERBS}(?P<verb>[a-z][\w-]*)"
)
_JOINED = re.compile(rf"\b(?:and|then|but) (?P<subject>will|'ll)\s+{ADVERBS}(?P<verb>[a-z][\w-]*)")
_PRESENT = re.compile(
    r"(?:^|[,;:.(] |\band |\bthen |\bso |\b(?:tomorrow|today|week|weekend|month|monday|tuesday|wednesday|thursday|friday) )(?P<subject>(?:i|we) (?:then |also |now |hereby |just )?)(?P<verb>send|resend|forward|confirm|inform|ask (?!for|you|that)|check|prepare|return|come back|get back|call|book|organi[sz]e|arrange|extend|provide|deliver|share|update|transfer|schedule|keep|let you know|"
    r"bring|give|make|put|look|clarify|fix|upload|sign|submit|add|revert|talk|speak|take)\b(?! (?:you|it) (?:that|was))"
)
_PRESENT_ING = re.compile(
    r"(?:^|[,;:.(-] |\band |\bso |\bthen )(?P<subject>(?:(?:i'm|i am|we're|we are|am|will be) )?)(?P<verb>(?P<ing>sending|resending|forwarding|delivering|shipping|getting|calling|booking|visiting|issuing|crediting|moving|migrating|raising|escalating|writing|preparing|turning|switching|chasing|uploading|scheduling|setting)) "
)
_DOING = re.compile(
    r"\b(?P<subject>i'm|i am|we're|we are) (?P<verb>(?!going\b)[a-z]+ing) (?=(?:[a-z' ]{0,30})\b(?:you|your|u)\b)"
)
_NEGATIVE_UNDERTAKING = re.compile(
    r"(?<![\w'])(?P<subject>i|we)(?: will not|'ll not| won't| will never| shall not| shan't)\s+(?P<verb>(?:send|serve|give|issue|file|terminate|cancel|charge|invoice|bill|raise|increase|touch|share|release|contact|switch)\b[^.;]*\b(?:before|until|unless|without|again|this year|next year)\b)"
)
_EXIST = re.compile(
    rf"(?:'ll|\s+will|\s+shall|\s+(?:is|are) going to)\s+{ADVERBS}"
    rf"(?P<verb>be (?:in(?: (?:by|before|the|production|your|there|place))|there|available|ready|live|out(?! of)|released|shipped|launched|done|fixed|gone|sorted|resolved|supported|complete|generally available|ga|enabled|switched on|rolled out|delivered|up and running|on by|working by|able to \w+)|(?:{RELEASE})|work|come|drop|have|disappear|go away|(?:be )?(?:\w+ing))\b"
)
_IS_COMMITTED = re.compile(
    r"(?:\b(?:is|are)|'s|'re)\s+(?:now |all |firmly |already )?"
    r"(?P<verb>(?:committed|confirmed|locked(?: in)?|guaranteed|promised|agreed|signed off)(?: (?:for|to|in|by|on)\b|(?=[.,;!]|$))"
    r"|(?:scheduled|slated|lined up|merged) (?:for|in|into) (?:the )?(?:\w+ )?(?:release|version|sprint|update|drop)\b)"
)
_WE_COMMITTED = re.compile(
    r"\b(?:what(?:'s| is| we have) committed\b[^.]{0,80}? is |(?:we|i)(?:'ve| have)? committed (?:to )?)(?P<verb>[a-z][^.;]{3,80})"
)
_SCHEDULED = re.compile(
    r"(?<!\bto )(?<!must )(?<!should )(?<!could )(?<!can )(?<!may )(?<!might )(?<!would )(?<!not )(?<!n't )(?<!\bi )(?<!\bwe )(?<!you )(?<!they )(?<!will )(?P<verb>(?:goes|go) (?:to (?:staging|production|prod|everyone|all)|out|live|ga|into production|in)|(?:ships?|launches|launch|lands?|drops?|arrives?|disappears?|goes away|rolls? out|releases|comes out|gets released|becomes available|starts? shipping|is (?:coming|shipping|landing|launching|arriving|happening|being released|rolling out)|are (?:coming|shipping|landing)|'s (?:coming|shipping|landing|happening)))\b"
)
_ADDS = re.compile(
    r"\b(?P<who>engineering|product|the product team|the devs?|development|our (?:product |dev |engineering )?(?:team|engineers|developers)|we|release \d[\w.]*|version \d[\w.]*)\s+(?P<verb>(?:adds?|ships?|releases?|delivers?|brings?|fix(?:es)?|builds?|introduces?|includes?)\b)"
)

_PLEASANT_RECEIVE = re.compile(
    r"\b(?:have (?:a (?:great|good|nice|lovely|think|look|point|chance|problem|word|feeling)|to\b|any|noticed|time|the (?:same|choice|chance)|my word|our word)|get (?:the (?:idea|gist|hang|picture)|used|a feel|there|over|over it|tired|lost|bored|older|better|my|more out)|find (?:that|it|yourself|out|the|them|a|more|these|this|attached|in)\b(?! (?:in your|by|on your))|hear (?:more )?(?:about|of)\b)"
)


def frames_in(sentence: Sentence) -> Iterator[Found]:
    """Every construction of a sentence that may be an undertaking, the more specific ones first."""
    flat = sentence.flat
    timed = may_name_a_time(flat) or "committed" in flat or _DATELESS.search(flat) is not None
    for frame in _FRAMES:
        if timed or frame is not _release:
            yield from frame(flat)
    if sentence.document.kind in _MINUTED:
        yield from _minutes(sentence)


_DATELESS = re.compile(r"\d\.\d|next|spring|summer|autumn|fall|winter|upcoming|coming")
_MINUTED = frozenset({DocumentKind.NOTE, DocumentKind.FILE, DocumentKind.EMAIL})


def _predicated(flat: str, at: int, verb: str, ing: str | None) -> Iterator[tuple[int, bool]]:
    """Where a predicate starts, and whether it needs a day; nothing where the verb is mere talk."""
    looked_up = flat[at:]
    if ing:
        looked_up = base_form(ing) + flat[at + len(verb) :]
    match = PREDICATE.match(looked_up)
    if match:
        yield at, match["strong"] is None
    elif not TALK.match(looked_up):
        yield at, True


_HUMAN = re.compile(r"(?:[\"'(]*)(?:i|we|he|she|they|who|you|everyone|people|nobody|it|that|this)\b")
_SUBJECT_BORDER = re.compile(r"(?:[.;:!?] |^(?:\(?\w[.)] )?|,? (?:and|but|so|because|that) (?=\w)| - |\) )")


def _subject_of(flat: str, verb: int) -> int:
    """Where the noun phrase before a verb starts: behind the last clause border."""
    start = 0
    for border in _SUBJECT_BORDER.finditer(flat, 0, verb):
        if border.end() < verb:
            start = border.end()
    return start


_SECOND_VERB = re.compile(r"[^.;:!?,]{2,60}?(?: and| &|,? then| \+) (?:then )?(?=[a-z])")
"""What lies between a verb and one that is joined to it ("bug Henrik and circle back")."""


def _self(flat: str) -> Iterator[Found]:
    if "i" in flat or "we" in flat:
        for found in _SELF.finditer(flat):
            for at, timed in _predicated(flat, found.start("verb"), found["verb"], found["ing"]):
                second = _SECOND_VERB.match(flat, at) if timed else None
                if second is not None and _is_strong(flat, second.end()):
                    yield Found("future", found.start(), second.end())
                else:
                    yield Found("future", found.start(), at, needs_due=timed)
    for found in _NEGATIVE_UNDERTAKING.finditer(flat):
        yield Found("abstention", found.start(), found.start("verb"), hedgeable=False, benefits_them=True)


def _let_me(flat: str) -> Iterator[Found]:
    if "let " in flat or "let's" in flat:
        for found in _LET_ME.finditer(flat):
            yield Found("offer", found.start(), found.start("verb"), benefits_them=True)
        for found in _LETS.finditer(flat):
            yield Found("proposal", found.start(), found.start("verb"), needs_due=True)


def _can(flat: str) -> Iterator[Found]:
    if " can " in flat or " could " in flat or "able to" in flat:
        for found in _CAN.finditer(flat):
            predicate = PREDICATE.match(flat, found.start("verb"))
            if " could" not in found[0] and predicate and predicate["strong"]:
                yield Found("offer_dated", found.start(), found.start("verb"), needs_due=True)


def _receive(flat: str) -> Iterator[Found]:
    if "you" in flat:
        for found in _RECEIVE.finditer(flat):
            if found["subject"] == "you" and not _PLEASANT_RECEIVE.match(flat, found.start("verb")):
                named = ARTEFACT.search(flat, found.end()) or CAPABILITY.search(flat, found.end())
                yield Found("receive", found.start(), found.start("verb"), needs_due=not named, benefits_them=True)


_PASSIVE_OPEN = re.compile(
    rf"(?:'ll|\s+will|\s+shall)\s+{ADVERBS}(?P<verb>be\s+(?:\w+ly\s+)?(?!based|needed|required|charged|closed|affected|pleased|concerned|interested|asked|forced|allowed|delayed|surprised|impressed|bored|tired|used)\w{{3,}}ed\b)(?=[^.;]*\byour?\b)"
)


def _things(flat: str) -> Iterator[Found]:
    if "will" in flat or "'ll" in flat or "going to" in flat or " to be " in flat or "shall" in flat:
        for pattern, frame in ((_PROMISED_NOUN, "reach"), (_PASSIVE, "passive"), (_PASSIVE_OPEN, "passive")):
            for found in pattern.finditer(flat):
                subject = _subject_of(flat, found.start())
                human = _HUMAN.match(flat, subject)
                if (
                    subject < found.start() <= subject + 150
                    and not human
                    and "is to" not in found[0]
                    and "are to" not in found[0]
                ):
                    yield Found(
                        frame,
                        subject,
                        found.start("verb"),
                        benefits_them=True,
                        needs_due=found[0].strip().startswith("to "),
                    )
    for found in _PROGRESSIVE_PASSIVE.finditer(flat):
        yield Found("passive", found.start("subject"), found.start("verb"), benefits_them=True)
    if "follow" in flat or "way" in flat or "courier" in flat or "post" in flat:
        for found in _TO_FOLLOW.finditer(flat):
            yield Found("to_follow", found.start("subject"), found.start("verb"), benefits_them=True)


def _others(flat: str) -> Iterator[Found]:
    if (
        "will" in flat
        or "'ll" in flat
        or "shall" in flat
        or "going to" in flat
        or "agreed to" in flat
        or "promised to" in flat
    ):
        for found in _NAMED.finditer(flat):
            if (not found["who"].startswith("the ") and (found["who"].split()[0] in _NO_NAMES)) or found["who"].split()[
                -1
            ] in _NO_NAMES:
                continue
            for at, timed in _predicated(flat, found.start("verb"), found["verb"], found["ing"]):
                yield Found("named", found.start(), at, who=found["who"], needs_due=timed)


def _words_given(flat: str) -> Iterator[Found]:
    for found in _WORD_GIVEN.finditer(flat):
        yield Found("word_given", found.start(), found.start("verb"), hedgeable=False, benefits_them=True)
    for found in _PROMISED_THING.finditer(flat):
        yield Found("said", found.start(), found.start("verb"), hedgeable=False)
    for pattern in (_SAID, _SAID_BARE):
        for found in pattern.finditer(flat):
            if PREDICATE.match(flat, found.start("verb")) or flat.startswith("come", found.start("verb")):
                yield Found("said", found.start(), found.start("verb"), hedgeable=False)


def _pronouns(flat: str) -> Iterator[Found]:
    for found in _SHE.finditer(flat):
        if _is_strong(flat, found.start("verb")):
            yield Found("named", found.start(), found.start("verb"), who=found["who"], needs_due=True)


def _dropped(flat: str) -> Iterator[Found]:
    for pattern in (_DROPPED, _JOINED):
        for found in pattern.finditer(flat):
            for at, timed in _predicated(flat, found.start("verb"), found["verb"], None):
                yield Found(
                    "future",
                    found.start("subject"),
                    at,
                    needs_due=timed
                    or (pattern is _JOINED and "i " not in flat and "we " not in flat and "i'" not in flat),
                )


_RETURNS = re.compile(
    r"[^.;?]{0,60}?\b(?:return|come back|get back|revert|send|deliver|forward|inform|let)\b (?:it |this |them )?(?:to )?you\b"
)
_HEREWITH = re.compile(
    r"\b(?:attached|herewith|enclosed|hereby|this (?:mail|email|e-mail|message|because|to)|every|each|always|usually|because|as i (?:told|said))\b"
)


def _present(flat: str) -> Iterator[Found]:
    if not may_name_a_time(flat) and "you" not in flat:
        return
    for found in _PRESENT.finditer(flat):
        owed = _RETURNS.match(flat, found.start("verb")) and not _HEREWITH.search(flat)
        yield Found("present", found.start("subject"), found.start("verb"), needs_due=not owed)
    for found in _PRESENT_ING.finditer(flat):
        yield Found("present", found.start("verb"), found.start("verb"), needs_due=True)
    for found in _DOING.finditer(flat):
        doing = base_form(found["verb"]) + flat[found.end("verb") :]
        if (match := PREDICATE.match(doing)) and match["strong"]:
            yield Found("present", found.start("subject"), found.start("verb"), needs_due=True)


def _release(flat: str) -> Iterator[Found]:
    for found in _IS_COMMITTED.finditer(flat):
        yield Found("committed", _subject_of(flat, found.start()), found.start("verb"), release=True, needs_due=True)
    for found in _WE_COMMITTED.finditer(flat):
        yield Found("committed", found.start(), found.start("verb"), release=True, needs_due=True)
    for found in _EXPECT.finditer(flat):
        yield Found("exist", found.start("verb"), found.start("verb"), release=True, needs_due=True)
    for found in _ADDS.finditer(flat):
        yield Found("scheduled", found.start(), found.start("verb"), who="", release=True, needs_due=True)
    for found in _SCHEDULED.finditer(flat):
        yield Found("scheduled", _subject_of(flat, found.start()), found.start("verb"), release=True, needs_due=True)
    if "will" in flat or "'ll" in flat or "going to" in flat:
        for found in _EXIST.finditer(flat):
            yield Found("exist", _subject_of(flat, found.start()), found.start("verb"), release=True, needs_due=True)


_ASSIGNED = re.compile(
    r"^(?P<who>[a-z][a-z'-]+(?: [a-z][a-z'-]+)?) (?P<verb>gets|sends|runs|calls|does|provides|takes|prepares|books|delivers|sets up|confirms|writes|shares|checks|visits|trains|fixes|reviews)\b"
)
_ITEM = re.compile(r"(?:^|\n)[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+$")


def _minutes(sentence: Sentence) -> Iterator[Found]:
    flat = sentence.flat
    given = _ASSIGNED.match(flat)
    if (
        given
        and sentence.text[0].isupper()
        and sentence.document.kind is not DocumentKind.NOTE
        and _ITEM.search(sentence.passage.text[: sentence.start])
    ):
        yield Found("assigned", 0, given.start("verb"), who=given["who"], hedgeable=False)
    found = _MINUTES.match(flat)
    if found and (found["link"] in ("to", "will") or found["label"]) and _is_strong(flat, found.start("verb")):
        if found["label"] or _is_person(sentence, found["who"], found.start("who")):
            yield Found("minutes", found.start("who"), found.start("verb"), who=found["who"], hedgeable=False)
    elif (labelled := _LABELLED.match(flat)) and PREDICATE.match(flat, labelled.start("verb")):
        yield Found("minutes", labelled.start("verb"), labelled.start("verb"), hedgeable=False)
    elif thing := _LABELLED_THING.match(flat):
        yield Found(
            "minutes", thing.start("who"), thing.start("verb"), who=thing["who"], needs_due=True, hedgeable=False
        )
    if " to " in flat:
        for later in _LATER_NAMED.finditer(flat):
            if _is_strong(flat, later.start("verb")) and _is_person(sentence, later["who"], later.start("who")):
                yield Found("minutes", later.start("who"), later.start("verb"), who=later["who"], hedgeable=False)


def _is_strong(flat: str, at: int) -> bool:
    found = PREDICATE.match(flat, at)
    return found is not None and found["strong"] is not None


_NO_ASSIGNEE = re.compile(
    r"(?:happy|able|free|due|ready|back|next|how|what|where|when|nothing|something|up|access|right|need|needs|want|wants|have|has|had|"
    r"like|would|good|great|nice|glad|sorry|keen|easy|hard|time|want|here|thanks|rounds?|you|i|we|he|she|they|it|as|not|in order|used|supposed|about|likely|closed?|"
    r"open|subject|according|owing|thank|similar|close|prior|down|link|links|invite|except|\w+ing|\w+ed|\w+'\w+)\b"
)


def _is_person(sentence: Sentence, who: str, at: int) -> bool:
    """Whether the one a task is given to is a person: a participant, or, in notes, a name or initials."""
    written = sentence.text[at : at + len(who)]
    if not written[:1].isupper() or _NO_ASSIGNEE.match(who) or sentence.text.isupper():
        return False
    if named(sentence.document, who.split("/", maxsplit=1)[0].split(" and ", maxsplit=1)[0].strip()) is not None:
        return True
    return sentence.document.kind in (DocumentKind.NOTE, DocumentKind.FILE) and len(written.split()) <= 3  # noqa: PLR2004


_FRAMES: tuple[Callable[[str], Iterator[Found]], ...] = (
    _self,
    _receive,
    _let_me,
    _can,
    _words_given,
    _release,
    _others,
    _pronouns,
    _things,
    _dropped,
    _present,
)
