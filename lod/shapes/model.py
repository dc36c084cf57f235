"""The nouns of validation: results and what was looked at.  Values only.

Spec: SHACL (www.w3.org/TR/shacl) section 3.6, Validation Report."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result; IRIs and literals as N-Triples text, empty where there is none."""

    severity: str  # Violation, Warning, Info, or an IRI of one's own
    shape: str  # sh:sourceShape: the named shape that owns the constraint
    focus: str
    path: str
    value: str
    component: str  # sh:sourceConstraintComponent
    messages: tuple[str, ...] = ()  # literals with language

    @property
    def rank(self) -> tuple[int, Result]:
        """For sorting: violations first."""
        known = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return known, self


@dataclass(frozen=True, slots=True, order=True)
class Checked:
    """How many focus nodes a shape looked at: a reader sees that "conforms" is not "nothing was looked at"."""

    shape: str  # IRI
    focus_nodes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A validation run."""

    results: tuple[Result, ...]  # sorted by rank
    checked: tuple[Checked, ...]  # shapes with targets, by IRI

    @property
    def conforms(self) -> bool:
        """No violation.  Warnings and infos do not stop a publication (SHACL's sh:conforms counts all results)."""
        return not any(r.severity == "Violation" for r in self.results)
