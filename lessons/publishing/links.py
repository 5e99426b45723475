"""Puts addresses in the place of the links that a revision's HTML has within its course."""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Callable

from django.urls import reverse

from lessons.publishing import selectors

# As lessons/document/links.py writes them. Only in a tag: in a text, `<` is always an entity.
placeholder = re.compile(r'(<(?:a|img)(?: [^<>]*?)?? (?:href|src)=")course:([^"]*)"')


def links_resolve(html: str, resolve: Callable[[str], str]) -> str:
    """`html` with every `course:…` replaced by what `resolve` gives for `…`, as in
    `lesson/namespaces#pid`, `lab/whose-kernel`, `wizard`, `glossary#namespace`,
    `asset/lessons/01-x/layers.png`.
    """
    return placeholder.sub(
        lambda m: f'{m[1]}{htmllib.escape(resolve(htmllib.unescape(m[2])))}"', html
    )


def resolver(course: str, digest: str) -> Callable[[str], str]:
    """What the placeholders in a revision's HTML stand for, in the active language."""
    assets = selectors.asset_digests(course, digest)

    def resolve(target: str) -> str:
        path, sharp, fragment = target.partition("#")
        kind, _slash, name = path.partition("/")
        if kind == "lesson":
            url = reverse("lessons:lesson", args=[course, name])
        elif kind == "lab":
            url = reverse("labs:lab", args=[course, name])
        elif kind == "wizard":
            url = reverse("wizard:start", args=[course])
        elif kind == "glossary":
            url = reverse("lessons:glossary", args=[course])
        elif kind == "asset" and name in assets:
            file = name.rpartition("/")[2]
            url = reverse("lessons:asset", args=[course, assets[name], file])
        else:
            url = reverse("lessons:course", args=[course])
        return f"{url}{sharp}{fragment}"

    return resolve
