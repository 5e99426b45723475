"""Questions as GIFT, the text format that Moodle and others read.

What has no form there is named in comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lessons.exchange.figures import figures_apart, no_assets
from lessons.exchange.losses import held
from lessons.quizzes.registry import Question, kind_of


def gift_write(
    category: str,
    questions: Iterable[tuple[str, Question]],
    assets: Mapping[str, bytes] = no_assets,
) -> tuple[str, list[str]]:
    """The text, and the names of the questions that have no form in it."""
    left: list[str] = []
    parts = [f"$CATEGORY: {' '.join(category.split())}", ""]
    for name, question in questions:
        apart, files = figures_apart(question, assets)
        found, lost = held(apart, "gift")
        texts = kind_of(question).gift_out(name, found)
        if not texts:
            left.append(name)
            kind = question.__struct_config__.tag
            parts += [f"// {name}: a .{kind} has no form in GIFT", ""]
            continue
        lost += [f"the picture {file}, which has to be put there by hand" for file in files]
        parts += [f"// {name}: no form here: {' '.join(each.split())}" for each in lost]
        for text in texts:
            parts += [text, ""]
    return "\n".join(parts), left
