"""Static files under names that carry their content's hash, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    manifest_strict = False  # a library's file that names what it doesn't ship
    support_js_module_import_aggregation = True
