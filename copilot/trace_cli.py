"""The command that shows how a draft was written: prompts, model, evidence, refusals, tokens and time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = ["add_trace", "trace_lines"]


def add_trace(app: typer.Typer) -> None:
    """Add the command to an app."""
    app.command()(trace)


def trace(
    name: Annotated[str, typer.Argument(metavar="ID", help="Of a draft (trace.id in its JSON) or a request.")],
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="The workspace directory.", envvar="CSM_COPILOT_WORKSPACE")
    ] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole draft as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Show how a draft was written: by what, from what, what was refused, and what it cost."""
    from copilot.bootstrap import open_workspace

    with open_workspace(workspace) as opened:
        kept = opened.trace(name)
    if as_json:
        typer.echo(json.dumps(kept, indent=2, ensure_ascii=False, default=str))
        return
    for line in trace_lines(kept):
        typer.echo(line)


def trace_lines(kept: Mapping[str, Any]) -> Iterator[str]:
    """A kept draft's trace, line by line."""
    draft = kept["draft"]
    told = draft["trace"]
    asked = f": {draft['question']}" if draft["question"] else ""
    yield f"{kept['id']} · {kept['kind']} · {kept['account']} · {kept['audience']} · {kept['made_at'][:19]}Z{asked}"
    yield f"written by: {told.get('drafter', '?')}" + (f", {told['model']}" if "model" in told else "")
    if "notice" in told:
        yield told["notice"]
    if "model" not in told:
        yield from (f"{key}: {value}" for key, value in told.items() if key not in {"drafter", "notice", "id"})
        return
    cost = f", ${told['cost_usd']:.4f}" if told["cost_usd"] else ""
    yield f"cost: {told['tokens_in']} tokens in, {told['tokens_out']} tokens out{cost}, in {told['seconds']} s"
    yield f"counted by: {told['counted_by']}"
    yield "structured output: " + ("yes" if told["structured"] else "no, the schema was told in words")
    yield from (f"prompt {mark}" for mark in told["prompts"].values())
    for section in told["sections"]:
        yield from _section(section)


def _section(section: Mapping[str, Any]) -> Iterator[str]:
    yield f"section {section['title'] or '(first)'}: {len(section['evidence'])} pieces of evidence"
    yield from (f"  [{number}] {passage}" for number, passage in enumerate(section["evidence"], start=1))
    for number, step in enumerate(section["rounds"], start=1):
        time = f", {step['seconds']} s" if "seconds" in step else ""
        failed = f", {step['failed']}" if "failed" in step else ""
        yield f"  round {number}: {step['tokens_in']} tokens in, {step['tokens_out']} out{time}{failed}"
        yield from (f"    refused: {one['text']} ({one['reason']})" for one in step["refused"])
    if section["failed"]:
        yield f"  quotes only: {section['failed']}"
