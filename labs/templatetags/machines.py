"""How templates name what a machine is."""

from __future__ import annotations

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext

from labs.measurements.sources import tasks_reported
from labs.provisioning.labels import accelerators, any_translated, is_translated, kind_label
from labs.spec.definition import LabSpec

register = template.Library()
register.filter("kind_label", kind_label)
register.filter("accelerators", accelerators)
register.filter("any_translated", any_translated)
register.filter("is_translated", is_translated)
register.filter("any_reported", lambda spec: bool(tasks_reported(spec)))


@register.filter
def machine_names(spec: LabSpec) -> str:
    """Those of a lab's machines, as a list in a sentence."""
    return get_text_list([machine.name for machine in spec.machines], gettext("and"))
