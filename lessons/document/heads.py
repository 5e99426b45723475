"""What pages need to know of a lesson or a lab without its text."""

from __future__ import annotations

from collections.abc import Mapping

from labs.spec.definition import LabSpec
from lessons.document.draft import Draft
from lessons.document.schema import DrawPart, LabHead, LessonHead, Text
from lessons.document.texts import Folder, text_decode


def lesson_head(folder: Folder, drafts: Mapping[str, Draft]) -> LessonHead:
    first = next(iter(drafts.values()))  # the source language, if it is there
    shown = [entry.id for entry in first.entries if entry.kind == "lab" and entry.id]
    known = [slug for slug in shown if slug in first.page.known.labs]
    return LessonHead(
        slug=folder.slug,
        folder=folder.name,
        title=titles(drafts, folder.slug),
        summary=summaries(drafts),
        minutes=first.head.minutes,
        checked=first.head.checked,
        prerequisites=first.head.prerequisites,
        labs=tuple(dict.fromkeys((*first.head.labs, *known))),
        questions=first.questions(),
        pooled=first.questions(pooled=True),
        draws=tuple(part.draw for _, part in first.parts if isinstance(part, DrawPart)),
        claims=tuple(claim for claim, _ in first.claims),
    )


def sections_common(drafts: Mapping[str, Draft]) -> frozenset[str]:
    """The ids of the headings that a lesson has in each language in which it is there."""
    ids = [frozenset(heading.id for heading, _ in draft.page.headings) for draft in drafts.values()]
    return frozenset.intersection(*ids) if ids else frozenset()


def titles(drafts: Mapping[str, Draft], slug: str) -> Text:
    return {language: draft.head.title or slug for language, draft in drafts.items()}


def summaries(drafts: Mapping[str, Draft]) -> Text:
    return {language: draft.head.summary for language, draft in drafts.items()}


def lab_head(
    folder: Folder, drafts: Mapping[str, Draft], spec: LabSpec, files: Mapping[str, bytes]
) -> LabHead:
    paths = {name: f"{folder.path}/{name}" for name in spec.script_names}
    return LabHead(
        slug=folder.slug,
        title=titles(drafts, folder.slug),
        summary=summaries(drafts),
        spec=spec,
        scripts={name: text_decode(files[path], path)[0] for name, path in paths.items()},
    )
