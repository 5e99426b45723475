"""The rows of the app: what is published, and what learners did."""

from __future__ import annotations

from lessons.models.claims import FiguresShared, Prediction
from lessons.models.courses import Asset, Blob, Course, Page, Revision
from lessons.models.learning import Attempt, Deed, HintOpened, LessonRead

__all__ = [
    "Asset",
    "Attempt",
    "Blob",
    "Course",
    "Deed",
    "FiguresShared",
    "HintOpened",
    "LessonRead",
    "Page",
    "Prediction",
    "Revision",
]
