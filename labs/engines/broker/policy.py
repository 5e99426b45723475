"""What the broker refuses, whoever asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from labs.engines.base import (
    label_deployment,
    label_kind,
    label_machine,
    label_pool,
    label_session,
    network_machines,
)
from labs.engines.broker.manifest import Manifest
from labs.engines.broker.messages import Create

word = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
number = re.compile(r"[0-9]{1,18}\Z")
# What a machine or a network may say of itself, and how.
labels_known: Mapping[str, re.Pattern[str]] = {
    label_session: word,
    label_machine: word,
    label_kind: word,
    label_pool: number,
}
session_machines_most = 2 * network_machines  # of one session


def labels_fault(manifest: Manifest, labels: Mapping[str, str]) -> str:
    """Why these cannot be labels of this installation's; empty where they can."""
    if labels.get(label_deployment) != manifest.deployment:
        return "another installation's machines are none of this broker's"
    for name, value in labels.items():
        if name == label_deployment:
            continue
        pattern = labels_known.get(name)
        if pattern is None:
            return f"the label {name} is not known"
        if not pattern.match(value):
            return f"the label {name} cannot be {value!r}"
    return ""


def create_fault(manifest: Manifest, asked: Create, running: int, of_session: int) -> str:
    """Why this machine is not created; empty where it may be.

    `running`: machines of this installation; `of_session`: those of the same session.
    """
    if fault := labels_fault(manifest, asked.labels):
        return fault
    if asked.kind not in manifest.images:
        return f"there is no image of {asked.kind}: manage.py lab images"
    if asked.labels.get(label_kind, asked.kind) != asked.kind:
        return "the label does not name the machine's kind"
    if running >= manifest.machines_most:
        return (
            f"{running} machines are there, and {manifest.machines_most} may be (a new LABS_MAX"
            " counts after manage.py lab manifest)"
        )
    if of_session >= session_machines_most:
        return f"the session has {of_session} machines already"
    return ""
