"""What a model needs is imported only where one is used."""

from __future__ import annotations

import subprocess
import sys


def test_the_command_line_does_not_import_a_vendor() -> None:
    asked = (
        "import sys, copilot.cli, copilot.bootstrap, copilot.drafting.desk\n"
        "vendors = ('langchain', 'langchain_core', 'langchain_openai', 'openai', 'tiktoken')\n"
        "print([name for name in vendors if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
