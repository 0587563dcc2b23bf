# ruff: noqa: E501 - markup reads best on one line
"""The eval page: one self-contained HTML file with every figure, and each failing case side by side."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from evals.figures import Case, Outcome
from evals.gate import read_thresholds, shortfalls
from evals.runs import Run

__all__ = ["page"]

_STYLE = """
:root{--ink:#1c2430;--soft:#5d6b7e;--line:#d9dfe7;--bad:#b3261e;--ground:#fff;--panel:#f6f8fa}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa7b8;--line:#323c4a;--bad:#ff8a80;--ground:#14181e;--panel:#1c222b}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:2rem auto;max-width:1200px;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}p.of{color:var(--soft);margin:.2rem 0 1rem}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
.short{color:var(--bad);font-weight:600}details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;background:var(--panel)}
summary{cursor:pointer;padding:.5rem .8rem}.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem;padding:0 .8rem .8rem}
.sides div{min-width:0}.sides h4{margin:.3rem 0;font-size:.8rem;color:var(--soft);font-weight:600}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:13px/1.45 ui-monospace,monospace}
.wrong{color:var(--bad)}@media (max-width:700px){.sides{grid-template-columns:1fr}}
"""


def page(run: Run, outcomes: Mapping[str, Outcome], before: Run | None = None) -> str:
    """The page of a run: figures with their thresholds and what they were before, then the cases that fell short."""
    data = f" · data {escape(', '.join(run.data))}" if run.data else ""
    parts = [
        f"<h1>Evals of {escape(run.version)}</h1>",
        f'<p class="of">{run.at:%Y-%m-%d %H:%M} UTC · revision {escape(run.revision)} · Python {escape(run.python)}{data}</p>',
    ]
    for suite, outcome in outcomes.items():
        parts += [f"<h2>{escape(suite)}</h2>", _figures(suite, outcome.figures, before)]
        if outcome.failing:
            parts.append(f"<p>{len(outcome.failing)} cases fell short:</p>")
            parts += [_case(case) for case in outcome.failing]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Evals {escape(run.revision)}</title><style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _figures(suite: str, figures: Mapping[str, float], before: Run | None) -> str:
    thresholds = read_thresholds().get(suite, {})
    short = {line.split(" ", 1)[0].partition(".")[2] for line in shortfalls({suite: figures}, {suite: thresholds})}
    old = before.figures.get(suite, {}) if before else {}
    heads = "".join(f"<th>{name}</th>" for name in ("figure", "now", *(("before",) if before else ()), "threshold"))
    rows = []
    for name, value in figures.items():
        mark = ' class="short"' if name in short else ""
        was = f"<td>{_number(old.get(name))}</td>" if before else ""
        rows.append(
            f"<tr><td>{escape(name)}</td><td{mark}>{_number(value)}</td>{was}<td>{_number(thresholds.get(name))}</td></tr>"
        )
    return f"<table><tr>{heads}</tr>{''.join(rows)}</table>"


def _case(case: Case) -> str:
    problems = "; ".join(case.problems)
    return (
        f'<details><summary><b>{escape(case.id)}</b> {escape(case.kind)} <span class="wrong">{escape(problems)}</span></summary>'
        f'<div class="sides"><div><h4>asked</h4><pre>{escape(case.question)}</pre><h4>expected</h4><pre>{escape(case.expected)}</pre></div>'
        f"<div><h4>drafted, with its evidence</h4><pre>{escape(case.drafted)}</pre></div></div></details>"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
