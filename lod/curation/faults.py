"""Why a request to decide about links is refused, and how it is said.  Errors only; each names its HTTP status.

What is wrong with the files themselves has the codes it has in a terminal: L501 to L525."""

from __future__ import annotations

from lod.errors import LodError


class NotAdmitted(LodError):
    """A browser that has not come by the address with the key."""

    code, template, status = "H401", "this browser has not been admitted to the review", 403
    hint = "open the address that lod serve --curate has shown when it started; its key is new each time"


class ForeignHost(LodError):
    """A name of this machine that others can give it, as DNS rebinding does."""

    code, template, status = "H402", "links are not decided under the name {host}", 403
    hint = "open the page as 127.0.0.1 or localhost, on the machine that serves it"


class ForeignPage(LodError):
    """A request that another page has made this browser send."""

    code, template, status = "H403", "this request comes from elsewhere: {origin}", 403
    hint = "decide on the page itself"


class ForeignForm(LodError):
    """A form without the token of its session."""

    code, template, status = "H404", "this form does not belong to your session", 403
    hint = "open the review again and decide there"


class StalePage(LodError):
    """A page that no longer shows what is up: sent twice, from an old tab, or after the files have changed."""

    code, template, status = "H405", "nothing was written: the page was out of date", 409
    hint = "decide about what is shown now"


class BadForm(LodError):
    """A form that no page of ours has."""

    code, template, status = "H406", "the form has {what}", 400
    hint = "{expected}"
