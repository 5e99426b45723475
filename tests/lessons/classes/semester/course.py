"""A course of eleven weeks, two questions in each, for a class of a semester."""

from __future__ import annotations

from pathlib import Path

from tests.lessons.courses import course_toml

weeks = range(1, 12)
lesson = """---
title: Week {week}
summary: Week {week} in short.
objectives:
  - understand: Tell what a kernel does.
minutes: 10
---
## The section {{#section}}

``` {{.numeric #number points=2 tolerance=0 attempts=3}}
How many?
= {right} :: So many.
```

``` {{.quiz #choice points=1 attempts=3}}
Which one?

- [x] The host's :: One kernel.
- [ ] The image's :: Files only.
- [ ] None :: There is one.
```

The end.
"""


def slug_of(week: int) -> str:
    return f"week-{week:02}"


def right_number(week: int) -> int:
    return 100 + week


def semester_course_write(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    plain = "\n".join(line for line in course_toml.splitlines() if not line.startswith("es = "))
    text = plain.replace('"small"', '"term"').replace('["en", "es"]', '["en"]')
    (folder / "course.toml").write_text(text)
    for week in weeks:
        path = folder / "lessons" / f"{week:02}-{slug_of(week)}"
        path.mkdir(parents=True, exist_ok=True)
        written = lesson.format(week=week, right=right_number(week))
        (path / "lesson.en.md").write_text(written)
    return folder
