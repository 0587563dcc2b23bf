"""What the README shows is what happens: its output is the demo's, its commands run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("csm-copilot")), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("readme")
    done = run("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "csm-copilot-demo", done.stdout


def test_the_shown_output_is_the_demos(demo: tuple[Path, str]) -> None:
    found = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert found is not None
    printed = demo[1][demo[1].index("$ csm-copilot ask") : demo[1].index("\nTry next")]
    assert found[1].splitlines()[:3] == printed.splitlines()[:3]
    shown, said = (set(re.findall(r"“(.*)”(?: \[\d+\])+$", text, re.MULTILINE)) for text in (found[1], printed))
    assert shown
    # The reader's int8 arithmetic differs between processors, and with it the last of the quotes.
    assert len(shown & said) >= len(shown) / 2


def test_the_output_stands_by_line_30() -> None:
    assert "$ csm-copilot ask" in "\n".join(README.splitlines()[:30])


def _asked() -> list[list[str]]:
    section = README[README.index("## Asking") :]
    return [
        shlex.split(line[len("$ csm-copilot ") :])
        for line in section.splitlines()
        if line.startswith("$ csm-copilot ask")
    ]


@pytest.mark.parametrize("arguments", _asked(), ids=" ".join)
def test_the_shown_questions_are_answered(arguments: list[str], demo: tuple[Path, str]) -> None:
    done = run(*arguments, cwd=demo[0])
    assert done.returncode == 0, done.stderr
    assert "“" in done.stdout, done.stdout


def test_the_settings_that_init_writes_are_valid(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir()
    done = run("init", "--workspace", "book", "--source", "record", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "book" / "accounts.csv").write_text("account_id,name\nacme,Acme\n", encoding="utf-8")
    assert run("sync", "--workspace", "book", cwd=tmp_path).returncode == 0
    assert "Acme" in run("accounts", "--workspace", "book", cwd=tmp_path).stdout
