"""HTML as a reader sees it: visible text by lines, and which lines are quoted or a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from connectors.files.mail.hiding import hidden_classes, hides, paints_background
from copilot.domain.words import Part

__all__ = ["Rendered", "render"]

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "table", "pre"])
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_UNSEEN = frozenset(
    [
        "head",
        "title",
        "script",
        "style",
        "template",
        "noscript",
        "object",
        "select",
        "textarea",
        "audio",
        "video",
        "svg",
        "math",
    ]
)
_CLOSES = {
    "p": {"p"},
    "li": {"li"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"tr", "td", "th"},
    "dt": {"dd", "dt"},
}
_CLOSED_WITHIN = frozenset({"table", "ul", "ol", "blockquote", "div", "dl"})
_SIGNATURE_CLASSES = frozenset(
    {"gmail_signature", "moz-signature", "protonmail_signature_block", "apple-mail-signature"}
)
_ATTRIBUTION_CLASSES = frozenset({"gmail_attr", "moz-cite-prefix"})
_REPLY_WRAPPERS = frozenset({"gmail_quote", "yahoo_quoted", "protonmail_quote", "zmail_extra"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DEEPEST = 400


@dataclass(frozen=True, slots=True)
class Rendered:
    """The visible text, and for each of its lines what the markup says of it; None where it says nothing."""

    text: str
    hints: tuple[Part | None, ...]


@dataclass(slots=True)
class _Open:
    tag: str
    unseen: bool
    painted: bool
    part: Part | None
    preformatted: bool
    wrapper: bool = False


@dataclass(slots=True)
class _Wrapper:
    """A mail program's box around the earlier message; own words may stand between its quotes."""

    first: int
    last: int | None = None
    quotes_from: int | None = None


@dataclass(slots=True)
class _Page(HTMLParser):
    lines: list[str] = field(default_factory=lambda: [""])
    hints: list[Part | None] = field(default_factory=lambda: [None])
    stack: list[_Open] = field(default_factory=list)
    wrappers: list[_Wrapper] = field(default_factory=list)
    css: frozenset[str] = frozenset()
    blank_due: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        if tag == "br":
            self._break(force=True)
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        if tag in {"td", "th"} and self.lines[-1].strip() and not self.lines[-1].endswith("\t"):
            self.lines[-1] = self.lines[-1].rstrip(" ") + "\t"
        if tag not in _VOID and len(self.stack) < _DEEPEST:
            self._open(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in range(len(self.stack) - 1, -1, -1) if self.stack[at].tag == tag), None)
        if at is None:
            return
        self._pop_to(at)
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)

    def handle_data(self, data: str) -> None:
        top = self.stack[-1] if self.stack else None
        if top and top.tag == "style":
            self.css |= hidden_classes(data)
        if top and top.unseen:
            return
        if top and top.preformatted:
            for at, line in enumerate(data.replace("\r\n", "\n").split("\n")):
                if at:
                    self._break(force=True)
                self._write(line, top)
            return
        self._write(_SPACES.sub(" ", data), top)

    def _open(self, tag: str, attrs: dict[str, str]) -> None:
        top = self.stack[-1] if self.stack else _Open("", unseen=False, painted=False, part=None, preformatted=False)
        classes = frozenset(attrs.get("class", "").lower().split())
        painted = top.painted or paints_background(attrs)
        unseen = top.unseen or tag in _UNSEEN or bool(classes & self.css) or hides(attrs, on_paint=painted)
        part = top.part
        if tag == "blockquote" or classes & _ATTRIBUTION_CLASSES:
            part = Part.QUOTED
        elif part is None and (
            classes & _SIGNATURE_CLASSES or attrs.get("id", "").lower() in {"signature", "appsignature"}
        ):
            part = Part.SIGNATURE
        wrapper = bool(classes & _REPLY_WRAPPERS) and tag != "blockquote"
        if wrapper:
            self._break()
            self.wrappers.append(_Wrapper(len(self.lines) - 1))
        if tag == "blockquote" and self.wrappers and self.wrappers[-1].quotes_from is None:
            self.wrappers[-1].quotes_from = len(self.lines) - 1
        self.stack.append(_Open(tag, unseen, painted, part, top.preformatted or tag == "pre", wrapper))

    def _pop_to(self, at: int) -> None:
        for gone in self.stack[at:]:
            if gone.wrapper:
                self.wrappers[-1 - next(i for i, w in enumerate(reversed(self.wrappers)) if w.last is None)].last = len(
                    self.lines
                )
        del self.stack[at:]

    def _close_implied(self, tag: str) -> None:
        """End what HTML lets authors leave open: a paragraph before a paragraph, a cell before a cell."""
        ended = _CLOSES.get(tag, {"p"} if tag in _BLOCKS else set())
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at].tag in ended:
                self._pop_to(at)
                return
            if self.stack[at].tag in _CLOSED_WITHIN:
                return

    def _break(self, *, spaced: bool = False, force: bool = False) -> None:
        if force or self.lines[-1].strip():
            self.lines.append("")
            self.hints.append(None)
        self.blank_due = self.blank_due or spaced

    def _write(self, text: str, top: _Open | None) -> None:
        if not text.strip() and not self.lines[-1]:
            return
        if text.strip() and self.blank_due:
            self.blank_due = False
            if not self.lines[-1].strip() and len(self.lines) > 1 and self.lines[-2].strip():
                self.lines.append("")
                self.hints.append(None)
        if not self.lines[-1] and not (top and top.preformatted):
            text = text.lstrip(" ")
        if self.lines[-1].endswith((" ", "\t")) and text.startswith(" "):
            text = text.lstrip(" ")
        self.lines[-1] += text
        if text.strip() and top:
            self.hints[-1] = self.hints[-1] or top.part

    def rendered(self) -> Rendered:
        for wrapper in self.wrappers:
            last = len(self.lines) if wrapper.last is None else wrapper.last
            until = last if wrapper.quotes_from is None else wrapper.quotes_from
            for at in range(wrapper.first, min(until, len(self.hints))):
                self.hints[at] = self.hints[at] or Part.QUOTED
        return Rendered("\n".join(line.rstrip() for line in self.lines), tuple(self.hints))


def render(html: str) -> Rendered:
    """What a reader sees of a page.

    Comments, scripts, styles and whatever its style hides are dropped; block elements and `<br>` end
    lines, table cells are set apart by tabs, other white space collapses as browsers do it.
    """
    page = _Page()
    page.feed(html)
    page.close()
    return page.rendered()
