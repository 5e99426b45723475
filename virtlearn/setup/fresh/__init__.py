"""`make fresh`: runs `make run` and `make test` on a bare Debian system, from nothing to a page.

A bare system is a folder made by mmdebstrap, entered through namespaces of its own (mounts,
processes, host name). Standard library alone.
"""
