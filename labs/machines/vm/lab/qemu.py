"""The guest's computer: QEMU's command line, which is all that the guest has.

A start waits for nothing before this, so that it imports nothing slow: no pathlib, no json.
"""

from __future__ import annotations

import os

home = "/tmp/vm"  # noqa: S108 - the machine's own
files = "/guest"
template = "/template"
frozen = f"{home}/template"  # what becomes `template`
tabs = 8
terminals = tuple(f"tab{number}" for number in range(1, tabs + 1))
ports = ("waker", "agent")  # by which the container tells the guest something
# Linux fills the queue of every console with 4 MB of empty pages, which only the guest misses.
# Without the processor's own random numbers: QEMU draws them from a state that clones share.
cpu = "max,-vmx,-svm,-rdrand,-rdseed"
about_defaults = {"memory_mb": "192", "code_mb": "64", "cpu": cpu, "kernel": ""}
# Too long a list of devices is too long a list of ways out: this is all there is.
devices = ("virtio-blk", "virtio-serial", "virtconsole", "virtserialport", "virtio-rng")


def lines_of(path: str) -> dict[str, str]:
    """The `name=value` lines of a file; none where it is not there."""
    try:
        with open(path, encoding="utf-8") as file:
            return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    except FileNotFoundError:
        return {}


def about_guest() -> dict[str, str]:
    """What differs between the kinds that share these programs, from the lines of /guest/about.

    memory_mb: the guest's; code_mb: the translated code that TCG keeps; cpu: the processor that
    TCG imitates; kernel: more words for the kernel. Where there is a file /guest/disk.boot, the
    guest writes to a disk of its own: a qcow2 layer in `home`, which begins as that file, or as
    /guest/disk.clone where it resumes.
    """
    return about_defaults | lines_of(f"{files}/about")


def accelerator() -> str:
    """ "kvm" where the engine passed the device in, which it does where a guest boots with it."""
    return "kvm" if os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def processor() -> dict[str, str]:
    """The host's processor, by the kernel's words for it: `model name`, `cpu MHz` and others."""
    found: dict[str, str] = {}
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            name, colon, value = line.partition(":")
            if not colon:
                break
            found[name.strip()] = value.strip()
    return found


def place() -> dict[str, str]:
    """What a template is good for: another accelerator or processor runs it wrongly or not."""
    return {"accelerator": accelerator(), "processor": processor().get("model name", "")}


def resumable() -> bool:
    """Whether there is a template, and one that was made for this place."""
    found = lines_of(f"{template}/about")
    return bool(found) and all(found.get(name) == value for name, value in place().items())


def tsc_khz() -> int:
    """How fast the guest's processor counts: measured with the template, if that is this host's."""
    if resumable():
        return int(lines_of(f"{template}/about")["khz"])
    return round(float(processor().get("cpu MHz", "2000")) * 1000)


def command(*, freeze: bool = False, resume: bool = False, khz: int = 0) -> list[str]:
    """QEMU's command line: to boot, to boot what is then frozen, or to resume what was frozen.

    All three differ in the guest's memory alone. Frozen memory is a file that every clone maps
    as its own: pages that it never writes are in the host's memory once. Who resumes needs no
    kernel, which QEMU would keep in memory of its own; to freeze it once more, it writes to the
    file. `khz` as `tsc_khz`, where that is wrong.
    """
    about = about_guest()
    memory = f"id=ram,size={about['memory_mb']}M"
    if freeze:
        memory = f"memory-backend-file,{memory},mem-path={frozen}/ram,share=on"
    elif resume:
        memory = (
            f"memory-backend-file,{memory},mem-path={template}/ram,share=off,readonly=on,rom=off"
        )
    else:
        memory = f"memory-backend-ram,{memory}"
    kvm = accelerator() == "kvm"
    line = [
        "qemu-system-x86_64",
        *("-machine", "microvm,isa-serial=off,memory-backend=ram"),
        *("-cpu", "host,-vmx,-svm" if kvm else about["cpu"]),
        *("-accel", "kvm" if kvm else f"tcg,tb-size={about['code_mb']}"),
        *("-m", f"{about['memory_mb']}M", "-smp", "1", "-object", memory),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        *("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"),
        *("-drive", disk(frozen if freeze else home)),
        *("-device", "virtio-blk-device,drive=root"),
        *("-device", f"virtio-serial-device,max_ports={len(terminals + ports) + 1}"),
        *("-object", "rng-random,id=rng,filename=/dev/urandom"),
        *("-device", "virtio-rng-device,rng=rng"),
        *("-chardev", f"socket,id=qmp,path={home}/qmp,server=on,wait=off"),
        *("-mon", "chardev=qmp,mode=control"),
    ]
    for name in terminals + ports:
        line += ["-chardev", f"socket,id={name},path={home}/{name},server=on,wait=off"]
        kind = "virtconsole" if name in terminals else f"virtserialport,name={name}"
        line += ["-device", f"{kind},chardev={name}"]
    if resume:
        line += ["-incoming", "defer"]
    else:
        line += ["-kernel", f"{files}/kernel", "-initrd", f"{files}/initramfs"]
        line += ["-append", kernel_line(kvm=kvm, khz=khz or tsc_khz())]
    return line


def kernel_line(*, kvm: bool, khz: int) -> str:
    words = ["console=hvc0", "quiet", "panic=-1", "reboot=t", "cryptomgr.notests"]
    if os.path.exists(f"{files}/disk.boot"):
        words.append("disk=own")
    words += about_guest()["kernel"].split()
    if not kvm:
        # On a busy host the kernel's own calibration of the clock can hang.
        words += [f"tsc_early_khz={khz}", "tsc=reliable"]
    return " ".join(words)


def disk(folder: str) -> str:
    """The guest's disk: read-only, or a layer of its own over it, in `folder`.

    A layer that cannot grow any more gives the guest an error, and does not stop it. It is in
    memory and gone with the machine: there is nothing to flush to.
    """
    if not os.path.exists(f"{files}/disk.boot"):
        return f"id=root,file={files}/root.ext4,format=raw,read-only=on,if=none"
    own = f"id=root,file={folder}/disk,format=qcow2,if=none"
    return f"{own},cache=unsafe,discard=unmap,werror=report"


def disk_lay(name: str, to: str) -> None:
    """Gives the guest an empty layer to write to, where it has a disk of its own."""
    if os.path.exists(f"{files}/{name}"):
        with open(f"{files}/{name}", "rb") as of, open(f"{to}/disk", "wb") as layer:
            layer.write(of.read())


def spawn(line: list[str], **more: str) -> int:
    """Starts QEMU, which reads nothing; its process id. `more` is for its environment."""
    quiet = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)]
    return os.posix_spawnp(line[0], line, {**os.environ, **more}, file_actions=quiet)


def kept_whole() -> bool:
    """Whether this installation starts machines from a process image (process/README.md)."""
    return os.environ.get("PROCESS_IMAGES") != "no"


def revivable() -> bool:
    """Whether there is a template of the whole process, which was made on such a processor: QEMU
    and its libraries chose code for what that can do. Never where the installation wants none."""
    if not kept_whole():
        return False
    flags = lines_of(f"{template}/about").get("flags")
    return flags is not None and flags == processor().get("flags")


def revive() -> int:
    """A QEMU that goes on where the template's was kept (process/revive.c); its process id."""
    line = ["/lab/revive", f"{template}/process", frozen, template]
    said = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    quiet = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, f"{home}/said", said, 0o644),
    ]
    return os.posix_spawn(line[0], line, os.environ, file_actions=quiet)
