"""`manage.py course prose`: spelling and readability of a course's pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec

from lessons.document.prose import prose_lines, reading_ease, words_of
from lessons.document.render import block_kinds

# Hunspell's names of the dictionaries of a language, as Debian packages them.
dictionaries = {"en": "en_GB", "es": "es_ES"}
list_name = "words.txt"


class ProofError(Exception):
    """What is missing for the check, and how to get it."""


class Proof(msgspec.Struct, frozen=True):
    unknown: tuple[str, ...]  # "path:line: word"
    unused: tuple[str, ...]  # of the course's own list
    ease: tuple[str, ...]  # a line a page


def proof(folder: Path) -> Proof:
    """Reads every page of a course folder. Raises ProofError without hunspell and dictionaries."""
    own = words_own(folder)
    used: set[str] = set()
    unknown: list[str] = []
    ease: list[str] = []
    for language, dictionary in dictionaries.items():
        first: dict[str, str] = {}  # word → where it stands first
        for path in sorted(folder.glob(f"*/*/*.{language}.md")):
            text = path.read_text()
            for line in prose_lines(text, block_kinds):
                for word in words_of(line):
                    first.setdefault(word, f"{path.relative_to(folder)}:{line.number}")
            if path.name.startswith("lesson.") and (found := reading_ease(text, language)):
                name = path.relative_to(folder)
                ease.append(f"{found.score:5.1f}  {name}: {found.words} words of running text")
        for word in misspelt(list(first), dictionary):
            if word in own:
                used.add(word)
            else:
                unknown.append(f"{first[word]}: {word}")
    return Proof(tuple(unknown), tuple(sorted(own - used)), tuple(ease))


def words_own(folder: Path) -> frozenset[str]:
    """What the course says that no dictionary has: one word a line, in whichever language."""
    path = folder / list_name
    lines = path.read_text().splitlines() if path.is_file() else []
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def misspelt(words: list[str], dictionary: str) -> list[str]:
    """Those that the dictionary does not have. Raises ProofError."""
    program = shutil.which("hunspell")
    if program is None:
        raise ProofError("There is no hunspell here. On Debian: apt-get install hunspell")
    done = subprocess.run(
        [program, "-l", "-i", "utf-8", "-d", dictionary],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        package = f"hunspell-{dictionary.lower().replace('_', '-').replace('es-es', 'es')}"
        raise ProofError(
            f"hunspell has no dictionary {dictionary}. On Debian: apt-get install {package}"
        )
    found = set(done.stdout.split())
    return [word for word in words if word in found]
