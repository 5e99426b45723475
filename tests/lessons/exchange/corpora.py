"""Imports every file below a folder and counts what became of its questions.

    python -m tests.lessons.exchange.corpora FOLDER …

prints a row of docs/exchange.md a folder, and below it why questions were left. Files that are
equal are read once. `words` counts questions, one a file of XML, of whose text a word is neither
in the block nor in its notes.
"""

from __future__ import annotations

import hashlib
import html
import re
import sys
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from lessons.exchange.block import ImportFault
from lessons.exchange.imports import questions_import
from lessons.exchange.result import Imported
from lessons.quizzes.markup import local

endings = {".gift", ".txt", ".xml", ".zip", ".qti", ".imscc", ".dat"}
texts = {"itemBody", "qti-item-body", "presentation", "questiontext", "answer"}


def words_of(text: str) -> set[str]:
    bare = html.unescape(html.unescape(re.sub(r"<[^>]*>", " ", text)))
    return {word.casefold() for word in re.findall(r"\w{3,}", bare)}


def text_of(element: Element) -> str:
    inner = "".join(f"{text_of(each)} {each.tail or ''}" for each in element)
    return f"{element.text or ''} {inner}"


def words_lost(data: bytes, found: Imported) -> set[str]:
    """Words of the one question of a file that are nowhere; {} where a note tells of a loss."""
    if len(found.results) != 1 or not found.blocks or found.blocks[0].notes:
        return set()
    try:
        root = defusedxml.ElementTree.fromstring(data)
    except (ParseError, ValueError, DefusedXmlException):
        return set()
    shown = " ".join(text_of(each) for each in root.iter() if local(each) in texts)
    return words_of(shown) - words_of(found.blocks[0].text())


def folder_count(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """What was counted, and why questions were left."""
    counted: Counter[str] = Counter()
    why: Counter[str] = Counter()
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in endings or path.name == "imsmanifest.xml":
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        counted["files"] += 1
        try:
            found = questions_import(data, path.name)
        except ImportFault:
            counted["none"] += 1
            continue
        counted["in"] += len(found.results)
        counted["out"] += len(found.blocks)
        counted["text"] += sum(not block.kind for block in found.blocks)
        counted["left"] += len(found.left)
        counted["notes"] += sum(len(each.notes) for each in found.results) + len(found.notes)
        counted["words"] += bool(words_lost(data, found))
        why.update(re.sub(r"'[^']*'|“[^”]*”|\d+", "…", each.reason) for each in found.left)
    return counted, why


def main() -> None:
    names = ("files", "none", "in", "out", "text", "left", "notes", "words")
    print(f"| folder | {' | '.join(names)} |")
    for argument in sys.argv[1:]:
        counted, why = folder_count(Path(argument))
        row = " | ".join(str(counted[name]) for name in names)
        print(f"| {Path(argument).name} | {row} |")
        for reason, count in why.most_common():
            print(f"    {count:4} {reason}")


if __name__ == "__main__":
    main()
