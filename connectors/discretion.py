# ruff: noqa: E501 - a phrase cut in two is harder to read than a long line
"""The wordings in which people ask for discretion, as patterns.

Each is written with the stems that a text must contain for it to match: one of each group (`,` parts the
stems of a group, `&` the groups). Looking for those first is what makes the patterns affordable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["CUES", "Cue"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns, and the groups of stems (lower case) of which a text that they match contains one each."""

    stems: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[re.Match[str]]:
        """The wordings in a text; `folded` is its lower-case form."""
        if all(any(stem in folded for stem in group) for group in self.stems):
            yield from self.pattern.finditer(text)


_SHARE = (
    r"(?:share|forward|pass(?:ing)?\s+(?:\w+\s+){0,2}?(?:on|along|around)|mention|repeat|circulat\w*|distribut\w*"
    r"|quot\w*|disclos\w*|discuss|cc|reveal|leak|talk\s+(?:to|with|about)|bring\s+(?:\w+\s+)?up"
    r"|let\s+(?:\w+\s+){1,4}(?:know|see|hear)|put\s+(?:\w+\s+){1,3}(?:in|into|on))"
)
_SHOW = r"(?:show|say|raise|copy|spread|publish|broadcast|use)"
_SHARED = (
    r"(?:shared|forwarded|passed\s+(?:on|along|around)|told|mentioned|repeated|circulated|distributed|quoted|disclosed"
    r"|discussed|shown|copied|revealed|leaked|published|minuted|recorded|used)"
)
_THIS = (
    r"(?:this|that|it|these|any\s+of\s+(?:this|it)|what\s+(?:i|we)\b|(?:the|my|our)\s+(?:name|number|numbers|news|mail|e-?mail|note|message)"
    r"|(?:a|one)\s+word|anything)"
)
_OTHERS = (
    r"(?:any(?:one|body|where)|(?:an)?other\w*|(?:my|your|our|the|his|her|their)\s+(?:\w+\s+){0,2}?"
    r"(?:team|teams|boss|manager|colleague\w*|ceo|cfo|coo|cto|ciso|board|director|people|group|company|side|customer|account|vp|staff|office)"
    r"|outside|externally|internally|around|further|on\b|him\b|her\b|them\b|with\s+[A-Z]|to\s+[A-Z])"
)
_START = r"(?:^|[.!?;:,(\"“*\n–—-]\s*|\b(?:and|so|but|also|again|please|pls|bitte|kindly|though|just|then)\s+)"
_NOT_EVEN = r"(?!hesitate|forget|worry|need\b|have\b|fail|mind)"
_NOT_THINGS = (
    r"(?!\s+(?:your|a|an|the)\s+(?:\w+\s+)?(?:pass\w*|credential\w*|log-?ins?|screen|dashboard\w*|reports?|link\w*)\b)"
)
_DONT = r"(?:do\s*n[o'’]?t|do\s+not|dont|never|not|pls\s+dont)"
_US = (
    r"(?:us(?:\s+(?:two|both|girls|chickens))?|you\s+and\s+(?:me|i)|me\s+and\s+you|ourselves|the\s+two\s+of\s+us"
    r"|(?:these|the)\s+four\s+walls)"
)

_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # people keep it among themselves; not the gap between us and them
    (
        "between",
        (
            rf"(?:stay\w*|keep|kept|remain\w*|strictly|just|purely|only|this\s+is|that(?:'|’)?s|it(?:'|’)?s)\s+(?:\w+\s+){{0,4}}?between\s+{_US}\b(?!\s+(?:and|on|in|all)\b)",
            rf"(?:^|[.!?;:,(\n–—-]\s*|\b(?:and|but|so)\s+)between\s+{_US}\b(?!\s+(?:and|we\s+have|there\s+(?:is|are))\b)",
            rf"\bbetween\s+{_US}\s*(?:please|only|[),.;:!]*\s*(?:please\W{{0,9}})?$)(?<!difference between us)",
        ),
    ),
    (
        "record,minutes,slide,deck,notes,protocol",
        (
            r"\boff[\s-]the[\s-]record\b",
            r"\bnot\s+(?:for|on|to\s+go\s+(?:in|on|into))\s+(?:the|any)\s+(?:record|minutes|slide\w*|deck|notes|recording|protocol)\b",
        ),
    ),
    (
        "confiden,vertrau,vertrouw",
        (
            (
                r"(?<!loss )(?<!drop )(?<!rise )(?<!dip )(?<!fall )(?<!gain )(?<!increase )(?<!boost )(?<!decline )(?<!growth )"
                r"(?<!change )(?<!improvement )\b(?:in|under)\s+(?:the\s+)?(?:strict\w*\s+|full\s+|total\s+|absolute\s+|complete\s+)?"
                r"confidence\b(?!\s+(?:in|that|interval|level))"
            ),
            r"\bconfidentially\b(?!\s+(?:stored|handled|processed|shredded))",
            r"(?:^|\n)\W{0,9}(?:streng\s+|strictly\s+)?(?:(?<=strictly )confidential|vertraulich|vertrouwelijk|confidentiel|confidenziale|confidencial)\b(?=\s*[:!/.–—-]|\s*$)",
        ),
    ),
    (
        "ears,eyes,for you",
        (
            r"\bfor\s+(?:your|our)\s+(?:own\s+)?(?:ears|eyes)(?:\s+only|\b(?=\s*[.,;:!]|\s*$))",
            r"\b(?:only|just)\s+for\s+(?:your\s+(?:ears|eyes)|you\s+(?:to\s+know|personally))",
            r"\bfor\s+you\s+(?:alone|only)\b",
            r"\b(?:only|just)\s+for\s+you\b(?=\s*[.,;:!)]|\s*$)",
        ),
    ),
    (
        "nous,unter,onder,nosotros,noi,vertrau,vertrouw",
        (
            r"\bentre\s+nous\b|\bunter\s+uns\b(?!\s+(?:sind|ist|gibt))|\bonder\s+ons\b|\bentre\s+nosotros\b|\btra\s+(?:di\s+)?noi\b",
            r"\bunter\s+vier\s+augen\b|\bstreng\s+vertraulich\b|\bvertraulich\s+behandeln\b|\bvertrouwelijk\s+(?:houden|behandelen)\b",
        ),
    ),
    (
        "no further,no farther,mum,hush,the qt,low,hat,rosa,the rose",
        (
            r"\b(?:goes|go|should\s+go|must\s+go|to\s+go)\s+no\s+(?:further|farther)\b",
            r"\b(?:mum(?:'|’)?s\s+the\s+word|hush[\s-]hush|on\s+the\s+(?:qt|down[\s-]low)|under\s+(?:your|one(?:'|’)s)\s+hat|sub\s+rosa|under\s+the\s+rose)\b",
        ),
    ),
    (
        "you did,you never,you have & hear,get,got,see,read",
        (
            r"\byou\s+(?:didn(?:'|’)?t|did\s+not|never|haven(?:'|’)?t|have\s+not)\s+(?:hear|heard|get|got|see|seen|read)\s+(?:this|that|it|any\s+of\s+(?:this|it)|anything)\b(?:\s+from\s+(?:me|us|here))?(?=\s+from|\W{0,9}$|\W{0,9}[,.;!]\s)",
        ),
    ),
    (
        "for & not,n't,n’t,dont,don t,never & wider,onward,general,external,further,broader,public,internal,wide,sharing,forwarding,circulat,distribut,publication,anyone else,others,whole,rest",
        (
            r"\b(?:not|isn(?:'|’)?t)\s+(?:\w+\s+){0,3}?for\s+(?:any\s+)?(?:wider|onward\w*|general|external|further|broader|public|internal|wide)\s+(?:circulation|distribution|sharing|consumption|use|release|audience|discussion)",
            r"\bnot\s+(?:for|meant\s+for|intended\s+for)\s+(?:sharing|forwarding|circulation|distribution|publication|anyone\s+else|others|the\s+(?:wider|whole|rest)\s+\w+)\b",
        ),
    ),
    (
        "keep,hold & to you,ourselves,wraps,hat,embargo,drawer,family,off ,out of",
        (
            (
                r"\b(?:keep|keeping|hold|holding)\s+(?:\w+(?:'\w+)?\s+){1,6}?(?:to\s+(?:yourself|yourselves|ourselves|you\b)|under\s+(?:wraps|your\s+hat|embargo)|in\s+the\s+drawer"
                r"|in\s+the\s+family|off\s+(?:the|any)\s+(?:record|slides?|deck|minutes|notes|books)"
                r"|out\s+of\s+(?:the|any|your|our|all|this|that)\s+(?:\w+\s+){0,2}?(?:slide\w*|deck\w*|record|minutes|notes|mail\w*|e-?mail\w*|crm|writing|report\w*|system|ticket\w*|rca|thread|papers?|qbr))"
            ),
        ),
    ),
    (
        "keep,treat,handle,consider,regard,hold & confiden,private,secret,quiet,discreet,sensitive,embargo",
        (
            (
                r"\b(?:keep|treat|handle|consider|regard|hold)\s+(?:this|that|it|these|all\s+(?:this|of\s+(?:this|it))|what\s+(?:i|we)\s+(?:\w+\s+){1,4}?|my\s+\w+|the\s+(?:following|above|news|merger|name\w*))"
                r"\s*(?:\w+\s+){0,4}?(?:confidential\w*|private\w*|secret|quiet|discreet\w*|sensitive\w*|embargoed|in\s+confidence)\b"
            ),
        ),
    ),
    (
        "back from,out of,in private,discreet",
        (
            r"\b(?:hold|keep)\s+(?:this|that|it)\s+back\s+from\b|\bleave\s+(?:this|that|it|my\s+\w+)\s+out\s+of\s+(?:the|any|your|our)\b",
            r"\b(?:told|tell\w*|said|say|share\w*|speak\w*)\s+(?:\w+\s+){0,3}?in\s+private\b|\bbe\s+(?:very\s+)?discreet\b",
        ),
    ),
    (
        "keep,stay & quiet,silent,mum,schtum,shtum,discreet",
        (r"\b(?:keep|stay)\s+(?:quiet|silent|mum|schtum|shtum|discreet)\s+(?:about|on)\b",),
    ),
    (
        "confidential,private,secret,embargoed,privileged",
        (
            (
                r"\b(?:this|that|it|what\s+(?:i|we)\s+(?:\w+\s+){1,6}?)(?:\s+(?:is|are|was|must|should|has|needs?|to|all|part|one|bit|stay\w*|remain\w*|be|stays|still|of\s+course|obviously|strictly|very|highly|totally|completely|absolutely|really|quite|for\s+now|please|treated|as)){1,5}"
                r"\s+(?:confidential|private(?!\s+(?:comment|network|cloud|key|field|channel|api))|secret(?!\s+key)|embargoed|privileged)\b(?!\s+(?:agreement|information\s+policy|clause|data))"
            ),
            (
                r"\b(?:matter|news|topic|conversation|chat|subject|thing|plan|decision|move)\b[^.!?\n]{0,30}?\s(?:is|are|stays?|remains?|still)\s+"
                r"(?:still\s+|strictly\s+|very\s+|highly\s+)?(?:private|confidential|secret|embargoed)\b"
            ),
        ),
    ),
    (
        "stay,remain,leave,get out,go & between,room,call,meeting,private,confidential,outside,thread,circle,house,building,with you,with us,in here,within",
        (
            r"\b(?:must|should|can|may|has\s+to|needs\s+to|ought\s+to)(?:\s*not|n(?:'|’)?t)?\s+(?:stay|remain|leave|get\s+out|go)\s+(?:\w+\s+){0,2}?(?:between|in\s+this\s+(?:room|call|meeting)|this\s+(?:room|call|meeting)|private|confidential|outside)\b",
            r"\b(?:stay|stays|staying|remain|remains)\s+(?:in\s+this\s+(?:room|call|meeting|thread|circle)|with\s+(?:you|us)\b|on\s+this\s+call|in\s+here|within\s+(?:these|this|our))",
            r"\b(?:does|do|should|must|can|may|will)\s*(?:n(?:'|’)?t|not)\s+leave\s+(?:this|the)\s+(?:room|call|meeting|house|thread|building|circle)\b",
        ),
    ),
    # an order to the reader: don't share this with Klaas, never mention it to the board, I'd rather you didn't pass it on
    (
        "not,n't,n’t,dont,don t,never & share,forward,pass,mention,repeat,circulat,distribut,quot,disclos,discuss,cc,reveal,leak,talk,bring,let ,put ",
        (
            rf"{_START}{_DONT}\s+{_NOT_EVEN}(?:\w+\s+){{0,2}}?{_SHARE}\b{_NOT_THINGS}[^.!?\n]{{0,40}}?(?:{_THIS}|{_OTHERS})",
            (
                rf"{_START}{_DONT}\s+(?:\w+\s+){{0,2}}?(?:share|forward|circulate|distribute|quote|mention|repeat|disclose)\b"
                r"(?=\s*(?:[.,;:!)–—-]|$|please|yet))"
            ),
            (
                rf"(?:{_START}{_DONT}|\byou\s+(?:\w+\s+){{0,2}}?(?:not|never|\w+n[’']t))\s+(?:pass\s+(?:this|that|it)\s+(?:\w+\s+)?(?:on|along)"
                r"|put\s+(?:this|that|it|any\s+of\s+(?:this|it)|my\s+name)\s+(?:in|into|on)\b)"
            ),
            rf"\byou\s+(?:\w+\s+){{0,2}}?(?:not|didn(?:'|’)?t|don(?:'|’)?t|won(?:'|’)?t|wouldn(?:'|’)?t|mustn(?:'|’)?t|shouldn(?:'|’)?t|can(?:'|’|no)?t|never)\s+(?:\w+\s+){{0,2}}?{_SHARE}\b{_NOT_THINGS}[^.!?\n]{{0,40}}?(?:{_THIS}|{_OTHERS})",
        ),
    ),
    (
        "not,n't,n’t,dont,don t,never & word,supposed,allowed,meant,free,liberty",
        (
            r"\bnot\s+(?:supposed|allowed|meant|free|at\s+liberty)\s+to\s+(?:tell|say|share|talk|disclose|mention)\b[^.!?\n]{0,20}?\b(?:you|this|that|it)\b",
            r"\bnot\s+a\s+word\s+(?:to|about|of)\b",
        ),
    ),
    ("not,n't,n’t,dont,don t,never & tell", (rf"{_START}{_DONT}\s+(?:\w+\s+)?tell\s+(?!me\b|us\b|you\b)\w+",)),
    (
        "not,n't,n’t,dont,don t,never & show,say,raise,copy,spread,publish,broadcast,use",
        (
            (
                rf"{_START}{_DONT}\s+(?:\w+\s+)?{_SHOW}\s+(?:this|that|it|anything|my\s+name)\b[^.!?\n]{{0,25}}?"
                r"\b(?:to|outside|externally|anywhere|around|with|in\s+front)\b"
            ),
        ),
    ),
    (
        "without,avoid,refrain,hold off,wait & ing",
        (
            rf"\b(?:without|avoid|refrain\s+from|hold\s+off|wait)\s+(?:\w+\s+){{0,2}}?(?:sharing|forwarding|passing|telling|mentioning|repeating|circulating|quoting|disclosing|discussing|showing)\s+(?:{_THIS}|my\s+name)",
        ),
    ),
    # not to be quoted; this can't come from me
    (
        "not,n't,n’t,dont,don t,never & be ,reach,come,get,leak,go ",
        (
            rf"\b(?:this|that|it|these|which|numbers?|figures?|name|please)?\W{{0,9}}(?:not|never|n(?:'|’)t)\s+(?:to\s+)?be\s+{_SHARED}\b(?!\s+(?:in|by|until|between|across|among|via|within)\s+(?!us\b|writing\b|public\b))",
            rf"\b(?:this|that|it)\s+(?:\w+\s+){{0,2}}?(?:must|should|may|can|is|has|ca)\s*(?:not|n(?:'|’)?t|never)\s+(?:\w+\s+){{0,3}}?(?:be\s+{_SHARED}|reach|come\s+(?:out|up|from\s+me)|get\s+(?:out|around|back)|leak|go\s+(?:any\s+)?(?:further|outside|beyond))",
        ),
    ),
    # those who must not know, or do not know yet
    (
        "nobody,no one,no-one,none & know,hear,see,told",
        (
            (
                r"\b(?:nobody|no[\s-]one|none\s+of\s+(?:them|my\s+\w+))(?:\s+(?:else|here|outside|(?:on|in|at)\s+(?:my|the|our)\s+\w+)){0,2}"
                r"\s+(?:(?:must|should|may|can|is\s+to|needs\s+to)\s+(?:know|hear|see)\b|knows?\s+(?:yet|(?:about|of)?\s*(?:this|that|it)\b)"
                r"|has\s+been\s+told)"
            ),
            r"\b(?:nobody|no[\s-]one)\s+(?:else|outside\s+[\w\s]{1,20}?)\s+(?:here\s+)?knows\b",
        ),
    ),
    (
        "not,n't,n’t,dont,don t,never & want,like,wish & hear,know,find,learn,read,see",
        (
            r"\b(?:do\s+not|don(?:'|’)?t|wouldn(?:'|’)?t|would\s+not|rather\s+not)\s+(?:\w+\s+)?(?:want|like|wish)\s+(?:that\s+)?(?:[\w.]+\s+){1,5}?(?:to\s+)?(?:hear\w*|know\w*|find\w*\s+out|learn\w*|read\w*|see\w*)\s+(?:about\s+)?(?:this|that|it|of\s+(?:this|it))\b",
        ),
    ),
    (
        "not,n't,n’t,dont,don t,never & announced,public,official",
        (
            r"\b(?:hasn(?:'|’)?t|haven(?:'|’)?t|has\s+not|have\s+not|isn(?:'|’)?t|not)\s+(?:been\s+)?(?:announced|public\s+knowledge|public|official)\s*(?:yet|internally|so\s+(?:please|keep)|,?\s*please)",
        ),
    ),
    (
        "not & team,boss,manager,colleagues,people,board",
        (r"\bnot\s+(?:even\s+)?to\s+(?:my|your)\s+(?:own\s+)?(?:team|boss|manager|colleagues|people|board)\b",),
    ),
    (
        "nicht,niet,ne ",
        (
            r"\b(?:nicht|bitte\s+nicht|niet)\s+(?:\w+\s+){0,2}?(?:weitergeben|weitersagen|weiterleiten|erzählen|doorsturen|doorvertellen|delen)\b",
            r"\bne\s+(?:le\s+|la\s+|pas\s+)*(?:pas\s+)?(?:transférer|transférez|partager|partagez|répéter|répétez|diffuser|diffusez)\b",
        ),
    ),
)


def _cue(stems: str, patterns: tuple[str, ...]) -> Cue:
    groups = tuple(tuple(group.lstrip().split(",")) for group in stems.split(" & "))
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return Cue(groups, re.compile(joined, re.IGNORECASE | re.MULTILINE))


CUES = tuple(_cue(stems, patterns) for stems, patterns in _PHRASES)
