"""The index of names holds everything that people look for, with its other names."""

from __future__ import annotations

import json

from tests.site import sites


def test_the_index_leads_to_things_concepts_and_terms_by_all_their_names() -> None:
    site = sites.railway()
    for language, name, other in (
        ("en", 'Cedar "Old" Quay', "Muelle Cedro"),
        ("es", "Muelle Cedro", 'Cedar "Old" Quay'),
    ):
        text = (site / f"assets/names.{language}.js").read_text(encoding="utf-8")
        head, _, rows = text.removeprefix("var NAMES={kinds:").removesuffix("};\n").partition(",rows:")
        kinds, found = json.loads(head), {row[1]: row for row in json.loads(rows)}
        link, _, others, kind = found[name]
        assert (site / link).is_file()
        assert others == [other]
        assert kinds[kind] == {"en": "station", "es": "estación"}[language]
        assert all((site / row[0].partition("#")[0]).is_file() for row in found.values())


def test_without_javascript_the_search_page_leads_to_the_lists() -> None:
    page = (sites.railway() / "search.es.html").read_text(encoding="utf-8")
    assert (
        '<noscript><p>La búsqueda necesita JavaScript; sin él, las listas llevan a todo. <a href="lists/all.es.html">'
        in page
    )
    assert 'id="find" hidden' in page
