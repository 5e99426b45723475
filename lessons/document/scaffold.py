"""A small working course to start from: the files of `starter/`, under the author's name of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from virtlearn.core.wording import slug_of

starter = Path(__file__).parent / "starter"
written = ("en", "es")  # languages that the starter is written in
language_line = re.compile(r"^(?P<head>(?:\w+\.)?)(?P<language>en|es) = (?P<text>.*)$")
page_name = re.compile(r"(?P<stem>.+)\.(?P<language>en|es)\.(?P<ending>md|svg)\Z")


def course_new(folder: Path, slug: str = "", languages: Sequence[str] = written) -> None:
    """Writes the course into `folder`, which is made if need be and must be empty.

    `slug` is made of the folder's name where none is given. Texts in a language that the starter
    doesn't have are copies of the English ones, to be translated. Raises `FileExistsError` where
    something is in the folder, and `OSError` where it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: name a new folder for the course")
    name = slug or slug_of(folder.resolve().name)
    for source in sorted(path for path in starter.rglob("*") if path.is_file()):
        text = source.read_text(encoding="utf-8")
        target = folder / source.relative_to(starter)
        target.parent.mkdir(parents=True, exist_ok=True)
        if page := page_name.match(source.name):
            page_write(target, page, text, languages)
            continue
        if source.suffix == ".toml":
            text = table_text(text, languages)
        if source.name == "course.toml":
            listed = ", ".join(f'"{language}"' for language in languages)
            text = text.replace('slug = "my-course"', f'slug = "{name}"')
            text = text.replace('languages = ["en", "es"]', f"languages = [{listed}]")
        target.write_text(text, encoding="utf-8")
        target.chmod(source.stat().st_mode & 0o777)


def page_write(target: Path, page: re.Match[str], text: str, languages: Sequence[str]) -> None:
    """Writes a page or a figure of the starter for each language that it stands for."""
    for language in languages:
        if page["language"] == (language if language in written else "en"):
            name = f"{page['stem']}.{language}.{page['ending']}"
            (target.parent / name).write_text(text, encoding="utf-8")


def table_text(text: str, languages: Sequence[str]) -> str:
    """A toml file with a line for each of `languages` where the starter has those of its own."""
    lines = []
    for line in text.split("\n"):
        found = language_line.match(line)
        if not found or found["language"] in languages:
            lines.append(line)
        if found and found["language"] == "en":
            others = [language for language in languages if language not in written]
            lines += [f"{found['head']}{language} = {found['text']}" for language in others]
    return "\n".join(lines)
