"""What the wizard's grounds say in figures: the lessons, or the sources named, say the same."""

import re
import tomllib
from pathlib import Path

import pytest

course = Path(__file__).parents[3] / "lessons/content/containers-vs-kvm"
figure = re.compile(r"\d+(?:[.,]\d+)?\s(?:ms|s|KiB|MiB|GiB|%)(?!\w)")


def spaces(text: str) -> str:
    """Any space of a figure, also one that doesn't break, as the common one."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_figure_of_a_ground_stands_in_a_lesson_or_in_what_its_source_gave(language: str) -> None:
    lessons = "".join(
        spaces(each.read_text()) for each in course.glob(f"lessons/*/lesson.{language}.md")
    )
    sources = tomllib.loads((course / "sources.toml").read_text())
    model = tomllib.loads((course / "wizard.toml").read_text())
    unfounded = []
    told = 0
    for criterion in model["criteria"]:
        for alternative, score in criterion["scores"].items():
            named = (*score.get("sources", ()), *criterion.get("sources", ()))
            known = lessons + "".join(spaces(sources[each]["taken"][language]) for each in named)
            for each in figure.findall(spaces(score["ground"][language])):
                told += 1
                if each not in known:
                    unfounded.append(f"{criterion['id']}.{alternative}: {each}")
    assert told >= 10
    assert unfounded == []
