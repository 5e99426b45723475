"""Addresses of the editor, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.editing.views import draft, editor, files

one = "teach/<slug:course_slug>/edit/"

urlpatterns = [
    path(one, editor.editor, name="editor"),
    path(one + "problems/", editor.problems, name="edit_problems"),
    path(one + "publish/", draft.publish, name="edit_publish"),
    path(one + "discard/", draft.discard, name="edit_discard"),
    path(one + "update/", draft.update, name="edit_update"),
    path(one + "new/", files.new, name="edit_new"),
    path(one + "rename/<path:path>", files.rename, name="edit_rename"),
    path(one + "delete/<path:path>", files.delete, name="edit_delete"),
    path(one + "restore/<path:path>", files.restore, name="edit_restore"),
    path(one + "files/<path:path>", editor.file, name="edit_file"),
    path(one + "preview/<path:path>", editor.preview, name="edit_preview"),
    path(one + "raw/<path:path>", editor.raw, name="edit_raw"),
]
