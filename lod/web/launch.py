"""Start the process that reads the data.  Source -> process and a socket to it.

It is a module of its own, so that the front process can load its own packages while the other one reads."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import dataclass

from lod.web.model import Source


@dataclass(frozen=True, slots=True)
class Launched:
    """A zygote that may still be reading."""

    source: Source
    process: subprocess.Popen[bytes]
    control: socket.socket

    def stop(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self.control.close()


def launch(source: Source) -> Launched:
    """Start a zygote."""
    ours, theirs = socket.socketpair()
    given = {name: getattr(source, name) for name in source.__slots__}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "lod.web.zygote", str(theirs.fileno()), json.dumps(given, default=str)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the front process
        )
    ours.setblocking(False)
    return Launched(source, process, ours)
