# ruff: noqa: E501 - patterns read best on one line
"""A sentence against the wording that product management approved: does it say more, sooner, firmer, wider?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from copilot.domain.commitment import RoadmapItem, RoadmapStatus
from copilot.guard.registry import Meaning
from copilot.guard.windows import sooner
from retrieval.terms import terms

__all__ = [
    "coming_clauses",
    "excess",
    "goes_beyond",
    "is_denial",
    "is_firm",
    "is_for_the_customer",
    "is_handed_over",
    "is_history",
    "is_kept_quiet",
    "is_mulled",
    "is_our_work",
    "is_planned",
    "is_told_as_there",
]


_HEDGED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|target(?:s|ed|ing)?|aim(?:s|ed|ing)?|expect(?:s|ed)?|intend(?:s|ed)?|may|might|subject to|not (?:yet )?(?:committed|final)|"
    r"current(?:ly)?|estimate[ds]?|hope|explor\w+|evaluat\w+|no (?:firm )?(?:date|commitment)|tentative\w*|provisional\w*|could (?:change|move|shift|slip)|likely)\b",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"\b(?:may|might|could|can|subject to) (?:still )?(?:change|move|shift|slip|vary)\b|subject to change|not (?:a )?commit\w+|no commitment|not committed",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:all|every\w*|any\w*|whole|entire|both|each|across the board|worldwide|globally|unlimited|no matter|regardless|out of the box|for free|"
    r"at no (?:extra )?(?:cost|charge)|free of charge|included|plus|as well as|along with|including|also|and more|full(?:y)?|complete(?:ly)?)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"^(?:on|in|at|back in|during|last)\b[^,:]{2,40},? .{0,60}\b(?:told|said|wrote|promised|mentioned|committed|answered|announced|informed|assured|stated|replied)\b|"
    r"(?<!you )\b(?:told|assured|informed|promised|wrote|answered|replied|mentioned|said)\b(?: to)? (?:\S+ ){0,5}?(?:that|would|was|were|had|they'd|it'd|they would)\b|"
    r"\b(?:was|were|been) (?:told|promised|quoted|assured)\b|\baccording to the (?:call|mail|e-mail|notes?|ticket|minutes)\b|\bhad (?:said|told|promised|written)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:no (?:plans?|intention)|not (?:plan\w*|going to|offer\w*|on (?:the|our) roadmap|something we|build\w*|in (?:the|our) plans?)|n't (?:plan\w*|offer|build|have (?:any )?plans?|going to|be (?:build|offer|add)\w*|see)|"
    r"won't|will not|do(?:es)? not intend|no intention|not (?:a thing|something|anything) (?:that )?we|not (?:be )?part of (?:the|our) plans?|(?:we|that) exclude|is excluded|declined|decided against|ruled? out|off the (?:table|roadmap)|never)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    terms(
        "will would can could shall may might plan planned planning commit committed commitment target targeted current currently expect expected aim "
        "available availability release released ship shipping shipped launch go live ga general generally quarter half year month early late end first second third fourth "
        "q1 q2 q3 q4 h1 h2 2025 2026 2027 2028 january february march april may june july august september october november december spring summer autumn winter "
        "customer customers you your we our us account accounts feature capability support supported include included new add added bring come coming get have use using product roadmap "
        "hi hello yes so and also then just quick note update please thanks as for with about regarding team teams change changed subject date timing nda under approved confirm confirmed "
        "good news heads up know let tell share say said wording official officially sunday monday tuesday wednesday thursday friday saturday easter christmas "
        "question answer reply note talking point mail agreed confidentially option pass two three items matter"
    )
)
COVERED = 0.9
"""How surely a wording must cover a sentence in other words for it to pass as approved."""
_ALLOWED_EXTRA = 0
_BEYOND = 1
_SAME = 0.6
"""The share of the approved wording's own terms that a sentence must repeat to count as saying the same."""


_FRAME = re.compile(r"^[^:.?!]{1,60}: (?=.)")
_FOR_CUSTOMER = re.compile(
    r"\b(?:talking points?|suggested (?:reply|answer|wording|text)|(?:ok|okay|fine|free|good) to (?:pass on|share|tell|say|send)|pass (?:this|it) on|you can tell|tell (?:them|him|her|your|the (?:customer|client|team))|"
    r"for the (?:renewal |follow-up |customer )?(?:mail|e-mail|deck|slides?|reply|qbr|call)|answer (?:for|to)|reply to|line for|to be sent to|draft (?:for|to))\b",
    re.IGNORECASE,
)
_QUIET = re.compile(
    r"\b(?:nothing (?:may|can|should|must|to) (?:be )?(?:said|say|shared|told|promised?)|(?:stay|keep|be) (?:silent|quiet|mum)|not (?:to be|be) (?:shared|mentioned|said|told|communicated)|(?:do not|don't|must not|may not|can't|cannot|never) (?:\w+ )?(?:mention|share|tell|say|promise|forward|repeat|talk|discuss|raise|bring)|"
    r"internal(?:ly)?(?: only)?|for our (?:eyes|ears) only|between us|keep (?:this|it|that) (?:to ourselves|inside|internal|away)|nothing (?:on|about|of) (?:it|this|that) (?:in|to|for)|stays? (?:inside|internal|with us|among)|(?:no|not a) word (?:to|of))\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:planned|plan to|on (?:the|our) roadmap|road-?map|targeted|scheduled|slated|likely to (?:follow|come|arrive|ship)|(?:is|are) coming|(?:after (?:it|that|this)|then|next) comes?|comes? (?:in|with|after|next)|to follow|follows?|will be (?:out|there|live|available|ready)|goes live|go live|arrives?|lands?|ships?|rolls? out|launch(?:es)?)\b",
    re.IGNORECASE,
)


def is_history(text: str) -> bool:
    """Whether a sentence reports what somebody said, and does not say it itself."""
    return _HISTORY.search(" ".join(text.split())) is not None


def is_denial(text: str) -> bool:
    """Whether a sentence says that something will not be; "not off the table" says that it may."""
    return _DENIAL.search(text) is not None and not re.search(
        r"(?:n't|not) (?:off|ruled out|declined|never)", text, re.IGNORECASE
    )


def is_for_the_customer(text: str) -> bool:
    """Whether an internal sentence hands on words that a customer is to hear."""
    return _FOR_CUSTOMER.search(text) is not None


def is_kept_quiet(text: str) -> bool:
    """Whether an internal sentence says that nothing is to be said."""
    return _QUIET.search(text) is not None


def is_planned(text: str) -> bool:
    """Whether a sentence speaks of something planned or coming."""
    return _PLANNED.search(text) is not None


_CLAUSE = re.compile(
    r"(?:[,;] (?:and|but|while|plus|then|with)|;|[,] as well as| and (?=after|then|later)) +", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"(?:it|its|they|this|that|these|those|we|i|you|dates?|plans?|timing|scope|details?|nothing|no)\b", re.IGNORECASE
)
_CLAUSE_WORDS = 4


def coming_clauses(text: str) -> list[str]:
    """The clauses of a sentence after its first that speak of something else as coming."""
    _, *rest = _CLAUSE.split(_unframed(text))
    return [
        clause
        for clause in rest
        if len(clause.split()) >= _CLAUSE_WORDS and is_planned(clause) and not _POINTS_BACK.match(clause)
    ]


_FIRM = re.compile(
    r"\b(?:no doubt|without (?:a )?doubt|guarantee[ds]?|certain(?:ly)?|definitely|for sure|a given|no ifs|my word|our word|fixed|set in stone|rest assured|count on it|promised?|signed off|locked in|100 ?%|take it as read|you can (?:plan|bank|rely|count)|on (?:track|course) to (?:deliver|ship|release|launch|hand over))\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:now|already|today|tonight|as of (?:today|now|this|last)|since (?:the|last|\d|monday|tuesday|wednesday|thursday|friday|january|february|march|april|may|june|july|august|september|october|november|december|easter|summer|spring|autumn|winter)|starting today|(?:is|are|it's) (?:live|there|on|active|enabled|in place)|this (?:morning|week's release)|just (?:pick|click|open|use|tick|select|go)|any more|no longer)\b",
    re.IGNORECASE,
)
_OUR_WORK = re.compile(
    r"\b(?:i|we)(?:'ll| will|'m| am|'re| are| can| have|'ve)\b|\blet me\b|\bour (?:team|engineers?|consultants?|support|people)\b",
    re.IGNORECASE,
)
_MULLED = re.compile(
    r"\b(?:looking (?:into|at)|explor\w+|sounding|consider\w*|evaluat\w+|leaning|toying|thinking about|turning (?:it|this|that)? ?over|investigat\w+|in discussion|under review|one day|some day|at some point)\b",
    re.IGNORECASE,
)


_HANDED = re.compile(
    r"\bwill (?:\w+ )?be (?:there|available|live|ready|in place|out|usable|working|waiting|yours)\b[^.;]{0,40}? for (?:you|your \w+|all of you)\b|"
    r"\b(?:you|your \w+)(?:'ll| will)(?: \w+)? be (?:working with|using|running|able to use|live (?:on|with))\b|\b(?:will|'ll) be in your hands\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:i|we|he|she|someone|somebody|(?:colleague|consultant|trainer|engineer|manager|expert|specialist|team|people|person|minutes|note|slide|deck|recording|"
    r"report|summary|offer|quote|invoice|contract|draft|training|workshop|session|call|meeting|visit)s?)\b",
    re.IGNORECASE,
)


def is_firm(text: str) -> bool:
    """Whether a sentence gives its word."""
    return _FIRM.search(text) is not None and not _is_hedged(text)


def is_handed_over(text: str) -> bool:
    """Whether a sentence tells the reader that a thing, not a person's help or a paper, will be theirs to use."""
    helped = _PEOPLE.search(re.sub(r"\byour \w+", " ", text))
    return _HANDED.search(text) is not None and not helped and not _is_hedged(text)


def _is_hedged(text: str) -> bool:
    """Whether a sentence leaves something open; "you can plan with it" does not, though it speaks of a plan."""
    return _HEDGED.search(_FIRM.sub(" ", text)) is not None


def is_told_as_there(text: str) -> bool:
    """Whether a sentence tells of something as being there already."""
    return _THERE.search(text) is not None


def is_our_work(text: str) -> bool:
    """Whether a sentence undertakes work by people on our side."""
    return _OUR_WORK.search(text) is not None


def is_mulled(text: str) -> bool:
    """Whether a sentence speaks of something as being thought about."""
    return _MULLED.search(text) is not None


def goes_beyond(text: str, items: Sequence[RoadmapItem]) -> bool:
    """Whether a sentence speaks of more than the names and wordings of some items do."""
    return len(_extra(_unframed(text), items)) > _BEYOND


def _unframed(text: str) -> str:
    """A sentence without the words before its colon ("For the renewal mail: …")."""
    return _FRAME.sub("", " ".join(text.split()), count=1)


def _extra(flat: str, items: Sequence[RoadmapItem]) -> set[str]:
    """The content words of a sentence that stand in no name and no wording of the items."""
    known = {
        term
        for item in items
        for name in (item.title, *item.aliases, item.approved_wording or "")
        for term in terms(name)
    }
    return {term for term in set(terms(flat)) - known - _GENERIC if not term.isdigit()}


def excess(  # noqa: PLR0911 - one reason after the other
    text: str,
    item: RoadmapItem,
    items: Sequence[RoadmapItem],
    today: date,
    *,
    promised: bool,
    meaning: Meaning | None = None,
) -> str:
    """What a sentence says beyond an item's approved wording: "earlier", "firmer", "wider", or "paraphrase" where it only
    says it otherwise; empty where it says no more. `items` are all it speaks of; `promised`: it promises, not only hedges.
    """
    wording = " ".join((item.approved_wording or "").split())
    flat = _unframed(text)
    if flat.casefold().strip(" .") == wording.casefold().strip(" ."):
        return ""
    if sooner(flat, item.window, today) and not _same_time(flat, wording):
        return "earlier"
    if _is_hedged(wording) and not _is_hedged(flat):
        return "firmer"
    if _CAVEAT.search(wording) and not _CAVEAT.search(flat):
        return "firmer"
    if item.status is RoadmapStatus.EXPLORING and promised:
        return "firmer"
    own = "|".join(one.approved_wording or "" for one in items).lower()
    whole = {found.lower() for found in _WHOLE.findall(flat)}
    if any(word not in own and not (word in ("each", "every") and "per " in own) for word in whole):
        return "wider"
    if len(_extra(flat, items)) > _ALLOWED_EXTRA:
        if meaning is not None and meaning.covers(wording, flat) >= COVERED:
            return ""
        return "wider" if promised else "paraphrase"
    return "" if _repeats(flat, wording, item) else "paraphrase"


def _repeats(flat: str, wording: str, item: RoadmapItem) -> bool:
    """Whether a sentence is about what the wording is about, in its words or in the item's names."""
    said, approved = set(terms(flat)), set(terms(wording))
    names = {term for name in (item.title, *item.aliases) for term in terms(name)}
    core = approved - _GENERIC or approved
    return bool(names & said) or len(core & said) / len(core) >= _SAME


def _same_time(flat: str, wording: str) -> bool:
    """Whether every figure of time in the sentence stands in the wording too."""
    said, approved = ({one.lower() for one in _TIME.findall(text)} for text in (flat, wording))
    return bool(said) and said <= approved


_TIME = re.compile(
    r"\b(?:q[1-4]|h[12]|20\d\d|\d{1,2}|first|second|third|fourth|january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
