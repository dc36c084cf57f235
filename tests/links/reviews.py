"""A dataset with proposals that wait for a curator."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from lod import decisions as files
from lod.config_file import load
from lod.links import sssom
from lod.links.model import COLUMNS, Link
from tests.dataset import built

HEADER = """#mapping_set_id: https://example.org/rail/mappings/wikidata
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  orcid: https://orcid.org/
#  rail: https://example.org/rail/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#  wd: http://www.wikidata.org/entity/
"""
SUBJECTS, ITEMS = [f"rail:s{n}" for n in range(4)], [f"wd:Q{n}" for n in range(1, 5)]


def proposal(subject: str, item: str, confidence: str = "0.80") -> Link:
    composite = "semapv:CompositeMatching"
    compared = "name same 93.0: Ana = Ana // country conflict -10: CL ≠ AR"
    comment = f"queue: no country agrees // score 96.0, margin 3.0 // {compared}"
    return Link(
        *(subject, "skos:exactMatch", item, composite, Decimal(confidence), "2026-11-21", f"label of {subject}"),
        object_label=f"label of {item}",
        comment=comment,
    )


def dataset(root: Path, *proposals: Link) -> Path:
    """A dataset with an empty file of decisions, and these proposals or else three."""
    built(root)
    project = root / "pyproject.toml"
    links = 'links = "mappings/wikidata.sssom.tsv"\ncurator = { id = "orcid:0000-0002-1825-0097" }\n'
    text = re.sub(r"(?m)^links = .*\n", "", project.read_text(encoding="utf-8"))
    project.write_text(text.replace("[tool.lod]\n", f"[tool.lod]\n{links}"), encoding="utf-8")
    (root / "mappings" / "wikidata.sssom.tsv").write_text(HEADER + "\t".join(COLUMNS) + "\n", encoding="utf-8")
    some = tuple(proposal(subject, item) for subject, item in zip(SUBJECTS[:3], ITEMS, strict=False))
    propose(root, *(proposals or some))
    return root


def propose(root: Path, *proposals: Link) -> None:
    """Put these proposals into the file, as a new run does."""
    config = load(root)
    files.write(files.place(config)[0], replace(files.read(config), columns=COLUMNS, links=proposals))


def decisions(root: Path) -> str:
    """The file of decisions."""
    return (root / "mappings" / "wikidata.sssom.tsv").read_text(encoding="utf-8")


def decided(root: Path) -> tuple[Link, ...]:
    """Its rows."""
    return sssom.read(decisions(root), "links.tsv").links
