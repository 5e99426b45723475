"""`make audit`: known vulnerabilities of installed packages, by pip-audit and npm audit.

Each finding is a line with what to do. A registry that gives no answer is no pass: it is said, and
has an exit status of its own.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from virtlearn.setup.console import root, say
from virtlearn.setup.steps import npm

FOUND, UNANSWERED = 1, 2  # exit statuses
services = ("pypi", "osv")  # whom pip-audit can ask, one after the other until one answers
answer_seconds = 300.0
reason_letters = 160
# They install packages and are not imported by what is served; the system brings its own.
installers = {"pip", "setuptools", "wheel"}


class Answer(NamedTuple):
    """`findings`, a line each; `unanswered`: why not everything was looked up, else empty."""

    findings: Sequence[str] = ()
    unanswered: str = ""


class UnansweredError(Exception):
    """Nobody could be asked: neither a pass nor a failure."""


def python_audit() -> Answer:
    """All that is in this environment, what tests and checks need too."""
    found = {each.name.lower(): each.version for each in importlib.metadata.distributions()}
    pins = [f"{name}=={found[name]}" for name in sorted(found.keys() - installers)]
    answer, reasons = Answer(), []
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        for service in services:
            words = ["-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip"]
            words += ["--format", "json", "--vulnerability-service", service]
            output = said([sys.executable, *words, "--progress-spinner", "off"])
            answer = pip_audit_read(output, pins_read())
            if not answer.unanswered:
                return answer
            reasons.append(f"{service}: {answer.unanswered}")
    return answer._replace(unanswered="; ".join(reasons))


def npm_audit() -> Answer:
    """What browsers get; programs that only tests use are left out."""
    return npm_audit_read(said([*npm(), "audit", "--omit=dev", "--json"]))


audits: Mapping[str, Callable[[], Answer]] = {
    "Python packages": python_audit,
    "browser libraries": npm_audit,
}


def said(words: Sequence[str]) -> str:
    """What a program prints; where that is nothing, the last line of its errors."""
    try:
        done = subprocess.run(
            words,
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=answer_seconds,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {answer_seconds:g} s"
    return done.stdout.strip() or last_line(done.stderr)


def last_line(text: str) -> str:
    """What a program said last, in short: that is where it says why it gave up."""
    return (text.strip().splitlines() or ["it says nothing"])[-1][:reason_letters]


def pins_read() -> Mapping[str, str]:
    """By package, in lower case: the file that pins it."""
    found = {}
    for name in ("requirements-dev.txt", "requirements.txt"):
        for package in re.findall(r"^([\w.-]+)", (root / name).read_text(), re.MULTILINE):
            found[normal(package)] = name
    return found


def normal(package: str) -> str:
    """A package's name as all of its spellings are compared."""
    return re.sub(r"[-_.]+", "-", package).lower()


def json_read(output: str) -> dict[str, Any]:
    """The object that `output` is; empty where it is none."""
    try:
        read = json.loads(output)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def pip_audit_read(output: str, pins: Mapping[str, str]) -> Answer:
    """pip-audit's JSON. A package that it skipped, since its service does not know it, was not
    looked up, though pip-audit itself calls that no vulnerability."""
    packages = json_read(output).get("dependencies")
    if not packages:
        return Answer(unanswered=last_line(output))
    findings = []
    for package in packages:
        where = pins.get(normal(package["name"]))
        for each in package.get("vulns", []):
            fixes = each.get("fix_versions") or []
            names = ", ".join([each["id"], *each.get("aliases", [])])
            findings.append(
                f"{package['name']} {package['version']}: {names}: {python_advice(fixes, where)}"
            )
    skipped = [package["name"] for package in packages if package.get("skip_reason")]
    if not skipped:
        return Answer(findings)
    which = ", ".join(skipped[:5]) + (", …" if len(skipped) > 5 else "")
    reason = f"{len(skipped)} of {len(packages)} packages could not be looked up ({which})"
    return Answer(findings, reason)


def python_advice(fixes: Sequence[str], where: str | None) -> str:
    if not fixes:
        return "no version without it yet: read it, and do without what it is about"
    if where is None:
        return f"another package brings it: pin {fixes[0]} in requirements.txt"
    return f"raise it to {fixes[0]} in {where}"


def npm_audit_read(output: str) -> Answer:
    """npm's JSON. Only what has an advisory of its own is a finding, not what depends on it."""
    read = json_read(output)
    if "vulnerabilities" not in read:
        return Answer(unanswered=str(read.get("message") or last_line(output)))
    return Answer(
        [
            f"{name}: {each['title']} ({each['severity']}, {each['url']}): "
            f"{npm_advice(package.get('fixAvailable'))}"
            for name, package in sorted(read["vulnerabilities"].items())
            for each in package["via"]
            if isinstance(each, dict)
        ]
    )


def npm_advice(fix: bool | Mapping[str, Any] | None) -> str:
    if isinstance(fix, Mapping):
        return f"raise {fix['name']} to {fix['version']} in package.json, then npm install"
    return "run npm audit fix" if fix else "no version without it yet: read it"


def checked() -> str:
    """The findings, for `make check`. Raises UnansweredError where that is all there is to say."""
    answers = {name: audit() for name, audit in audits.items()}
    if findings := [line for each in answers.values() for line in each.findings]:
        return "\n".join(findings)
    if reasons := [
        f"{name}: {each.unanswered}" for name, each in answers.items() if each.unanswered
    ]:
        raise UnansweredError("no answer from the registry: " + "; ".join(reasons))
    return ""


def main(asked: Mapping[str, Callable[[], Answer]] = audits) -> int:
    """0 where all were looked up and nothing was found, else FOUND or UNANSWERED."""
    status = 0
    for name, audit in asked.items():
        answer = audit()
        for finding in answer.findings:
            say(f"✗ {finding}")
        if answer.unanswered:
            say(f"? {name}: no answer from the registry: {answer.unanswered}. This is no pass.")
        elif not answer.findings:
            say(f"✓ {name}: nothing is known against them")
        if answer.findings:
            status = FOUND
        elif answer.unanswered and not status:
            status = UNANSWERED
    return status


if __name__ == "__main__":
    sys.exit(main())
