"""What `make audit` says of the answers of pip-audit and npm, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from virtlearn.setup import audit, check
from virtlearn.setup.audit import FOUND, UNANSWERED, Answer, npm_audit_read, pip_audit_read

pins = {"django": "requirements.txt", "types-pyyaml": "requirements-dev.txt"}
finding = Answer(["django 5.2.1: raise it"])
silent = Answer(unanswered="405 Method Not Allowed")
partly = Answer(["django 5.2.1: raise it"], "2 of 3 packages could not be looked up")


def pip_said(**packages: Mapping[str, object]) -> str:
    """`dependencies` as pip-audit prints them, for packages of version 1.0."""
    listed = [{"name": name, "version": "1.0", **more} for name, more in packages.items()]
    return json.dumps({"dependencies": listed, "fixes": []})


def hole(number: int, *fixes: str) -> dict[str, object]:
    return {"id": f"PYSEC-{number}", "aliases": [f"CVE-{number}"], "fix_versions": [*fixes]}


def test_each_finding_says_where_it_is_mended() -> None:
    answer = pip_audit_read(
        pip_said(
            Django={"vulns": [hole(1, "1.1", "2.0"), hole(2)]},
            types_PyYAML={"vulns": [hole(3, "1.2")]},
            sqlparse={"vulns": [hole(4, "1.3")]},
            nh3={"vulns": []},
        ),
        pins,
    )
    assert answer == Answer(
        [
            "Django 1.0: PYSEC-1, CVE-1: raise it to 1.1 in requirements.txt",
            f"Django 1.0: PYSEC-2, CVE-2: {audit.python_advice([], None)}",
            "types_PyYAML 1.0: PYSEC-3, CVE-3: raise it to 1.2 in requirements-dev.txt",
            "sqlparse 1.0: PYSEC-4, CVE-4: another package brings it: pin 1.3 in requirements.txt",
        ]
    )


def test_packages_that_nobody_knows_were_not_looked_up() -> None:
    """pip-audit itself calls this "No known vulnerabilities found", and ends with 0."""
    unknown = {"skip_reason": "Dependency not found on PyPI and could not be audited"}
    answer = pip_audit_read(pip_said(django=unknown, nh3={"vulns": [hole(5, "2.0")]}), pins)
    assert answer.unanswered == "1 of 2 packages could not be looked up (django)"
    assert len(answer.findings) == 1
    many = pip_audit_read(pip_said(**{f"p{n}": unknown for n in range(9)}), pins)
    assert many.unanswered == "9 of 9 packages could not be looked up (p0, p1, p2, p3, p4, …)"


@pytest.mark.parametrize("output", ["Traceback …\nConnectionError: no route", "", "[]", "{}"])
def test_what_is_no_answer_is_no_pass(output: str) -> None:
    for read in (pip_audit_read(output, pins), npm_audit_read(output)):
        assert not read.findings
        assert read.unanswered
        assert "\n" not in read.unanswered


def test_npm_names_what_is_to_be_raised() -> None:
    advisory = {"title": "XSS", "severity": "high", "url": "https://advisory.example/1"}

    def package(fix: object, *via: object) -> dict[str, object]:
        return {"via": via, "fixAvailable": fix}

    answer = npm_audit_read(
        json.dumps(
            {
                "vulnerabilities": {
                    "player": package({"name": "player", "version": "4.0.0"}, advisory),
                    "parser": package(True, advisory),
                    "theme": package(False, advisory),
                    "above": package(False, "theme"),
                }
            }
        )
    )
    about = "XSS (high, https://advisory.example/1)"
    assert answer == Answer(
        [
            f"parser: {about}: run npm audit fix",
            f"player: {about}: raise player to 4.0.0 in package.json, then npm install",
            f"theme: {about}: no version without it yet: read it",
        ]
    )
    assert not any(npm_audit_read('{"vulnerabilities": {}}'))
    refused = npm_audit_read('{"message": "405 Method Not Allowed", "error": {}}')
    assert refused == silent


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        ([Answer(), Answer()], 0, "✓ a: nothing is known"),
        ([Answer(), finding], FOUND, "✗ django 5.2.1: raise it"),
        (
            [silent, Answer()],
            UNANSWERED,
            "? a: no answer from the registry: 405 Method Not Allowed",
        ),
        ([silent, finding], FOUND, "This is no pass."),
        ([partly, silent], FOUND, "? a: no answer from the registry: 2 of 3"),
    ],
)
def test_how_it_ends(
    answers: list[Answer], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {name: lambda answer=answer: answer for name, answer in zip("ab", answers, strict=True)}
    assert audit.main(asked) == status
    printed = capsys.readouterr().out
    assert words in printed
    assert ("✓ a" in printed) == (answers[0] == Answer())


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        ([Answer(), Answer()], 0, "1 passed, 0 failed\n"),
        ([silent, Answer()], 0, "0 passed, 0 failed, 1 without an answer\n"),
        ([silent, finding], 1, "0 passed, 1 failed\n"),
    ],
)
def test_make_check_fails_for_findings_and_not_without_a_network(
    answers: list[Answer],
    status: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        audit,
        "audits",
        {name: lambda answer=answer: answer for name, answer in zip("ab", answers, strict=True)},
    )
    assert check.main({"known vulnerabilities": audit.checked}) == status
    assert capsys.readouterr().out.endswith(words)


def test_programs_that_fail_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.said(["sh", "-c", "echo one >&2; echo two >&2; exit 1"]) == "two"
    assert audit.said(["sh", "-c", "echo '{}'; echo two >&2; exit 1"]) == "{}"
    assert audit.said(["true"]) == "it says nothing"


def test_what_is_pinned_where() -> None:
    found = audit.pins_read()
    assert found["django"] == found["psycopg"] == "requirements.txt"
    assert found["pip-audit"] == found["types-pyyaml"] == "requirements-dev.txt"
