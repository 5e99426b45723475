from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from labs.provisioning.build_progress import Progress, bar, progress_read


def after(*lines: str) -> Progress:
    return reduce(progress_read, lines, Progress())


def test_a_step_is_a_share_of_the_whole() -> None:
    assert after("asking a registry for debian") == Progress(0, 0, 0)
    assert after("Step 1/10 : FROM virtlearn/base") == Progress(1, 10, 0)
    assert after("Step 1/10 : FROM x", " ---> 3f284f95a246", "Step 6/10 : RUN y") == (6, 10, 42)


def test_the_boot_of_a_template_comes_after_all_steps() -> None:
    frozen = after(
        "Step 9/10 : USER x", "virtlearn/vm:1-unfrozen: booting it once, to resume it ever after"
    )
    assert frozen == Progress(10, 10, 85)
    # The second Dockerfile, of the template's layer, does not begin anew.
    assert progress_read(frozen, "Step 1/3 : FROM virtlearn/vm:1-unfrozen") == frozen


@given(
    st.lists(
        st.one_of(
            st.text(), st.builds("Step {}/{} : RUN".format, st.integers(0, 99), st.integers(0, 50))
        )
    )
)
def test_it_never_goes_back_or_past_the_end(lines: list[str]) -> None:
    seen = [Progress()]
    for line in lines:
        seen.append(progress_read(seen[-1], line))
    percents = [each.percent for each in seen]
    assert percents == sorted(percents)
    assert percents[-1] <= 100


def test_a_bar_is_as_long_as_it_says() -> None:
    assert bar(0, 10) == "░" * 10
    assert bar(50, 10) == "█████░░░░░"
    assert bar(100, 10) == "█" * 10
