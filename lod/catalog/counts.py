"""Count what the workbench holds.  Workbench -> Statistics; SQL only.

The triples counted are those that the mappings state, each once, whatever graphs it is in: what the JSON-LD file
holds.  The terms of the ontology are counted apart.  Spec: VoID (www.w3.org/TR/void) section 4.6, Statistics."""

from __future__ import annotations

from collections.abc import Mapping

from lod.catalog import sums
from lod.catalog.model import ClassPartition, Counts, Linkset, PropertyPartition, Statistics
from lod.checks import Dataset
from lod.dumps import selection
from lod.workbench import Workbench

GRAPHS = "SELECT g AS key, s, p, o FROM quad WHERE g > 0 AND id IN ({quads})"
ALONE = "SELECT s, p, o FROM quad WHERE id IN ({quads})"
STATED = "SELECT quad FROM quad_row WHERE rule {test}"
COUNTS = """
WITH predicates AS (
  SELECT key, count(*) AS n FROM (
    SELECT key, p FROM "kept.predicate" WHERE part = $1 GROUP BY ALL HAVING sum(n) > 0) GROUP BY key),
classes AS (
  SELECT key, count(*) AS n FROM (
    SELECT key, class FROM "kept.type" WHERE part = $1 GROUP BY ALL HAVING sum(n) > 0) GROUP BY key)
SELECT key, sum(triples)::BIGINT AS triples, sum(subjects)::BIGINT, sum(objects)::BIGINT, any_value(p.n),
  coalesce(any_value(c.n), 0), sum(entities)::BIGINT
FROM "kept.count" LEFT JOIN predicates p USING (key) LEFT JOIN classes c USING (key)
WHERE part = $1 GROUP BY key HAVING triples > 0 ORDER BY key"""
CLASSES = """
SELECT c.lexical, sum(k.entities)::BIGINT, sum(k.triples)::BIGINT AS triples, any_value(s.lexical)
FROM "kept.class" k JOIN term c ON c.id = k.class JOIN "kept.example" e ON e.class = k.class JOIN term s ON s.id = e.s
GROUP BY c.id, c.lexical HAVING sum(k.triples) > 0 ORDER BY c.id
"""
PROPERTIES = """
SELECT p.lexical, sum(n)::BIGINT, sum(subjects)::BIGINT, sum(objects)::BIGINT
FROM "kept.property" k JOIN term p ON p.id = k.p
GROUP BY p.id, p.lexical HAVING sum(n) > 0 ORDER BY p.id
"""
LINKED = """
CREATE OR REPLACE TEMP TABLE mapped AS SELECT DISTINCT s, p, o FROM ({triples})
WHERE s IN (SELECT id FROM term WHERE kind = 'iri' AND lexical IN (SELECT subject FROM pair))"""
LINKS = """
WITH linked AS (
  SELECT DISTINCT t.*, p.lexical AS predicate, regexp_extract(o.lexical, '^.*[/#:]') AS space,
    regexp_extract(o.lexical, '^[^:]*://([^/?#:]*)', 1) AS host, regexp_extract(o.lexical, '^[^:]*') AS scheme
  FROM mapped t JOIN term s ON s.id = t.s JOIN term p ON p.id = t.p JOIN term o ON o.id = t.o
  JOIN pair ON pair.subject = s.lexical AND pair.object = o.lexical
  WHERE o.kind = 'iri' AND NOT starts_with(o.lexical, ?))
SELECT CASE WHEN host = '' THEN scheme ELSE host END AS target, predicate, list_sort(list(DISTINCT space)), count(*),
  count(DISTINCT s), count(DISTINCT o) FROM linked GROUP BY target, predicate ORDER BY target, predicate
"""


def count(dataset: Dataset, bench: Workbench) -> None:
    """Count triples, subjects, objects, instances and uses."""
    config, base = dataset.config, dataset.config.base
    # looking for what comes twice takes longer than all the counting
    once = "DISTINCT" if selection.in_several_graphs(bench) else ""
    sums.clear(bench)
    sums.add(bench, "whole", f"SELECT {once} 0 AS key, s, p, o FROM ({selection.mapped(config.apart)})", base)
    sums.examples(bench)
    graphs = {
        "ontology": STATED.format(test="= 0"),
        "graph": STATED.format(test=selection.rules_of_mapped(config.apart)),
        **({"apart": selection.alone(config.apart)} if config.apart else {}),
    }
    for part, quads in graphs.items():
        sums.add(bench, part, GRAPHS.format(quads=quads), base)
    for number, file in enumerate(sorted(config.dumps)):
        chosen = selection.of_files(config.dumps[file])
        sums.add(bench, "file", f"SELECT {once} {number} AS key, s, p, o FROM ({chosen})", base)


def statistics(dataset: Dataset, bench: Workbench) -> Statistics:
    """What has been counted, and the links."""
    query = "SELECT id, lexical FROM term WHERE id IN (SELECT g FROM quad) ORDER BY id"
    names = {_int(g): str(iri) for g, iri in bench.rows(query)}
    config, files = dataset.config, dict(enumerate(sorted(dataset.config.dumps)))
    ontology, together, alone = (_counts(bench, part, names) for part in ("ontology", "graph", "apart"))
    graphs = {**alone, **together}
    apart = {*(alone.keys() - together.keys() - ontology.keys())}
    apart |= {file for file, stems in config.dumps.items() if not {*stems}.isdisjoint(config.apart)}
    return Statistics(
        _counts(bench, "whole", {0: ""}).get("", Counts(0, 0, 0, 0, 0, 0)),
        ontology,
        {name: graphs[name] for name in names.values() if name in graphs},
        _counts(bench, "file", files),
        tuple(ClassPartition(str(c), _int(n), _int(t), str(x)) for c, n, t, x in bench.rows(CLASSES)),
        tuple(PropertyPartition(str(p), _int(n), _int(s), _int(o)) for p, n, s, o in bench.rows(PROPERTIES)),
        _links(dataset, bench, selection.mapped(config.apart)),
        frozenset(apart),
        _links(dataset, bench, ALONE.format(quads=selection.alone(config.apart))) if config.apart else (),
    )


def _counts(bench: Workbench, part: str, names: Mapping[int, str]) -> dict[str, Counts]:
    """The counts of each key of a part; by the name of the key, in the order of the keys."""
    return {names[_int(key)]: Counts(*(_int(n) for n in numbers)) for key, *numbers in bench.rows(COUNTS, [part])}


def _links(dataset: Dataset, bench: Workbench, triples: str) -> tuple[Linkset, ...]:
    """Of some triples those between the two ends of a decided link, whatever their predicate."""
    pairs = sorted(
        {
            (row["subject_id"], row["object_id"])
            for table in dataset.tables
            if table.path == dataset.config.links
            for _, row in table.records()
        }
    )
    bench.con.execute("CREATE OR REPLACE TEMP TABLE pair (subject VARCHAR, object VARCHAR)")
    ends: list[list[str]] = [[p[0] for p in pairs], [p[1] for p in pairs]]
    bench.con.execute("INSERT INTO pair SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", ends)
    if not pairs:
        return ()
    bench.con.execute(LINKED.format(triples=triples))
    return tuple(
        Linkset(str(target), str(p), tuple(map(str, spaces)), PropertyPartition(str(p), _int(n), _int(s), _int(o)))
        for target, p, spaces, n, s, o in bench.rows(LINKS, [dataset.config.base])
        if isinstance(spaces, list)
    )


def _int(value: object) -> int:
    return int(str(value))
