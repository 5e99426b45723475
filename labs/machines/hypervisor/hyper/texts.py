"""The help, in English and in Spanish."""

from __future__ import annotations

english = """\
vm: virtual machines by hand. Each is one QEMU process in this container.
(vm ayuda: lo mismo en español)

  vm start NAME [--guest linux|sector|mach|disks] [--memory MB] [--disk FILE]
                       switch a machine on. linux: a kernel and a shell of its own (the default);
                       sector: 512 bytes of ours, or FILE, booted as a disk; mach: GNU Mach;
                       disks: Linux with one disk behind IDE and one by virtio
  vm list              what there is, and whether it runs
  vm console NAME      its serial console, on this terminal. Ctrl+] leaves it, and so do
                       the keys Enter ~ .
  vm type NAME TEXT    types one line into that console
  vm wait NAME TEXT [--seconds N]
                       until that console shows the text; for scripts
  vm log NAME [--process N]
                       what was written on it; of process N alone where it has had several
  vm pause NAME        stops its virtual processor; vm resume NAME lets it go on
  vm snapshot NAME     saves memory and devices, then goes on; one snapshot a machine
  vm restore NAME      back to the snapshot, in a new process
  vm migrate NAME [--downtime-limit MS] [--bandwidth MBS]
                       moves it, running, into a second QEMU process, and tells how long that took
  vm history NAME      every migration and restore so far, with its figures
  vm stats NAME        memory (PSS), time of the virtual processor, exits
  vm accesses NAME TEXT
                       types a line, and counts how often the guest went to a device's registers
                       until it was done
  vm qmp NAME JSON     a command of QMP, such as '{"execute": "query-status"}'
  vm stop NAME         switches it off and forgets it

In the guest linux, `tick` counts on the console, and `churn MB` writes memory without end.
In disks, `reads ide N` and `reads virtio N` read N blocks of 4 KiB from a disk, past the page
cache.
Where the machines run on TCG, QEMU's translator, every time is a time of TCG, and says nothing
about KVM.
"""
spanish = """\
vm: máquinas virtuales a mano. Cada una es un proceso QEMU en este contenedor.

  vm start NAME [--guest linux|sector|mach|disks] [--memory MB] [--disk FILE]
                       enciende una máquina. linux: un núcleo y una consola propios (lo normal);
                       sector: 512 bytes nuestros, o FILE, arrancados como disco; mach: GNU Mach;
                       disks: Linux con un disco detrás de IDE y otro por virtio
  vm list              qué hay y si funciona
  vm console NAME      su consola serie, en esta terminal. De ella se sale con Ctrl+]
                       o con las teclas Intro ~ .
  vm type NAME TEXT    escribe una línea en esa consola
  vm wait NAME TEXT [--seconds N]
                       hasta que esa consola muestre el texto; para guiones
  vm log NAME [--process N]
                       lo que se ha escrito en ella; si ha tenido varios procesos, solo el N
  vm pause NAME        detiene su procesador virtual; vm resume NAME lo deja seguir
  vm snapshot NAME     guarda memoria y dispositivos, y sigue; una instantánea por máquina
  vm restore NAME      vuelve a la instantánea, en un proceso nuevo
  vm migrate NAME [--downtime-limit MS] [--bandwidth MBS]
                       la traslada, en marcha, a un segundo proceso QEMU, y dice cuánto tardó
  vm history NAME      cada migración y cada restauración hasta ahora, con sus cifras
  vm stats NAME        memoria (PSS), tiempo del procesador virtual, salidas
  vm accesses NAME TEXT
                       escribe una línea y cuenta cuántas veces acudió el invitado a los registros
                       de un dispositivo hasta que terminó
  vm qmp NAME JSON     una orden de QMP, como '{"execute": "query-status"}'
  vm stop NAME         la apaga y la olvida

En el invitado linux, `tick` cuenta en la consola y `churn MB` escribe memoria sin fin.
En disks, `reads ide N` y `reads virtio N` leen de un disco N bloques de 4 KiB sin pasar por la
caché de páginas.
Donde las máquinas funcionan con TCG, el traductor de QEMU, todo tiempo es un tiempo de TCG, y no
dice nada de KVM.
"""
tcg_note = (
    "Measured under TCG, QEMU's translator: not KVM's figures.",
    "Medido con TCG, el traductor de QEMU: no son cifras de KVM.",
)
