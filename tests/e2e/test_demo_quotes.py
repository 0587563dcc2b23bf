"""On the demo, every printed quote stands to the letter in the file that it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from copilot.bootstrap import Workspace
from copilot.domain.words import Audience
from copilot.settings import read_settings
from evals.gold import read_gold
from evals.sources import Sources

DEMO = Path(str(files("copilot") / "demo"))
GOLD = [read_gold(path) for path in sorted((DEMO / "gold").glob("*.yaml"))]
ASKED = [(gold.account, question.q) for gold in GOLD for question in gold.questions[::5]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    settings = read_settings(DEMO).model_copy(update={"data_dir": tmp_path_factory.mktemp("data")})
    with Workspace(settings) as opened:
        assert sum(report.stored for report in opened.sync(lambda _what, _done, _total: None)) > 250
        yield opened


@pytest.mark.parametrize("audience", list(Audience))
def test_quotes_are_verbatim_and_of_the_account(workspace: Workspace, audience: Audience) -> None:
    sources = Sources(DEMO)
    quoted = 0
    for account, question in ASKED:
        draft = workspace.ask(question, account, as_of=date(2026, 11, 15), audience=audience)
        for citation in (cited for claim in draft.claims() for cited in claim.citations):
            quoted += 1
            assert sources.hold(citation.path, citation.quote), (question, citation.path, citation.quote)
            assert citation.visibility in audience.sees
            assert citation.path == "accounts.csv" or citation.path.startswith(f"raw/{account}/")
    assert quoted > 30
