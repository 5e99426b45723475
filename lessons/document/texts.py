"""The text files of a course, decoded; and which file means what."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from virtlearn.core.problems import Problem
from virtlearn.core.wording import instead, shown, slug_is, slug_rule

text_endings = (".md", ".toml", ".sh", ".py", ".txt")
controls = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
lesson_folder = re.compile(r"(?P<order>\d{2,3})-(?P<slug>.+)\Z")
page_file = re.compile(r"(?P<stem>lesson|lab)(?:\.(?P<language>[^.]+))?\.md\Z", re.IGNORECASE)
tables = (
    "course.toml",
    "glossary.toml",
    "sources.toml",
    "wizard.toml",
    "answers.toml",
    "hero.toml",
)


class Folder(msgspec.Struct, frozen=True):
    """A folder of a lesson or a lab."""

    path: str  # "lessons/01-first-steps"
    slug: str
    files: frozenset[str]  # names below it

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def text_decode(content: bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file, with `\\n` for every end of line; what cannot be read is replaced."""
    problems: list[Problem] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(path, line, "this file is not UTF-8: save it as UTF-8"))
        text = content.decode("utf-8", "replace")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if found := controls.search(text):
        line = text.count("\n", 0, found.start()) + 1
        name = f"U+{ord(found[0]):04X}"
        problems.append(Problem(path, line, f"here is a control character ({name}): take it out"))
        text = controls.sub("\N{REPLACEMENT CHARACTER}", text)
    return text, problems


def texts_decode(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """Every file with the ending of a text, by path."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path, content in files.items():
        if path.endswith(text_endings):
            texts[path], found = text_decode(content, path)
            problems += found
    return texts, problems


def folders_find(files: Mapping[str, bytes], top: str) -> tuple[list[Folder], list[Problem]]:
    """The folders of lessons or labs (`top`), in their order, and what is wrong with their names.

    A folder with a wrong name is kept where a slug can be made out, so that its text is checked.
    """
    names: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for path in files:
        first, _, rest = path.partition("/")
        if first == top and "/" in rest:
            folder, _, name = rest.partition("/")
            names.setdefault(folder, set()).add(name)
        elif first == top and page_file.match(rest):
            problems.append(Problem(path, 1, f"put this file into a folder of {top}/"))
    folders: list[Folder] = []
    taken: dict[str, str] = {}
    for folder in sorted(names):
        path = f"{top}/{folder}"
        slug, order, message = folder_read(folder, ordered=top == "lessons")
        if message:
            problems.append(Problem(path, 1, message))
        if not slug:
            continue
        for key in filter(None, (slug, order)):
            if key in taken:
                what = "number" if key == order else "slug"
                message = f"the {what} `{key}` is that of {taken[key]} too: choose another"
                problems.append(Problem(path, 1, message))
            taken.setdefault(key, path)
        if taken[slug] == path:
            folders.append(Folder(path, slug, frozenset(names[folder])))
    return folders, problems


def folder_read(name: str, *, ordered: bool) -> tuple[str, str, str]:
    """(slug, order, what is wrong) of a folder's name; "" for what it has not."""
    found = lesson_folder.match(name) if ordered else None
    slug, order = (found["slug"], found["order"]) if found else (name, "")
    message = ""
    if not slug_is(slug) or (ordered and not order):
        shape = "two or three digits, a hyphen, then " if ordered else ""
        message = f"rename this folder: write {shape}{slug_rule}"
    return (slug if slug_is(slug) else ""), order, message


def page_files(
    folder: Folder, stem: str, languages: tuple[str, ...]
) -> tuple[dict[str, str], list[Problem]]:
    """Language → path of the folder's pages, and those that are missing or nobody asked for."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(folder.files):
        shape = page_file.match(name)
        if not shape:
            continue
        path = f"{folder.path}/{name}"
        code = shape["language"]
        if name == f"{stem}.{code}.md" and code in languages:
            found[code] = path
        elif shape["stem"] != stem or code is None:
            wanted = f"{stem}.{code or languages[0]}.md"
            problems.append(Problem(path, 1, f"this file is read by nobody: name it {wanted}"))
        else:
            hint = instead(code, languages)
            message = f"`{shown(code)}` is no language of course.toml: add it there, or {hint}"
            problems.append(Problem(path, 1, message))
    for code in languages:
        if code not in found:
            message = f"this file is missing: write the text in `{code}`"
            problems.append(Problem(f"{folder.path}/{stem}.{code}.md", 1, message))
    return found, problems


def tables_check(files: Mapping[str, bytes]) -> list[Problem]:
    """Problems of toml files at the top that nobody reads, which are misspelt most likely."""
    return [
        Problem(path, 1, f"this file is read by nobody: {instead(path, tables)}")
        for path in files
        if "/" not in path and path.endswith(".toml") and path not in tables
    ]
