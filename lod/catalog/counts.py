"""Count what the workbench holds.  Workbench -> Statistics; SQL only.

The triples counted are those that the mappings state, each once, whatever graphs it is in: what the JSON-LD file
holds.  The terms of the ontology are counted apart.  Spec: VoID (www.w3.org/TR/void) section 4.6, Statistics."""

from __future__ import annotations

from collections.abc import Mapping

from lod.catalog.model import ClassPartition, Counts, Linkset, PropertyPartition, Statistics
from lod.checks import Dataset
from lod.dumps import selection
from lod.vocab import RDF_TYPE
from lod.workbench import MAPPED, Workbench

TYPE = f"(SELECT id FROM term WHERE kind = 'iri' AND lexical = '{RDF_TYPE}')"
COUNTS = f"""
WITH t AS MATERIALIZED ({{triples}}),
sizes AS (SELECT key, count(*) AS n, count(DISTINCT p) AS properties FROM t GROUP BY key),
subjects AS (
  SELECT key, count(*) AS n, count(*) FILTER (s IN (SELECT id FROM term WHERE starts_with(lexical, ?))) AS entities
  FROM (SELECT DISTINCT key, s FROM t) GROUP BY key),
objects AS (SELECT key, count(*) AS n FROM (SELECT DISTINCT key, o FROM t) GROUP BY key),
classes AS (
  SELECT key, count(DISTINCT o) AS n FROM t JOIN term c ON c.id = o WHERE p = {TYPE} AND c.kind = 'iri' GROUP BY key)
SELECT key, z.n, s.n, o.n, properties, coalesce(c.n, 0), entities
FROM sizes z JOIN subjects s USING (key) JOIN objects o USING (key) LEFT JOIN classes c USING (key) ORDER BY key
"""
GRAPHS = "SELECT g AS key, s, p, o FROM quad WHERE g > 0 AND id IN (SELECT quad FROM quad_row WHERE rule {test})"
CLASSES = f"""
WITH typed AS (SELECT s, o AS class FROM mapped WHERE p = {TYPE}),
sized AS (SELECT class, s, count(*) AS n FROM typed JOIN mapped USING (s) GROUP BY class, s)
SELECT c.lexical, count(*) FILTER (starts_with(s.lexical, ?)), sum(n)::BIGINT, first(s.lexical ORDER BY n DESC, s.id)
FROM sized JOIN term s ON s.id = sized.s JOIN term c ON c.id = class WHERE c.kind = 'iri'
GROUP BY c.id, c.lexical ORDER BY c.id
"""
PROPERTIES = """
WITH subjects AS (
  SELECT p, sum(n)::BIGINT AS triples, count(*) AS n FROM (SELECT p, s, count(*) AS n FROM mapped GROUP BY p, s)
  GROUP BY p),
objects AS (SELECT p, count(*) AS n FROM (SELECT DISTINCT p, o FROM mapped) GROUP BY p)
SELECT p.lexical, triples, s.n, o.n FROM subjects s JOIN objects o USING (p) JOIN term p ON p.id = s.p ORDER BY p.id
"""
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


def count(dataset: Dataset, bench: Workbench) -> Statistics:
    """Count triples, subjects, objects, instances, uses and links."""
    config = dataset.config
    # looking for what comes twice takes longer than all the counting
    once = "DISTINCT" if selection.in_several_graphs(bench) else ""
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE mapped AS SELECT {once} s, p, o FROM ({MAPPED})")
    graphs = {
        _int(g): str(iri) for g, iri in bench.rows("SELECT id, lexical FROM term WHERE id IN (SELECT g FROM quad)")
    }
    files = dict(enumerate(sorted(config.dumps)))
    parts = ["SELECT 0 AS key, s, p, o FROM mapped WHERE false"]
    parts += [f"SELECT {once} {n}, * FROM ({selection.of_files(config.dumps[f])})" for n, f in files.items()]
    return Statistics(
        _counts(bench, "SELECT 0 AS key, * FROM mapped", {0: ""}, config.base).get("", Counts(0, 0, 0, 0, 0, 0)),
        _counts(bench, GRAPHS.format(test="= 0"), graphs, config.base),
        _counts(bench, GRAPHS.format(test="> 0"), graphs, config.base),
        _counts(bench, " UNION ALL ".join(parts), files, config.base),
        tuple(ClassPartition(str(c), _int(n), _int(t), str(x)) for c, n, t, x in bench.rows(CLASSES, [config.base])),
        tuple(PropertyPartition(str(p), _int(n), _int(s), _int(o)) for p, n, s, o in bench.rows(PROPERTIES)),
        _links(dataset, bench),
    )


def _counts(bench: Workbench, triples: str, names: Mapping[int, str], base: str) -> dict[str, Counts]:
    """The counts of each key of a query for key, s, p, o; by the name of the key, in the order of the keys."""
    found = bench.rows(COUNTS.format(triples=triples), [base])
    return {names[_int(key)]: Counts(*(_int(n) for n in numbers)) for key, *numbers in found}


def _links(dataset: Dataset, bench: Workbench) -> tuple[Linkset, ...]:
    """The triples between the two ends of a decided link, whatever their predicate."""
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
    return tuple(
        Linkset(str(target), str(p), tuple(map(str, spaces)), PropertyPartition(str(p), _int(n), _int(s), _int(o)))
        for target, p, spaces, n, s, o in bench.rows(LINKS, [dataset.config.base])
        if isinstance(spaces, list)
    )


def _int(value: object) -> int:
    return int(str(value))
