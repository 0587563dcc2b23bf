from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from copilot.domain.schemas import FOLDER, MODELS, stale, write_schemas
from copilot.domain.words import Value


def test_the_schemas_in_docs_are_current() -> None:
    assert stale() == [], "run `python -m copilot.domain.schemas --write`"


def test_no_other_schema_lies_there() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {model.__name__ for model in MODELS}


@pytest.mark.parametrize("model", MODELS)
def test_each_is_a_sound_schema_that_forbids_unknown_fields(model: type[Value]) -> None:
    schema = json.loads((FOLDER / f"{model.__name__}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert '"passage_text"' not in json.dumps(schema)


def test_a_changed_schema_is_noticed(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert stale(tmp_path) == []
    (tmp_path / "Draft.json").write_text("{}", encoding="utf-8")
    (tmp_path / "Claim.json").unlink()
    assert stale(tmp_path) == ["Claim", "Draft"]
