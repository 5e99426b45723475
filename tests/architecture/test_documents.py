"""The files, folders and names of code that the documents mention are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.code_names import names_missing, short_names_missing

root = Path(__file__).parents[2]
documents = [
    root / "README.md",
    root / "CONTRIBUTING.md",
    root / "labs/machines/README.md",
    *sorted((root / "docs").rglob("*.md")),
]
subsystems = sorted((root / "docs/code").glob("*.md"))
heads = "labs|lessons|virtlearn|tests|bench|docs|static|templates|locale|deploy"
path_pattern = re.compile(rf"(?<![\w./-])(?:{heads})/[\w./-]*[\w/-]")
# What a recipe says to make, and an image's name.
placeholder = re.compile(r"NAME|NN-|/slug\b|hotspot|^virtlearn/base$")
superseded = re.compile(r"superseded|replaced by", re.IGNORECASE)  # a decision that is history
fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Terms without which nobody finds the way; the glossary may have more.
terms = {
    *("attempt", "check", "claim", "draw", "engine", "figure", "glance", "handle", "hub"),
    *("keeper", "kind", "lease", "machine", "measure", "measurement", "pool", "reader", "relay"),
    *("replay", "revision", "room", "runtime", "session", "shape", "slot", "spec", "standing"),
    *("task", "twin", "visit"),
}
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


def test_names_are_looked_up_where_a_text_says() -> None:
    grading, kind = "lessons/quizzes/grading.py", "lessons/quizzes/kind.py"
    right = (
        f"`{grading}::grade`, `{kind}::Kind.parse`, `{grading}`, `lessons.quizzes.grading.grade`, "
        "`lessons.quizzes`, `static/js/lab-twins.js::Twins`, `virtlearn.build.disk_mb`, `ready`, "
        "`labs/keeper/lease.py::Lease.until`; then `grade()`, `Kind.grade` and `points_at()`"
    )
    assert not names_missing(right, root)
    assert not short_names_missing(right, root)
    wrong = {
        f"`{grading}::graded`",  # no such function
        f"`{grading}::kind_of`",  # imported there, defined elsewhere
        f"`{kind}::Kind.judge`",  # no such member
        "`lessons/quizzes/grader.py::grade`",  # no such file
        "`lessons.quizzes.grading.graded`",
        "`lessons.quizes`",
        "`static/js/lab-twins.js::Pairs`",
        "`static/js/lab.js::clearTimeout`",  # only called there
    }
    for each in wrong:
        assert names_missing(f"As {each} has it.", root) == [each.strip("`")]
    assert short_names_missing(f"`{grading}`: `grade()`, `degrade()`, `Kind.grade`", root) == [
        "degrade()",
        "Kind.grade",
    ]
    assert not names_missing("```\n`lessons/quizzes/grader.py::grade`\n```", root)


@pytest.mark.parametrize("document", documents, ids=lambda path: str(path.relative_to(root)))
def test_every_name_that_a_document_mentions_is_defined(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    if document.parent.name == "decisions" and superseded.search("".join(text.splitlines()[:5])):
        pytest.skip("history")
    assert not names_missing(text, root)


@pytest.mark.parametrize(
    "document", [root / "CONTRIBUTING.md", *subsystems], ids=lambda path: path.name
)
def test_every_short_name_is_defined_in_a_file_that_is_named_with_it(document: Path) -> None:
    assert not short_names_missing(document.read_text(encoding="utf-8"), root)


def test_the_pages_of_the_subsystems_are_found_from_their_index() -> None:
    index = (root / "docs/code/README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([a-z-]+\.md)\)", index))
    assert linked == {path.name for path in subsystems if path.name != "README.md"}
    for document in ("README.md", "CONTRIBUTING.md"):
        assert "(docs/code/README.md)" in (root / document).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", [path for path in subsystems if path.name != "README.md"], ids=lambda path: path.name
)
def test_a_subsystem_says_what_fails_and_where_to_change_it(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[-2:] == ["What fails, and where", "To change it"]


def test_the_glossary_has_each_term_once_in_order_with_its_file() -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## Glossary")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z]+) \| (.+) \| (.+) \|$", section, re.MULTILINE)[1:]
    names = [term for term, _meaning, _where in rows]
    assert names == sorted(set(names))
    assert terms <= set(names)
    assert not [term for term, _meaning, where in rows if not paths_named(where)]


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
