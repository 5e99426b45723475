"""Resolves the placeholders in a revision's HTML to addresses."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from lessons.publishing import selectors


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
