"""Run a command as a process of its own.  command -> exit code; mistakes, bugs and signals in words.

Exit codes: docs/reference/commands.md."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
import warnings
from types import FrameType, TracebackType

import click

from lod import console
from lod.errors import INTERRUPTED, OUR_BUG, Failed, LodError, NoAccess, NoSpace

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EIO, errno.ENOTDIR}


def _report_bug(kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
    lines = "".join(traceback.format_exception(kind, error, trail))
    console.say(f"{lines}this is a fault of the program, not of your files; please report the lines above")
    sys.stderr.flush()
    os._exit(OUR_BUG)


def _call(command: click.Command) -> None:
    """Call a command; what the operating system refuses becomes a mistake with a code."""
    try:
        command(standalone_mode=False)
    except RuntimeError as error:
        if "interrupted" in str(error).lower():  # so an engine says that Ctrl-C reached it first
            raise KeyboardInterrupt from error
        raise
    except OSError as error:
        if error.errno not in NO_SPACE | REFUSED:
            raise
        raise Failed([refusal(error)]) from error


def refusal(error: OSError) -> LodError:
    """What the operating system refuses, as a mistake with a code."""
    kind = NoSpace if error.errno in NO_SPACE else NoAccess
    return kind(file=error.filename or "a file", message=error.strerror or str(error))


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)  # an exception, so that whatever is open is closed and temporary folders go


def run(command: click.Command) -> None:
    """Run a command of the words that the process was given, and leave with its exit code."""
    sys.excepthook = _report_bug
    warnings.filterwarnings("ignore", module=r"rdflib\.")  # what it finds odd is in the report, or is not
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        _call(command)
    except Failed as failed:
        console.errors(failed.errors)
        sys.exit(failed.exit_code)
    except LodError as error:
        console.errors([error])
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        console.say("interrupted: the last good output is untouched")
        sys.exit(INTERRUPTED)
