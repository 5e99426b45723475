"""Which request a log record was written for, in every thread that works for it."""

from __future__ import annotations

import json
import logging
import logging.config
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest

from virtlearn.core.log_context import (
    Context,
    ContextFilter,
    id_make,
    id_sane,
    in_context,
    log_context,
    reference,
)
from virtlearn.core.log_format import logging_config


def record(**more: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": "something", **more})
    assert ContextFilter().filter(made)
    return made


def test_a_record_says_for_whom_it_was_written() -> None:
    with log_context(Context("0123456789abcdef", lambda: 7)):
        made = record()
    assert (made.request_id, made.user_id) == ("0123456789abcdef", 7)  # type: ignore[attr-defined]
    outside = record()
    assert (outside.request_id, outside.user_id) == ("", None)  # type: ignore[attr-defined]
    assert outside.context == ""  # type: ignore[attr-defined]


def test_a_record_of_a_request_that_is_answered_keeps_its_id() -> None:
    class Request:
        log_context = Context("0123456789abcdef")

    with log_context(Context("another-request")):
        assert record(request=Request()).request_id == "0123456789abcdef"  # type: ignore[attr-defined]


def test_work_in_another_thread_takes_it_along() -> None:
    with ThreadPoolExecutor(1) as threads:
        with log_context(Context("the-first-one")):
            with_it = threads.submit(in_context(reference))
            without = threads.submit(reference)
        assert with_it.result() == "the-first-one"
        assert without.result() == ""
        assert threads.submit(reference).result() == ""


def test_what_has_none_is_left_as_it_is() -> None:
    assert in_context(threading.get_ident) is threading.get_ident


@pytest.mark.parametrize(
    "text", ["0123456789abcdef", "req-2026.11_29", "a" * 64, pytest.param(id_make(), id="made")]
)
def test_sane(text: str) -> None:
    assert id_sane(text)


@pytest.mark.parametrize(
    "text",
    ["", "short", "a" * 65, "with space1", "new\nline12", 'quote"12', "-leading1", "ünïcödé1"],
)
def test_not_sane(text: str) -> None:
    assert not id_sane(text)


def written(form: str, level: str = "INFO") -> tuple[logging.Handler, StringIO]:
    """A handler as the settings make it, that writes to a text."""
    config = logging_config(form, level)
    made = logging.config.DictConfigurator(config)
    config["filters"] = {
        name: made.configure_filter(each) for name, each in config["filters"].items()
    }
    formatter = made.configure_formatter(config["formatters"][form])
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    for each in config["filters"].values():
        handler.addFilter(each)
    return handler, out


def test_json_is_one_object_a_line(request: pytest.FixtureRequest) -> None:
    handler, out = written("json")
    log = logging.getLogger("virtlearn.some")
    log.addHandler(handler)
    request.addfinalizer(lambda: log.removeHandler(handler))
    with log_context(Context("0123456789abcdef", lambda: 7)):
        try:
            raise ValueError("two\nlines")
        except ValueError:
            log.exception("%s failed", "it", extra={"status": 500, "request": object()})
    (line,) = out.getvalue().splitlines()
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert "two\nlines" in found.pop("exc_info")
    assert found == {
        "level": "ERROR",
        "logger": "virtlearn.some",
        "message": "it failed",
        "request_id": "0123456789abcdef",
        "user_id": 7,
        "status": 500,
    }


def test_text_has_the_id(request: pytest.FixtureRequest) -> None:
    handler, out = written("text")
    log = logging.getLogger("virtlearn.some")
    log.addHandler(handler)
    request.addfinalizer(lambda: log.removeHandler(handler))
    with log_context(Context("0123456789abcdef")):
        log.warning("it failed")
    log.warning("again")
    first, second = out.getvalue().splitlines()
    assert first.endswith("WARNING virtlearn.some [0123456789abcdef]: it failed")
    assert second.endswith("WARNING virtlearn.some: again")
