"""Numbers the sources that the wizard's pages and records cite."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lessons.advisor.selectors import Advisor
from lessons.wizard.record_texts import Reference
from lessons.wizard.report import Report


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A source with its number in the list."""

    number: int
    key: str
    title: str
    stop: str  # after the title, which may have one
    authors: str
    year: int
    where: str
    url: str


def sources_context(advisor: Advisor, keys: Iterable[str], language: str) -> list[SourceView]:
    """The sources `keys` that the course has, numbered in their order; texts in `language`."""
    known = [key for key in keys if key in advisor.course.sources]
    found = []
    for place, key in enumerate(known, 1):
        source = advisor.course.sources[key]
        found.append(
            SourceView(
                number=place,
                key=key,
                title=source.title,
                stop="" if source.title.endswith((".", "?", "!")) else ".",
                authors=", ".join(source.authors),
                year=source.year,
                where=source.where_in(language),
                url=source.url,
            )
        )
    return found


def references_of(advisor: Advisor, report: Report, language: str) -> dict[str, Reference]:
    """The sources of a report as its record names them."""
    return {
        source.key: Reference(
            text=f"{source.authors} ({source.year}). {source.title}{source.stop}"
            f" {source.where}".rstrip(),
            url=source.url,
        )
        for source in sources_context(advisor, report.sources, language)
    }
