"""The files and folders that the documents name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

root = Path(__file__).parents[2]
documents = [
    root / "README.md",
    root / "CONTRIBUTING.md",
    root / "labs/machines/README.md",
    *sorted((root / "docs").rglob("*.md")),
]
heads = "labs|lessons|virtlearn|tests|bench|docs|static|templates|locale|deploy"
path_pattern = re.compile(rf"(?<![\w./-])(?:{heads})/[\w./-]*[\w/-]")
# What a recipe says to make, and an image's name.
placeholder = re.compile(r"NAME|NN-|/slug\b|hotspot|^virtlearn/base$")
superseded = re.compile(r"superseded|replaced by", re.IGNORECASE)  # a decision that is history
fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
behaviours = {
    "expiry warning",
    "machine death",
    "check debounce",
    "backoff",
    "grading",
    "reading position",
    "presence",
    "host's process list",
    "queue",
    "pool",
    "admission",
    "review",
    "certificate",
    "recording",
    "access recheck",
}


def paths_named(text: str) -> list[str]:
    """In code spans and links, and as words with a file's ending; not in examples of files."""
    text = fence.sub("", text)
    spans = re.findall(r"`([^`\n]+)`|\]\(([^)#\s]+)", text)
    found = [path for span in spans for part in span for path in path_pattern.findall(part)]
    words = path_pattern.findall(text)
    found += [word for word in words if word.endswith((".py", ".js", ".html", ".md"))]
    return sorted({path for path in found if not placeholder.search(path)})


def test_paths_are_found_in_a_text() -> None:
    text = (
        "See `labs/a.py` and [b](docs/b.md#c), tests/d.py; not `labs/NAME/e.py` or http://labs/f."
    )
    assert paths_named(text) == ["docs/b.md", "labs/a.py", "tests/d.py"]


@pytest.mark.parametrize("document", documents, ids=lambda path: str(path.relative_to(root)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    if document.parent.name == "decisions" and superseded.search("".join(text.splitlines()[:5])):
        pytest.skip("history")
    missing = [path for path in paths_named(text) if not (root / path).exists()]
    assert not missing


def test_the_behaviours_are_listed_each_with_its_file() -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## Fifteen behaviours")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z' ]+) \| (.*) \|$", section, re.MULTILINE)
    listed = {name: paths_named(where) for name, where in rows if name != "behaviour"}
    assert listed.keys() == behaviours
    assert all((root / path).is_file() for paths in listed.values() for path in paths)
    assert all(listed.values())


def test_the_map_names_every_folder_of_the_apps() -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## How the code is cut")[1].split("\n## ")[0]
    unnamed = {"content", "management", "migrations", "templatetags"}
    for app in ("lessons", "labs"):
        named = section.split(f"folder of `{app}/`")[1].split("\n\n")[0]
        folders = {path.parent.name for path in (root / app).glob("*/*") if path.is_file()}
        missing = [
            each for each in folders - unnamed - {"__pycache__"} if f"`{each}/`" not in named
        ]
        assert not missing
