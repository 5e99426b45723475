"""A course folder as it was read, made into a course: everything that is right, and all problems.

The way: files → tables → what pages may point at → one draft a page → what only the whole shows →
lessons and guides. Problems never stop it; publishing does not take a course that has any.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from labs.spec.definition import LabSpec, lab_spec_parse, machine_kinds
from lessons.document.answers import answers_read
from lessons.document.chart_units import charts_named
from lessons.document.draft import Draft, ids_take
from lessons.document.drawing import drawings_place
from lessons.document.draws import machines_check
from lessons.document.figures import images_check
from lessons.document.heads import lab_head, lesson_head, sections_common
from lessons.document.hero import hero_read
from lessons.document.page import Known, Page
from lessons.document.parse import page_parse
from lessons.document.place import parts_place
from lessons.document.schema import Course, Guide, Lesson
from lessons.document.source import CourseSource
from lessons.document.tables import course_file_read, glossary_read, sources_read
from lessons.document.texts import Folder, folders_find, page_files, tables_check, texts_decode
from lessons.document.validate import (
    anchors_check,
    claims_check,
    links_check,
    prerequisites_check,
    tasks_check,
    translation_check,
)
from lessons.wizard.model import DecisionModel
from lessons.wizard.parse import model_parse
from virtlearn.core.problems import Problem

Drafts = dict[str, dict[str, Draft]]  # slug → language → draft


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """What a course folder gave. `course` is None where course.toml lacks slug or languages;
    `assets` are the images that pages show as files, by path. Warnings don't keep it unpublished.
    """

    course: Course | None
    lessons: Mapping[tuple[str, str], Lesson]  # (slug, language)
    guides: Mapping[tuple[str, str], Guide]
    assets: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()  # what a text says and a page does not show


def course_compile(source: CourseSource, *, kinds: Collection[str] | None = None) -> Compiled:
    """Never raises. `kinds` are the kinds of machine that labs may have; by default all here."""
    return Compilation(source, machine_kinds() if kinds is None else kinds).compiled()


class Compilation:
    """One run of the pipeline; the methods are its steps, in order."""

    def __init__(self, source: CourseSource, kinds: Collection[str]) -> None:
        self.files = source.files
        self.kinds = kinds
        self.problems: list[Problem] = list(source.problems)
        self.texts, found = texts_decode(source.files)
        self.problems += found
        self.lesson_folders = self.folders("lessons")
        self.lab_folders = self.folders("labs")
        self.head = self.course_file()
        self.languages: tuple[str, ...] = self.head.get("languages") or self.languages_guess()
        self.known = self.known_make()
        answers = self.texts.get("answers.toml", "")
        self.answers, self.answers_page = answers_read(answers, self.known)
        self.lessons: Drafts = {}
        self.guides: Drafts = {}
        self.specs: dict[str, LabSpec] = {}

    def compiled(self) -> Compiled:
        self.problems += tables_check(self.files)
        shown = ("lessons/", "labs/")
        pages = {path: data for path, data in self.files.items() if path.startswith(shown)}
        self.problems += images_check(pages)
        for folder in self.lesson_folders:
            self.lessons[folder.slug] = self.pages(folder, "lesson")
        for folder in self.lab_folders:
            self.guides[folder.slug] = self.lab(folder)
        self.wizard: DecisionModel | None = self.wizard_read()
        hero = self.texts.get("hero.toml", "")
        self.hero, found = hero_read(hero, self.files, self.known, self.specs)
        self.problems += found
        self.check_whole()
        drafts = [
            draft
            for each in (self.lessons, self.guides)
            for found in each.values()
            for draft in found.values()
        ]
        for draft in drafts:
            self.problems += draft.page.problems
        return Compiled(
            course=self.course(),
            lessons={
                (slug, language): draft.lesson(parts_place(draft))
                for slug, found in self.lessons.items()
                for language, draft in found.items()
            },
            guides={
                (slug, language): draft.guide(parts_place(draft))
                for slug, found in self.guides.items()
                for language, draft in found.items()
            },
            assets={path: data for draft in drafts for path, data in draft.page.assets.items()},
            problems=tuple(sorted(set(self.problems))),
            warnings=tuple(sorted({each for draft in drafts for each in draft.page.warnings})),
        )

    # Tables.

    def folders(self, top: str) -> list[Folder]:
        folders, problems = folders_find(self.files, top)
        self.problems += problems
        return folders

    def course_file(self) -> dict[str, Any]:
        if "course.toml" not in self.texts:
            message = (
                "this file is missing: write slug, languages, license, authors, title, summary"
            )
            self.problems.append(Problem("course.toml", 1, message))
            return {}
        values, problems = course_file_read(self.texts["course.toml"], "course.toml")
        self.problems += problems
        if not self.lesson_folders:
            message = "the course has no lesson: write lessons/01-first-steps/lesson.en.md"
            self.problems.append(Problem("course.toml", 1, message))
        return values

    def languages_guess(self) -> tuple[str, ...]:
        """Where course.toml doesn't say: the languages that its pages are written in."""
        found = {
            parts[1]
            for folder in (*self.lesson_folders, *self.lab_folders)
            for name in folder.files
            if len(parts := name.split(".")) == 3 and parts[0] in {"lesson", "lab"}
        }
        return tuple(sorted(found)) or ("en",)

    def known_make(self) -> Known:
        glossary, problems = glossary_read(
            self.texts.get("glossary.toml", ""), "glossary.toml", self.languages
        )
        sources, more = sources_read(
            self.texts.get("sources.toml", ""), "sources.toml", self.languages
        )
        self.problems += [*problems, *more]
        return Known(
            kinds=frozenset(self.kinds),
            languages=self.languages,
            lessons=frozenset(folder.slug for folder in self.lesson_folders),
            labs=frozenset(folder.slug for folder in self.lab_folders),
            wizard="wizard.toml" in self.texts,
            claims=self.head.get("claims", 0),
            glossary=glossary,
            sources=sources,
            units=self.head.get("units", {}),
            files=self.files,
        )

    def wizard_read(self) -> DecisionModel | None:
        """The decision model; its links to sections are checked, so lessons come first."""
        if "wizard.toml" not in self.texts:
            return None
        model, problems = model_parse(
            self.texts["wizard.toml"],
            "wizard.toml",
            self.languages,
            lessons={
                slug: sections_common(self.lessons.get(slug, {})) for slug in self.known.lessons
            },
            sources=self.known.sources.keys(),
            labs=self.known.labs,
        )
        self.problems += problems
        return model

    # Pages.

    def pages(
        self, folder: Folder, sort: str, machines: frozenset[str] = frozenset()
    ) -> dict[str, Draft]:
        """The drafts of a folder by language."""
        found, problems = page_files(
            folder, "lesson" if sort == "lesson" else "lab", self.languages
        )
        self.problems += problems
        return {
            language: page_parse(
                "lesson" if sort == "lesson" else "guide",
                self.texts[found[language]],
                Page(path=found[language], slug=folder.slug, language=language, known=self.known),
                machines=machines,
            )
            for language in self.languages
            if language in found
        }

    def lab(self, folder: Folder) -> dict[str, Draft]:
        path = f"{folder.path}/lab.toml"
        if path not in self.texts:
            message = "this file is missing: say in it which machines and tasks the lab has"
            self.problems.append(Problem(path, 1, message))
            return self.pages(folder, "guide")
        spec, problems = lab_spec_parse(
            self.texts[path], path, folder.files, self.kinds, self.languages
        )
        self.problems += problems
        if spec is None:
            return self.pages(folder, "guide")
        charts, problems = charts_named(self.texts[path], path, spec.charts, self.known)
        self.problems += problems
        self.specs[folder.slug] = msgspec.structs.replace(spec, charts=charts)
        for name in spec.script_names:
            script = f"{folder.path}/{name}"
            if script in self.files and not self.files[script].strip():
                self.problems.append(Problem(script, 1, "this script is empty: write its commands"))
        drafts = self.pages(folder, "guide", frozenset(machine.name for machine in spec.machines))
        if spec.figure and spec.figure.drawing:
            self.problems += drawings_place(spec.figure, folder.path, drafts, self.files)
        return drafts

    # The whole.

    def check_whole(self) -> None:
        source = self.languages[0]
        anchors_check(self.lessons, self.lessons)
        anchors_check(self.guides, self.lessons)
        links_check(self.answers_page, self.lessons, source)
        self.problems += self.answers_page.problems
        prerequisites_check(self.lessons, source)
        for slug, spec in self.specs.items():
            for draft in self.guides[slug].values():
                tasks_check(draft, spec, "lab.toml")
        for found in self.lessons.values():
            for draft in found.values():
                claims_check(draft, self.specs)
                machines_check(draft, self.specs)
        for drafts in (self.lessons, self.guides):
            for slug, found in drafts.items():
                if source not in found:
                    continue
                for language in self.languages[1:]:
                    if language in found:
                        known = drafts is self.guides and slug in self.specs
                        translation_check(found[source], found[language], tasks_known=known)
                        ids_take(found[source], found[language])

    # The course.

    def course(self) -> Course | None:
        head = self.head
        if "slug" not in head or "languages" not in head:
            return None
        values = {
            "license": head.get("license", ""),
            "authors": head.get("authors", ()),
            "title": head.get("title") or {code: str(head["slug"]) for code in self.languages},
            "summary": head.get("summary") or dict.fromkeys(self.languages, ""),
        }
        lessons = tuple(
            lesson_head(folder, self.lessons[folder.slug])
            for folder in self.lesson_folders
            if self.lessons.get(folder.slug)
        )
        labs = [
            lab_head(folder, self.guides[folder.slug], self.specs[folder.slug], self.files)
            for folder in self.lab_folders
            if folder.slug in self.specs and self.guides.get(folder.slug)
        ]
        named = list(dict.fromkeys(slug for lesson in lessons for slug in lesson.labs))
        order = {slug: number for number, slug in enumerate(named)}
        course: dict[str, Any] = {
            **values,
            "slug": head["slug"],
            "languages": self.languages,
            "lessons": lessons,
            # As lessons come to them; those that none names come last, by name.
            "labs": tuple(sorted(labs, key=lambda lab: order.get(lab.slug, len(order)))),
            "glossary": self.known.glossary,
            "sources": self.known.sources,
            "wizard": self.wizard,
            **{key: head[key] for key in ("claims", "units", "measures") if key in head},
            "answers": self.answers,
            "hero": self.hero,
        }
        return Course(**course)
