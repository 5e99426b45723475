"""Pages under any WSGI server. `virtlearn.serve` serves them through `virtlearn.pages`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")

application = get_wsgi_application()  # sets Django up, which what follows needs

from virtlearn.warm import types_ready  # noqa: E402

types_ready()
