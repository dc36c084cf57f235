"""What can be wrong with a cluster.  facts about a mistake -> one line a curator can act on; no I/O.

Read first: errors.py."""

from __future__ import annotations

import re

from lod.errors import ENVIRONMENT, LodError

LONGEST = 300  # characters of what Spark says
# how errors that only hold another one begin, and where they end
WRAPPED = re.compile(r'\A(?:Exception in thread "[^"]*" )?(?:[\w.$]+(?:Exception|Error|Throwable): )+')


class NotOnCluster(LodError):
    code, template, hint = "M118", "{what} cannot be mapped on a cluster", "{suggestion}"


class NoJava(LodError):
    code, template, exit_code = "S730", "Spark cannot start: {message}", ENVIRONMENT
    hint = "install Java 17 or 21, in Debian the package openjdk-17-jre-headless, or let JAVA_HOME name its folder"


class NoSpark(LodError):
    code, template, exit_code = "S731", "the Python package pyspark is not installed", ENVIRONMENT
    hint = "run: pip install '.[cluster]'"


class NoMaster(LodError):
    code, template, exit_code = "S732", "the master {master} cannot be reached: {message}", ENVIRONMENT
    hint = "write spark://HOST:PORT of a cluster that runs, yarn, k8s://HOST:PORT, or local[2] for this machine"


class SparkFails(LodError):
    code, template, exit_code = "S733", "Spark has stopped: {message}", ENVIRONMENT
    hint = "nothing was published; the logs of the cluster say more"


class FolderTaken(LodError):
    code, template, exit_code = "S734", "{folder} holds files that no earlier run has written", ENVIRONMENT
    hint = "name a folder that is not there yet, or empty this one"


def shortened(message: str) -> str:
    r"""One line of what Spark or Java say, without stack trace and the names of Java's classes.

    >>> shortened("java.io.IOException: java.net.ConnectException: refused\n\tat x.y(Z.java:1)")
    'refused'
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    first = WRAPPED.sub("", lines[0]) if lines else "it does not say why"
    first = re.sub(r" SQLSTATE: \w+$", "", first).rstrip(".")
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
