"""The shape of an output, in the strict form of JSON Schema that every server with structured output understands."""

from __future__ import annotations

from typing import Any

__all__ = ["Schema", "closed", "schema"]

Schema = dict[str, Any]


def schema(name: str, **properties: Schema) -> Schema:
    """A named output that is an object of these properties, as a chat model is told."""
    return {"name": name, "strict": True, "schema": closed(**properties)}


def closed(**properties: Schema) -> Schema:
    """An object that has all of these properties and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
