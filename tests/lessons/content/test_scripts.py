"""The scripts of the shipped course's labs run where they are meant to."""

from __future__ import annotations

import re

from tests.site import course_folder

substitution = re.compile(r"(?<![<$(])[<>]\(")


def test_no_script_takes_a_process_for_a_file() -> None:
    """A virtual machine of the labs has no /dev/fd: `<(…)` fails there, and a loop that waits at it
    for a tenth of a second spins instead."""
    scripts = [path for path in course_folder.glob("labs/*/*") if path.suffix == ".sh"]
    assert len(scripts) > 200
    assert [path.name for path in scripts if substitution.search(path.read_text())] == []
