from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.wizard.model import skip
from lessons.wizard.parse import model_parse
from tests.examples import examples
from tests.lessons.wizard.models import folder, shipped, shipped_text

good = """
tie = 5

[[alternatives]]
id = "box"
technology = "container"
name.en = "Box"
name.es = "Caja"
summary.en = "A box."
summary.es = "Una caja."

[[alternatives]]
id = "house"
technology = "vm"
name.en = "House"
name.es = "Casa"
summary.en = "A house."
summary.es = "Una casa."

[[vetoes]]
id = "rain"
rules_out = ["box"]
name.en = "Rain"
name.es = "Lluvia"
reason.en = "It gets wet."
reason.es = "Se moja."
relax.en = "Wait."
relax.es = "Esperar."

[[criteria]]
id = "room"
name.en = "Room"
name.es = "Sitio"
sources = ["paper"]
[criteria.scores.box]
score = 1
ground.en = "Small."
ground.es = "Pequeña."
[criteria.scores.house]
score = 5
ground.en = "Large."
ground.es = "Grande."

[[questions]]
id = "weather"
text.en = "Weather?"
text.es = "¿Tiempo?"
lessons = ["first"]
[[questions.answers]]
id = "dry"
text.en = "Dry"
text.es = "Seco"
weights = { room = 3 }
[[questions.answers]]
id = "wet"
text.en = "Wet"
text.es = "Mojado"
vetoes = ["rain"]

[[personas]]
id = "cat"
name.en = "Cat"
name.es = "Gato"
winners = ["house"]
[personas.answers]
weather = "wet"
"""


lessons = {"first": ["what-it-is", "what-it-costs"], "empty": []}


def headings(course: Path) -> dict[str, list[str]]:
    """The ids of the headings of a course's lessons, by slug."""
    return {
        path.parent.name.partition("-")[2]: re.findall(
            r"\{#([a-z0-9-]+)\}$", path.read_text(), re.MULTILINE
        )
        for path in course.glob("lessons/*/lesson.en.md")
    }


def problems_of(text: str) -> list[str]:
    found = model_parse(text, "wizard.toml", ["en", "es"], lessons=lessons, sources=["paper"])[1]
    return [str(each) for each in found]


def test_the_model_of_the_course_is_sound() -> None:
    sources = tomllib.loads((folder / "sources.toml").read_text())
    model, problems = model_parse(
        shipped_text(), "wizard.toml", ["en", "es"], lessons=headings(folder), sources=sources
    )
    assert problems == []
    assert model is not None
    written = tomllib.loads(shipped_text())
    for name in ("alternatives", "criteria", "questions", "personas"):
        wanted = [each["id"] for each in written[name]]
        assert wanted
        assert [each.id for each in getattr(model, name)] == wanted
    assert model.question(skip) is None


def test_a_good_file_has_no_problems() -> None:
    assert problems_of(good) == []


@pytest.mark.parametrize(
    ("written", "instead", "line_of", "message"),
    [
        (
            'ground.en = "Small."\nground.es = "Pequeña."',
            "",
            "[criteria.scores.box]",
            "ground is missing",
        ),
        (
            'ground.es = "Grande."',
            "",
            'ground.en = "Large."',
            "ground has no text in `es`: write `ground.es",
        ),
        (
            '[criteria.scores.box]\nscore = 1\nground.en = "Small."\nground.es = "Pequeña."',
            "[criteria.scores]\nbox = 1",
            "box = 1",
            "the score of box by room needs a ground",
        ),
        ("room = 3", "rom = 3", "weights = {", "`rom` is no criterion: write `room`?"),
        ("room = 3", "room = 6", "weights = {", "room: write a whole number from 0 to 5, not 6"),
        (
            "room = 3",
            'room = "3"',
            "weights = {",
            "room: write a whole number from 0 to 5, not `3`",
        ),
        (
            "score = 5",
            "score = -1",
            "score = -1",
            "score: write a whole number from 0 to 5, not -1",
        ),
        (
            "score = 5",
            "score = 4.5",
            "score = 4.5",
            "score: write a whole number from 0 to 5, not 4.5",
        ),
        ("score = 5\n", "", "[criteria.scores.house]", "score is missing"),
        ("[criteria.scores.house]", "[criteria.scores.tent]", "[[criteria]]", "no score for house"),
        ("scores.house]", "scores.tent]", "[criteria.scores.tent]", "`tent` is no alternative"),
        ('name.es = "Caja"', "", 'name.en = "Box"', "name has no text in `es`"),
        (
            'name.es = "Caja"',
            'name.fr = "Boîte"',
            'name.fr = "Boîte"',
            "`fr` is not among the languages of course.toml",
        ),
        ('name.es = "Caja"', 'name.es = ""', 'name.es = ""', "name has no text in `es`"),
        (
            'summary.es = "Una caja."',
            "summary.es = 3",
            "summary.es = 3",
            "summary.es: write a text in quotes, not 3",
        ),
        (
            'technology = "vm"',
            'technology = "pony"',
            'technology = "pony"',
            "technology: write `container`, `host`, `system-container` or `vm`, not `pony`",
        ),
        ('id = "house"', 'id = "box"', 'id = "box"\ntechnology = "vm"', "is there twice"),
        ('id = "house"', 'id = "House"', 'id = "House"', "id: write lower-case letters"),
        ('id = "weather"', 'id = "revision"', 'id = "revision"', "meaning of its own"),
        ('id = "wet"', 'id = "skip"', 'id = "skip"', "meaning of its own"),
        ('rules_out = ["box"]', 'rules_out = ["tent"]', "rules_out =", "`tent` is no alternative"),
        (
            'rules_out = ["box"]',
            "rules_out = []",
            "rules_out =",
            "rules_out: write a list of one id or more in [ ], not an empty list",
        ),
        (
            'rules_out = ["box"]',
            'rules_out = "box"',
            "rules_out =",
            "rules_out: write a list of one id or more in [ ], not `box`",
        ),
        ('vetoes = ["rain"]', 'vetoes = ["snow"]', "vetoes = [", "`snow` is no veto"),
        ('vetoes = ["rain"]', "", 'id = "rain"', "no answer has the veto rain"),
        ("weights = { room = 3 }", "", 'id = "room"', "no answer sets the weight of room"),
        ('winners = ["house"]', 'winners = ["box"]', "winners =", "cat expects box, but the model"),
        ('winners = ["house"]', 'winners = ["tent"]', "winners =", "`tent` is no alternative"),
        ('weather = "wet"', 'weather = "hail"', 'weather = "hail"', "`hail` is no answer"),
        ('weather = "wet"', 'mood = "wet"', 'mood = "wet"', "`mood` is no question"),
        ('lessons = ["first"]', 'lessons = ["last"]', "lessons =", "`last` is no lesson"),
        ('sources = ["paper"]', 'sources = ["rumour"]', "sources =", "`rumour` is no key"),
        ("tie = 5", "tie = 500", "tie = 500", "tie: write a number of percentage points"),
        ("tie = 5", "ties = 5", "ties = 5", "unknown key `ties`: write `tie`?"),
        (
            'relax.en = "Wait."',
            'relaxes.en = "Wait."',
            "relaxes.en",
            "unknown key `vetoes[1].relaxes`: write `relax`?",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(
    written: str, instead: str, line_of: str, message: str
) -> None:
    assert written in good
    text = good.replace(written, instead)
    line = text[: text.index(line_of)].count("\n") + 1
    matching = [each for each in problems_of(text) if message in each]
    assert matching, problems_of(text)
    assert any(each.startswith(f"wizard.toml:{line}: ") for each in matching), (line, matching)


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        good.replace("score = 5", "score = 9")
        .replace('name.es = "Caja"', "")
        .replace("room = 3", "rom = 3")
        .replace('lessons = ["first"]', 'lessons = ["last"]')
    )
    found = "\n".join(problems_of(text))
    for message in ("not 9", "name has no text in `es`", "`rom` is no criterion", "no lesson"):
        assert message in found


def test_a_model_with_a_missing_translation_can_still_be_shown() -> None:
    text = good.replace('name.es = "Caja"\n', "")
    model, problems = model_parse(text, "wizard.toml", ["en", "es"])
    assert model is not None
    assert len(problems) == 1
    assert model.text(model.alternatives[0].name, "es") == "Box"


def test_a_model_with_a_hole_can_not() -> None:
    assert model_parse(good.replace("score = 5", ""), "wizard.toml", ["en", "es"])[0] is None
    assert model_parse("", "wizard.toml", ["en"])[0] is None


def test_what_is_no_toml_is_one_problem() -> None:
    assert problems_of("tie = \n")[0].startswith("wizard.toml:1: this is not valid TOML")


@given(st.text())
@settings(max_examples=examples(200))
def test_no_text_makes_it_raise(text: str) -> None:
    model, problems = model_parse(text, "wizard.toml", ["en", "es"], lessons={}, sources=[])
    assert model is not None or problems


@pytest.mark.parametrize("place", ["score = 5", "tie = 5", 'id = "house"', "[criteria.scores.box]"])
def test_a_number_too_long_to_write_is_a_problem_like_any_other(place: str) -> None:
    number = "0x" + "f" * 5000
    key = place.split(" = ", maxsplit=1)[0]
    text = good.replace(place, f"{key} = {number}" if " = " in place else "[criteria.scores]")
    if " = " not in place:
        text = text.replace("score = 1", f"box = {number}")
    found = problems_of(text)
    assert found
    assert all(len(each) < 300 for each in found)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


def toml_value(value: object) -> str:
    """`value` as inline TOML, near enough: what is no TOML is a case as well."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml_value(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@given(st.integers(0, good.count("\n") - 1), values)
@settings(max_examples=examples(300))
def test_no_value_in_any_place_makes_it_raise(index: int, value: object) -> None:
    lines = good.splitlines()
    key, equals, _old = lines[index].partition("=")
    lines[index] = f"{key}= {toml_value(value)}" if equals else toml_value(value)
    model_parse("\n".join(lines), "wizard.toml", ["en", "es"], lessons={}, sources=[])


@given(st.sets(st.integers(0, good.count("\n") - 1)))
@settings(max_examples=examples(200))
def test_no_lines_left_out_make_it_raise(missing: set[int]) -> None:
    kept = [line for number, line in enumerate(good.splitlines()) if number not in missing]
    model_parse("\n".join(kept), "wizard.toml", ["en", "es"], lessons={}, sources=[])


@pytest.mark.parametrize(
    "measure", ["start.boot", "race/", "/start", "race/Start", "race/a..b", "race/a/b", "", "r/ä"]
)
def test_a_measure_is_a_lab_and_a_key(measure: str) -> None:
    text = good.replace("score = 5", f'score = 5\nmeasure = "{measure}"')
    assert any("measure: write a lab and the key" in each for each in problems_of(text))


def test_a_measure_is_kept_and_its_lab_must_exist() -> None:
    text = good.replace("score = 5", 'score = 5\nmeasure = "race/start.boot"', 1)
    model, problems = model_parse(text, "wizard.toml", ["en", "es"], labs=["race"])
    assert problems == []
    assert model is not None
    measures = {each.measure for row in model.criteria for each in row.scores.values()}
    assert measures == {"", "race/start.boot"}
    _, problems = model_parse(text, "wizard.toml", ["en", "es"], labs=["chase"])
    assert ["`race` is no lab of the course" in each.message for each in problems] == [True]


def test_every_measure_of_the_shipped_model_is_one_that_a_check_of_its_lab_reports() -> None:
    named = {
        score.measure
        for criterion in shipped().criteria
        for score in criterion.scores.values()
        if score.measure
    }
    written = re.findall(r'^measure = "(.*)"$', shipped_text(), re.MULTILINE)
    assert named == set(written)
    assert named
    for measure in named:
        lab, _slash, key = measure.partition("/")
        scripts = "".join(each.read_text() for each in (folder / "labs" / lab).glob("check-*"))
        stem, _dot, kind = key.rpartition(".")
        by_kind = f"measure {stem}.$kind=" in scripts and f"kind={kind}" in scripts
        assert f"measure {key}=" in scripts or by_kind, measure


def test_a_list_that_names_something_twice_is_told_and_kept_once() -> None:
    for old in ('lessons = ["first"]', 'vetoes = ["rain"]', 'winners = ["house"]'):
        name, _, value = old.partition(" = ")
        twice = f"{name} = [{value[1:-1]}, {value[1:-1]}]"
        assert old in good
        told = [each for each in problems_of(good.replace(old, twice, 1)) if "twice" in each]
        assert len(told) == 1
        assert f"{name} names something twice" in told[0]


@pytest.mark.parametrize("section", ["first", "first#", "#what-it-is", "First#x", "a#b#c", ""])
def test_a_section_is_a_lesson_and_a_heading(section: str) -> None:
    text = good.replace("score = 5", f'score = 5\nsection = "{section}"')
    assert any("section: write a lesson and one of its" in each for each in problems_of(text))


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("last#what-it-is", "`last` is no lesson of the course"),
        (
            "first#what-it-cost",
            "lesson `first` has no section `#what-it-cost`: write `what-it-costs`?",
        ),
        ("empty#what-it-is", "lesson `empty` has no section `#what-it-is`"),
    ],
)
def test_a_section_must_exist(section: str, message: str) -> None:
    for place in ("score = 5", 'id = "room"'):
        text = good.replace(place, f'{place}\nsection = "{section}"', 1)
        found = problems_of(text)
        assert len(found) == 1
        assert message in found[0]
        line = text[: text.index("section =")].count("\n") + 1
        assert found[0].startswith(f"wizard.toml:{line}: ")


def test_a_section_is_kept_in_score_and_criterion() -> None:
    text = good.replace("score = 5", 'score = 5\nsection = "first#what-it-costs"', 1)
    text = text.replace('id = "room"', 'id = "room"\nsection = "first#what-it-is"', 1)
    model, problems = model_parse(text, "wizard.toml", ["en", "es"], lessons=lessons)
    assert problems == []
    assert model is not None
    assert model.criterion("room").section == "first#what-it-is"
    sections = {each.section for each in model.criterion("room").scores.values()}
    assert sections == {"", "first#what-it-costs"}
