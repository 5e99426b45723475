"""A small course folder for tests, and what publishes it."""

from __future__ import annotations

from pathlib import Path

from lessons.document.source import course_read
from lessons.models import Revision
from lessons.publishing import services
from tests.lessons.compiled import course_compiled
from virtlearn.people.models import User

course_toml = """slug = "small"
languages = ["en", "es"]
license = "CC-BY-SA-4.0"
authors = ["Test authors"]

[title]
en = "A small course"
es = "Un curso pequeño"

[summary]
en = "For tests."
es = "Para pruebas."
"""

glossary_toml = """[namespace]
[namespace.term]
en = "namespace"
es = "espacio de nombres"
[namespace.definition]
en = "What a process sees of the system."
es = "Lo que un proceso ve del sistema."
"""

sources_toml = """[felter2014]
title = "A comparison"
authors = ["Wes Felter"]
year = 2014
url = "https://example.org/felter"
where.en = "report, section 4"
where.es = "informe, apartado 4"
taken.en = "The figures."
taken.es = "Las cifras."
"""

# Words that no page may hold before they are earned are written in capitals.
lesson = """---
title: {title}
summary: {title} in short.
objectives:
  - understand: Tell what a kernel does.
minutes: 10
{more}---
## The first section {{#first}}

A [namespace](glossary:namespace), said by [@felter2014]. Go [on](lesson:second#first).

``` {{.quiz #same-kernel points=2 attempts=3}}
Which kernel answers?

- [x] {host} :: RIGHTKEY one kernel.
- [ ] {image} :: WRONGKEY files only. {{misconception=image-has-kernel}}
- [ ] {none} :: NONEKEY
? FIRSTHINT
? SECONDHINT
! EXPLAINED by the kernel.
```

``` {{.quiz #several points=4}}
Which are namespaces?

- [x] pid
- [x] net
- [ ] cpu :: CPUKEY
- [ ] disk
```

``` {{.numeric #limit tolerance=0 unit=processes}}
How many processes?
= 64321 :: NUMBERKEY
~ 63 :: FORESEENKEY
```

``` {{.short #pid-one}}
Which process?
= secretword :: WORDKEY
= /secretword( [0-9]+)?/
~ init :: INITKEY
```

The end.
"""
keys = (  # noqa: SIM905
    "RIGHTKEY WRONGKEY NONEKEY EXPLAINED CPUKEY NUMBERKEY 64321 FORESEENKEY WORDKEY secretword"
    " INITKEY FIRSTHINT SECONDHINT misconception image-has-kernel"
).split()


def lesson_text(language: str, title: str, more: str = "") -> str:
    host, image, none = ("The host's", "The image's", "None")
    if language == "es":
        host, image, none = ("El del anfitrión", "El de la imagen", "Ninguno")
    return lesson.format(title=title, more=more, host=host, image=image, none=none)


def course_write(folder: Path) -> Path:
    """Writes the course; two lessons with the same questions, in two languages."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.toml").write_text(course_toml)
    (folder / "glossary.toml").write_text(glossary_toml)
    (folder / "sources.toml").write_text(sources_toml)
    for number, slug in enumerate(("first", "second"), 1):
        path = folder / "lessons" / f"0{number}-{slug}"
        path.mkdir(parents=True, exist_ok=True)
        more = "prerequisites: [first]\n" if slug == "second" else ""
        for language, title in (("en", f"Lesson {slug}"), ("es", f"Lección {slug}")):
            text = lesson_text(language, title, more)
            (path / f"lesson.{language}.md").write_text(text)
    return folder


def course_publish(
    folder: Path, by: User | None = None, *, message: str = "", draft: bool = False
) -> tuple[Revision, bool]:
    """Publishes a folder as the command does; PublishError where it has problems.

    As a `draft` it is what a preview shows, with whatever problems there are.
    """
    compiled, digest = course_compiled(folder)
    return services.revision_publish(
        compiled=compiled,
        digest=digest,
        files=course_read(folder).files,
        message=message,
        by=by,
        draft=draft,
    )


def course_change(folder: Path, old: str, new: str) -> None:
    """Changes words in every file of the course that has them; fails where none has."""
    files = [path for path in folder.rglob("*.*") if old in path.read_text()]
    assert files
    for path in files:
        path.write_text(path.read_text().replace(old, new))
