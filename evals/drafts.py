"""Scoring what is written and read of whole accounts: people, commitments, the call, and the customer's QBR."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from copilot.bootstrap import Workspace
from copilot.domain.draft import Claim
from copilot.domain.words import Audience, DraftKind
from evals.commitments import score as score_commitments
from evals.figures import Case, Tally
from evals.gold import Gold
from evals.insight import read_insight_gold, score_renewal, score_stakeholders
from evals.wording import excluded, missing

__all__ = ["score_accounts"]


def score_accounts(workspace: Workspace, folder: Path, gold: Sequence[Gold], tally: Tally) -> list[Case]:
    """Read every account of a set as of its gold's day and score it; each figure also per set, as `figure.set`."""
    failing: list[Case] = []
    for truth in gold:
        file = folder / "gold" / f"{truth.account}.yaml"
        reading = workspace.read_account(workspace.accounts[truth.account], truth.as_of, Audience.INTERNAL)
        name, kind = f"{folder.name}/{truth.account}", folder.name
        wanted = read_insight_gold(file)
        if wanted.stakeholders:
            failing += score_stakeholders(wanted, reading.people, tally, name, kind)
        if wanted.renewal is not None:
            failing += score_renewal(wanted.renewal, reading.call, reading.terms, tally, name, kind)
        stated: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        scored = score_commitments(stated, reading.commitments)
        if scored.gold:
            tally.share("commitment_recall", kind, scored.right, scored.gold)
            tally.share("commitment_recall_what", kind, scored.matched, scored.gold)
        if stated.get("not_commitments") is not None:
            tally.count("false_commitments", kind, len(scored.false))
        problems = [*(f"missed {one}" for one in scored.missed), *scored.wrong, *(f"false: {o}" for o in scored.false)]
        failing += [Case(f"{name}/commitments", "commitment", "the ledger", "", one, (one,)) for one in problems]
        failing += _score_qbr(workspace, truth, tally, name, kind)
    return failing


def _score_qbr(workspace: Workspace, truth: Gold, tally: Tally, name: str, kind: str) -> list[Case]:
    if not truth.qbr_must_mention and not truth.qbr_must_not_mention:
        return []
    written = workspace.draft(DraftKind.QBR, truth.account, as_of=truth.as_of).draft
    # A table's row counts beside its sentence and quotes; the titles under the quotes are not scored.
    claims = [Claim(text=" ".join((c.text, *c.cells)), citations=c.citations, tier=c.tier, rule=c.rule, needs=c.needs)
              for c in written.claims()]  # fmt: skip
    lacking = missing(truth.qbr_must_mention, claims)
    said = excluded(truth.qbr_must_not_mention, claims, negation_ok=False)
    tally.share("qbr_mention", kind, len(truth.qbr_must_mention) - len(lacking), len(truth.qbr_must_mention))
    tally.count("qbr_violations", kind, len(said))
    problems = [*(f"lacks {entry!r}" for entry in lacking), *(f"says {entry!r}" for entry in said)]
    text = "\n".join(claim.text for claim in claims)
    return [Case(f"{name}/qbr", "qbr", "the QBR summary", "", text, tuple(problems))] if problems else []
