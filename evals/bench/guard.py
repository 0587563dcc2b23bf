"""What the guard adds to a draft, a sentence.

    python -m evals.bench.guard [--sentences 200] [--runs 5]

Two figures on this machine's cores, models loaded: a sentence of a customer's draft held against a registry of forty
items (labelled, matched, ruled on), and a claim of a language model held against what it cites. Cost grows linearly
with sentences and with the registry's names.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date

from copilot.domain.commitment import RoadmapItem, RoadmapStatus
from copilot.domain.words import Audience
from copilot.guard.check import check_text
from copilot.guard.roadmap import Reader
from copilot.guard.support import supported
from evals.cases import read_cases, shipped
from retrieval.embedding import MiniLM
from retrieval.judging import Meaning, PromiseModel, SupportModel

__all__ = ["main"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Milliseconds a sentence that the guard adds.")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    snippets = [case["text"] for case in read_cases([shipped("promises")], ("text",))]
    cases = read_cases([shipped("grounding")], ("claim", "evidence"))
    titles = sorted(
        {item["title"] for case in read_cases([shipped("registry")], ("registry",)) for item in case["registry"]}
    )
    registry = [
        RoadmapItem(id=f"RM-{n}", title=title, status=RoadmapStatus.PLANNED) for n, title in enumerate(titles[:40])
    ]
    reader, judge, support = Reader("acme", Audience.CUSTOMER, date(2026, 11, 15)), PromiseModel(), SupportModel()
    meaning = Meaning(MiniLM, support)
    pairs = [
        (case["claim"], [(one["text"], one.get("who", ""), str(one.get("date", ""))) for one in case["evidence"]])
        for case in cases
    ][: given.sentences]
    text = "\n\n".join(snippets[: given.sentences])
    check_text(text[:400], registry, reader, judge, meaning)
    supported(support, pairs[:2])
    ruled, judged = [], []
    for _ in range(given.runs):
        begin = time.perf_counter()
        found = check_text(text, registry, reader, judge, meaning)
        ruled.append((time.perf_counter() - begin) * 1000 / len(found))
        begin = time.perf_counter()
        supported(support, pairs)
        judged.append((time.perf_counter() - begin) * 1000 / len(pairs))
    print(f"a sentence held against the registry: median {statistics.median(ruled):.1f} ms")
    print(f"a claim held against its evidence: median {statistics.median(judged):.1f} ms")


if __name__ == "__main__":
    main()
