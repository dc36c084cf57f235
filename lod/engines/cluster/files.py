"""Reach files wherever Spark reaches them.  path -> bytes, names; through Hadoop's file systems: local, HDFS, S3, …"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lod.engines.cluster.faults import SparkFails
from lod.errors import raise_all

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from pyspark.sql import SparkSession


class Files:
    """The files of a session; paths are as Spark understands them."""

    def __init__(self, spark: SparkSession) -> None:
        context = spark.sparkContext
        assert context._jvm is not None  # a session has started it
        self._java = context._jvm
        self._settings = context._jsc.hadoopConfiguration()

    def _at(self, path: str) -> tuple[JavaObject, JavaObject]:
        """The file system of a path, and the path in it."""
        at = self._java.org.apache.hadoop.fs.Path(path)
        system = at.getFileSystem(self._settings)
        return system, system.makeQualified(at)

    def start_from(self, folder: Path) -> None:
        """Let relative paths of this machine start there; otherwise they start where Java was started first."""
        at = self._java.org.apache.hadoop.fs.Path(self._java.java.io.File(str(folder)).toURI())
        at.getFileSystem(self._settings).setWorkingDirectory(at)

    def whole(self, path: str) -> str:
        """A path with the name of its file system."""
        return str(self._at(path)[1].toString())

    def found(self, path: str) -> tuple[str, ...]:
        """The files of a path: one, those of a folder, or those that a pattern fits; in the order of their names."""
        system, at = self._at(path)
        files: list[str] = []
        for status in system.globStatus(at) or ():
            inside = system.listStatus(status.getPath()) if status.isDirectory() else (status,)
            files += [
                str(s.getPath().toString()) for s in inside if s.isFile() and s.getPath().getName()[0] not in "._"
            ]
        return tuple(sorted(files))

    def beginning(self, path: str, size: int) -> bytes:
        """The first bytes of a file."""
        system, at = self._at(path)
        stream = system.open(at)
        try:
            return bytes(stream.readNBytes(size))
        finally:
            stream.close()

    def fetched(self, path: str, folder: Path) -> Path:
        """The file itself if it is on this machine, else a copy in the folder."""
        here = Path(unquote(urlsplit(path).path))
        if path.startswith("file:") and here.is_file():
            return here
        system, at = self._at(path)
        copy = folder / here.name
        system.copyToLocalFile(False, at, self._java.org.apache.hadoop.fs.Path(copy.as_uri()), True)
        return copy

    def bring(self, file: Path, path: str) -> None:
        """Copy a file of this machine to a path."""
        system, at = self._at(path)
        here = self._java.java.io.File(str(file.absolute()))
        self._java.org.apache.hadoop.fs.FileUtil.copy(here, system, at, False, self._settings)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        system, at = self._at(path)
        return bool(system.exists(at))

    def sizes(self, folder: str) -> Mapping[str, int]:
        """The names in a folder, each with its size in bytes."""
        system, at = self._at(folder)
        return {str(s.getPath().getName()): int(s.getLen()) for s in system.listStatus(at)}

    def write(self, path: str, data: bytes) -> None:
        """Write a small file."""
        system, at = self._at(path)
        stream = system.create(at, True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def move(self, old: str, new: str) -> None:
        """Give a file or folder another name.

        raises   Failed with S733 where the file system refuses"""
        system, at = self._at(old)
        if not system.rename(at, self._at(new)[1]):
            raise_all([SparkFails(message=f"{old} cannot be renamed to {new}")])

    def delete(self, path: str) -> None:
        """Delete a file, or a folder with all that is in it; do nothing where there is none."""
        system, at = self._at(path)
        system.delete(at, True)
