"""The table of kinds: each has what it needs, and no two claim the same."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import msgspec
import pytest
from django.template.loader import get_template

from lessons.quizzes import registry
from lessons.quizzes.asked import Form


@pytest.mark.parametrize("name", sorted(registry.kinds))
def test_its_templates_are_there(name: str) -> None:
    for template in msgspec.structs.astuple(registry.kinds[name].fragments):
        if isinstance(template, str) and template.endswith(".html"):
            get_template(template)


def test_a_block_can_become_each_question() -> None:
    assert set(get_args(registry.Question)) == set(registry.by_question)
    tags = [kind.question.__struct_config__.tag for kind in registry.kinds.values()]
    assert len(set(tags)) == len(tags) == len(registry.by_question)


def test_each_form_of_other_systems_is_taken_by_one_kind() -> None:
    taken = Counter(form for kind in registry.kinds.values() for form in kind.taken)
    assert taken == dict.fromkeys(get_args(Form), 1)
