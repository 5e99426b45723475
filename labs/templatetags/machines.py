"""How templates name what a machine is."""

from __future__ import annotations

from django import template

from labs.measurements.sources import tasks_reported
from labs.provisioning.labels import accelerators, any_translated, is_translated, kind_label

register = template.Library()
register.filter("kind_label", kind_label)
register.filter("accelerators", accelerators)
register.filter("any_translated", any_translated)
register.filter("is_translated", is_translated)
register.filter("any_reported", lambda spec: bool(tasks_reported(spec)))
