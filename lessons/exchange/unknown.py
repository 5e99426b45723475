"""What a file is that holds no questions which are read here."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lessons.quizzes.markup import local

beginnings = (
    (b"%PDF", "this is a PDF: export the questions from the system they were written in"),
    (b"\xd0\xcf\x11\xe0", "this is an old Word or Excel file: save it as text, or export GIFT"),
    (b"{\\rtf", "this is a rich text (RTF): save it as plain text in UTF-8"),
    (
        b"\x1f\x8b",
        "this is compressed with gzip, as a Moodle backup (.mbz) is: export the question bank",
    ),
    (b"\x89PNG", "this is a picture"),
    (b"\xff\xd8\xff", "this is a picture"),
    (b"GIF8", "this is a picture"),
    (b"Rar!", "this is a RAR archive: pack it as a zip"),
    (b"7z\xbc\xaf", "this is a 7z archive: pack it as a zip"),
    (b"SQLite format 3", "this is a database"),
    (b"\x7fELF", "this is a program"),
    (b"MZ", "this is a program"),
)
roots = {
    "html": "is a page of HTML: export the questions from the system they were written in",
    "manifest": "is the manifest of a package: give the whole zip",
    "assessmentTest": "is a test that names its items: give the zip with them",
    "assessmentSection": "is a section that names its items: give the zip with them",
    "assessment": "is an assessment without items that are read",
    "POOL": "is a question pool of Blackboard: export it as QTI or as text",
    "examview": "is an ExamView file: export it as QTI or Blackboard text",
    "quiz": "is a quiz without a question that is known",
    "svg": "is a picture",
    "rss": "is a feed",
    "book": "is a book",
    "bank": "is a question bank without items that are read",
}
zip_marks = (
    ("word/", "this is a Word document: save it as plain text, or export GIFT"),
    ("xl/", "this is an Excel sheet: export the questions as GIFT or Aiken"),
    ("ppt/", "these are PowerPoint slides"),
    ("h5p.json", "this is an H5P package, whose questions are not read"),
)


def binary_named(data: bytes) -> str:
    """What a file is by its first bytes; "" where it may be text."""
    for begin, said in beginnings:
        if data.startswith(begin):
            return said
    if b"\x00" in data[:4000] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return "this is no text"
    return "this file is empty" if not data.strip() else ""


def xml_named(root: Element, path: str) -> str:
    name = local(root)
    return f"{path} {roots.get(name, f'is XML of another kind: <{name[:40]}>')}"
