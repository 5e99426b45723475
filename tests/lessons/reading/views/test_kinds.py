"""Each kind of question on its page: asked, answered, explained; hints, pools, machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from labs.catalog.provider import lab_get
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services as lab_services
from lessons.assessment import question_bank
from lessons.models import Attempt
from lessons.publishing import selectors
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.order import OrderQuestion
from tests.labs.engine import engine_used
from tests.lessons.courses import course_publish
from tests.lessons.kinds import keys, kinds_write
from tests.lessons.pages import text_of
from virtlearn.people.models import User

page = "/en/courses/small/lessons/third/"
htmx = {"HX-Request": "true"}


@pytest.fixture
def kinds(db: None, tmp_path: Path) -> None:
    course_publish(kinds_write(tmp_path / "small"))


def send(
    client: Client, question: str, *texts: str, number: int = 1, as_it_is: bool = False, **more: str
) -> Any:
    data = {"answer": list(texts), "number": number, **more}
    if as_it_is:
        data["as-it-is"] = "yes"
    return client.post(f"{page}questions/{question}/answer/", data, headers=htmx)


def question(name: str) -> Any:
    return question_bank.question_get("small", "third", name)


def seen(text: str) -> set[str]:
    return {key for key in keys if key in text}


def test_no_page_holds_a_key(kinds: None, client: Client, learner_client: Client) -> None:
    for each in (client, learner_client):
        for path in (page, "/en/courses/small/", "/en/courses/small/before/", "/en/review/"):
            assert seen(text_of(each.get(path))) == set(), path
    for each in (client, learner_client):
        each.post("/en/courses/small/before/")
        for number in range(1, 11):
            text = text_of(each.get(f"/en/courses/small/before/{number}/"))
            assert seen(text) == set(), number
    for name in ("steps", "sides", "gaps", "guess", "prints", "my-name", "varied", "first-word"):
        assert seen(text_of(send(client, name, ""))) == set(), name


def test_an_order_is_put_right(kinds: None, learner_client: Client) -> None:
    found = question("steps")
    assert isinstance(found, OrderQuestion)
    ids = [item.id for item in found.items]
    text = text_of(send(learner_client, "steps", f"{ids[0]}:1", f"{ids[1]}:1", ""))
    assert "Each item needs its own place" in text
    text = text_of(
        send(learner_client, "steps", *(f"{name}:{3 - at}" for at, name in enumerate(ids)))
    )
    assert "Not right yet." in text
    assert seen(text) == {"ALPHASAID"}
    hint = learner_client.post(f"{page}questions/steps/hint/", {"number": 1}, headers=htmx)
    assert "2 tries left, worth up to 0.50" in text_of(hint)
    right = [f"{name}:{at}" for at, name in enumerate(ids, 1)]
    text = text_of(send(learner_client, "steps", *right, number=2))
    assert "Points: 0.50 of 1." in text
    assert "ORDERTOLD" in text


def test_a_hint_says_what_it_takes(kinds: None, learner_client: Client) -> None:
    text = text_of(learner_client.get(page))
    assert "takes 0.25 of the points" in text


def test_sides_are_matched(kinds: None, learner_client: Client) -> None:
    found = question("sides")
    assert isinstance(found, MatchQuestion)
    pid, net = (side.id for side in found.lefts)
    processes, ports, files = (side.id for side in found.rights)
    text = text_of(send(learner_client, "sides", f"{pid}:{processes}", f"{net}:{files}"))
    assert "Partly right. Points: 0.50 of 1." in text
    assert seen(text) == {"NETSLIP"}
    assert Attempt.objects.get().misconceptions == ["match-key"]
    text = text_of(send(learner_client, "sides", f"{pid}:{processes}", f"{net}:{ports}", number=2))
    assert "Right." in text
    assert "PIDSAID" in text


def test_gaps_are_filled(kinds: None, learner_client: Client) -> None:
    found = question("gaps")
    assert isinstance(found, ClozeQuestion)
    one, many = (key for key, _ in found.gaps[1].options)
    text = text_of(send(learner_client, "gaps", "image", one))
    assert "Partly right." in text
    assert seen(text) == {"GAPSLIP"}
    assert re.search(rf'<option value="{one}" selected>', text)
    assert 'value="image"' in text
    text = text_of(send(learner_client, "gaps", "Kernels", one, number=2))
    assert {"KERNELGAP", "CLOZETOLD"} <= seen(text)
    assert many not in text


def test_what_is_left_empty_is_asked_about_first(kinds: None, learner_client: Client) -> None:
    gaps, sides = question("gaps"), question("sides")
    assert isinstance(gaps, ClozeQuestion)
    assert isinstance(sides, MatchQuestion)
    pair = f"{sides.lefts[0].id}:{sides.rights[0].id}"
    for name, sent in (("gaps", ("kernel", "")), ("sides", (pair, ""))):
        asked = send(learner_client, name, *sent)
        assert asked.status_code == 422
        assert 'data-code="answer-gaps"' in text_of(asked)
        assert 'name="as-it-is"' in text_of(asked)
        assert not Attempt.objects.filter(question=name).exists()
        counted = text_of(send(learner_client, name, *sent, as_it_is=True))
        assert "Partly right. Points: 0.50 of 1." in counted
        assert 'name="as-it-is"' not in counted
        assert Attempt.objects.filter(question=name).count() == 1


def test_an_estimate_earns_by_its_distance(kinds: None, learner_client: Client) -> None:
    text = text_of(send(learner_client, "guess", "90000 MiB"))
    assert "Partly right. Near enough for 68 percent." in text
    assert seen(text) == set()
    better = text_of(send(learner_client, "guess", "73000", number=2))
    assert "ESTIMATESAID" in better
    assert "Points: 0.90 of 1." in better  # 0.68, and two thirds of what was missing


def test_output_keeps_its_lines(kinds: None, learner_client: Client) -> None:
    raw = send(learner_client, "prints", "OUTONE\r\nthree").content.decode()
    assert "Partly right." in raw
    assert ">OUTONE\r\nthree</textarea>" in raw
    assert "OUTTWO" not in raw
    assert "Right." in text_of(send(learner_client, "prints", "OUTONE\nOUTTWO", number=2))


def test_numbers_are_each_learners_own_and_stay(
    kinds: None, client: Client, learner_client: Client, stranger_client: Client
) -> None:
    def asked(who: Client) -> int:
        found = re.search(r"Twice (\d+)\?", text_of(who.get(page)))
        assert found
        return int(found[1])

    assert len({asked(each) for each in (client, learner_client, stranger_client)}) > 1
    mine = asked(learner_client)
    send(learner_client, "varied", "1")
    assert asked(learner_client) == mine
    assert "VARIEDSAID" in text_of(send(learner_client, "varied", str(2 * mine), number=2))
    # A visitor becomes a guest by answering, and the numbers stay those that were shown.
    shown = asked(client)
    seed = re.search(r'name="seed"\s+value="(\d+)"', client.get(page).content.decode())
    assert seed
    text = text_of(send(client, "varied", str(2 * shown), seed=seed[1]))
    assert "VARIEDSAID" in text
    assert asked(client) == shown


def test_a_pool_shows_some_and_counts_so_many(kinds: None, learner_client: Client) -> None:
    text = text_of(learner_client.get(page))
    words = re.findall(r"The (first|second) word\?", text)
    assert len(words) == 1
    assert "A question drawn for you" in text
    assert "0 of 9 questions answered" in text
    word = f"{words[0]}-word"
    right = {"first-word": "POOLONE", "second-word": "POOLTWO"}[word]
    assert "1 of 9 questions answered" in text_of(send(learner_client, word, right))
    assert re.findall(r"The (first|second) word\?", text_of(learner_client.get(page))) == words


@pytest.fixture
def running(kinds: None, learner: User, request: pytest.FixtureRequest) -> Iterator[FakeEngine]:
    """The learner's lab runs, on an engine that is only pretended: the parameter, or one of which
    nothing is wrong."""
    selectors.current_forget()
    with engine_used(getattr(request, "param", "fake")) as engine:
        lab = lab_get("small", "first-lab")
        assert lab
        lab_services.lab_session_start(user=learner, lab=lab)
        assert isinstance(engine, FakeEngine)
        yield engine


def test_without_a_machine_no_attempt_is_spent(kinds: None, learner_client: Client) -> None:
    response = send(learner_client, "my-name", "lab")
    assert response.status_code == 422
    assert "None of your machines is answering." in text_of(response)
    assert not Attempt.objects.exists()


def test_the_machine_knows_the_answer(
    running: FakeEngine, learner_client: Client, stranger_client: Client
) -> None:
    response = send(learner_client, "my-name", "lab")
    assert "Your machine runs, but what is asked for is not there yet." in text_of(response)
    machine = next(iter(running.machines.values()))
    machine.files["/proc/sys/kernel/hostname"] = "box-417\n"
    # Nobody answers with another's machine.
    assert "None of your machines" in text_of(send(stranger_client, "my-name", "box-417"))
    text = text_of(send(learner_client, "my-name", "localhost"))
    assert seen(text) == {"MACHINESLIP"}
    assert "box-417" not in text
    machine.files["/proc/sys/kernel/hostname"] = "box-418\n"
    text = text_of(send(learner_client, "my-name", "box-418", number=2))
    assert "MACHINETOLD" in text
    assert [row.given for row in Attempt.objects.order_by("number")] == ["box-417", "box-418"]
    # The machine is gone, and the page still knows what was right.
    running.machines.clear()
    assert "MACHINETOLD" in text_of(learner_client.get(page))


def test_the_host_is_looked_from_by_whose_machine_it_is(
    running: FakeEngine, learner_client: Client, stranger_client: Client
) -> None:
    machine = next(iter(running.machines.values()))
    url = f"{page}questions/my-sleep/look/"
    assert "None of your machines" in text_of(stranger_client.post(url, headers=htmx))
    assert "what is asked for is not there" in text_of(send(learner_client, "my-sleep", "5"))
    machine.commands.append("sleep 1000")
    for headers in (htmx, {}):
        text = text_of(learner_client.post(url, headers=headers))
        assert "<td>40001</td>" in text
        assert "<code>sleep 1000</code>" in text
    assert "Right." in text_of(send(learner_client, "my-sleep", "40001"))


@pytest.mark.parametrize(
    "running", ["labs.engines.fake.misbehaving.ListsNoProcessesEngine"], indirect=True
)
@pytest.mark.parametrize(
    ("language", "said", "mend"),
    [
        ("en", "This server can't list the processes of your machine.", "the package procps"),
        ("es", "Este servidor no puede listar los procesos de tu máquina.", "el paquete procps"),
    ],
)
def test_a_host_without_ps_costs_no_attempt_and_says_what_to_install(
    running: FakeEngine, learner_client: Client, language: str, said: str, mend: str
) -> None:
    questions = f"{page}questions/my-sleep/".replace("/en/", f"/{language}/")
    for path, data in (("look/", {}), ("answer/", {"answer": "40001", "number": 1})):
        for headers in (htmx, {}):
            text = text_of(learner_client.post(f"{questions}{path}", data, headers=headers))
            assert said in text, path
            assert mend in text
    assert not Attempt.objects.exists()
