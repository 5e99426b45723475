"""What is kept of people by labs. See virtlearn/people/privacy/registry.py."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from virtlearn.people.privacy.registry import model_privacy

privacy = [
    model_privacy(
        "labs.LabSession",
        person="user",
        what=_("labs that were started, and machines of these that run"),
        export=(
            "id course lab revision state created_at admitted_at ready_at expires_at last_input_at "
            "ended_at end_reason end_machine start_fault extensions_used prompt_ms hand_raised_at "
            "hand_note group"
        ),
        # The lab's own text and scripts, which hold solutions; what only the keeper needs.
        erase="user guest_address spec_json scripts title due_at error seen_at check_asked_at "
        "checked_at checking_until",
    ),
    model_privacy(
        "labs.Machine",
        person="session__user",
        what=_("machines of these labs"),
        export=(
            "session name kind image runtime created_at prompt_ms boot_percent out_of_memory_at"
        ),
        erase="id hostname network engine_name handle_id warm_at claimed_at first_output",
    ),
    model_privacy(
        "labs.TaskResult",
        person="session__user",
        what=_("results of tasks"),
        export=(
            "session task outcome hint trouble tries touched hints_opened solution_opened_at "
            "passed_at points language accelerator device"
        ),
        erase="id prepared_at preparing_until digest",
    ),
    model_privacy(
        "labs.Measurement",
        person="user",
        what=_("figures that were measured"),
        export="session course lab key value unit source measured_on measured_at",
        erase="id user",
    ),
    model_privacy(
        "labs.Guess",
        person="user",
        what=_("guesses written down in labs"),
        export="course lab guess number text at",
        erase="id user",
    ),
    model_privacy(
        "labs.Share",
        person="session__user",
        what=_("links into the terminals"),
        export="session mode created_at revoked_at",
        erase="id token",
    ),
    model_privacy(
        "labs.SharedScreens",
        person="session__user",
        what=_("screens of terminals while a class's board shows them"),
        # A copy that is gone within seconds of the last look.
        erase="session wanted_until digest shown",
    ),
    model_privacy(
        "labs.Visit",
        person="user",
        what=_("visits in the terminals of others"),
        export="name mode started_at seen_at ended_at ended_by_learner",
        erase="id user session share group",
    ),
    model_privacy(
        "labs.Recording",
        person="user",
        what=_("recordings of terminals"),
        export="id session machine tab started_at seconds bytes ended_at cut",
        erase="user",
    ),
    model_privacy(
        "labs.RecordingChoice",
        person="user",
        what=_("the choice whether terminals are recorded"),
        export="recorded",
        erase="user",
    ),
    model_privacy("labs.ImageBuild", keep="kind state position step steps percent detail at"),
    model_privacy("labs.KeeperLease", keep="id holder since until"),
    model_privacy("labs.KeeperBeat", keep="id at engine_error memory_mb cpus"),
    model_privacy("labs.LabLook", keep="id course lab minute count"),
]
