"""Builds msgspec's decoders before there are threads.

msgspec builds what it knows of a type on first use; two threads that do so at once end the process
(0.22: a segmentation fault when sixteen readers were the first). A decoder made here builds it.
"""

from __future__ import annotations

import msgspec

from labs.spec.definition import LabSpec
from lessons.document import schema


def types_ready() -> None:
    """Make msgspec know the types that are read from the database."""
    for kind in (schema.Course, schema.Lesson, schema.Guide, LabSpec):
        msgspec.json.Decoder(kind)
