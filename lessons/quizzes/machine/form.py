r"""`.machine`: the right answer is read from the learner's own running machine.

    ``` {.machine #my-limit lab=whose-kernel fact=memory.limit}
    How much memory may your machine use, in MiB?
    ~ /\d{5,}/ :: That is the host's.
    ```

The question holds what to read, never the answer: that is `answer` here, which is set for one
learner and one attempt (`filled`) after the lab was asked.
"""

from __future__ import annotations

import msgspec

from labs.spec.probes import FactScript, fact_scripts
from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.base import Base, Foreseen, body_split, common_parse
from lessons.quizzes.short import pattern_parse


class MachineQuestion(Base, tag="machine", frozen=True, kw_only=True):
    """`machine` is a name in the lab, "" for its first; `answer` as labs.tasks.probes gives it."""

    lab: str
    machine: str = ""
    fact: str = "hostname"
    tolerance: float = 0  # a share
    mistakes: tuple[Foreseen, ...] = ()
    feedback: str = ""
    answer: str = ""

    @property
    def script(self) -> FactScript | None:
        return fact_scripts.get(self.fact)

    @property
    def unit(self) -> str:
        return (self.script and self.script.unit) or ""

    @property
    def is_number(self) -> bool:
        return self.script is not None and self.script.unit is not None

    @property
    def from_host(self) -> bool:
        """Whether only the host sees the answer."""
        return self.script is not None and not self.script.script


def parse(block: Block, context: Context) -> MachineQuestion | None:
    """A question from a `.machine` block; None where it has no id or names no lab or fact."""
    parts = body_split(block, context)
    names = ("lab", "machine", "fact", "tolerance")
    common = common_parse(block, parts, context, attributes=names, marks=("~",))
    fact, lab = block.attributes.get("fact", ""), block.attributes.get("lab", "")
    if fact not in fact_scripts:
        known = ", ".join(fact_scripts)
        context.problem(block.line, f"say what is read from the machine: fact= one of {known}")
    if not lab:
        context.problem(block.line, "say whose machine it is: lab=slug")
    share = block.attributes.get("tolerance", "0%")
    try:
        tolerance = float(share.removesuffix("%")) / 100
    except ValueError:
        tolerance = -1.0
    if not (share.endswith("%") and 0 <= tolerance <= 1):
        context.problem(block.line, "tolerance must be a share such as 5%")
        tolerance = 0.0
    mistakes = [
        found for line in parts.marked("~") if (found := pattern_parse(line, context, False))
    ]
    if common is None or fact not in fact_scripts or not lab:
        return None
    return MachineQuestion(
        **msgspec.structs.asdict(common),
        lab=lab,
        machine=block.attributes.get("machine", ""),
        fact=fact,
        tolerance=tolerance,
        mistakes=tuple(mistakes),
    )


def ids(source: MachineQuestion, translation: MachineQuestion) -> MachineQuestion:
    """There are no choices whose ids could be taken over."""
    return translation


def agree(source: MachineQuestion, translation: MachineQuestion) -> list[str]:
    """Which parts of a translation contradict its source."""
    found = base_agree(source, translation)
    for name in ("lab", "machine", "fact", "tolerance"):
        if getattr(source, name) != getattr(translation, name):
            found.append(f"{name} differs from the source language")
    return found


def filled(question: MachineQuestion, answer: str) -> MachineQuestion:
    """The question with the answer that was read from a machine."""
    return msgspec.structs.replace(question, answer=answer)
