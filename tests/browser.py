"""A headless Chromium, driven over a pipe by its own protocol: nothing has to be installed beside it."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
PATIENCE = 30.0


class Browser:
    """One page. Scripts are expressions; a promise is awaited."""

    def __init__(self, write: int, read: int) -> None:
        self._out, self._in, self._number, self._held = write, read, 0, b""
        self.complaints: list[str] = []
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **given: Any) -> Any:
        return self._send(method, session=self._session, **given)

    def size(self, width: int, height: int, *, dark: bool = False, phone: bool = False) -> None:
        """How large the window is, and which colours its user likes."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        colours = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": colours}])

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def apart(self, library: str, script: str) -> Any:
        """What an expression gives beside the page, with a library at hand: the page's own policy allows neither."""
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self.call("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
        for expression in (f"{library}; true", script):
            answer = self.call(
                "Runtime.evaluate", expression=expression, contextId=world, awaitPromise=True, returnByValue=True
            )
            assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def printing(self) -> None:
        """Lay the page out as a printer would."""
        self.call("Emulation.setEmulatedMedia", media="print")

    def until(self, script: str) -> None:
        """Wait until an expression holds, also across a change of page."""
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(AssertionError, KeyError):
                if self.run(f"Boolean({script})"):
                    return
            assert time.monotonic() < end, f"{script} never held; the page says: {self.run('document.body.innerText')}"
            time.sleep(0.05)

    def press(self, key: str) -> None:
        """A key that is not a letter: Tab, Enter, Escape."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def shot(self, path: Path, *, whole: bool = False) -> None:
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def _send(self, method: str, session: str | None = None, **given: Any) -> Any:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": given, **({"sessionId": session} if session else {})}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise KeyError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def _note(self, event: Any) -> None:
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(event["params"]["exceptionDetails"]))
        if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
            self.complaints.append(event["params"]["entry"]["text"])

    def _receive(self) -> Any:
        while b"\0" not in self._held:
            ready, _, _ = select.select([self._in], [], [], PATIENCE)
            part = os.read(self._in, 1 << 16) if ready else b""
            assert part, "the browser does not answer"
            self._held += part
        message, _, self._held = self._held.partition(b"\0")
        return json.loads(message)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser with a profile of its own, which is thrown away."""
    assert CHROMIUM
    to_read, write = os.pipe()
    read, to_write = os.pipe()

    # It reads from descriptor 3 and writes to 4; both are moved out of each other's way first.
    def hand_over() -> None:
        inward, outward = fcntl.fcntl(to_read, fcntl.F_DUPFD, 10), fcntl.fcntl(to_write, fcntl.F_DUPFD, 10)
        os.dup2(inward, 3)
        os.dup2(outward, 4)

    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-pipe",
        ]
        quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--hide-scrollbars"]
        process = subprocess.Popen(
            [CHROMIUM, *options, *quiet, f"--user-data-dir={profile}"],
            preexec_fn=hand_over,  # noqa: PLW1509 - nothing else runs in this process's threads that holds a lock
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        try:
            yield Browser(write, read)
        finally:
            process.terminate()
            process.wait(PATIENCE)
            os.close(write)
            os.close(read)
