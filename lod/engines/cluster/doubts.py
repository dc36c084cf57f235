"""Look for what a dataset may have to take back.  quads g, s, p, o -> Doubts; on the cluster, distinct terms come here.

What faults.py asks of the tables of one machine, asked of the N-Triples texts of the quads.  Most terms are clear; of
those that are not, whoever has the rows decides.  Read first: literals.py, model.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lod.engines.cluster.model import Doubts
from lod.literals import CHECKED, LANGUAGE, SURE
from lod.plan.spark_texts import quoted, valid_iri
from lod.vocab import EDTF_DATE, RDF_LANGSTRING, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TYPE, LABEL = (quoted(f"<{iri}>") for iri in (RDF_TYPE, SKOS + "prefLabel"))


def find(mapped: DataFrame, quads: DataFrame, base: str) -> Doubts:
    """Find all terms of quads that call for a closer look.

    mapped   the quads that rules state; quads: these and the others
    base     IRIs under it must be declared"""
    return Doubts(_terms(quads), _undeclared(mapped, quads, base), lambda space: _declared(quads, space))


def _terms(quads: DataFrame) -> tuple[str, ...]:
    """IRIs and language tags that are none, and literals that a store may rewrite."""
    distinct = quads.selectExpr("explode(array(s, p, o, g)) AS nt").distinct()
    tail = "CASE WHEN startswith(nt, '\"') THEN substring_index(nt, '\"', -1) ELSE '' END AS tail"
    datatype = "CASE WHEN startswith(tail, '^^') THEN substr(tail, 4, char_length(tail) - 4) ELSE '' END AS datatype"
    cut = distinct.selectExpr("nt", tail).selectExpr("*", datatype)
    sure = " ".join(f"WHEN {quoted(of)} THEN {_fits(_inside(), form)}" for of, form in SURE.items())
    never = ", ".join(quoted(of) for of in {EDTF_DATE, RDF_LANGSTRING, *CHECKED} - SURE.keys())
    inner = "substr(nt, 2, char_length(nt) - 2)"
    clear = f"""CASE WHEN startswith(nt, '<') THEN {valid_iri(inner)}
      WHEN startswith(tail, '@') THEN {_fits("substr(tail, 2)", LANGUAGE.pattern)}
      WHEN tail = '' THEN true
      ELSE CASE datatype {sure} ELSE datatype NOT IN ({never}) AND {valid_iri("datatype")} END END"""
    return tuple(sorted(row[0] for row in cut.where(f"NOT {clear}").select("nt").toLocalIterator()))


def _inside() -> str:
    """SQL of the text of a literal that has a datatype."""
    return "substr(nt, 2, char_length(nt) - char_length(tail) - 2)"


def _fits(text: str, form: str) -> str:
    whole = quoted(rf"\A(?:{form})\z")
    return f"{text} RLIKE {whole}"


def _undeclared(mapped: DataFrame, quads: DataFrame, base: str) -> tuple[str, ...]:
    """IRIs under the base that mapped quads speak of and that have no class; where nothing has one, none."""
    if mapped.where(f"p = {TYPE}").isEmpty():
        return ()
    ours = f"startswith(nt, {quoted('<' + base)})"
    said = mapped.selectExpr("explode(array(s, o)) AS nt").where(ours).distinct()
    typed = quads.where(f"p = {TYPE}").selectExpr("s AS nt")
    return tuple(sorted(row[0] for row in said.join(typed, "nt", "left_anti").toLocalIterator()))


def _declared(quads: DataFrame, space: str) -> list[tuple[str, bool]]:
    """The tails of what is declared in a namespace, and whether these are concepts."""
    begin = quoted("<" + space)
    named = quads.where(f"p IN ({TYPE}, {LABEL}) AND startswith(s, {begin})")
    tails = named.selectExpr(
        f"substr(s, {len(space) + 2}, char_length(s) - {len(space) + 2}) AS tail", f"p = {LABEL} AS label"
    )
    found = tails.where("NOT contains(tail, '/')").groupBy("tail").agg({"label": "bool_or"}).collect()
    return sorted((row[0], row[1]) for row in found)
