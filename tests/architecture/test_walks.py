"""The pages of docs/code name the files that a request enters, in that order, and count them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines.registry import engine_load, engine_use, in_use
from tests.architecture.walks import Walk, walks
from tests.conftest import user_make

folder = Path(__file__).parents[2] / "docs/code"
# Where each walk is described: a page of docs/code, and a section of it or all.
described = {
    "lesson": ("lesson.md", "Step by step"),
    "lesson, kept": ("lesson.md", "Step by step"),
    "answer": ("grading.md", "Step by step"),
    "start": ("lab-session.md", "Start"),
    "tick": ("lab-session.md", "Tick"),
    "tick, shown": ("lab-session.md", ""),
}
in_order = {"lesson", "answer", "start"}  # the others enter what was described before
row = re.compile(r"^\| ([a-z, ]+) \| (\d+) \| (\d+) \|", re.MULTILINE)  # of the README's table


def section_of(text: str, heading: str) -> str:
    """A section without its heading, "" for none such; the whole text for no heading."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0] if heading else text


def faults_of(walk: Walk, text: str, *, ordered: bool) -> list[str]:
    """Files that `text` does not name, and with `ordered` those that it names too late."""
    places = {path: at for path in walk.files if (at := place_of(path, text)) >= 0}
    faults = [f"{path} is entered and not named" for path in walk.files if path not in places]
    if ordered:
        for before, after in zip(list(places), list(places)[1:], strict=False):
            if places[before] > places[after]:
                faults.append(f"{before} is entered before {after}, and named after it")
    return faults


def place_of(path: str, text: str) -> int:
    """Where `text` first names the file, alone or with a name of it; -1 for nowhere."""
    found = re.search(rf"`{re.escape(path)}(?:::[\w.]+)?`", text)
    return found.start() if found else -1


@pytest.fixture
def _fake() -> Iterator[None]:
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("fake")
    yield
    engine_use(before)
    engine_load.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_fake")
def test_the_pages_name_what_is_entered_in_that_order_and_count_it(tmp_path: Path) -> None:
    found = walks(tmp_path, [user_make("first"), user_make("second")])
    assert [walk.name for walk in found] == list(described)
    faults = []
    for walk in found:
        page, heading = described[walk.name]
        text = section_of((folder / page).read_text(encoding="utf-8"), heading)
        faults += [
            f"docs/code/{page}: {fault}"
            for fault in faults_of(walk, text, ordered=walk.name in in_order)
        ]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    said = {name: (int(files), int(own)) for name, files, own in row.findall(readme)}
    faults += [
        f"docs/code/README.md: {walk.name} enters {counted} (files, own), not {said[walk.name]}"
        for walk in found
        if said[walk.name] != (counted := (len(walk.files), walk.own))
    ]
    assert not faults, "\n".join([*faults, "python -m tests.architecture.walks prints all files"])


def test_what_is_missing_and_what_is_out_of_order_is_found() -> None:
    walk = Walk("lesson", ("a/one.py", "a/two.py", "a/three.py"), 3)
    text = "1. `a/one.py::go`\n2. `a/two.py` and `a/three.py::Thing.go`\n"
    assert not faults_of(walk, text, ordered=True)
    assert faults_of(walk, text.replace("one.py", "other.py"), ordered=True) == [
        "a/one.py is entered and not named"
    ]
    turned = "1. `a/two.py`\n2. `a/one.py`, `a/three.py`\n"
    assert faults_of(walk, turned, ordered=True) == [
        "a/one.py is entered before a/two.py, and named after it"
    ]
    assert not faults_of(walk, turned, ordered=False)
