"""`python -m evals.bench.llm`: a small real model drafts the demo's QBR and answers thirty questions.

The model is weak on purpose: it cites wrongly and repeats itself. What counts is that nothing of it gets out: every
quote stands to the letter in the file that it names, no claim promises, nothing of another account or for other
eyes is shown. These are counted by the evals' own readers, which share no code with the product's.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.draft import Draft
from copilot.domain.words import Audience, DraftKind, Tier
from copilot.starting import DEMO_ACCOUNT, DEMO_DAY
from evals.bench.small_model import NAME, small_model
from evals.bench.targets import Target
from evals.gold import Question, read_gold
from evals.sources import Sources

__all__ = ["main"]

_QUESTION_TOKENS = 3_200
"""Of prompt for a question, counted by the bound: about 900 of the model's own."""
_PROMISES = re.compile(
    r"\b(?:will|shall|going to|guarantee\w*|promise[sd]?|on track|roadmap|coming|soon|planned|ships?|next "
    r"(?:week|month|quarter|year|release))\b",
    re.IGNORECASE,
)
"""What a promise may be told by, by its words alone: it finds more than there are, and knows nothing of the guard."""
_QUOTED = re.compile(r"“[^”]*”")


@dataclass
class Figures:
    """What was counted, over all drafts."""

    drafts: int = 0
    asked: int = 0
    by_model: int = 0
    fell_back: int = 0
    abstained: int = 0
    refused: int = 0
    quotes: int = 0
    false_quotes: int = 0
    promises: int = 0
    leaks: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0

    def count(self, draft: Draft, sources: Sources, computed: frozenset[str] = frozenset()) -> list[str]:
        """Add a draft; returns what is wrong with it, a line each. `computed` are the texts that rules wrote."""
        self.drafts += 1
        if "sections" in draft.trace:
            self._spent(draft)
        wrong: list[str] = []
        for claim in draft.claims():
            own = draft.trace.get("drafter") == "llm" and claim.text not in computed
            if own and claim.tier is not Tier.UNKNOWN and _PROMISES.search(_QUOTED.sub(" ", claim.text)):
                self.promises += 1
                wrong.append(f"promises: {claim.text}")
            for cited in claim.citations:
                self.quotes += 1
                if not sources.hold(cited.path, cited.quote):
                    self.false_quotes += 1
                    wrong.append(f"quotes what is not there: {cited.quote[:80]}")
                inside = cited.path == "accounts.csv" or cited.path.startswith(f"raw/{draft.account}/")
                if not inside or cited.visibility not in draft.audience.sees:
                    self.leaks += 1
                    wrong.append(f"leaks: {cited.path}")
        return wrong

    def _spent(self, draft: Draft) -> None:
        trace = draft.trace
        rounds = [step for section in trace["sections"] for step in section["rounds"]]
        self.asked += bool(rounds)
        self.by_model += trace["drafter"] == "llm" and not draft.abstained
        self.fell_back += "fallback" in trace
        self.abstained += trace["drafter"] == "llm" and draft.abstained
        self.refused += sum(len(step["refused"]) for step in rounds)
        self.tokens_in += trace["tokens_in"]
        self.tokens_out += trace["tokens_out"]
        self.seconds += trace["seconds"]


def main(
    questions: Annotated[int, typer.Option(min=1, help="Asked of the demo, of every account and kind.")] = 30,
    threads: Annotated[int, typer.Option(min=1, help="Of the model's server.")] = 2,
    minutes: Annotated[float, typer.Option(help="Ask no further question after so long; 0: no limit.")] = 0,
    deadline: Annotated[float, typer.Option(help="Seconds for a draft; then quotes stand in.")] = 120,
    longest: Annotated[
        int, typer.Option(min=50, help="Tokens of an answer. The model repeats itself to the end.")
    ] = 300,
) -> None:
    """Draft, ask, and print what came of it. Exit code 1 where something got out that must not."""
    with TemporaryDirectory(prefix="csm-copilot-bench-", ignore_cleanup_errors=True) as made:
        folder = Path(made) / "demo"
        with as_file(files("copilot") / "demo") as shipped:
            shutil.copytree(shipped, folder)
        with small_model(Path(made) / "llama.log", threads) as url:
            given: dict[str, str | float] = {"base_url": url, "deadline": deadline, "output_tokens": longest}
            qbr, answers, wrong = _run(folder, given, questions, minutes * 60)
    for line in wrong:
        print(line)
    print(_table(qbr, answers, questions))
    both = (qbr, answers)
    quotes = sum(one.quotes for one in both)
    targets = (
        Target("quote validity", 1 - sum(one.false_quotes for one in both) / max(1, quotes), 1),
        Target("unapproved promises", sum(one.promises for one in both), 0, at_most=True),
        Target("leaks", sum(one.leaks for one in both), 0, at_most=True),
    )
    for target in targets:
        print(target.line())
    raise typer.Exit(0 if quotes and all(target.met for target in targets) else 1)


def _run(
    folder: Path, given: dict[str, str | float], questions: int, seconds: float
) -> tuple[Figures, Figures, list[str]]:
    sources, began = Sources(folder), time.monotonic()
    qbr, answers, wrong = Figures(), Figures(), list[str]()
    with open_workspace(folder) as workspace:
        for _ in workspace.sync(lambda *_: None):
            pass
        rules = _qbr(workspace)
    with _opened(folder, {**given, "prompt_tokens": 14_000}) as workspace:
        draft = _qbr(workspace)
        wrong += qbr.count(draft, sources, frozenset(claim.text for claim in rules.claims()))
        print(_line("the QBR", draft), flush=True)
    with _opened(folder, {**given, "prompt_tokens": _QUESTION_TOKENS}) as workspace:
        for account, question in _questions(folder, questions):
            if seconds and time.monotonic() - began > seconds:
                break
            draft = workspace.ask(question.q, account, as_of=question.as_of or DEMO_DAY, audience=question.audience)
            wrong += answers.count(draft, sources)
            print(_line(question.q, draft), flush=True)
    return qbr, answers, wrong


def _qbr(workspace: Workspace) -> Draft:
    return workspace.draft(DraftKind.QBR, DEMO_ACCOUNT, as_of=DEMO_DAY, audience=Audience.CUSTOMER).draft


def _opened(folder: Path, given: dict[str, str | float]) -> Workspace:
    """The folder as a workspace that drafts with the small model."""
    llm = {"model": f"openai:{NAME}", "concurrency": 1, "retries": 0, "timeout": 120, **given}
    lines = (f"{name} = {json.dumps(value)}" for name, value in llm.items())
    (folder / "copilot.toml").write_text("\n".join(("[llm]", *lines)) + "\n", encoding="utf-8")
    return open_workspace(folder)


def _questions(folder: Path, wanted: int) -> Iterator[tuple[str, Question]]:
    """So many questions, spread evenly over the gold files of all accounts."""
    gold = [read_gold(file) for file in sorted((folder / "gold").glob("*.yaml"))]
    every = [(truth.account, question) for truth in gold for question in truth.questions]
    yield from (every[at * len(every) // wanted] for at in range(min(wanted, len(every))))


def _line(what: str, draft: Draft) -> str:
    trace = draft.trace
    how = "abstained" if draft.abstained else str(trace["drafter"])
    spent = (
        f", {trace['tokens_in']} + {trace['tokens_out']} tokens, {trace['seconds']} s" if "tokens_in" in trace else ""
    )
    why = f" ({trace['fallback']})" if "fallback" in trace else ""
    return f"{what}: {how}{why}{spent}"


def _table(qbr: Figures, answers: Figures, questions: int) -> str:
    def row(name: str, one: str, other: str) -> str:
        return f"| {name} | {one} | {other} |"

    def each(field: str) -> tuple[str, str]:
        return str(getattr(qbr, field)), str(getattr(answers, field))

    def mean(figures: Figures) -> str:
        return f"{figures.seconds / figures.asked:.0f} s" if figures.asked else "–"

    rows = (
        row(NAME, "QBR", f"{answers.drafts} of {questions} questions"),
        "|---|---|---|",
        row("put to the model", *each("asked")),
        row("written by it, at least in part", *each("by_model")),
        row("abstained by it", *each("abstained")),
        row("fell back on quotes, in part or whole", *each("fell_back")),
        row("its claims refused, in all rounds", *each("refused")),
        row("quotes shown", *each("quotes")),
        row("of them not in the file they name", *each("false_quotes")),
        row("unapproved promises", *each("promises")),
        row("leaks", *each("leaks")),
        row("tokens in", *each("tokens_in")),
        row("tokens out", *each("tokens_out")),
        row("seconds a draft", mean(qbr), mean(answers)),
    )
    return "\n".join(rows)


if __name__ == "__main__":
    typer.run(main)
