"""Read an XML file record by record.  stream of bytes + path of the records -> elements.

Only a record is in memory at any time where the path is a plain one, such as /people/person, and no reference leaves
the record.  Entities are neither looked up nor expanded: a file that needs one is refused.
Spec: XML 1.0; Namespaces in XML 1.0."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import BinaryIO

from lxml import etree

from lod.errors import Place
from lod.sources.document_faults import BrokenDocument, RefusedEntity

UNKNOWN_ENTITY = (etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.WAR_UNDECLARED_ENTITY)
ADVICE = {
    "INVALID_ENCODING": "save the file in the encoding that its first line names, or in UTF-8",
    "UNSUPPORTED_ENCODING": "save the file in UTF-8",
    "TAG_NOT_FINISHED": "get or make the file again",
    "TAG_NAME_MISMATCH": "every element must end before the one around it",
    "DOCUMENT_EMPTY": "an XML file holds one element at least",
    "RESOURCE_LIMIT": "put long texts into files of their own; a text has 10 million bytes at most",
    "NS_ERR_UNDEFINED_NAMESPACE": "declare the prefix with xmlns",
}


def prefixes(stream: BinaryIO, shown: str, encoding: str, wanted: Collection[str]) -> Mapping[str, str]:
    """The namespaces of prefixes, as the file declares each of them first; of others too, if one wanted is missing.

    encoding  of the stream; "": as the file says itself
    raises   BrokenDocument (T230), RefusedEntity (T234)
    """
    found: dict[str, str] = {}
    for event, what in _events(stream, shown, encoding, ("start-ns", "start", "end")):
        if event == "start-ns" and isinstance(what, tuple):
            prefix, namespace = what
            if prefix:
                found.setdefault(prefix, namespace)
            if found.keys() >= set(wanted):
                break
        elif event == "end" and isinstance(what, etree._Element):
            _forget(what)
    return found


def elements(stream: BinaryIO, shown: str, encoding: str, steps: Sequence[str]) -> Iterator[etree._Element]:
    """The elements a path leads to, each valid until the next is asked for.

    steps    of an absolute path: {namespace}name, name, * or {namespace}*
    raises   as `prefixes`
    """
    matched: list[bool] = []  # of each open element: do the steps lead to it?
    for event, what in _events(stream, shown, encoding, ("start", "end")):
        assert isinstance(what, etree._Element)
        if event == "start":
            level = len(matched)
            fits = level < len(steps) and all(matched) and _fits(what, steps[level])
            matched.append(fits)
            continue
        if matched.pop() and len(matched) == len(steps) - 1:
            yield what
        if not all(matched[: len(steps)]) or len(matched) < len(steps):  # no part of a record that is still open
            _forget(what)


def tree(stream: BinaryIO, shown: str, encoding: str) -> etree._Element:
    """The root of the whole file.  Raises as `prefixes`."""
    root: etree._Element | None = None
    for _, what in _events(stream, shown, encoding, ("start",)):
        root = what if root is None and isinstance(what, etree._Element) else root
    assert root is not None  # a file without an element is broken
    return root


def _fits(element: etree._Element, step: str) -> bool:
    tag = str(element.tag)
    return step in ("*", tag) or (step.endswith("}*") and tag.startswith(step[:-1]))


def _forget(element: etree._Element) -> None:
    """Free what has been read: the element's inside, and its elder siblings altogether."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _events(
    stream: BinaryIO, shown: str, encoding: str, events: tuple[str, ...]
) -> Iterator[tuple[str, etree._Element | tuple[str, str] | None]]:
    parser = etree.iterparse(
        stream,
        events=events,
        encoding=encoding or None,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    started = False
    try:
        for event, what in parser:
            if not started and isinstance(what, etree._Element):
                _refuse_entities(what, shown)
                started = True
            yield event, what
    except etree.XMLSyntaxError as error:
        raise _broken(error, parser.error_log, shown) from error
    for entry in parser.error_log:
        if entry.type in UNKNOWN_ENTITY:
            raise _unknown_entity(entry, shown)


def _refuse_entities(root: etree._Element, shown: str) -> None:
    internal = root.getroottree().docinfo.internalDTD
    for entity in internal.iterentities() if internal is not None else ():  # type: ignore[attr-defined]
        raise RefusedEntity(Place(shown), name=entity.name, reason="declared in the file")


def _unknown_entity(entry: etree._LogEntry, shown: str) -> RefusedEntity:
    named = re.search(r"'([^']*)'", entry.message)
    place = Place(shown, entry.line, entry.column)
    return RefusedEntity(place, name=named.group(1) if named else "?", reason="declared nowhere in it")


def _broken(error: etree.XMLSyntaxError, log: etree._ListErrorLog, shown: str) -> BrokenDocument | RefusedEntity:
    for entry in log:
        if entry.type in UNKNOWN_ENTITY:
            return _unknown_entity(entry, shown)
    line, column = error.position
    if "entity amplification" in str(error.msg):
        return RefusedEntity(Place(shown, line), name="…", reason="made of many others")
    said = error.msg or "no element found"
    message = re.sub(r"(, (?:use|try) XML_\w+(?: option)?)?(, line \d+, column \d+)?$", "", said)
    first = next(iter(log), None)
    advice = ADVICE.get(first.type_name.removeprefix("ERR_"), "") if first else ADVICE["DOCUMENT_EMPTY"]
    return BrokenDocument(
        Place(shown, max(line, 0), max(column, 0)),
        language="XML",
        message=message[:1].lower() + message[1:] if message[1:2].islower() else message,
        advice=advice,
    )
