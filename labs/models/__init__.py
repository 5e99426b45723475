"""What learners do in labs: the rows. Nothing happens in `save()`."""

from labs.models.image_builds import BuildState, ImageBuild
from labs.models.keeper import KeeperBeat, KeeperLease, LabLook
from labs.models.screens import SharedScreens
from labs.models.sessions import (
    EndReason,
    LabSession,
    LabState,
    Machine,
    StartFault,
    active_states,
    running_states,
)
from labs.models.sharing import Recording, RecordingChoice, Share, Visit
from labs.models.tasks import Begun, Guess, Measurement, TaskResult

__all__ = [
    "Begun",
    "BuildState",
    "EndReason",
    "Guess",
    "ImageBuild",
    "KeeperBeat",
    "KeeperLease",
    "LabLook",
    "LabSession",
    "LabState",
    "Machine",
    "Measurement",
    "Recording",
    "RecordingChoice",
    "Share",
    "SharedScreens",
    "StartFault",
    "TaskResult",
    "Visit",
    "active_states",
    "running_states",
]
