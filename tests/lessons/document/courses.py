"""Courses for the tests of the pipeline: the starter, copied and spoilt on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lessons.document.library import Compiled, course_compile
from lessons.document.page import Known, Page
from lessons.document.render import Renderer
from lessons.document.scaffold import starter
from lessons.document.schema import Source, Term
from lessons.document.source import CourseSource

lesson_en = "lessons/01-first-steps/lesson.en.md"
lesson_es = "lessons/01-first-steps/lesson.es.md"
guide_en = "labs/first-lab/lab.en.md"
guide_es = "labs/first-lab/lab.es.md"
lab_toml = "labs/first-lab/lab.toml"


def good_files() -> dict[str, bytes]:
    """The files of a course without a problem."""
    return {
        path.relative_to(starter).as_posix(): path.read_bytes()
        for path in sorted(starter.rglob("*"))
        if path.is_file()
    }


def folder_copied(files: dict[str, bytes], old: str, new: str) -> None:
    """Copies the folder `old` of `files` to `new`."""
    for path, content in list(files.items()):
        if path.startswith(f"{old}/"):
            files[path.replace(old, new, 1)] = content


def line_set(files: dict[str, bytes], path: str, line: int, text: str) -> None:
    """Writes `text` in place of a line of a file that has that line, and another text in it."""
    lines = files[path].decode().split("\n")
    assert lines[line - 1] != text, f"{path}:{line} says that already"
    lines[line - 1] = text
    files[path] = "\n".join(lines).encode()


def compiled(files: Mapping[str, bytes]) -> Compiled:
    return course_compile(CourseSource(files), kinds={"container", "vm"})


def page_of(language: str = "en", files: Mapping[str, bytes] | None = None) -> Page:
    """An empty page of a lesson in a course that knows one of everything."""
    texts = {code: f"{code} text" for code in ("en", "es")}
    return Page(
        path=f"lessons/01-here/lesson.{language}.md",
        slug="here",
        language=language,
        known=Known(
            languages=("en", "es"),
            lessons=frozenset({"here", "there"}),
            labs=frozenset({"a-lab"}),
            wizard=True,
            glossary={"shell": Term(term=texts, definition={"en": "A <program>.", "es": "Un…"})},
            sources={
                key: Source(
                    title=f"On {key}", authors=("A. B.",), year=2020, taken=texts, figures=figures
                )
                for key, figures in (("first", {"2.3 ms": texts}), ("second", {"125 ms": texts}))
            },
            units={"times": {"en": "times", "es": "veces"}},
            files={f"lessons/01-here/{name}": content for name, content in (files or {}).items()},
        ),
    )


def rendered(text: str, page: Page | None = None) -> str:
    """`text` as the HTML of a page without blocks."""
    pieces = Renderer(page or page_of()).document(text.split("\n"), 1)
    return "".join(piece.html for piece in pieces)


def told(page: Page) -> list[tuple[int, str]]:
    """The problems of a page as (line, message)."""
    return [(problem.line, problem.message) for problem in page.problems]


def folder_written(files: Mapping[str, bytes], folder: Path) -> Path:
    """Writes `files` below `folder`, and gives it back."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder
