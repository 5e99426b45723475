"""Names a learner's figure: as its course does, or as this site does what it measures by itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_lazy

from lessons.document.measure_names import measure_name
from lessons.document.schema import Text

# What the platform measures of every session.
own = {
    "platform.prompt": gettext_lazy("Your wait for the prompt"),
    "platform.memory": gettext_lazy("Memory of all machines of the lab"),
    "start": gettext_lazy("Start of a machine"),
    "memory": gettext_lazy("Memory of a machine"),
}


def figure_name(measures: Mapping[str, Text], key: str, language: str) -> str:
    """Words for what `key` measures; never the key itself."""
    if name := measure_name(measures, key, language):
        return name
    kind = key.partition(".")[0]  # "start.vm" is one of its kind of machine
    return str(own.get(key) or own.get(kind) or gettext("A figure without a name"))
