"""A sync killed at any point, then synced again, ends as an undisturbed one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="the driver forks")
def test_a_sync_killed_anywhere_is_made_good_by_the_next(tmp_path: Path) -> None:
    driver = Path(__file__).with_name("crash_driver.py")
    done = subprocess.run([sys.executable, driver, tmp_path], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    undisturbed, *runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert undisturbed["same"], "a sync over an older index does not end as a fresh one"
    assert undisturbed["steps"] > 60
    assert [run for run in runs if run["differs"]] == []
    assert all(run["killed"] for run in runs if run["kind"] == "counted")
    assert sum(run["killed"] for run in runs) >= 30
