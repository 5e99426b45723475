"""`.hotspot`: one place in a figure, or several."""

from lessons.quizzes.hotspot.form import HotspotQuestion, Region

__all__ = ["HotspotQuestion", "Region"]
