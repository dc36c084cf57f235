"""What a workbench makes of faults of its engine."""

from __future__ import annotations

import duckdb
import pytest

from lod import workbench


class Stumbling:
    """A connection on which a query meets a fault as long as no part of the engine is switched off."""

    def __init__(self, always: bool) -> None:
        self.always, self.careful = always, False
        self.asked: list[str] = []

    def cursor(self) -> Stumbling:
        return self

    def interrupt(self) -> None: ...

    def execute(self, query: str) -> Stumbling:
        self.asked.append(query)
        if query.startswith(("SET", "RESET")):
            self.careful = query.startswith("SET")
        elif self.always or not self.careful:
            raise duckdb.InternalException("a column changed identity")
        return self

    def fetchall(self) -> list[tuple[int]]:
        return [(1,)]


def test_a_query_that_meets_a_fault_of_the_engine_is_asked_otherwise() -> None:
    con = Stumbling(always=False)
    assert list(workbench.Workbench(con).answers(["SELECT 1"])) == [[(1,)]]  # type: ignore[arg-type]  # stands in for one
    assert con.asked == ["SELECT 1", workbench.CAREFULLY, "SELECT 1", "RESET disabled_optimizers"]


def test_a_fault_that_stays_is_told_and_the_engine_left_as_it_was() -> None:
    con = Stumbling(always=True)
    with pytest.raises(duckdb.InternalException):
        list(workbench.Workbench(con).answers(["SELECT 1"]))  # type: ignore[arg-type]  # stands in for one
    assert con.asked[-1] == "RESET disabled_optimizers"


def test_the_engine_takes_the_setting_and_goes_on_after_a_fault() -> None:
    with workbench.create(None) as bench:
        bench.con.execute(workbench.CAREFULLY)
        assert bench.texts("SELECT current_setting('disable_database_invalidation')") == ["True"]
