"""A lesson with the kinds of questions that `courses.lesson` has not, and the lab that it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

from lessons.document import scaffold
from tests.lessons.courses import course_write

starter = Path(scaffold.__file__).parent / "starter"

# Words that no page may hold before they are earned are written in capitals, or are numbers that
# stand nowhere else.
lesson = """---
title: Third
summary: Third in short.
objectives:
  - apply: Ask.
minutes: 5
labs: [first-lab]
---
## All kinds {#all-kinds}

``` {.order #steps hint-cost=25%}
Which order?
1. alpha :: ALPHASAID
2. beta
3. gamma
? ORDERHINT
! ORDERTOLD
```

``` {.match #sides}
What goes together?
- pid -> processes :: PIDSAID
- net -> ports
- -> files
~ net -> files :: NETSLIP {misconception=match-key}
```

``` {.cloze #gaps}
The [[KERNELGAP|/kernels?/]] is [[*one|many]].
~ 1 image :: GAPSLIP
! CLOZETOLD
```

``` {.estimate #guess full=10% none=50% unit=MiB}
How much?
= 73210 :: ESTIMATESAID
```

```` {.output #prints}
What does it print?
``` {.sh}
echo one; echo two
```
= OUTONE
= OUTTWO
~ one two :: OUTSLIP
````

``` {.machine #my-name lab=first-lab fact=hostname}
What is its name?
~ localhost :: MACHINESLIP
! MACHINETOLD
```

``` {.machine #my-sleep lab=first-lab fact=sleep.host-pid}
Which number?
```

``` {.numeric #varied}
$ n = 1000..1900
Twice {n}?
= {2 * n} :: VARIEDSAID
```

``` {.draw #some pool=words count=1}
One of these:
```

``` {.short #first-word pool=words}
The first word?
= POOLONE
```

``` {.short #second-word pool=words}
The second word?
= POOLTWO
```
"""
keys = (  # noqa: SIM905
    "ALPHASAID ORDERHINT ORDERTOLD PIDSAID NETSLIP match-key KERNELGAP GAPSLIP CLOZETOLD 73210"
    " ESTIMATESAID OUTONE OUTTWO OUTSLIP MACHINESLIP MACHINETOLD VARIEDSAID POOLONE POOLTWO"
).split()


def kinds_write(folder: Path) -> Path:
    """Writes the small course with a third lesson and a lab."""
    course_write(folder)
    path = folder / "lessons" / "03-third"
    path.mkdir()
    for language in ("en", "es"):
        (path / f"lesson.{language}.md").write_text(lesson)
    shutil.copytree(starter / "labs", folder / "labs")
    for guide in folder.glob("labs/*/lab.*.md"):
        guide.write_text(guide.read_text().replace("[@posix-shell]", ""))
    return folder
