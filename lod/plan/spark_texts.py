r"""Encode texts in Spark's SQL.  SQL of a text -> SQL of the text encoded; pure.

Exact for any Unicode text, and without Python on the way: Spark's url_encode is that of HTML forms, which differs from
percent-encoding in the space, * and ~ only.  Letters beyond ASCII, which IRIs keep, are decoded again.
Spec: RML-Core "Template-Valued Term Maps"; RFC 3987 section 2.2; RDF 1.1 N-Triples section 4."""

from __future__ import annotations

from functools import reduce

from lod.literals import LANGUAGE
from lod.terms import ESCAPES, PLAIN, PRIVATE, UCSCHAR

TAG = f"\\A(?:{LANGUAGE.pattern})\\z"
LABEL_SIGNS = {"_": "%5F", "-": "%2D", ".": "%2E"}  # that url_encode leaves and a label must not have
FORM = {"+": "%20", "*": "%2A"}  # how url_encode differs from percent-encoding; and %7E is ~
ASCII_CODES = ("%2", "%0", "%1", "%3", "%4", "%5", "%6", "%7")  # first %2: the others become %25…
# an absolute IRI without an IP literal: lod.terms.IRI in classes of characters alone, because Java's regular
# expressions go one level deeper into the stack with each turn of any other loop; codes are checked on their own
INSIDE = f"[{PLAIN}:@/%]"
IRI = (
    f"\\A[A-Za-z][A-Za-z0-9+.\\-]*:(?://(?:[{PLAIN}:%]*@)?[{PLAIN}%]*(?::[0-9]*)?(?:/{INSIDE}*)?"
    f"|/?[{PLAIN}:@%]{INSIDE}*|/?)(?:\\?[{PLAIN}:@/%?{PRIVATE}]*)?(?:#[{PLAIN}:@/%?]*)?\\z"
)
NO_CODE = "%(?![0-9A-Fa-f]{2})"


def quoted(text: str) -> str:
    r"""A SQL string literal: printable ASCII as it is, anything else by its code; $ too, or Spark fills in variables.

    >>> print(quoted("it's ñ"))
    'it\u0027s \u00f1'
    """
    return "'" + "".join(map(_character, text)) + "'"


def _character(c: str) -> str:
    if c.isascii() and c.isprintable() and c not in "\\'$":
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def replaced(text: str, old: str, new: str) -> str:
    """Replace one text by another."""
    return f"replace({text}, {quoted(old)}, {quoted(new)})"


def uri_safe(text: str) -> str:
    """Percent-encode all but unreserved characters."""
    form = reduce(lambda t, pair: replaced(t, *pair), FORM.items(), f"url_encode({text})")
    return replaced(form, "%7E", "~")


def iri_safe(text: str) -> str:
    """Percent-encode all but iunreserved characters.

    ASCII at once.  Letters beyond it that IRIs keep: encode all, make the codes of ASCII safe from decoding, decode.
    What is beyond ASCII and must be encoded is rare: in runs of what stays and what does not."""
    kept = f"[{UCSCHAR}]"
    decoded = f"url_decode({reduce(lambda t, code: replaced(t, code, '%25' + code[1:]), ASCII_CODES, uri_safe(text))})"
    runs = f"regexp_extract_all({text}, {quoted(f'{kept}+|[^{UCSCHAR}]+')}, 0)"
    by_run = f"transform({runs}, run -> CASE WHEN run RLIKE {quoted('^' + kept)} THEN run ELSE {uri_safe('run')} END)"
    return (
        f"CASE WHEN octet_length({text}) = char_length({text}) THEN {uri_safe(text)}"
        f" WHEN {text} RLIKE {quoted(f'[^{chr(0)}-{chr(127)}{UCSCHAR}]')} THEN array_join({by_run}, '')"
        f" ELSE {decoded} END"
    )


def node_label(text: str) -> str:
    """The label of a blank node: letters and digits stay, every other byte is _XX."""
    codes = reduce(lambda t, pair: replaced(t, *pair), (FORM | LABEL_SIGNS).items(), f"url_encode({text})")
    return f"concat('n', {replaced(codes, '%', '_')})"


def escaped(text: str) -> str:
    """The inside of a literal in N-Triples."""
    return reduce(lambda t, pair: replaced(t, *pair), ESCAPES.items(), text)


def valid_tag(text: str) -> str:
    """Whether a text is a language tag."""
    return f"lower({text}) RLIKE {quoted(TAG)}"


def valid_iri(text: str) -> str:
    """Whether a text is an absolute IRI."""
    return f"({text} RLIKE {quoted(IRI)} AND NOT {text} RLIKE {quoted(NO_CODE)})"
