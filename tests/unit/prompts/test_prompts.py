"""Prompts: strict files, strict rendering, and a snapshot of each rendered text."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.domain.errors import SettingsError
from prompts.loader import load_prompt, parse_prompt, prompt_names

SNAPSHOTS = Path(__file__).with_name("snapshots")
VALUES = {
    "account": "Acme Cement",
    "as_of": "2026-11-15",
    "reader": "ourselves",
    "approved": "- Single sign-on: “Single sign-on is planned for the first quarter of 2027.”",
    "evidence": "[1] email · 2026-03-02 · Dana Roy (customer) · shared · “Status”\n| We need a fix by May.",
    "question": "When do they need the fix?",
    "earlier": "- What drops out?",
    "title": "What speaks against it",
    "purpose": "what makes a renewal less likely, the weightiest first",
    "most": "6",
    "refused": "- They left: it cites evidence [9], which was not given",
    "evidence_numbers": "1",
    "expected": "In May.",
    "drafted": "Dana Roy wrote: “We need a fix by May.”",
    "claims": "[1] They need it by May.\n| 2026-03-02 · Dana Roy (customer): We need a fix by May.",
}
GOOD = "---\nname: one\nversion: 1\nvariables: [who]\n---\nBe brief.\n\n<!-- user -->\nHello {{ who }}\n"


def rendered(name: str) -> str:
    prompt = load_prompt(name)
    system, user = prompt.render(**{key: VALUES[key] for key in prompt.variables})
    return f"{system}=== user ===\n{user}"


def test_there_is_a_prompt_for_answers_for_each_kind_of_draft_for_repairs_and_for_judges() -> None:
    assert prompt_names() == ("answer", "brief", "judge", "opinion", "qbr", "repair", "risk", "stakeholders")


@pytest.mark.parametrize("name", prompt_names())
def test_each_rendered_text_is_its_snapshot(name: str) -> None:
    """A change of a prompt is seen in its snapshot, and raises its version."""
    kept = SNAPSHOTS / f"{name}@{load_prompt(name).version}.txt"
    assert kept.read_text(encoding="utf-8") == rendered(name)


def test_the_hash_is_of_the_whole_file() -> None:
    one = parse_prompt(GOOD)
    other = parse_prompt(GOOD.replace("brief", "kind"))
    assert one.digest != other.digest
    assert one.mark == f"one@1:{one.digest[:12]}"


def test_what_fills_a_hole_is_not_read_for_holes() -> None:
    assert parse_prompt(GOOD).render(who="{{ who }}")[1] == "Hello {{ who }}\n"


@pytest.mark.parametrize("values", [{}, {"who": "x", "whom": "y"}])
def test_a_missing_or_unknown_variable_is_an_error(values: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"the prompt one (lacks who|knows no whom)"):
        parse_prompt(GOOD).render(**values)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hello", "has no front matter"),
        (GOOD.replace("version: 1\n", ""), "is not name, version"),
        (GOOD.replace("version: 1", "version: one"), "wrong sort"),
        (GOOD.replace("version: 1", "version: 1\nauthor: me"), "is not name, version"),
        (GOOD.replace("variables: [who]", "variables: [who"), "is not YAML"),
        (GOOD.replace("variables: [who]", "variables: [who, when]"), "does not declare what it uses: when"),
        (GOOD.replace("{{ who }}", "{{ whom }}"), "does not declare what it uses: who, whom"),
        (GOOD.replace("<!-- user -->\n", ""), "has 0 lines"),
    ],
)
def test_a_file_at_fault_is_named_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        parse_prompt(text)


def test_an_unknown_prompt_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="answer, brief"):
        load_prompt("poem")
