"""Which of the claims that a course sets out to examine it does examine, and where."""

from __future__ import annotations

import msgspec

from lessons.document.schema import Course


class Place(msgspec.Struct, frozen=True):
    """One block that takes up a claim; what it lacks is empty."""

    lesson: str
    section: str
    claim: str
    lab: str  # "none" where nothing can be run
    task: str
    questions: tuple[str, ...]


class Covered(msgspec.Struct, frozen=True):
    """One numbered claim, and every block that takes it up."""

    seed: int
    places: tuple[Place, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no block of it has."""
        has = {
            "lesson": bool(self.places),
            "section": any(place.section for place in self.places),
            "experiment": any(place.lab for place in self.places),
            "question": any(place.questions for place in self.places),
        }
        return tuple(name for name, there in has.items() if not there)

    @property
    def runs(self) -> bool:
        """Whether it has an experiment, rather than a source alone."""
        return any(place.lab not in {"", "none"} for place in self.places)


def coverage(course: Course) -> tuple[Covered, ...]:
    """Every claim from 1 to the number that course.toml says."""
    places: dict[int, list[Place]] = {}
    for lesson in course.lessons:
        for claim in lesson.claims:
            place = Place(
                lesson.slug, claim.section, claim.id, claim.lab, claim.task, claim.questions
            )
            places.setdefault(claim.seed, []).append(place)
    return tuple(
        Covered(number, tuple(places.get(number, ()))) for number in range(1, course.claims + 1)
    )


def coverage_lines(found: tuple[Covered, ...]) -> list[str]:
    """A line for each block of each claim: where it is, its experiment, its questions."""
    lines = []
    for covered in found:
        for at, place in enumerate(covered.places):
            number = f"{covered.seed:>3}" if at == 0 else "   "
            task = f"#{place.task}" if place.task else ""
            lab = "by its source" if place.lab == "none" else f"{place.lab}{task}"
            where = f"{place.lesson}#{place.section}"
            asked = ", ".join(place.questions)
            line = f"{number}  {where:<48} {place.claim:<28} {lab or '–':<34} {asked or '–'}"
            lines.append(line)
        if covered.missing:
            number = "   " if covered.places else f"{covered.seed:>3}"
            lines.append(f"{number}  missing: {', '.join(covered.missing)}")
    return lines
