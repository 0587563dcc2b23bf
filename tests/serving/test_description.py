"""The OpenAPI document, held against the server by schemathesis: no 5xx, no answer that is not described."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from copilot.domain.access import Role
from tests.serving.test_running import Live, live

__all__ = ["live"]

SETTINGS = """
[[operations]]
include-name = "POST /v1/drafts"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]
"""
"""A QBR's period can lie after its day, and a risk narrative has none: no schema says that of two fields."""

PROBLEM = "application/problem+json"


def test_every_refusal_is_described_as_a_problem(live: Live) -> None:
    described = httpx.get(f"{live.url}/v1/openapi.json", headers=live.headers()).json()
    assert described["paths"]
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            refusals = {code: found for code, found in route["responses"].items() if code[0] in "45"}
            assert all(PROBLEM in found["content"] for found in refusals.values()), (method, path)
            assert path in {"/healthz", "/readyz"} or route["security"], (method, path)


def test_the_server_answers_as_described_whatever_is_sent(live: Live, tmp_path: Path) -> None:
    key = live.headers(Role.ADMIN)["Authorization"]
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{live.url}/v1/openapi.json"),
            *("--header", f"Authorization: {key}", "--url", live.url, "--checks", "all", "--mode", "all"),
            *(
                "--max-examples",
                "12",
                "--phases",
                "examples,coverage,fuzzing",
                "--seed",
                "7",
                "--generation-database",
                "none",
            ),
            *("--exclude-path", "/v1/sync", "--no-color"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stdout[-6000:]
    assert "Tested: 25" in ran.stdout  # all that are described but the two that sync
