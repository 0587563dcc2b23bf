"""A draft as Markdown (CommonMark with GitHub's tables). Nothing in the record becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.export.printable import Block, Line, Page, Printable, Source, lay_out

__all__ = ["render_markdown"]

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>|~#&]")
_LEADING = re.compile(r"^(?:[-+=:](?=\W|$)|\d+(?=[.)]))")
_AUTOLINK = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=www)\.|(?<=\w)@(?=\w)", re.IGNORECASE)


def render_markdown(document: Printable) -> str:
    """A draft as Markdown, ending in a newline. Raises AudienceError. Pictures are left to other formats."""
    return "\n".join(_parts(lay_out(document))).rstrip("\n") + "\n"


def _parts(page: Page) -> Iterator[str]:
    yield from (f"# {_escaped(page.headline)}", "", " · ".join(_escaped(fact) for fact in page.facts), "")
    if page.question:
        yield from (f"> {_escaped(page.question)}", "")
    if page.reason:
        yield from (_escaped(page.reason), "")
    for block in page.blocks:
        yield from _block(block)
    if page.withheld:
        yield from _block(Block(title="Withheld", lines=page.withheld))
    if page.coverage:
        yield from _block(page.coverage)
    if page.sources:
        yield from ("## Sources", "")
        yield from (_source(source) for source in page.sources)


def _block(block: Block) -> Iterator[str]:
    if block.title:
        yield from (f"## {_escaped(block.title)}", "")
    if block.columns:
        yield f"| {' | '.join(_escaped(column) for column in block.columns)} |"
        yield f"|{'---|' * len(block.columns)}"
        for line in block.lines:
            cells = [_escaped(cell) for cell in line.cells]
            if block.evidence >= 0:
                cells[block.evidence] = " ".join(filter(None, (cells[block.evidence], _known(line))))
            yield f"| {' | '.join(cells)} |"
    else:
        for line in block.lines:
            yield " ".join(filter(None, (f"- {_escaped(line.text)}", _known(line))))
    yield ""


def _known(line: Line) -> str:
    return " ".join(filter(None, (line.numbers, f"*({_escaped(line.note)})*" if line.note else "")))


def _source(source: Source) -> str:
    link = f" · [open](<{re.sub('[<>|]', '', source.link)}>)" if source.link else ""
    return f"- [{source.number}] {_escaped(source.heading)}{link}: “{_escaped(source.quote)}”"


def _escaped(text: str) -> str:
    safe = _ACTIVE.sub(lambda found: "&amp;" if found[0] == "&" else "\\" + found[0], text)
    safe = _AUTOLINK.sub(lambda found: "\\" + found[0], safe)
    return _LEADING.sub(lambda found: found[0] + "\\" if found[0][0].isdigit() else "\\" + found[0], safe)
