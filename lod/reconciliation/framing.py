"""The frame of small pages that stand in the pages of others, and what they may do: nothing.  Texts only.

Spec: Content Security Policy Level 3."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

STYLE = (
    "body{margin:0;padding:.7rem;font:14px/1.4 sans-serif;color:#1b1b1b;background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:1.1rem;margin:0 0 .3rem}h2{font-size:1rem;margin:1rem 0 .3rem}"
    "p{margin:.2rem 0}dd{margin:0 0 .5rem 1rem}.quiet{color:#595959}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}.quiet{color:#b5b5b5}a{color:#8ab4f8}}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style></head>
<body><main>
{body}
</main></body>
</html>
"""
