"""The pure parts of the command `vm` of the machine `hypervisor`."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.machines.hypervisor.hyper import (
    accesses,
    console,
    figures,
    language,
    texts,
    trial,
)
from labs.machines.hypervisor.hyper.arguments import (
    Order,
    forms,
    name_pattern,
    order_parse,
    written,
)
from labs.machines.hypervisor.hyper.errors import VmError
from labs.machines.hypervisor.hyper.guests import Host, budget_mb, command_line, cost_mb, guests
from labs.provisioning.images import dockerfile, limits_of
from labs.spec.definition import machines_folder

tcg, kvm = Host(kvm=False, tsc_khz=2_400_000), Host(kvm=True, tsc_khz=2_400_000)
place = Path("/tmp/vm/one/1")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ([], Order("help")),
        (["ayuda"], Order("help-es")),
        (["list"], Order("list")),
        (["start", "one"], Order("start", "one")),
        (
            ["start", "--guest=mach", "one", "--memory", "64"],
            Order("start", "one", texts={"guest": "mach"}, numbers={"memory": 64}),
        ),
        (
            ["migrate", "one", "--downtime-limit", "20"],
            Order("migrate", "one", numbers={"downtime-limit": 20}),
        ),
        (["type", "one", "ls", "--all"], Order("type", "one", "ls --all")),
        (["type", "one", ""], Order("type", "one")),
        (["qmp", "one", "{}"], Order("qmp", "one", "{}")),
    ],
)
def test_what_is_typed_is_an_order(words: list[str], order: Order) -> None:
    assert order_parse(words) == order


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["fly"], "no command 'fly'"),
        (["start"], "vm start NAME"),
        (["start", "One"], "'One' is no name"),
        (["start", "../one"], "is no name"),
        (["start", "one", "two"], "That is written: vm start NAME"),
        (["list", "one"], "That is written: vm list"),
        (["start", "one", "--colour", "red"], "no option --colour"),
        (["start", "one", "--memory"], "--memory wants a value"),
        (["start", "one", "--memory", "lots"], "from 1 to 256, not 'lots'"),
        (["migrate", "one", "--downtime-limit", "0"], "from 1 to 2000, not '0'"),
        (["migrate", "one", "--downtime-limit", "nan"], "not 'nan'"),
        (["qmp", "one"], "That is written: vm qmp NAME JSON"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(words: list[str], wrong: str) -> None:
    with pytest.raises(VmError) as found:
        order_parse(words)
    assert wrong in found.value.en
    assert found.value.es != found.value.en


@given(st.lists(st.text(max_size=12) | st.sampled_from([*forms, "one", "--memory", "--guest"])))
def test_whatever_is_typed_is_an_order_or_refused(words: list[str]) -> None:
    refusal: VmError | None = None
    try:
        order = order_parse(words)
    except VmError as error:
        refusal = error
    if refusal is not None:
        assert words  # no words at all are a call for help
        assert refusal.en.strip()
        assert refusal.es.strip()
        assert refusal.es != refusal.en
        return
    assert order.command in forms
    assert not order.name or name_pattern.fullmatch(order.name)


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[str], Order]:
    """Words as they are typed, and the order that they are."""
    command = draw(st.sampled_from(sorted(forms)))
    form = forms[command]
    name = draw(st.from_regex(name_pattern, fullmatch=True)) if form.name else ""
    plain = st.text(min_size=1, max_size=8).filter(lambda text: not text.startswith("--"))
    rest = draw(st.lists(plain, min_size=1, max_size=3)) if form.rest else []
    texts_given = draw(st.dictionaries(st.sampled_from(form.texts), plain)) if form.texts else {}
    numbers = {
        key: draw(st.integers(int(low), int(high)))
        for key, (low, high) in form.numbers.items()
        if draw(st.booleans())
    }
    options = [[f"--{key}", str(value)] for key, value in (texts_given | numbers).items()]
    joined = [[f"{key}={value}"] if draw(st.booleans()) else [key, value] for key, value in options]
    before = [word for option in joined for word in option]
    words = [command, *before, *([name] if name else []), *rest]
    return words, Order(command, name, " ".join(rest), texts_given, {**numbers})


@given(orders())
def test_nothing_that_is_written_as_the_help_says_is_refused(made: tuple[list[str], Order]) -> None:
    words, order = made
    assert order_parse(words) == order


@given(orders(), st.data())
def test_what_is_no_command_no_name_or_no_option_is_refused(
    made: tuple[list[str], Order], data: st.DataObject
) -> None:
    words, order = made
    spoilt = data.draw(st.sampled_from(["command", "option", "name", "more"]))
    if spoilt == "command":
        words[0] += "x"
    elif spoilt == "option":
        words[1:1] = ["--colour", "red"]
    elif spoilt == "name" and order.name:
        words[words.index(order.name, 1)] = order.name.upper()
    elif not order.rest:
        words.append("more")
    else:
        return
    with pytest.raises(VmError):
        order_parse(words)


@pytest.mark.parametrize(
    ("noted", "speaks"), [("es\n", "es"), ("en\n", "en"), ("", "en"), (None, "en"), ("fr\n", "en")]
)
def test_the_command_speaks_the_language_that_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noted: str | None, speaks: str
) -> None:
    place = tmp_path / "language"
    if noted is not None:
        place.write_text(noted)
    monkeypatch.setattr(language, "noted", place)
    language.code.cache_clear()
    try:
        assert language.said("en", "es") == speaks
        assert VmError("en", "es").text == speaks
    finally:
        language.code.cache_clear()


def test_nothing_is_said_in_two_languages_at_once() -> None:
    """Each Spanish text stands in a pair of which one is printed."""
    words = re.compile(r"[a-z] / [a-zñáéíóú]")
    for path in (machines_folder / "hypervisor" / "hyper").glob("*.py"):
        strings = [
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in strings if words.search(text)], path


@pytest.mark.parametrize("text", [texts.english, texts.spanish])
def test_the_help_names_every_command_and_option(text: str) -> None:
    for command, form in forms.items():
        if command.startswith("help"):
            continue
        assert f"vm {command}" in text
        for option in (*form.texts, *form.numbers):
            assert f"--{option}" in text, written(command)
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "TCG" in text
    assert "Ctrl+]" in text


def test_the_page_of_the_command_names_every_command_and_option() -> None:
    page = (machines_folder.parent.parent / "docs" / "vm-command.md").read_text()
    for command in forms:
        assert f"vm {command}" in page or command == "help-es"
        for option in (*forms[command].texts, *forms[command].numbers):
            assert f"--{option}" in page


def test_both_ends_of_a_migration_are_the_same_computer() -> None:
    source = command_line("linux", 80, place, tcg)
    target = command_line("linux", 80, place.with_name("2"), tcg, incoming=True)
    assert target == [word.replace("one/1", "one/2") for word in source] + ["-incoming", "defer"]


@pytest.mark.parametrize("host", [tcg, kvm])
@pytest.mark.parametrize("guest", guests)
def test_every_guest_has_few_devices_and_no_nesting(guest: str, host: Host) -> None:
    line = " ".join(command_line(guest, guests[guest].memory, place, host))
    assert "-nodefaults" in line
    assert "-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny" in line
    assert "-vmx,-svm" in line
    assert ("-accel kvm" in line) == host.kvm
    assert "netdev" not in line
    assert "virtio-net" not in line
    assert ("tsc_early_khz=2400000" in line) == (guest in {"linux", "disks"} and not host.kvm)


def test_two_machines_and_a_migration_fit_into_the_container() -> None:
    """And the snapshot of one beside them, in /tmp, which counts as memory too."""
    linux = guests["linux"].memory
    assert 3 * cost_mb(linux) <= budget_mb
    limits = limits_of("hypervisor")
    assert budget_mb + linux <= limits.memory_mb
    assert linux < limits.tmp_mb


def test_memory_is_read_from_the_kernels_sum() -> None:
    text = "55d6-7ffc ---p 00000000 00:00 0 [rollup]\nRss:  4096 kB\nPss:    2048 kB\n"
    text += "Pss_Dirty: 7 kB\nPrivate_Clean:  512 kB\nPrivate_Dirty:  1024 kB\n"
    assert figures.smaps_mb(text) == {"pss": 2.0, "private": 1.5}
    assert figures.smaps_mb("") == {}


def test_time_is_read_whatever_the_name_of_the_thread() -> None:
    stat = "31 (CPU 0/TCG) (x) S 1 31 31 0 -1 0 1 2 3 4 150 50 0 0 20 0 4 0 9 8 7"
    assert figures.cpu_seconds(stat, 100) == 2.0


def test_exits_are_summed_and_missing_where_there_are_none() -> None:
    answer = [
        {
            "provider": "kvm",
            "stats": [
                {"name": "exits", "value": 30},
                {"name": "io_exits", "value": 12},
                {"name": "halt_wait_ns", "value": 5},
                {"name": "weird_exits", "value": [1, 2]},
            ],
        }
    ]
    assert figures.exits(answer) == {"exits": 30, "io_exits": 12}
    assert figures.exits([]) == {}
    assert figures.blocks("JIT\nTB count            2132\nTB flush 0\n") == 2132
    assert figures.blocks("") is None


def test_a_migration_is_one_line_of_facts() -> None:
    answer = {
        "status": "completed",
        "total-time": 227,
        "downtime": 119,
        "setup-time": 3,
        "ram": {"transferred": 62_800_000, "dirty-sync-count": 4},
    }
    facts = figures.migration(answer)
    assert figures.history_line("migrate", (1, 2), facts, "tcg") == (
        "migrate 1>2 total_ms=227 downtime_ms=119 setup_ms=3 sent_mb=62.8 rounds=4 on=TCG"
    )


def test_a_table_has_even_columns() -> None:
    assert figures.table([["NAME", "MB"], ["a-long-one", "8"]]) == "NAME        MB\na-long-one  8"


def test_a_replayed_console_asks_the_terminal_nothing() -> None:
    assert figures.shown("one# \x1b[6n\x1b[Jls") == "one# \x1b[Jls"


@pytest.mark.parametrize(
    ("pieces", "rest"),
    [
        (["ls\x1dpwd\r"], "pwd\r"),
        (["\r~."], ""),
        (["tick\r", "~", ".", "\r"], "\r"),
        (["~.\r"], "\r"),  # at the beginning, and all of it at once
        (["ls\n~.vm list\r"], "vm list\r"),
        (["a~."], None),
        (["~.."], "."),
        (["a~", "."], None),
        (["~", "~."], None),
    ],
)
def test_the_console_is_left_by_its_keys_alone(pieces: list[str], rest: str | None) -> None:
    """However the keys come; what was typed behind them is left to the shell."""
    reader, writer = os.pipe()
    before, left = b"\r", False
    with os.fdopen(reader, "rb", buffering=0) as keys:
        for piece in pieces:
            os.write(writer, piece.encode())
            if not left:
                data, left = console.typed_take(before, reader)
                before = (before + data)[-3:]
        os.close(writer)
        assert left == (rest is not None)
        assert keys.read().decode() == (rest or "")


def test_its_large_steps_are_those_of_vm_and_made_once() -> None:
    """Docker keeps what a step made by its words and by what it stands on."""
    ours, theirs = (
        re.findall(r"^FROM virtlearn/base.*\n(?:#.*\n)?(RUN (?:.*\\\n)*.*)", text, re.MULTILINE)
        for text in (dockerfile("hypervisor"), dockerfile("vm"))
    )
    assert len([step for step in theirs if step in ours]) == 2
    compiler = [step for step in theirs if step not in ours]
    assert ["gcc libc6-dev" in step for step in compiler] == [True]  # which is in no machine


def test_without_the_device_the_trial_says_so_and_boots_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("labs.machines.hypervisor.hyper.trial.accelerator", lambda: "tcg")
    assert "/dev/kvm" in trial.fault(1)


def test_one_package_comes_from_another_release_and_is_pinned() -> None:
    text = dockerfile("hypervisor")
    assert re.search(r"ARG mach=gnumach-image-[\w.-]+=\S+", text)
    last = text.rpartition("\nFROM ")[2]
    assert "trixie" not in last


def test_accesses_are_counted_by_device_with_most_first() -> None:
    trace = b"""memory_region_ops_read cpu 0 mr 0x1 addr 0x3f5 value 0x60 size 1 name 'serial'
12@1.5:memory_region_ops_write cpu 0 mr 0x2 addr 0x1f6 value 0xe0 size 1 name 'ide'
memory_region_ops_write cpu 0 mr 0x2 addr 0x1f7 value 0xc8 size 1 name 'ide'
memory_region_ops_read cpu -1 mr 0x2 addr 0x1f7 value 0x50 size 1 name 'ide'
memory_region_ram_device_read cpu 0 mr 0x3 addr 0x0 value 0x0 size 4 name 'rom'
memory_region_ops_read cpu 0 mr 0x2 addr 0x1f7 value"""

    assert list(accesses.counted(trace).items()) == [("ide", (1, 2)), ("serial", (1, 0))]
    assert accesses.counted(b"") == {}


def test_the_guest_with_two_disks_has_one_of_each_kind() -> None:
    line = command_line("disks", 96, place, tcg)

    assert "file=/tmp/vm/one/ide,format=raw,if=ide" in line
    assert "virtio-blk-pci,drive=virtio,ioeventfd=off" in line
    assert line[line.index("-initrd") + 1] == "/guests/disks"
    assert "/guests/initramfs" in command_line("linux", 80, place, tcg)
