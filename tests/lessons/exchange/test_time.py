"""Files made to be slow are read or refused in seconds."""

from __future__ import annotations

import time
from xml.sax.saxutils import escape

import pytest

from lessons.exchange.block import ImportFault
from lessons.exchange.imports import questions_import

seconds_most = 15  # the machine may be busy; what is quadratic takes minutes
long = 1_900_000


def moodle(text: str) -> bytes:
    inner = f"<questiontext format='html'><text>{escape(text)}</text></questiontext>"
    return f'<quiz><question type="cloze">{inner}</question></quiz>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"Q {" + b"{" * long,
        b"Q {=" + b"<" * long + b"}",
        b"[html]" + b"<pre" * (long // 4) + b"{T}",
        b"[html]" + b"<!--" * 20_000 + b"{T}",
        b"[html]" + b"<p" * 45_000 + b"{T}",
        b"[html]" + b"<!-- >" * 15_000 + b"{T}",
        b"[html]" + b'<a b="' * 15_000 + b"{T}",
        b"[html]" + b"<a b='" * 15_000 + b">{T}",
        b"[html]" + b"</a" * 30_000 + b">{T}",
        b"[html]" + b"<![x" * 20_000 + b">{T}",
        b"[html]" + b"&#" * 45_000 + b"{T}",
        b"[html]" + b"<a " * 30_000 + b">{T}",
        b"[html]" + b"<b><i>" * 15_000 + b"{T}",
        b"Q {" + b"=a->b " * (long // 6) + b"}",
        b"Q {" + b"\\" * long,
        b"::" + b":" * long,
        b"\n".join(b"Q%d {T}" % at for at in range(1_500)),
        b"[html]" + b"\\(" * 45_000 + b"{T}",
        b"[html]" + b"*_`[" * 20_000 + b"{T}",
        b"[html]<table>" + b"<tr><td>" * 10_000 + b"{T}",
        moodle("{1:SA:" * 300_000),
        moodle("{1:SA:=a}" * 5_000),
        b"MC\t" * 400_000,
        b"Q?\n" + b"A. x\n" * 300_000 + b"ANSWER: A\n",
        b"<quiz>" + b"<question type='essay'/>" * 100_000 + b"</quiz>",
        b"<a>" * 100_000,
    ],
)
def test_a_file_that_is_made_to_be_slow(data: bytes) -> None:
    started = time.monotonic()
    try:
        found = questions_import(data, "x")
        assert len(found.blocks) + len(found.left) == len(found.results)
    except ImportFault:
        pass
    assert time.monotonic() - started < seconds_most
