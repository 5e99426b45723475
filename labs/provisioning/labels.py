"""Names of the kinds of machines, for readers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# The technologies that have a colour and a shape; a kind of one's own is shown by its name.
labels = {
    "container": gettext_lazy("container"),
    "system-container": gettext_lazy("system container"),
    "vm": gettext_lazy("virtual machine"),
    "workstation": gettext_lazy("workstation"),
    "hypervisor": gettext_lazy("container with QEMU"),
}
