"""The tree has every file once, and counts what is wrong and what has changed."""

from __future__ import annotations

from lessons.editing.core.tree import Change, Folder, tree
from virtlearn.core.problems import Problem

changes: dict[str, Change] = {
    "course.toml": "",
    "labs/a/lab.toml": "new",
    "lessons/01-first/lesson.en.md": "changed",
    "lessons/01-first/old.png": "deleted",
}


def paths(folder: Folder) -> list[str]:
    return [
        *(path for each in folder.folders for path in paths(each)),
        *(file.path for file in folder.files),
    ]


def test_every_file_stands_in_its_folder() -> None:
    root = tree(changes, ())
    assert sorted(paths(root)) == sorted(changes)
    assert [each.name for each in root.folders] == ["labs", "lessons"]
    first = root.folders[1].folders[0]
    assert (first.path, first.name) == ("lessons/01-first/", "01-first")
    assert [(each.name, each.change) for each in first.files] == [
        ("lesson.en.md", "changed"),
        ("old.png", "deleted"),
    ]
    assert (root.changes, root.folders[1].changes) == (3, 2)


def test_problems_count_up_to_the_root() -> None:
    found = [
        Problem("lessons/01-first/lesson.en.md", 1, "a"),
        Problem("lessons/01-first/lesson.en.md", 9, "b"),
        Problem("lessons/01-first/lesson.es.md", 1, "is missing"),
        Problem("course.toml", 1, "c"),
    ]
    root = tree(changes, found)
    assert root.problems == 4
    lessons = root.folders[1]
    assert lessons.problems == lessons.folders[0].problems == 3
    assert [file.problems for file in lessons.folders[0].files] == [2, 0]
    assert root.files[0].problems == 1
