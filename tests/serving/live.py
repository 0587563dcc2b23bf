"""A server in a process of its own, as `csm-copilot serve` runs it, on stand-ins for the models."""

from __future__ import annotations

import sys
from pathlib import Path

from copilot.web.serving import run
from tests.conftest import Folder
from tests.serving.conftest import make_keys, stand_in


def main(path: Path, port: int) -> None:
    """Serve a synced workspace; prints a line of keys first."""
    with Folder(path).open() as opened, opened.owning():
        stand_in(opened)
        keys, _ = make_keys(opened)
        sys.stdout.write(" ".join(keys.values()) + "\n")
        sys.stdout.flush()
        run(opened, "127.0.0.1", port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
