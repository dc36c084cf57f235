"""A real browser for tests: headless Chromium, driven over the WebDriver protocol by Debian's chromium-driver.

    from tests.browser import chromium, needs_chromium

    pytestmark = [pytest.mark.slow, needs_chromium]

    def test_something() -> None:
        with chromium(width=320, dark=True) as page:
            page.open("http://127.0.0.1:8000/")
            page.press("Tab", "Enter")  # a name of KEYS, Shift+Tab, or a text that is typed
            page.wait("return document.querySelector('h1')")
            assert page.text("h1") == "Found"
            assert page.complaints() == []

Spec: W3C WebDriver; what is not in it (dark mode, the width of the screen) goes over the DevTools commands."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="there is no chromium with a driver: apt install chromium chromium-driver"
)
KEYS = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009",
    "Alt": "\ue00a", "Escape": "\ue00c", "Space": " ", "PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010",
    "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
    "Delete": "\ue017",
}  # fmt: skip
HELD = re.compile(r"(?:(?:Shift|Control|Alt)\+)+\w+")
WORDS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that the specification gives to references to elements
MOST = 30  # seconds for anything


@dataclass(frozen=True, slots=True)
class Browser:
    """A window that is open."""

    session: str  # address of the WebDriver session

    def open(self, address: str) -> None:
        """Go there and wait until it is loaded."""
        self._ask("POST", "/url", url=address)

    @property
    def address(self) -> str:
        return str(self._ask("GET", "/url"))

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, with others held (Shift+Tab), or texts to be typed."""
        actions: list[dict[str, str]] = []
        for key in keys:
            if key in KEYS or HELD.fullmatch(key):
                pressed = [KEYS.get(name, name) for name in key.split("+")]
                actions += [{"type": "keyDown", "value": sign} for sign in pressed]
                actions += [{"type": "keyUp", "value": sign} for sign in reversed(pressed)]
            else:
                actions += [{"type": kind, "value": sign} for sign in key for kind in ("keyDown", "keyUp")]
        self._ask("POST", "/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def click(self, selector: str) -> None:
        """Click the first element of a CSS selector, as a mouse does."""
        self._ask("POST", f"/element/{self._find(selector)}/click")

    def text(self, selector: str = "body") -> str:
        """The visible text of the first element of a CSS selector."""
        return str(self._ask("GET", f"/element/{self._find(selector)}/text"))

    def script(self, code: str, *arguments: object) -> object:
        """What a function with this body returns in the page; it sees `arguments`."""
        return self._ask("POST", "/execute/sync", script=code, args=list(arguments))

    def wait(self, code: str, *arguments: object, seconds: float = MOST) -> object:
        """Run a script until it returns something that is true."""
        until = time.monotonic() + seconds
        while not (found := self.script(code, *arguments)):
            assert time.monotonic() < until, f"never true: {code}\n{self.text()}"
            time.sleep(0.02)
        return found

    def screenshot(self, file: Path) -> None:
        """Save what the window shows as PNG."""
        file.write_bytes(base64.b64decode(str(self._ask("GET", "/screenshot"))))

    def complaints(self) -> list[str]:
        """What the console of the browser has got since it was last asked: errors, refusals of a policy."""
        found = self._ask("POST", "/se/log", type="browser")
        assert isinstance(found, list)
        return [str(entry["message"]) for entry in found]

    def devtools(self, command: str, **parameters: object) -> object:
        """Run a command of the DevTools protocol."""
        return self._ask("POST", "/goog/cdp/execute", cmd=command, params=parameters)

    def look(self, width: int, height: int, dark: bool = False, script: bool = True) -> None:
        """Give the window a size in CSS pixels and a colour scheme, and let pages run scripts or not."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", features=[scheme])
        self.devtools("Emulation.setScriptExecutionDisabled", value=not script)

    def _find(self, selector: str) -> str:
        found = self._ask("POST", "/element", using="css selector", value=selector)
        assert isinstance(found, dict)
        return str(found[ELEMENT])

    def _ask(self, method: str, path: str, **body: object) -> object:
        return _value(requests.request(method, self.session + path, json=body or {}, timeout=2 * MOST))


def _value(answer: requests.Response) -> object:
    found = answer.json()["value"]
    if isinstance(found, Mapping) and "error" in found:
        raise AssertionError(f"{found['error']}: {found['message']}")
    return found


@contextmanager
def chromium(
    width: int = 1280, height: int = 800, dark: bool = False, script: bool = True, words: tuple[str, ...] = ()
) -> Iterator[Browser]:
    """A browser with a profile of its own; afterwards nothing of it is left.

    words    more options of the command line"""
    assert CHROMIUM
    assert DRIVER
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as driver,
    ):
        try:
            assert driver.stdout
            port = next((m[1] for line in driver.stdout if (m := re.search(r"successfully on port (\d+)", line))), "")
            options = {"binary": CHROMIUM, "args": [*WORDS, *words, f"--user-data-dir={profile}"]}
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            started = requests.post(
                f"http://127.0.0.1:{port}/session", json={"capabilities": {"alwaysMatch": wanted}}, timeout=2 * MOST
            )
            found = _value(started)
            assert isinstance(found, dict)
            page = Browser(f"http://127.0.0.1:{port}/session/{found['sessionId']}")
            try:
                page.look(width, height, dark, script)
                yield page
            finally:
                requests.delete(page.session, timeout=MOST)
        finally:
            driver.terminate()
