"""Start Spark, and say what it says.  Asked -> a session; its exceptions -> mistakes in one line.

Java and Spark write their logs into a file that is thrown away; what matters of them comes as an error."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import IO, TYPE_CHECKING

from lod.engines.cluster.faults import NoJava, NoMaster, NoSpark, shortened
from lod.engines.cluster.files import Files
from lod.engines.cluster.model import Asked
from lod.errors import Failed, LodError, raise_all

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from pyspark.sql import SparkSession

PATIENCE = 10  # seconds for a master to answer
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STARTED_BY_SPARK = "PYSPARK_GATEWAY_PORT"  # spark-submit has started this very program: Java is there
# what the plan relies on; settings of the cluster and of the user do not change it
FIXED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
}
DEFAULTS = {
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",  # no .crc files beside the output
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def session(asked: Asked) -> Iterator[SparkSession]:
    """A session of Spark that is stopped at the end.

    raises   Failed with S730 to S733"""
    check(asked.master)
    with TemporaryFile() as log, _handlers_kept():
        spark = _start(asked, log)
        try:
            for key, value in FIXED.items():
                spark.conf.set(key, value)
            Files(spark).start_from(Path.cwd())
            with _heeding_signals(spark):
                yield spark
        finally:
            spark.stop()


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """What signals do is in the end what it was before: Spark changes it for good."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items() if _is_main_thread() else ():
            if handler is not None:  # else it is not Python's
                signal.signal(number, handler)


@contextmanager
def _heeding_signals(spark: SparkSession) -> Iterator[None]:
    """Let signals end calls so that what is called after them does not get the answers of these."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    before = {number: signal.getsignal(number) for number in SIGNALS}
    come: list[int] = []

    def heed(number: int, _: FrameType | None) -> None:
        come.append(number)
        gateway: JavaObject = spark.sparkContext._gateway
        gateway._gateway_client.thread_connection = threading.local()  # another connection
        with suppress(Py4JError, OSError):
            spark.sparkContext.cancelAllJobs()
        leave(number)

    def leave(number: int) -> None:
        handler = before[signal.Signals(number)]
        if number == signal.SIGINT or not callable(handler):
            raise KeyboardInterrupt
        handler(number, None)

    for number, handler in before.items() if _is_main_thread() else ():
        if callable(handler):  # else the process was asked to end at once, or to go on
            signal.signal(number, heed)
    try:
        yield
    except (Failed, PySparkException, Py4JError, OSError):
        if come:  # Python drops what a signal raises inside a finalizer; then only the cancelled job is left of it
            leave(come[-1])
        raise


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def check(master: str) -> None:
    """Find out before the work what would make it useless.

    raises   Failed with S730 to S732"""
    if find_spec("pyspark") is None:
        raise_all([NoSpark()])
    home = os.environ.get("JAVA_HOME", "")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if java is None and STARTED_BY_SPARK not in os.environ:
        where = f"there is no Java in JAVA_HOME ({home})" if home else "there is no Java"
        raise_all([NoJava(message=where)])
    reached = [_knock(host, int(port)) for host, port in re.findall(r"([\w.-]+):(\d+)", master)]
    if reached and all(reached):
        raise_all([NoMaster(master=master, message=reached[0])])


def _knock(host: str, port: int) -> str:
    """Say what keeps a port from answering; empty if nothing does."""
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return ""


def _start(asked: Asked, log: IO[bytes]) -> SparkSession:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    settings = {**DEFAULTS, **asked.settings, "spark.master": asked.master, "spark.app.name": "lod map"}
    if asked.master.startswith("local"):  # functions run in the Python that runs this program
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if asked.memory:
        settings["spark.driver.memory"] = re.sub(r"i?b$", "", asked.memory.strip().lower())
    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(settings.items()))
    try:
        running = getattr(SparkContext, "_gateway", None)  # Java goes on when a session stops
        gateway = running or launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call,unused-ignore]
        return SparkSession(SparkContext(conf=conf, gateway=gateway))
    except (PySparkException, Py4JError, OSError) as error:
        message = said(error)
        if "JAVA_GATEWAY_EXITED" in message:
            raise Failed([_not_started(asked.master, log)]) from None
        raise Failed([NoMaster(master=asked.master, message=message)]) from None


def _not_started(master: str, log: IO[bytes]) -> LodError:
    """Why Java has ended before it began: its last words."""
    log.seek(0)
    lines = [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if re.search(r"Error|Exception|error:", line)]
    if any("UnsupportedClassVersionError" in line for line in told):
        return NoJava(message="this Java is too old")
    refused = [line for line in told if "org.apache.spark." in line and "Exception: " in line]
    if refused:
        return NoMaster(master=master, message=shortened(refused[0]))
    return NoJava(message=shortened((told or lines or ["it ends at once"])[0]))


def said(error: Exception) -> str:
    """One line of what Spark says: the cause behind all others."""
    found = causes(error)
    return shortened(found[-1] if found else str(error))


def causes(error: Exception) -> list[str]:
    """What an exception of Java says, and what each says that it comes from."""
    told: list[str] = []
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    while java is not None and len(told) < 20:
        told.append(str(java.getMessage() or java.toString()))
        java = java.getCause()
    return told
