"""What was worked out and may be used again until the record changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")


class Kept(Generic[T]):
    """The values that were used last, made once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        self.version = 0

    def peek(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: T, version: int) -> None:
        with self._lock:
            if version != self.version:  # made from a record that has changed since
                return
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def make(self, key: Hashable, build: Callable[[], T]) -> T:
        found = self.peek(key)
        if found is None:
            version = self.version
            found = build()
            self.put(key, found, version)
        return found

    def clear(self) -> None:
        with self._lock:
            self.version += 1
            self._values.clear()
