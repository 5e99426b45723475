"""A file of questions, whatever its format: what it is, and what comes of each of its questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from lessons.exchange.archive import package_files
from lessons.exchange.block import ImportFault
from lessons.exchange.gift.read import format_mark, gift_sources
from lessons.exchange.lettered.aiken import aiken_sources
from lessons.exchange.lettered.aiken import answer as aiken_answer
from lessons.exchange.lettered.blackboard import blackboard_sources, looks_so
from lessons.exchange.markup.pictures import Pictures
from lessons.exchange.moodle.read import moodle_sources
from lessons.exchange.proof import proved
from lessons.exchange.qti1.read import qti1_sources
from lessons.exchange.qti2.read import item_asked, item_parts
from lessons.exchange.result import Imported, Result, Source, named, results_of
from lessons.exchange.unknown import binary_named, xml_named
from lessons.exchange.xml_tree import qti3_renamed, xml_parse
from lessons.quizzes.asked import NoFormError
from lessons.quizzes.markup import local

text_most = 20_000_000
sources_most = 3_000
no_files: Mapping[str, bytes] = {}
qti3_space = re.compile(r"\{[^}]*v3p0[^}]*\}")
canvas = "non_cc_assessments/"


def questions_import(data: bytes, name: str = "") -> Imported:
    """Every question of a file, taken or left. ImportFault where it holds none that is known."""
    if data[:2] == b"PK":
        return package_import(data)
    if known := binary_named(data):
        raise ImportFault("unknown", known)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or name.lower().endswith(".xml"):
        form, sources, notes = xml_sources(xml_parse(data, name or "the file"), name or "item.xml")
        return imported(form, sources, notes, no_files)
    if len(data) > text_most:
        raise ImportFault("too_large", "this file is too large")
    return text_import(text_of(data))


def text_of(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark; others are refused, since a wrong guess changes letters."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ImportFault("no_text", "it is neither in UTF-8 nor in UTF-16 with its mark") from None


def text_import(text: str) -> Imported:
    if looks_so(text):
        return imported("Blackboard text", blackboard_sources(text), [], no_files)
    if any(map(aiken_answer.match, text.splitlines())) and "{" not in text:
        return imported("Aiken", aiken_sources(text), [], no_files)
    sources, notes = gift_sources(text)
    if "{" not in text and "::" not in text and not format_mark.search(text):
        said = "it is text without a question of GIFT, Aiken or Blackboard in it"
        raise ImportFault("syntax", said)
    return imported("GIFT", sources, notes, no_files)


def imported(
    form: str, sources: list[Source], notes: list[str], files: Mapping[str, bytes]
) -> Imported:
    if len(sources) > sources_most:
        raise ImportFault("too_large", f"it has more than {sources_most} questions: split it")
    results = proved(results_of(sources, Pictures(files)))
    return Imported(form=form, results=tuple(results), notes=tuple(notes))


def xml_sources(
    root: Element, path: str, files: Mapping[str, bytes] = no_files
) -> tuple[str, list[Source], list[str]]:
    """The format's name, its questions, and notes. ImportFault for XML of another kind."""
    name = local(root)
    if name == "quiz" and any(each.tag == "question" for each in root):
        return "Moodle XML", *moodle_sources(root)
    if name in {"questestinterop", "item"}:
        sources = qti1_sources(root, path)
        if not sources:
            raise ImportFault("no_questions", f"{path} is QTI 1.2 without an item in it")
        return "QTI 1.2", sources, []
    form = "QTI 3" if name.startswith("qti-") or qti3_space.match(str(root.tag)) else "QTI 2"
    if form == "QTI 3":
        qti3_renamed(root)
        name = local(root)
    if name == "assessmentItem":
        parts = item_parts(root)
        return form, [item_source(root, path, files, part) for part in range(parts)], []
    raise ImportFault("unknown", xml_named(root, path))


def item_source(root: Element, path: str, files: Mapping[str, bytes], part: int) -> Source:
    return Source(
        where=path,
        name=(root.get("title") or root.get("identifier") or "").strip()[:80],
        folder=path.rpartition("/")[0],
        read=lambda texts: item_asked(root, path, files, texts, part),
    )


# --- packages ------------------------------------------------------------------------------------


def package_import(data: bytes) -> Imported:
    """Every question of every file in a zip. What is no question is passed over."""
    files = package_files(data)
    forms: dict[str, None] = {}
    sources: list[Source] = []
    notes: list[str] = []
    others: list[str] = []
    for path in sorted(files):
        if not path.lower().endswith((".xml", ".qti", ".dat")) or doubled(path, files):
            continue
        try:
            root = xml_parse(files[path], path)
            form, found, told = xml_sources(root, path, files)
        except ImportFault as fault:
            if fault.reason == "unknown" or path.endswith("imsmanifest.xml"):
                others.append(fault.said)
            else:
                sources.append(refused(path, fault.said))
            continue
        forms[form] = None
        sources += found
        notes += told
    if not sources and not (texts := texts_import(files)).results:
        said = f": {others[0]}" if others else ""
        raise ImportFault("no_questions", f"there is no question in this package{said}")
    if not sources:
        return texts
    name = f"package ({', '.join(forms) or 'nothing that is read'})"
    return imported(name, sources, list(dict.fromkeys(notes)), files)


def refused(path: str, said: str) -> Source:
    def read(_texts: object) -> object:
        raise NoFormError(said)

    return Source(where=path, name=path.rpartition("/")[2], read=read)  # type: ignore[arg-type]


def doubled(path: str, files: Mapping[str, bytes]) -> bool:
    """Canvas writes a test twice: in its own way, which says more, and as a Common Cartridge's."""
    folder, _, file = path.rpartition("/")
    return file == "assessment_qti.xml" and f"{canvas}{folder}.xml.qti" in files


def texts_import(files: Mapping[str, bytes]) -> Imported:
    """The questions of the texts of a package, where it has no XML."""
    results: list[Result] = []
    forms: dict[str, None] = {}
    notes: list[str] = []
    for path in sorted(files):
        if path.lower().endswith((".txt", ".gift")):
            try:
                found = text_import(text_of(files[path]))
            except ImportFault:
                continue
            forms[found.form] = None
            notes += found.notes
            results += found.results
    results = proved(named(results))
    return Imported(form=", ".join(forms), results=tuple(results), notes=tuple(notes))
