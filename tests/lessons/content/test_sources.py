"""Each figure of the shipped course that comes from a source stands in that source's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from lessons.document.schema import Course
from lessons.document.units import unit_is_word
from tests.e2e.course import compiled
from tests.site import course_folder

number = re.compile(r"(?<![\w.])\d[\d.,\u202f]*")
year = re.compile(r"(?:19|20)\d\d")
transcript = re.compile(r"^```+ \{\.(?:console|sh)[^\n]*\n.*?^```+$", re.MULTILINE | re.DOTALL)
cited = re.compile(r"@([a-z][a-z0-9-]*)")
# Numbers beside a citation that are no figures of the source: ours, sections, parts of names.
ours: Mapping[str, set[str]] = {
    "popek1974": {"67"},  # CP-67
    "incus01": {"7"},  # of October
    "man-user-namespaces": {"0", "65534"},  # seen in the output above
    "man-cgroups": {"1", "2"},  # versions of control groups
    "kernel-cgroup-v2": {"2", "137", "128", "9"},  # a sum that the reader is shown
    "firecracker-spec": {"4"},  # a score of the wizard's
    "felter2014": {"13.5"},  # of TCG, measured by us
    "ruan2016": {"2"},  # a score
    "linux-sysctl-fs": {"6000"},  # of the text of 2014
    "linux-bridge": {"0", "1023"},  # a number, and what we counted
    "docker-seccomp": {"282"},  # counted by us
    "docker-deprecated": {"1"},  # a version of control groups
    "gvisor-version": {"4.4.0", "6.18"},  # of earlier ones and of our host, seen by us
    "seccomp-cache": {"30"},  # ns, measured by us
    "copy-fail": {"31431"},  # a part of its number as a CVE
    "vmscape": {"40300"},
}


def course() -> Course:
    found = compiled().course
    assert found
    return found


def plain(text: str, language: str) -> set[str]:
    """The numbers in a text, as a program writes them; years are none."""
    found = set()
    for each in number.findall(text):
        digits = each.rstrip(".,\u202f").replace("\u202f", "")
        if re.fullmatch(r"\d{1,3}(,\d{3})+", digits) and language == "en":
            digits = digits.replace(",", "")
        if language == "es" and re.fullmatch(r"\d+,\d+", digits):
            digits = digits.replace(",", ".")
        if not year.fullmatch(digits):
            found.add(digits)
    return found


def figures(key: str) -> set[str]:
    """The numbers of the figures that were read in a source."""
    listed = course().sources[key].figures
    return set().union(*(plain(figure, "") | {figure} for figure in listed)) if listed else set()


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Where it is, and a sentence that cites; transcripts and code left out."""
    pages = [*course_folder.glob(f"l*/*/lesson.{language}.md")]
    pages += course_folder.glob(f"labs/*/lab.{language}.md")
    for path in sorted(pages):
        text = transcript.sub("", path.read_text())
        for paragraph in text.split("\n"):
            for found in re.split(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚ¿¡*\[(])", paragraph):
                if cited.search(found) and not found.startswith("source:"):
                    yield f"{path.parent.name}/{path.name}", found


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_beside_a_citation_were_read_in_the_source(language: str) -> None:
    missing = []
    for place, sentence in sentences(language):
        keys = [key for key in cited.findall(sentence) if key in course().sources]
        said = re.sub(r"\[@[^\]]*\]|`[^`]*`|\]\([^)]*\)|@[a-z0-9-]+", "", sentence)
        known = set().union(*(figures(key) | ours.get(key, set()) for key in keys))
        missing += [(place, keys, each) for each in sorted(plain(said, language) - known)]
    assert missing == []


def test_numbers_in_the_wizards_grounds_are_ours_or_were_read() -> None:
    model = course().wizard
    assert model
    for criterion in model.criteria:
        for score in criterion.scores.values():
            said = plain(score.ground["en"].replace("PID 1", ""), "en")
            assert plain(score.ground["es"].replace("PID 1", ""), "es") == said
            known = set().union(*(figures(key) for key in score.sources))
            if score.sources and not score.measure:
                assert said <= known, score.ground


def test_every_figure_is_stated_somewhere() -> None:
    """A list that nobody reads from is a list that nobody checks."""
    told: dict[str, set[str]] = {}
    for _place, sentence in sentences("en"):
        for key in cited.findall(sentence):
            told.setdefault(key, set()).update(plain(re.sub(r"\[@[^\]]*\]", "", sentence), "en"))
    for key, source in course().sources.items():
        if key in {"man-clone", "man-cgroups", "rhel7-els", "kamp2000"}:  # in a table, in words
            continue
        for figure in source.figures:
            stated = plain(figure, "")
            assert stated <= told.get(key, set()), (key, figure)


def test_units_that_checks_write_have_a_name() -> None:
    line = re.compile(r"measure [a-z][\w.$%{}-]*=\S+ ([a-zA-Z/]+)\b")
    scripts = [path for path in course_folder.glob("labs/*/*") if path.suffix in {".sh", ""}]
    written = {
        unit
        for path in scripts
        if path.is_file()
        for unit in line.findall(path.read_text())
        if unit_is_word(unit)
    }
    assert "words" in written
    assert written <= course().units.keys()
