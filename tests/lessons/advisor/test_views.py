from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labs.models import Measurement
from lessons.advisor.selectors import revision_short
from lessons.models import Class, Membership, Revision
from lessons.publishing import selectors
from lessons.wizard.model import DecisionModel
from tests.examples import examples
from tests.lessons.advisor.conftest import first_digest, publish, second_digest
from tests.lessons.wizard.models import small
from virtlearn.people.models import User

start = "/en/courses/boxes/wizard/"
result = "/en/courses/boxes/wizard/result/"
markdown = "/en/courses/boxes/wizard/result.md"
chart = "/en/courses/boxes/wizard/chart.svg"
record = "/en/courses/boxes/wizard/record/"
compare = "/en/courses/boxes/wizard/compare/"
weights = "/en/courses/boxes/wizard/weights/"
htmx = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("published")


def page(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, response
    return response.content.decode()


def links(html: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)"', html)]


# --- questions -----------------------------------------------------------------------------------


def test_the_first_question_is_asked_with_its_place_among_all(client: Client) -> None:
    html = page(client, start)
    assert "third?" in html
    assert "Question 1: 0 answered, at most 3 left" in html
    assert html.count('type="radio"') == 2
    assert "<html" in html


def test_answers_lead_from_question_to_question_and_travel_along(client: Client) -> None:
    html = page(client, f"{start}?first=plain&third=fine")
    assert "second?" in html
    assert "Question 3: 2 answered, at most 1 left" in html
    assert '<input type="hidden" name="first" value="plain">' in html


def test_htmx_gets_the_fragment_alone(client: Client) -> None:
    html = page(client, f"{start}?first=plain", **htmx)
    assert "<html" not in html
    assert html.count('id="question"') == 1
    assert "<title>" in html


def test_a_page_restored_from_history_is_whole(client: Client) -> None:
    html = page(client, f"{start}?first=plain", **htmx, **{"HX-History-Restore-Request": "true"})
    assert "<html" in html


def test_caches_keep_page_and_fragment_apart(client: Client) -> None:
    vary = client.get(start)["Vary"]
    assert "HX-Request" in vary
    assert "HX-History-Restore-Request" in vary


@pytest.mark.parametrize("headers", [{}, htmx])
def test_after_the_last_question_comes_the_result(client: Client, headers: dict[str, str]) -> None:
    response = client.get(f"{start}?first=plain&second=fast&third=skip", headers=headers)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == result
    assert parse_qs(target.query) == {
        "first": ["plain"],
        "second": ["fast"],
        "third": ["skip"],
        "revision": [first_digest[:12]],
    }


def test_skipping_and_going_back_lose_nothing(client: Client) -> None:
    html = page(client, f"{start}?first=plain")
    skipped = next(link for link in links(html) if "second=skip" in link)
    assert "first=plain" in skipped
    back = next(link for link in links(html) if "question=first" in link)
    again = page(client, back)
    assert re.search(r'value="plain"\s+required\s+checked', again)


def test_an_answer_is_changed_and_the_others_stay(client: Client) -> None:
    html = page(client, f"{result}?first=plain&second=fast&third=fine")
    change = next(link for link in links(html) if "question=second" in link)
    html = page(client, change)
    assert "second?" in html
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', html))
    assert hidden == {"first": "plain", "third": "fine", "revision": first_digest[:12]}


def test_what_has_become_irrelevant_is_not_asked(client: Client) -> None:
    html = page(client, f"{start}?question=third&first=out")
    assert "Question 2: 1 answered, at most 2 left" in html
    first = small().questions[0]
    only_c = msgspec.structs.replace(first.answers[1], vetoes=("no-ab",))
    model = msgspec.structs.replace(
        small(),
        questions=(
            msgspec.structs.replace(first, answers=(first.answers[0], only_c)),
            *small().questions[1:],
        ),
    )
    publish(second_digest, model)
    html = page(client, f"{start}?first=out")
    assert "third?" in html
    assert "Question 2: 1 answered, at most 1 left" in html


def test_an_unknown_answer_is_told_and_the_rest_kept(client: Client) -> None:
    html = page(client, f"{start}?first=plain&second=%3Cscript%3E&utm_source=mail")
    assert "“&lt;script&gt;” is no answer to “second”." in html
    assert "“utm_source” is no question of this wizard." in html
    assert "<script>”" not in html
    assert "second?" in html
    assert '<input type="hidden" name="first" value="plain">' in html


def test_an_unknown_question_is_told_and_the_next_is_asked(client: Client) -> None:
    html = page(client, f"{start}?question=nowhere&first=plain")
    assert "“nowhere” is no question of this wizard." in html
    assert "second?" in html


def test_without_course_or_wizard_there_is_no_page(client: Client) -> None:
    assert client.get("/en/courses/nowhere/wizard/").status_code == 404
    publish(second_digest, None)
    for url in (start, result, markdown, chart, weights, compare, record):
        assert client.get(url).status_code == 404


def test_the_model_of_a_revision_that_was_never_shown_is_nobodys() -> None:
    publish(second_digest, small())
    assert revision_short("boxes", first_digest[:12]) is not None
    Revision.objects.filter(digest=first_digest).update(unpublished=True)
    assert revision_short("boxes", first_digest[:12]) is None


def test_members_of_a_class_with_a_revision_get_its_model(
    client: Client, learner_client: Client, learner: User
) -> None:
    first = Revision.objects.get(digest=first_digest)
    row = Class.objects.create(name="1A", course=first.course, join_code="X", pinned=first)
    Membership.objects.create(in_class=row, user=learner, state="joined")
    selectors.current_forget()
    newest = msgspec.structs.replace(small(), questions=small().questions[1:])
    publish(second_digest, newest)
    for url in (f"{start}?question=first", result):
        html = page(learner_client, url)
        assert f"revision={first_digest[:12]}" in html
        assert ("is no question of this wizard" in page(client, url)) == ("question" in url)
        assert "is no question of this wizard" not in html
        assert "in the revision of your class" in html
        assert "in the revision of your class" not in page(client, url)
    old = page(client, f"{result}?revision={first_digest[:12]}&first=plain")
    assert "wizard-model-changed" in old or "model has changed" in old
    assert "model has changed" not in page(learner_client, f"{result}?revision={first_digest[:12]}")
    publish("c" * 64, None)
    assert learner_client.get(start).status_code == 200
    assert client.get(start).status_code == 404


def test_only_reading_is_allowed(client: Client) -> None:
    for url in (start, result, markdown, chart, weights, compare, record):
        assert client.post(url).status_code == 405


@given(
    st.dictionaries(
        st.sampled_from(["first", "second", "third", "question", "revision", "all", "w.speed", "a"])
        | st.text(),
        st.sampled_from(["plain", "out", "fast", "skip", "first", "1"]) | st.text(),
    )
)
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_breaks_a_page(client: Client, query: dict[str, str]) -> None:
    for url in (start, result, markdown, weights, compare, record):
        assert client.get(url, query).status_code in {200, 302}
    assert client.get(chart, query).status_code in {200, 404}


# --- result --------------------------------------------------------------------------------------


def test_the_result_says_what_wins_and_why(client: Client) -> None:
    html = page(client, f"{result}?first=plain&second=fast&third=fine")
    assert re.search(r"<h1[^>]*>a</h1>", html)
    assert "100 %" in html
    assert "Next comes b with 60 %, 40 points behind." in html
    assert "a by speed" in html
    assert 'href="#source-paper"' in html
    assert "On &lt;boxes&gt;" in html
    assert "https://example.org/boxes?a=1&amp;b=2" in html
    assert "/en/courses/boxes/lessons/kernel-boundary/" in html


def test_what_is_ruled_out_comes_with_the_answer_that_did_it(client: Client) -> None:
    html = page(client, f"{result}?first=out&second=fast")
    assert "reason of no-a" in html
    assert "You answered “out” to “first?”." in html
    assert html.index("Ruled out") < html.index("Ranking")


def test_a_tie_is_called_one(client: Client) -> None:
    html = page(client, f"{result}?first=plain")
    found = re.search(r"A tie of (\d) alternatives.*?</dl>", html, re.DOTALL)
    assert found
    names = re.findall(r"<dt>(\w+):", found[0])
    assert names[:2] == ["a", "b"]
    assert len(names) == int(found[1])


def test_what_would_turn_the_advice_does(client: Client) -> None:
    html = page(client, f"{result}?second=fast")
    turns = html[html.index('id="turns-head"') : html.index('id="answers-head"')]
    assert "safe" in turns
    assert re.search(r"<h1[^>]*>c</h1>", page(client, f"{result}?second=safe"))


def test_where_nothing_is_left_it_says_what_to_relax(client: Client) -> None:
    html = page(client, f"{result}?first=out&third=out")
    assert "Your answers rule out every alternative" in html
    assert "relax no-a" in html
    assert "<svg" not in html[html.index('id="result"') :]


def test_without_answers_it_says_so(client: Client) -> None:
    html = page(client, result)
    assert "No question has been answered" in html
    assert "Answer the 3 questions that are open" in html


def test_htmx_gets_the_result_alone(client: Client) -> None:
    html = page(client, f"{result}?second=fast", **htmx)
    assert "<html" not in html
    assert html.count('id="result"') == 1


def test_the_address_to_share_leads_to_the_same_advice(client: Client) -> None:
    html = page(client, f"{result}?second=fast&first=plain")
    found = re.search(r'id="share-url"[^>]*value="([^"]+)"', html, re.DOTALL)
    assert found
    shared = found[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(shared).query) == {
        "first": ["plain"],
        "second": ["fast"],
        "revision": [first_digest[:12]],
    }
    assert page(client, urlsplit(shared)._replace(scheme="", netloc="").geturl()) == page(
        client, f"{result}?second=fast&first=plain&revision={first_digest[:12]}"
    )


def test_texts_are_in_the_language_of_the_page(client: Client) -> None:
    html = page(client, "/es/courses/boxes/wizard/result/?second=fast")
    assert "a (es)" in html
    assert "Cajas" in html
    assert "página 3" in html
    spanish = client.get("/es/courses/boxes/wizard/result.md?second=fast").content.decode()
    assert "página 3" in spanish


def test_nothing_inline_that_the_policy_forbids(client: Client) -> None:
    for url in (
        start,
        weights,
        compare,
        f"{result}?first=out&second=fast",
        f"{result}?first=out&third=out",
    ):
        html = page(client, url)
        assert " style=" not in html
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert " hx-on" not in html


def test_it_ends_where_nothing_can_change_the_first_place(client: Client) -> None:
    response = client.get(f"{start}?first=plain&third=fine&w.safety=0")
    assert response.status_code == 302
    html = page(client, response["Location"])
    assert "Nothing that is left to ask can change the first place." in html
    more = next(link for link in links(html) if "all=1" in link)
    html = page(client, more)
    assert "second?" in html
    hidden = re.findall(r'<input type="hidden" name="([\w.]+)" value="(\w+)">', html)
    assert hidden == [
        ("first", "plain"),
        ("third", "fine"),
        ("w.safety", "0"),
        ("all", "1"),
        ("revision", first_digest[:12]),
    ]
    assert "Nothing that is left" not in page(client, f"{result}?first=plain&third=fine")


# --- weights -------------------------------------------------------------------------------------


def test_weights_are_set_by_hand_and_travel_along(client: Client) -> None:
    html = page(client, f"{weights}?second=fast")
    assert html.count('type="range"') == 3
    assert re.search(r'<output for="weight-speed">5</output>', html)
    sent = f"{weights}?second=fast&w.speed=5&w.safety=4&w.price=0&apply=1"
    response = client.get(sent)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == result
    # What the answers would give stays theirs to give.
    assert parse_qs(target.query) == {
        "second": ["fast"],
        "w.safety": ["4"],
        "revision": [first_digest[:12]],
    }
    html = page(client, response["Location"])
    assert "(set by hand)" in html
    kept = [link for link in links(html) if "/boxes/wizard/" in link and "second=fast" in link]
    assert len(kept) >= 4
    assert all("w.safety=4" in link for link in kept)
    asked = page(client, f"{start}?second=fast&w.safety=4")
    assert '<input type="hidden" name="w.safety" value="4">' in asked


def test_a_weight_says_how_far_it_is_from_turning_the_advice(client: Client) -> None:
    for url in (weights, result):
        html = page(client, f"{url}?w.speed=4&w.safety=1")
        assert re.search(r"Below 1 \(3 less\):\s*<span[^>]*>c</span>", html)
        assert re.search(r"Above 4 \(3 more\):\s*<span[^>]*>c</span>", html)


def test_a_moved_weight_is_answered_at_once_and_keeps_its_address(client: Client) -> None:
    moved = {"second": "fast", "w.speed": "5", "w.safety": "4", "w.price": "0"}
    response = client.get(weights, moved, headers=htmx)
    html = response.content.decode()
    assert "<html" not in html
    assert html.count('id="weighed"') == 1
    assert "Set by hand; your answers give it" in html
    kept = urlsplit(response["HX-Replace-Url"])
    assert kept.path == weights
    assert (
        parse_qs(kept.query)
        == {
            "second": ["fast"],
            "w.safety": ["4"],  # the others are as the answers give them
            "revision": [first_digest[:12]],
        }
    )
    again = page(client, response["HX-Replace-Url"])
    for part in ("weighed", "about-safety"):
        found = html.partition(f'id="{part}"')[2].partition("</div>")[0]
        assert found in again
        assert "safety" in found or "<svg" in found
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("speed", range(6))
@pytest.mark.parametrize("safety", range(6))
def test_what_a_weight_says_is_true_where_it_stands(
    client: Client, speed: int, safety: int
) -> None:
    html = page(client, f"{weights}?w.speed={speed}&w.safety={safety}", **htmx)
    for name, weight in (("speed", speed), ("safety", safety)):
        about = html[html.index(f'id="about-{name}"') :].partition("</div>")[0]
        for word, at, distance in re.findall(
            r"(Above|Below) ([\d.]+) \(([\d.]+) (?:more|less)\)", about
        ):
            sign = 1 if word == "Above" else -1
            assert float(distance) > 0
            assert float(at) - weight == pytest.approx(sign * float(distance), abs=0.011)
        assert "(0 " not in about
    if speed == safety == 4:
        assert "With any more:" in html


def test_wizard_pages_stand_in_the_courses_navigation(client: Client) -> None:
    for url in (start, f"{result}?second=fast", weights, compare, record):
        bar = page(client, url).partition('class="course-bar"')[2].partition("</nav>")[0]
        assert "/en/courses/boxes/search/" in bar
        assert re.search(rf'href="{start}"\s+aria-current="page"', bar)


def test_picture_and_link_come_before_all_grounds(client: Client) -> None:
    html = page(client, f"{result}?first=out&second=fast")
    head = html[html.index("<h1") : html.index("Ruled out")]
    assert "<svg" in head
    assert 'id="share-url"' in head


def test_weights_are_reset_one_by_one_or_all(client: Client) -> None:
    html = page(client, f"{weights}?second=fast&w.safety=4&w.price=2")
    found = [link for link in links(html) if link.startswith(weights)]
    assert any("w.price=2" in link and "w.safety" not in link for link in found)
    assert any("w." not in link and "second=fast" in link for link in found)


def test_a_weight_that_is_none_is_told_and_the_others_kept(client: Client) -> None:
    html = page(client, f"{weights}?w.speed=9&w.safety=4&w.fun=1&apply=1")
    assert "“9” is no weight for “speed”. Weights are 0 to 5." in html
    assert "“fun” is no criterion of this wizard." in html
    assert re.search(r'<output for="weight-safety">4</output>', html)


# --- the record ----------------------------------------------------------------------------------


def test_the_record_is_one_page_with_all_that_it_rests_on(client: Client) -> None:
    publish(second_digest, measured_model(), labs=["race"])
    user = User.objects.create(username="mine")
    Measurement.objects.create(
        user=user, course="boxes", lab="race", key="start.boot", value=7, unit="ms", measured_on="x"
    )
    client.force_login(user)
    query = "third=fine&first=out&w.safety=0"
    html = " ".join(page(client, f"{record}?{query}").split())
    assert "Decision record: b" in html
    assert '<span class="muted">first?</span> out' in html
    assert "a: no-a (out)" in html
    assert "0 (set by hand)" in html
    assert "above 1: c" in html
    assert "<strong>7 ms</strong> (Start of a machine; one run; x;" in html
    assert "Nothing that is left to ask can change the first place." in html
    text = client.get(f"{markdown}?{query}").content.decode()
    for said in (
        "0, set by hand",
        "safety (weight 0, set by hand): above 1, c",
        "7 ms (Start of a machine",
    ):
        assert said in text
    client.logout()
    assert "7 ms" not in page(client, f"{record}?{query}")
    assert "Decision record: nothing is left" in " ".join(
        page(client, f"{record}?first=out&third=out").split()
    )


# --- side by side --------------------------------------------------------------------------------


def test_any_two_stand_side_by_side(client: Client) -> None:
    html = " ".join(page(client, f"{compare}?second=fast&first=out&a=c&b=a").split())
    assert '<option value="c" selected>' in html
    assert "a ahead by 4" in html
    assert "c ahead by 4" in html
    assert ">level<" in html
    assert "100.0 % <span" in html  # what a would reach, although it is ruled out
    assert "reason of no-a" in html
    assert "You answered “out” to “first?”." in html
    assert "only on Mondays" in html
    assert "reason of no-b" not in html  # it does the same to both
    swap = next(link for link in links(html) if "a=a&b=c" in link)
    assert "first=out" in swap
    assert re.search(r'<option value="a"\s+selected>', page(client, swap))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", ""),
        ("a=z", "“z” is no alternative of this wizard."),
        ("a=a&b=a", "Another one stands beside “a”"),
        ("b=a", ""),
        ("a=&b=%00", "is no alternative"),
    ],
)
def test_a_comparison_always_has_two(client: Client, query: str, told: str) -> None:
    html = page(client, f"{compare}?{query}")
    chosen = re.findall(r'<option value="(\w)"\s+selected>', html)
    assert len(set(chosen)) == 2
    assert told in html


# --- grounds -------------------------------------------------------------------------------------


def test_each_score_opens_its_reason_its_source_and_its_lesson(client: Client) -> None:
    html = page(client, f"{result}?second=fast")
    assert html.count('<details class="score">') == 9
    opened = html[html.index('id="score-speed-a"') : html.index('id="score-speed-b"')]
    assert "a by speed" in opened
    assert 'href="#source-paper"' in opened
    assert "/en/courses/boxes/lessons/kernel-boundary/" in opened
    assert 'href="#score-speed-a"' in html


def test_a_score_leads_to_its_own_section_before_that_of_its_criterion(client: Client) -> None:
    speed = small().criteria[0]
    own = msgspec.structs.replace(speed.scores["a"], section="kernel-boundary#evidence")
    elsewhere = msgspec.structs.replace(speed.scores["c"], section="no-such-lesson#evidence")
    speed = msgspec.structs.replace(
        speed,
        section="kernel-boundary#two-places",
        scores={**speed.scores, "a": own, "c": elsewhere},
    )
    model = msgspec.structs.replace(small(), criteria=(speed, *small().criteria[1:]))
    publish(second_digest, model)
    html = page(client, f"{result}?second=fast")
    lesson = "/en/courses/boxes/lessons/kernel-boundary/"
    cells = {each[:7]: each for each in html.split('<div id="score-')}
    assert f'href="{lesson}#evidence"' in cells["speed-a"]
    assert f'href="{lesson}#two-places"' in cells["speed-b"]
    assert "#evidence" not in cells["speed-c"]
    assert f'href="{lesson}"' in cells["speed-c"]  # of a lesson that is gone: the criterion's
    assert f'href="{lesson}"' in cells["safety-"]


def measured_model() -> DecisionModel:
    speed = small().criteria[0]
    scores = dict(speed.scores)
    scores["a"] = msgspec.structs.replace(scores["a"], measure="race/start.boot")
    scores["b"] = msgspec.structs.replace(scores["b"], measure="no-such-lab/start.boot")
    speed = msgspec.structs.replace(speed, scores=scores)
    return msgspec.structs.replace(small(), criteria=(speed, *small().criteria[1:]))


def test_a_score_shows_the_readers_own_figure_and_nobody_elses(client: Client) -> None:
    publish(second_digest, measured_model(), labs=["race"])
    html = page(client, f"{result}?second=fast")
    assert html.count("Your own measurement:") == 1  # the other lab is none of the course's
    assert "not measured yet" in html
    assert 'href="/en/courses/boxes/labs/race/"' in html
    users = [User.objects.create(username=name) for name in ("mine", "other")]
    for user, value in zip(users, (812.5, 99), strict=True):
        Measurement.objects.create(
            user=user,
            course="boxes",
            lab="race",
            key="start.boot",
            value=value,
            unit="ms",
            measured_on="vm TCG on runc, Fake 1.0",
        )
    client.force_login(users[0])
    html = page(client, f"{result}?second=fast")
    own = html[html.index("Your own measurement:") :]
    own = " ".join(own[: own.index("</p>")].split())
    assert re.search(r"<strong>81[23](\.5)? ms</strong>", own)
    assert "vm TCG on runc, Fake 1.0, which is not KVM" in own
    assert "one run" in own
    assert f"{timezone.now():%Y-}" in own
    assert "99 ms" not in own
    es = page(client, f"/es{result[3:]}?second=fast")
    assert "Arranque de una máquina" in es
    assert "start.boot" not in html + es


# --- revisions -----------------------------------------------------------------------------------


def test_a_link_to_an_older_model_is_still_answered_by_it(client: Client) -> None:
    turned = msgspec.structs.replace(
        small(),
        criteria=small().criteria[1:],
        questions=tuple(each for each in small().questions if each.id != "second"),
    )
    publish(second_digest, turned)
    old = page(client, f"{result}?second=fast&revision={first_digest[:12]}")
    assert re.search(r"<h1[^>]*>a</h1>", old)
    assert "has changed since this address was made" in old
    today = next(link for link in links(old) if link.startswith(result) and "revision" not in link)
    assert re.search(r"<h1[^>]*>c</h1>", page(client, today))
    assert "“second” is no question of this wizard." in page(client, today)


def test_a_new_revision_with_the_same_model_goes_unsaid(client: Client) -> None:
    publish(second_digest, small())
    html = page(client, f"{result}?second=fast&revision={first_digest[:12]}")
    assert "has changed since" not in html
    assert f"revision={second_digest[:12]}" in html


@pytest.mark.parametrize("revision", ["c" * 12, "", "zzz", "a", "%", "A" * 12])
def test_a_link_to_a_model_that_is_gone_is_answered_by_todays(
    client: Client, revision: str
) -> None:
    html = page(client, f"{result}?second=fast&revision={revision.replace('%', '%25')}")
    assert re.search(r"<h1[^>]*>a</h1>", html)
    assert ("no longer exists" in html) == bool(revision)


# --- files ---------------------------------------------------------------------------------------


def test_the_record_is_a_markdown_file(client: Client) -> None:
    response = client.get(f"{markdown}?first=out&second=fast")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    disposition = response["Content-Disposition"]
    assert disposition == f'attachment; filename="boxes-{first_digest[:12]}.md"'
    text = response.content.decode()
    assert "reason of no-a" in text
    assert "http://testserver/en/courses/boxes/wizard/result/?first=out&second=fast" in text


def test_the_chart_is_an_svg_image(client: Client) -> None:
    response = client.get(f"{chart}?second=fast")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


def test_with_nothing_left_there_is_no_chart(client: Client) -> None:
    assert client.get(f"{chart}?first=out&third=out").status_code == 404
