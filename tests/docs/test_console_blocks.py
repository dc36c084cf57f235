"""Every console block of the README and of docs/ does what it shows.

A document is a story: its blocks run in order, in one shell, in an empty folder of its own.  In a block

    $ command             is run; the `lod` is the one of the interpreter that runs the tests
    > more of it          continues it (a here-document, for instance)
    output                must follow exactly; … stands for any text in a line, a line of just … for any lines

A command that fails is a mistake of the document, unless the next command is `echo $?`.  A block that cannot run
says so, ```console no-run=why, and is not run.  Lines that make a virtual environment are the ones .ci/run executes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONG = ("how-to", "reference")  # each of their pages builds datasets of its own
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
SET_UP = "python3 -m venv "
MARK = "\x1e"


@dataclass(frozen=True, slots=True)
class Command:
    """One `$` line with what follows it."""

    line: int  # in the document, from 1
    text: str  # as typed, continuation lines included
    output: tuple[str, ...]  # expected lines


def blocks(document: Path) -> list[tuple[int, str, list[str]]]:
    """Line of the first body line, info string and body lines of each fenced block."""
    text = document.read_text(encoding="utf-8")
    found = []
    for block in FENCE.finditer(text):
        indent = len(block["indent"])
        body = [line[indent:] for line in block["body"].splitlines()]
        found.append((text.count("\n", 0, block.start("body")) + 1, block["info"].strip(), body))
    return found


def commands(document: Path) -> list[Command]:
    found: list[Command] = []
    for first, info, body in blocks(document):
        if info != "console":
            continue
        assert "".join(body[:1]).startswith("$ "), f"{document}:{first}: a console block starts with a $ line"
        for number, line in enumerate(body, first):
            if line.startswith("$ "):
                found.append(Command(number, line[2:], ()))
            elif f"{line} ".startswith("> ") and not found[-1].output:
                found[-1] = Command(found[-1].line, f"{found[-1].text}\n{line[2:]}", ())
            else:
                found[-1] = Command(found[-1].line, found[-1].text, (*found[-1].output, line))
    return found


def pattern(output: tuple[str, ...]) -> re.Pattern[str]:
    """A regular expression for expected lines, with … as wildcard."""
    lines = (
        r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n" for line in output
    )
    return re.compile("".join(lines))


def run(story: list[Command], folder: Path) -> list[tuple[str, int]]:
    """Output and exit code of each command, all run by one shell in `folder`."""
    script = "".join(
        f"{{ {command.text}\n}} 2>&1\nlod_rc=$?; printf '{MARK}%d{MARK}' $lod_rc; (exit $lod_rc)\n" for command in story
    )
    programs = Path(sys.executable).parent
    environment = {
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "120",
        **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    parts = done.stdout.split(MARK)
    assert len(parts) == 2 * len(story) + 1, f"the shell stopped: {done.stderr or parts[-1]}"
    return [(parts[i], int(parts[i + 1])) for i in range(0, len(parts) - 1, 2)]


@pytest.mark.parametrize(
    "document",
    [pytest.param(d, marks=pytest.mark.slow if d.parent.name in LONG else ()) for d in DOCUMENTS],
    ids=lambda d: d.relative_to(ROOT).as_posix(),
)
def test_console_blocks_do_what_they_show(document: Path, tmp_path: Path) -> None:
    story = [command for command in commands(document) if not command.text.startswith(SET_UP)]
    if any(re.search(r"\blod\b", command.text) for command in story):
        assert (Path(sys.executable).parent / "lod").exists(), "install the package first: pip install -e '.[test]'"
    for number, (command, (output, code)) in enumerate(zip(story, run(story, tmp_path), strict=True)):
        shown = f"{document.relative_to(ROOT)}:{command.line}: $ {command.text}\n{output}"
        excused = number + 1 < len(story) and story[number + 1].text == "echo $?"
        assert code == 0 or excused, f"{shown}exit code {code}"
        if output and not output.endswith("\n"):
            output += "\n"
        assert pattern(command.output).fullmatch(output), f"{shown}--- the document shows\n" + "\n".join(command.output)


def test_the_set_up_lines_are_those_that_ci_executes() -> None:
    executed = subprocess.run([ROOT / ".ci" / "run", "commands"], check=True, capture_output=True, text=True).stdout
    shown = [c.text for d in DOCUMENTS for c in commands(d) if c.text.startswith(SET_UP)]
    assert set(shown) == set(executed.splitlines())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_commands_stand_in_console_blocks_only(document: Path) -> None:
    for line, info, _ in blocks(document):
        word = info.split(maxsplit=1)[0] if info else ""
        assert word not in {"", "sh", "bash", "shell", "zsh"}, (
            f"{document}:{line}: name the language; commands: console"
        )
        assert word != "console" or info == "console" or re.fullmatch(r"console no-run=.{8,}", info), (
            f"{document}:{line}"
        )


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (("built in … s",), "built in 3.2 s\n", True),
        (("a", "…", "z"), "a\nb\nc\nz\n", True),
        (("a", "…"), "a\n", True),
        (("a",), "a\nb\n", False),
        ((), "words\n", False),
    ],
)
def test_an_ellipsis_is_the_only_wildcard(expected: tuple[str, ...], printed: str, same: bool) -> None:
    assert bool(pattern(expected).fullmatch(printed)) is same
