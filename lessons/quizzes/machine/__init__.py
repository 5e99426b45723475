"""`.machine`: the right answer is read from the learner's own running machine."""

from lessons.quizzes.machine.form import MachineQuestion, filled

__all__ = ["MachineQuestion", "filled"]
