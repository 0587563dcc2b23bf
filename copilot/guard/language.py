"""Which language a text is in, by its most common words; unsure where they do not tell."""

from __future__ import annotations

import re

__all__ = ["ENGLISH", "language_of", "misspoken"]

ENGLISH = "English"
_COMMON = {
    ENGLISH: (
        "the and of to is are was were that this these those it its they them their he she his her we you your our "
        "who what when where why which how did does do has have had not no any with from about for on at by be been "
        "will would can could should there said says than then also but if or in an as all more"
    ),
    "German": (
        "der die das den dem des ein eine einen einem einer und oder ist sind war waren wurde wurden wird werden hat "
        "haben hatte nicht kein keine mit von vom zum zur zu bei auf für über nach aus wer was wann wo warum wie "
        "welche welcher wir sie er es ihr ihre unser unsere sich auch noch nur dass ob als im am an in alle jede "
        "jeden jeder"
    ),
    "French": (
        "le la les un une des du de et ou est sont était étaient a ont avait été pas ne que qui quoi quand où "
        "pourquoi comment quel quelle quels quelles nous vous ils elles il elle leur leurs notre votre ce cette ces "
        "dans avec pour par sur au aux mais plus depuis chaque tous toutes se son sa ses en d l qu n s c j"
    ),
    "Spanish": (
        "el la los las un una unos unas de del y o es son era eran fue fueron ha han había no que quién qué cuándo "
        "dónde cuál cuáles cómo por para con sin sobre en al se su sus lo les le nos nuestro nuestra ellos ellas cada "
        "todo todos todas pero más desde esta este estos estas está están"
    ),
    "Italian": (
        "il lo la i gli le un uno una di del della dei delle degli e o è sono era erano ha hanno aveva non che chi "
        "cosa quando dove perché come quale quali per con da dal dalla su nel nella nei al alla ai si loro noi voi "
        "ogni tutti tutte ma più questo questa questi sul sulla ci"
    ),
    "Dutch": (
        "de het een en of is zijn was waren werd werden wordt worden heeft hebben had niet geen dat die dit wie wat "
        "wanneer waar waarom hoe welke welk wij we jullie zij ze hij hun ons onze met van voor op aan in bij door "
        "over naar uit er ook nog maar elke alle als om te"
    ),
    "Portuguese": (
        "o a os as um uma uns umas de do da dos das e ou é são era eram foi foram tem têm tinha não que quem quê "
        "quando onde qual quais como por para com sem sobre em no na nos nas ao à se seu sua seus suas eles elas ele "
        "ela cada todos todas mas mais desde esta este isto está estão pelo pela nós você"
    ),
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3
"""Common words of another language that a claim must hold before it counts as written in it: names are no proof."""


def language_of(text: str) -> str:
    """The language whose common words a text holds most of, by its English name; empty where two are level."""
    first, second = sorted(_counts(text).items(), key=lambda one: -one[1])[:2]
    return first[0] if first[1] > second[1] else ""


def misspoken(text: str, wanted: str) -> str:
    """The language that a text is in where that is surely not the wanted one; empty otherwise. Quotes do not count."""
    counts = _counts(_QUOTED.sub(" ", text))
    found = max(counts, key=lambda name: counts[name])
    sure = counts[found] >= _FEWEST and counts[found] >= 2 * counts.get(wanted, 0)
    return found if wanted and found != wanted and sure else ""


def _counts(text: str) -> dict[str, int]:
    words = _WORD.findall(text.casefold())
    return {name: sum(word in known for word in words) for name, known in _WORDS.items()}
