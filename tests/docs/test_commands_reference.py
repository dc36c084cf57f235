"""The reference of the commands has a section with the help of each command, and names each exit code.

That the help is the one printed, and the examples too, is proved by the console blocks."""

from __future__ import annotations

import re
from pathlib import Path

from lod import cli, errors

REFERENCE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def test_every_command_has_a_section_that_begins_with_its_help() -> None:
    sections = dict(re.findall(r"^## lod (\w+)\n\n```console\n\$ (.*)$", REFERENCE, re.MULTILINE))
    assert sections == {name: f"lod {name} --help" for name in cli.VERBS}


def test_every_exit_code_is_explained() -> None:
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", REFERENCE, re.MULTILINE)}
    ours = {errors.WRONG_USAGE, errors.YOUR_FILES, errors.ENVIRONMENT, errors.OUR_BUG, errors.INTERRUPTED}
    assert explained == {0, errors.VIOLATED, *ours}
