"""The version of VirtLearn: on pages, in /healthz, in backups. CHANGELOG.md says what it has."""

version = "0.2.0"
