"""Look-ups that the wizard's templates need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template

from lessons.advisor.sources import SourceView

register = template.Library()


@register.filter
def cited(keys: Iterable[str], sources: Iterable[SourceView]) -> list[SourceView]:
    """Those of `sources` that `keys` name, by their number."""
    wanted = set(keys)
    return [source for source in sources if source.key in wanted]


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """`mapping[key]`, empty where it has no such key."""
    return mapping.get(key, "")
