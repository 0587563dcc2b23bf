from __future__ import annotations

import inspect

import pytest

from copilot.domain import errors
from copilot.domain.errors import CopilotError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, CopilotError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_drawn_in_the_tree(kind: type[CopilotError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("problem", "remedy", "line"),
    [("It broke", "Mend it", "It broke. Mend it."), ("It broke.", "Mend it.", "It broke. Mend it."), ("So", "", "So.")],
)
def test_an_error_is_one_line_with_its_remedy(problem: str, remedy: str, line: str) -> None:
    assert str(CopilotError(problem, remedy)) == line
