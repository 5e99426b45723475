"""What becomes of the engine's answers: errors of ours, told apart where somebody can mend it."""

from __future__ import annotations

import pytest
import requests
from docker import errors

from labs.engines.docker.errors import errors_ours
from labs.engines.errors import EngineError, ProcessesUnlistable


def failed(explanation: str) -> errors.APIError:
    response = requests.Response()
    response.status_code = 500
    return errors.APIError("500", response=response, explanation=explanation)


def test_a_host_without_ps_is_told_apart_and_how_to_mend_it_is_said() -> None:
    with pytest.raises(ProcessesUnlistable, match="apt-get install procps"), errors_ours("list"):
        raise failed('error running ps: exec: "ps": executable file not found in $PATH')
    with pytest.raises(EngineError) as other, errors_ours("list"):
        raise failed("something else")
    assert type(other.value) is EngineError
