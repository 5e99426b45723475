"""The table of kinds: each has what it needs, and no two claim the same."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import msgspec
import pytest
from django.template.loader import get_template

from lessons.quizzes import registry
from lessons.quizzes.gift import GiftForm
from lessons.quizzes.qti import QtiForm


@pytest.mark.parametrize("name", sorted(registry.kinds))
def test_its_templates_are_there(name: str) -> None:
    for template in msgspec.structs.astuple(registry.kinds[name].fragments):
        if isinstance(template, str) and template.endswith(".html"):
            get_template(template)


def test_a_block_can_become_each_question() -> None:
    assert set(get_args(registry.Question)) == set(registry.by_question)
    tags = [kind.question.__struct_config__.tag for kind in registry.kinds.values()]
    assert len(set(tags)) == len(tags) == len(registry.by_question)


def test_each_form_of_other_formats_is_read_by_one_kind() -> None:
    kinds = registry.kinds.values()
    gift = Counter(form for kind in kinds for form in kind.gift_in)
    assert gift == dict.fromkeys(get_args(GiftForm), 1)
    qti = Counter(form for kind in kinds for form in kind.qti_in)
    assert qti == dict.fromkeys(get_args(QtiForm), 1)
