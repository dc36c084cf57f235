"""Take the engine of the page that answers queries.  folder, tarball or npm -> its files, held against their digests.

It is Oxigraph, compiled for browsers, as its authors publish it on npm.  What is taken is exactly one version: another
one is other code that would run in the browsers of all readers.  Only this module starts npm, and only when asked to.
Spec: Subresource Integrity (the form of the digests)."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha512
from pathlib import Path

from lod.errors import ENVIRONMENT, Failed, LodError

VERSION = "0.5.11"
NPM = "npm"  # in the place of a path
TARBALL = "zKdgmp1tsrutGzC1lCCywwZRPpLJKaJnKSDWoY2hIhMiwiCRRXNN1DU7WUyTInBvgPKT8Y5N+RgwTL8qKXpLng=="
DIGESTS = {  # SHA-512 of the files that are taken, in hexadecimal
    "README.md": "720f9007c37445960a24725f6c5ac068762791426dbe6d3e458385451201f8fc"
    "d5663877e5e544a874b41439072bb1ee8b87a7dd9d45af717527140dc91bae58",  # says the licences
    "web.js": "d57bc7c3032392a3b91acc7c0dae08519e887df1671f090e47ae54ea3970b31e"
    "2c150eba2d6e42199591e308d28107bfaf472f225377a3791cf838835033aba4",
    "web_bg.wasm": "575f7c5a5447d52a3e65409f2ea186405ab1580ed08351a8e2bbc708ab2ef306"
    "35f687cc1fbe0c771b026646da09af25bdc41ab9c99d0c116714d1db61f6090c",
}
PATIENCE = 300  # seconds for npm


class NoEngine(LodError):
    code, template, exit_code = "S711", "the query engine cannot be taken from {origin}: {reason}", ENVIRONMENT
    hint = f"wanted is the npm package oxigraph {VERSION}: its folder, what `npm pack` makes of it, or npm to fetch it"


def take(place: str) -> Mapping[str, bytes]:
    """The files of the engine by their names.

    place    a folder, a tarball, or npm
    raises   Failed with S711"""
    try:
        found = _fetched() if place == NPM else _read(Path(place))
    except (OSError, tarfile.TarError, KeyError) as error:
        raise Failed([NoEngine(origin=place, reason=str(error))]) from error
    for name, data in found.items():
        if sha512(data).hexdigest() != DIGESTS[name]:
            raise Failed([NoEngine(origin=place, reason=f"its {name} is another one")])
    return found


def _read(place: Path) -> dict[str, bytes]:
    if place.is_dir():
        return {name: (place / name).read_bytes() for name in DIGESTS}
    digest = b64encode(sha512(place.read_bytes()).digest()).decode()
    if digest != TARBALL:
        raise OSError(f"its digest is sha512-{digest[:12]}…, not sha512-{TARBALL[:12]}…")
    found = {}
    with tarfile.open(place) as packed:
        for name in DIGESTS:
            file = packed.extractfile(f"package/{name}")
            found[name] = file.read() if file else b""
    return found


def _fetched() -> dict[str, bytes]:
    """The package, fetched by npm, which knows where packages are."""
    npm = shutil.which(NPM)
    if npm is None:
        raise OSError("there is no such program")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"oxigraph@{VERSION}", "--silent", "--ignore-scripts", "--pack-destination", folder]
        try:
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise OSError(f"it does not answer within {PATIENCE} seconds") from error
        if ran.returncode:
            raise OSError(" ".join(ran.stderr.split())[:300] or f"it ends with {ran.returncode}")
        return _read(Path(folder) / f"oxigraph-{VERSION}.tgz")
