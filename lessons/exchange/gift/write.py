"""Questions as GIFT, the text format that Moodle and others read.

What has no form there is named in a comment.
"""

from __future__ import annotations

from collections.abc import Iterable

from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.variant import fixed


def gift_write(category: str, questions: Iterable[tuple[str, Question]]) -> str:
    """`questions` are pairs of a name and a question; numbers that vary get one value."""
    parts = [f"$CATEGORY: {' '.join(category.split())}", ""]
    for name, question in questions:
        texts = kind_of(question).gift_out(name, fixed(question, "1"))
        left = f"// {name}: a .{question.__struct_config__.tag} has no form in GIFT"
        for text in texts or [left]:
            parts += [text, ""]
    return "\n".join(parts)
