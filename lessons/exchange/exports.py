"""Questions as a file of another system, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec

from lessons.exchange.gift.write import gift_write
from lessons.exchange.losses import Form
from lessons.exchange.moodle.write import moodle_write
from lessons.exchange.qti2.write import package_write
from lessons.quizzes.registry import Question

forms: tuple[Form, ...] = get_args(Form)
# What a form is called, the end of its files' names, and their media type.
described: Mapping[Form, tuple[str, str, str]] = {
    "gift": ("GIFT", "gift.txt", "text/plain; charset=utf-8"),
    "moodle": ("Moodle XML", "moodle.xml", "application/xml"),
    "qti": ("QTI 2.1", "qti.zip", "application/zip"),
    "qti3": ("QTI 3.0", "qti3.zip", "application/zip"),
}


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and the names of the questions that are not in it."""

    form: Form
    data: bytes
    left: Sequence[str] = ()

    @property
    def name(self) -> str:
        return described[self.form][0]

    @property
    def ending(self) -> str:
        return described[self.form][1]

    @property
    def media_type(self) -> str:
        return described[self.form][2]


def questions_export(
    form: Form, name: str, questions: Sequence[tuple[str, Question]], assets: Mapping[str, bytes]
) -> Exported:
    """`questions` are pairs of a name and a question; `assets` the course's pictures by path."""
    if form == "gift":
        text, left = gift_write(name, questions, assets)
        return Exported(form=form, data=text.encode(), left=left)
    if form == "moodle":
        data, left = moodle_write(name, questions, assets)
    else:
        data, left = package_write(name, questions, assets, form)
    return Exported(form=form, data=data, left=left)
