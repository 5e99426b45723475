"""One learner: starts the lab when all do, then works, rests, comes back, goes.

Over 300 lines: one person, who does a dozen short things by chance with the same console, page and
tasks. What these are is in console.py and browser.py.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable

from bench.classroom.accounts import sign_up_fields, sign_up_path
from bench.classroom.book import AnswerGiven, Book, TaskDone
from bench.classroom.browser import Browser, Page, lab_path
from bench.classroom.console import Console, LostError
from bench.classroom.content import exercises, solutions
from bench.classroom.lab_page import lab_page_read

course_path = "/en/courses/containers-vs-kvm/"
prompt = b"$ "
interrupt = b"\x03"
start_seconds = 60.0  # within which a machine comes
tick_seconds = 20.0  # within which a task that is done shows as done
again_seconds = 6.0  # without news after which a solution is typed again
extensions = 2  # what the lab allows
stay_each = 10  # one of so many works in one machine until its time is over


class Learner:
    """`who` is a seat: one who vanished is followed by somebody new on it. With `account` they
    sign up first; else they are guests. With `link` they join the class that it is of."""

    def __init__(
        self, book: Book, who: int, url: str, *, account: bool = False, link: str = ""
    ) -> None:
        self.book, self.who, self.url, self.account, self.link = book, who, url, account, link
        self.random = random.Random(who)
        self.browser = Browser(book, who, url)
        self.console: Console | None = None
        self.session = ""
        self.changed = asyncio.Event()
        self.mark = ""  # a variable of the shell, to know it again
        self.extended = 0
        self.number = 0
        self.began = False
        self.until = 0.0
        self.stays = who % stay_each == stay_each // 2
        self.done: set[str] = set()  # tasks of this session that are shown as done
        self.open: set[str] = set()  # and those that are shown as to do
        self.todo = list(exercises())
        self.random.shuffle(self.todo)

    # The frame

    async def arrive(self) -> None:
        """Opens the lab's page; the first of a site's requests import what they need."""
        if self.account:
            await self.guarded(self.sign_up)
        if self.link:
            await self.guarded(self.join)
        await self.browser.get(lab_path, "open the lab")

    async def sign_up(self) -> None:
        """Fills in the form that everybody has; it leads elsewhere once the account is there."""
        begin = time.perf_counter()
        await self.browser.get(sign_up_path, "open the form")
        page = await self.browser.ask("POST", sign_up_path, sign_up_fields(), htmx=False)
        if not page.ok or page.path == sign_up_path:
            raise LostError(page.seen)
        self.book.timed("sign_up", (time.perf_counter() - begin) * 1e3)

    async def join(self) -> None:
        """Opens the class's link and presses the button; that leads to the class."""
        begin = time.perf_counter()
        await self.browser.get(self.link, "open the link")
        page = await self.browser.ask("POST", self.link, {}, htmx=False)
        if not page.ok or page.path == self.link:
            raise LostError(page.seen)
        self.book.timed("join", (time.perf_counter() - begin) * 1e3)
        self.book.joined.append(self.book.now())

    async def work(self, until: float) -> None:
        """Does this and that until the book's clock says `until`."""
        self.until = until
        await self.guarded(self.start)
        actions: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self.type_command, 30),
            (self.solve_task, 14),
            (self.answer_question, 12),
            (self.look_around, 12),
            (self.idle, 10),
            (self.reload, 8),
            (self.extend, 3),
            (self.press_check, 4),
            (self.reset, 3),
            (self.stop_and_start, 3),
            (self.vanish, 2),
        ]
        choices, weights = zip(*actions, strict=True)
        leaving = {self.extend, self.reset, self.stop_and_start, self.vanish}
        while self.book.now() < until:
            (action,) = self.random.choices(choices, weights)
            if self.stays and action in leaving:
                continue
            await self.guarded(action)
            await self.moment()

    async def guarded(self, action: Callable[[], Awaitable[None]]) -> None:
        """What goes wrong in one thing that a learner does ends that thing alone."""
        name = action.__name__.replace("_", " ")
        self.book.counts[name] += 1
        self.book.begins(self.who)
        try:
            await action()
        except LostError as error:
            if not await self.told_why():
                self.book.failed(self.who, name, str(error))

    async def told_why(self) -> bool:
        """Whether the page says why there is no console any more; the lab is started again."""
        console = self.console
        if console is None or not console.ended:
            return False
        page = await self.browser.get(lab_path, "look why")
        summary = lab_page_read(page.text).summary
        if not summary:
            self.book.failed(self.who, "lab", f"{console.ended}: the page does not say why")
        self.book.counts[f"ended: {console.ended}: {summary or 'no reason'}"] += 1
        self.stays = self.stays and console.ended != "expired"
        await self.forget()
        return True

    async def moment(self) -> None:
        """What a person takes between two things: nobody types as soon as a prompt is there."""
        await asyncio.sleep(self.random.uniform(0.3, 2.0))

    async def leave(self, *, stop: bool) -> None:
        """At the end: presses Stop, or just goes."""
        if stop and self.session:
            await self.browser.post(f"{lab_path}{self.session}/stop/", "stop")
        if self.console:
            await (self.console.close() if stop else self.console.vanish())
        await self.browser.close()

    async def forget(self) -> None:
        if self.console:
            await self.console.close()
        self.console, self.session, self.mark = None, "", ""
        self.extended = 0
        self.done, self.open = set(), set()

    # What a learner does

    async def start(self) -> None:
        """Presses Start, and waits for the prompt."""
        begin = time.perf_counter()
        page = await self.browser.post(f"{lab_path}start/", "start")
        await self.ready(page, begin, "prompt_later" if self.began else "prompt")

    async def ready(self, page: Page, begin: float, timed: str) -> None:
        """From the answer to Start or Reset to the prompt, through the queue where there is one."""
        deadline = time.perf_counter() + start_seconds
        while True:
            lab = lab_page_read(page.text)
            if lab.state == "ready" and lab.session:
                break
            late = time.perf_counter() > deadline
            if late or lab.state not in {"queued", "starting", "stopping"}:
                self.book.failed(self.who, "start", f"{lab.state or 'no state'}: {page.seen}")
                return
            if lab.state == "queued":
                self.book.counts["polls in the queue"] += 1
            await asyncio.sleep(2 if lab.state == "queued" else 0.5)
            page = await self.browser.get(f"{lab_path}state/", "wait for the machine")
        if self.console:
            await self.console.close()
        self.session = lab.session
        self.extended, self.done, self.mark = 0, set(), ""
        await self.read_tasks(page)
        self.console = Console(self.browser, self.session, self.changed.set)
        at = await self.console.until(prompt, 0, start_seconds)
        self.book.timed(timed, (at - begin) * 1e3)
        self.began = True
        await self.moment()
        mark = f"m{self.who}x{self.random.randrange(10**6)}"
        await self.console.run_line(f"kept={mark}; echo kept-$kept", f"kept-{mark}")
        self.mark = mark

    async def here(self) -> Console:
        """The console; the lab is started again where it ended."""
        if self.console is not None and self.console.ended:
            await self.told_why()
        if self.console is None:
            await self.start()
        if self.console is None:
            raise LostError("the lab does not start")
        if self.console.connections > 1 and self.mark:
            self.console.connections = 1
            since = self.console.shown
            await self.console.send(interrupt)  # a line may have been half typed
            await self.console.until(prompt, since)  # the terminal drops what follows too soon
            await self.same_shell(self.console)
            self.book.counts["same shell after a lost connection"] += 1
        return self.console

    async def type_command(self) -> None:
        """Types a command, key by key, and waits for what it prints."""
        console = await self.here()
        self.number += 1
        for letter in f"echo n$((6*7))-{self.number}":
            await console.key(letter)
            await asyncio.sleep(self.random.uniform(0.05, 0.2))
        await console.run_line("", f"n42-{self.number}")

    async def solve_task(self) -> None:
        """Does a task whose turn has come; it shows as done by itself."""
        console = await self.here()
        if not self.open:
            return
        task = self.random.choice(sorted(self.open))
        begin = await self.type_solution(console, task)
        deadline = time.perf_counter() + tick_seconds
        while time.perf_counter() < deadline and not console.ended:
            try:
                await asyncio.wait_for(self.changed.wait(), again_seconds)
            except TimeoutError:
                # Perhaps what it is about was not there yet: whoever reads the hint does it again.
                begin = await self.type_solution(console, task)
            self.changed.clear()
            await self.read_tasks(await self.browser.get(f"{lab_path}state/", "see the tasks"))
            if task in self.done:
                self.book.timed("tick", (time.perf_counter() - begin) * 1e3)
                return
        if console.ended:
            raise LostError("the lab ended")
        self.book.failed(self.who, "solve task", f"{task} is not shown as done")

    async def type_solution(self, console: Console, task: str) -> float:
        """When the solution had run."""
        self.number += 1
        self.changed.clear()
        await console.run_line(solutions()[task], "END")
        await console.run_line(f"echo did$((6*7))-{self.number}", f"did42-{self.number}")
        return console.at

    async def read_tasks(self, page: Page) -> None:
        """What is shown as done is confirmed."""
        lab = lab_page_read(page.text)
        if page.ok and lab.state and lab.session == self.session:
            self.open = {task for task, shown in lab.tasks.items() if shown == "open"}
            for task, shown in lab.tasks.items():
                if shown == "done":
                    self.done.add(task)
                    self.book.tasks.add(TaskDone(self.session, task, lab.state == "ready"))

    async def press_check(self) -> None:
        await self.here()
        page = await self.browser.post(f"{lab_path}{self.session}/check/", "check")
        await self.read_tasks(page)

    async def answer_question(self) -> None:
        """Answers a question of a lesson; what comes back is shown as recorded."""
        if not self.todo:
            return
        exercise = self.todo.pop()
        where = f"{course_path}lessons/{exercise.lesson}/"
        page = await self.browser.get(where, "open a lesson")
        action = f"{where}questions/{exercise.question}/answer/"
        form = page.text.partition(f'action="{action}"')[2].partition("</form>")[0]
        fields: dict[str, str | tuple[str, ...]] = {
            name: found[1]
            for name in ("number", "order")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', form))
        }
        if "number" not in fields:
            self.book.failed(self.who, "answer", f"no form for {exercise.question}: {page.seen}")
            return
        answered = await self.browser.post(action, "answer", {**fields, "answer": exercise.answer})
        if answered.status == 200 and f'id="{exercise.question}"' in answered.text:
            cookie = self.browser.cookies.get("sessionid", "")
            number = int(str(fields["number"]))
            given = AnswerGiven(cookie, exercise.lesson, exercise.question, number)
            self.book.answers.add(given)

    async def look_around(self) -> None:
        lesson = self.random.choice(self.todo or list(exercises())).lesson
        paths = [
            course_path,
            f"{course_path}lessons/{lesson}/",
            f"{course_path}glossary/",
            lab_path,
        ]
        await self.browser.get(self.random.choice(paths), "look around")

    async def idle(self) -> None:
        """Mostly a moment; sometimes so long that the lab ends."""
        short, long = self.random.uniform(2, 8), self.random.uniform(70, 90)
        fits = self.book.now() + long < self.until and not self.stays
        await asyncio.sleep(long if fits and self.random.random() < 0.05 else short)

    async def reload(self) -> None:
        """Closes the page and opens it again: the same shell, and what it showed."""
        console = await self.here()
        self.number += 1
        shown = f"seen{self.who}-{self.number}"
        await console.run_line(f"echo seen{self.who}-$(({self.number}))", shown)
        await console.close()
        begin = time.perf_counter()
        await self.browser.get(lab_path, "reload")
        console = self.console = Console(self.browser, self.session, self.changed.set)
        at = await console.until(shown.encode(), 0)
        self.book.timed("reload", (at - begin) * 1e3)
        await self.same_shell(console)

    async def same_shell(self, console: Console) -> None:
        """The shell still has the variable of the start."""
        self.number += 1
        await console.run_line(f"echo same{self.number}-$kept", f"same{self.number}-{self.mark}")

    async def extend(self) -> None:
        await self.here()
        if self.extended >= extensions:
            return
        before = await self.browser.get(f"{lab_path}state/", "see the time")
        after = await self.browser.post(f"{lab_path}{self.session}/extend/", "extend")
        self.extended += 1
        old, new = (lab_page_read(page.text).seconds_left for page in (before, after))
        if old is not None and new is not None and new < old + 300:
            self.book.failed(self.who, "extend", f"{old} s left before, {new} after")

    async def reset(self) -> None:
        """A fresh machine."""
        await self.here()
        begin = time.perf_counter()
        page = await self.browser.post(f"{lab_path}{self.session}/reset/", "reset")
        if self.console:
            await self.console.close()
        await self.ready(page, begin, "prompt_later")

    async def stop_and_start(self) -> None:
        await self.here()
        await self.browser.post(f"{lab_path}{self.session}/stop/", "stop")
        await self.forget()
        await asyncio.sleep(self.random.uniform(0.5, 3))
        await self.start()

    async def vanish(self) -> None:
        """Goes without a word; somebody new comes to the seat."""
        await self.here()
        if self.console:
            await self.console.vanish()
        self.console = None
        await self.browser.close()
        await asyncio.sleep(self.random.uniform(1, 5))
        self.browser = Browser(self.book, self.who, self.url)
        await self.forget()
        self.todo = list(exercises())
        self.random.shuffle(self.todo)
        await self.arrive()
        await self.start()
