"""Reading the roadmap registry: what product management allows to be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from copilot.domain.commitment import RoadmapItem
from copilot.domain.errors import SettingsError

__all__ = ["read_roadmap"]

REMEDY = "See docs/roadmap.md for its shape"


def read_roadmap(path: Path) -> tuple[RoadmapItem, ...]:
    """The items of a `roadmap.yaml`: a mapping with a list `items`. Raises SettingsError."""
    import yaml

    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(
            f"the roadmap file {path} cannot be read: {' '.join(str(error).split())}", REMEDY
        ) from error
    rows = given.get("items") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        raise SettingsError(f"the roadmap file {path} has no list called items", REMEDY)
    items: list[RoadmapItem] = []
    for number, row in enumerate(rows, start=1):
        try:
            items.append(RoadmapItem.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"the roadmap file {path}, item {number}: {where}: {first['msg']}", REMEDY) from error
    if len({item.id for item in items}) != len(items):
        raise SettingsError(f"the roadmap file {path} gives two items the same id", "Give each its own")
    return tuple(items)
