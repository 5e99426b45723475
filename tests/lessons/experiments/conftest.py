"""A small course with claims, and figures for its learners."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from labs.models import Measurement
from lessons.document.scaffold import starter
from lessons.publishing import selectors
from tests.lessons.courses import course_publish
from virtlearn.people.models import User

page = "/en/courses/my-course/lessons/first-steps/"
claims = """``` {.claim #start lab=first-lab task=say-hello measure=start.vm unit=ms predict=number}
It takes a while: {measure}.
was: It takes *no* time.
holds: true
why: BECAUSE it boots.
predict: How *long*?
published: 2.3 ms @posix-shell :: PUBLISHED
```

``` {.claim #many lab=first-lab measure=start.vm unit=ms predict=choice}
Short or long.
holds: true
choice: short <100 :: Short **indeed**
choice: long >=100 :: Long
```

``` {.claim #plain lab=first-lab}
It can be run.
holds: true
```

Text says {measure start.vm} and {measure other.key}.
[SPOILT, after {measure start.vm}.]{.spoiler claim=start}

```` {.spoiler claim=start}
TABLE and [more](lab:first-lab).
````
"""
tcg = "vm TCG on runc, Fake 1.0, Linux 0.0, 2 CPU, 2 GiB"
kvm = tcg.replace("TCG", "KVM")


def measured(
    user: User, value: float, *, on: str = tcg, key: str = "start.vm", unit: str = "ms"
) -> Measurement:
    return Measurement.objects.create(
        user=user,
        course="my-course",
        lab="first-lab",
        key=key,
        value=value,
        unit=unit,
        measured_on=on,
        measured_at=timezone.now(),
    )


@pytest.fixture
def course(db: None, tmp_path: Path) -> str:
    """The starter with three claims at its lessons' ends; its slug."""
    selectors.current_forget()
    for path in starter.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(starter)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    with (tmp_path / "course.toml").open("a") as head:
        head.write('\n[units.words]\nen = "words"\nes = "palabras"\n')
    with (tmp_path / "sources.toml").open("a") as sources:
        sources.write('figures."2.3 ms" = { en = "table 1", es = "tabla 1" }\n')
    for lesson in (tmp_path / "lessons").rglob("*.md"):
        lesson.write_text(f"{lesson.read_text()}\n{claims}")
    course_publish(tmp_path)
    return "my-course"
