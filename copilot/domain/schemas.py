"""The JSON schemas of what the product prints, kept in `docs/schemas`.

    python -m copilot.domain.schemas --write

writes them anew; without `--write` it prints the names of those that are not current, and exits 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from copilot.domain.account import Account
from copilot.domain.commitment import Commitment, RoadmapItem, Signal
from copilot.domain.draft import Citation, Claim, Draft
from copilot.domain.record import Document, Passage
from copilot.domain.words import Value

__all__ = ["FOLDER", "MODELS", "schema_text", "stale", "write_schemas"]

MODELS: tuple[type[Value], ...] = (
    Account,
    Document,
    Passage,
    Citation,
    Claim,
    Draft,
    Commitment,
    RoadmapItem,
    Signal,
)
FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
"""In a checkout; an installed package has no such folder."""


def schema_text(model: type[Value]) -> str:
    """The JSON schema of a model as it is printed, as the text of its file."""
    return json.dumps(model.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path = FOLDER) -> None:
    """Write every schema to a folder, one file a model."""
    folder.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        _path(model, folder).write_text(schema_text(model), encoding="utf-8")


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the models whose file in a folder is missing or no longer what the model says."""
    return [model.__name__ for model in MODELS if _kept(_path(model, folder)) != schema_text(model)]


def _path(model: type[Value], folder: Path) -> Path:
    return folder / f"{model.__name__}.json"


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write_schemas()
    elif found := stale():
        sys.exit(f"not current: {', '.join(found)}. Run `python -m copilot.domain.schemas --write`.")
