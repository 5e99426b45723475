"""Every setting, read from the environment (or `.env`) once. `.env.example` names them all.

Over 300 lines: all settings of the site stand in one place, as Django reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from virtlearn.core.env import (
    dotenv_check,
    dotenv_load,
    env_bool,
    env_choice,
    env_email,
    env_hosts,
    env_int,
    env_level,
    env_networks,
    env_origin,
    env_origins,
    env_path,
    env_rate,
    env_site_path,
    env_str,
    env_time_zone,
    env_token,
    kept_secret,
    private_folder,
)
from virtlearn.core.log_format import logging_config
from virtlearn.core.site_address import cookie_name, site_url_guess
from virtlearn.people.sign_on.config import env_only_head, env_providers

BASE_DIR = Path(__file__).resolve().parent.parent
dotenv_load(BASE_DIR / ".env")

# What the installation keeps: database, secrets, collected static files.
VAR_DIR = private_folder(env_path("VAR_DIR", BASE_DIR / "var"))
DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env_str("SECRET_KEY") or kept_secret(VAR_DIR / "secret-key")
# Marks this installation's machines, so that two of them can share one engine.
DEPLOYMENT_ID = env_str("DEPLOYMENT_ID") or kept_secret(VAR_DIR / "deployment-id", 9)

PORT = env_int("PORT", 8000, least=1, most=65535)
HOST = env_str("HOST", "127.0.0.1")
ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
# Full origins ("https://learn.example.org"), since a websocket's Origin has scheme and port.
ALLOWED_ORIGINS = env_origins("ALLOWED_ORIGINS")
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS
HTTPS = env_bool("HTTPS", False)
# In links that leave the site (mails, invitations); it never comes from a request.
SITE_URL = env_origin("SITE_URL", site_url_guess(ALLOWED_ORIGINS, ALLOWED_HOSTS, PORT, https=HTTPS))
# The path below which the site is reached, where it shares its host with others.
SITE_PATH = env_site_path(
    "SITE_PATH", ("api", "en", "es", "healthz", "lti", "metrics", "sso", "static", "ws")
)
FORCE_SCRIPT_NAME = SITE_PATH.rstrip("/") or None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = SITE_PATH
SESSION_COOKIE_NAME = cookie_name("sessionid", SITE_PATH, https=HTTPS)
CSRF_COOKIE_NAME = cookie_name("csrftoken", SITE_PATH, https=HTTPS)
MESSAGE_STORAGE = "virtlearn.core.message_storage.Storage"
# What comes over plain http is sent on to SITE_URL; who watches the site asks it directly.
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
SECURE_REDIRECT_EXEMPT = [f"^{SITE_PATH[1:]}healthz", f"^{SITE_PATH[1:]}metrics$"]
TRUSTED_PROXIES = env_networks("TRUSTED_PROXIES")
WEB_WORKERS = env_int("WEB_WORKERS", 2, least=1, most=256)
SESSION_ENGINE = "virtlearn.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# How long what people leave is kept, in days; 0: for ever. Recordings have a setting of their own.
SESSION_DAYS = env_int("SESSION_DAYS", 60, least=1, most=3650)
GUEST_DAYS = env_int("GUEST_DAYS", 60, most=3650)
OUTBOX_DAYS = env_int("OUTBOX_DAYS", 30, most=3650)
ENDED_LAB_DAYS = env_int("ENDED_LAB_DAYS", 90, most=3650)
# What of its grades in classes outlives an account that is erased.
GRADES_OUTLIVE = env_choice("GRADES_OUTLIVE", "pseudonym", ("pseudonym", "nothing"))
SESSION_COOKIE_AGE = 60 * 60 * 24 * SESSION_DAYS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30 if HTTPS else 0
# A request's body may have 1 MiB; here, by regular expressions of whole paths, are the forms that
# take files, with how many MiB they may send.
FILE_FORMS: dict[str, int] = {}
CSRF_FAILURE_VIEW = "virtlearn.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "virtlearn.limits",
    "virtlearn.operation",
    "virtlearn.people",
    "virtlearn.outbox",
    "lessons",
    "labs",
]

MIDDLEWARE = [
    "virtlearn.operation.requests.observed",
    "virtlearn.operation.probes.probes",
    "virtlearn.core.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "virtlearn.people.access.login_kept",
    "virtlearn.people.access.PasswordDueMiddleware",
    "virtlearn.limits.middleware.LimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "virtlearn.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", BASE_DIR / "lessons" / "quizzes"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "virtlearn.web.site",
                "lessons.context_processors.reader",
            ],
            "libraries": {
                "refusals": "virtlearn.core.refusal_tags",
                "typed": "virtlearn.core.typed_tags",
            },
        },
    },
]
# Forms are drawn by templates/django/forms: labels without colons, boxes to tick before words.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


database_engines = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def database(url: str) -> dict[str, Any]:
    """SQLite in WAL mode with immediate transactions, or what `url` names (PostgreSQL)."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
        if config.get("ENGINE") not in database_engines:
            raise ValueError(config.get("ENGINE"))
    except ValueError:  # ParseError and UnknownSchemeError are ValueErrors
        raise ImproperlyConfigured(
            "DATABASE_URL can't be read; write sqlite:////path/file or postgres://user:pass@host/name."
        ) from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # A site has some forty connections, one a thread, and each keeps what it has read
            # (KiB, negative) and compiled: Python's and SQLite's own sizes take half as much again.
            "cached_statements": 40,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
                "PRAGMA cache_size=-512;"
            ),
        }
        config["CONN_MAX_AGE"] = None
        config["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    return config


DATABASES = {"default": database(env_str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.User"
# The first one knows names and e-mail addresses: a right password is hashed once. Guests' sessions
# are of the second one.
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "virtlearn.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"  # signing up with somebody's e-mail tells nothing of it
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[VirtLearn] "
ACCOUNT_FORMS = {
    "change_password": "virtlearn.people.forms.ChangePasswordForm",
    "login": "virtlearn.people.forms.LoginForm",
    "reset_password": "virtlearn.people.forms.ResetPasswordForm",
    "reset_password_from_key": "virtlearn.people.forms.ResetPasswordKeyForm",
    "signup": "virtlearn.people.forms.SignupForm",
}
ACCOUNT_RATE_LIMITS = False  # it would count in each process; LIMITS are counted in the database
ACCOUNT_ALLOW_REGISTRATION = env_bool("ACCOUNT_ALLOW_REGISTRATION", True)
# Sign-on: providers by their ids, read from settings of their own (docs/sign-on.md), and the head
# who alone may sign in with a password of this site, "" where everybody may.
SSO = env_providers("SSO")
SSO_ONLY = env_only_head("SSO_ONLY", SSO)
SOCIALACCOUNT_ADAPTER = "virtlearn.people.sign_on.adapter.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# How often in which time; a class behind one address fits in. docs/settings.md says what each is.
LIMITS = {
    "sign-up": env_rate("LIMIT_SIGN_UP", "240/h"),
    "sign-in": env_rate("LIMIT_SIGN_IN", "240/5m"),
    "password": env_rate("LIMIT_PASSWORD", "5/5m"),
    "password-address": env_rate("LIMIT_PASSWORD_ADDRESS", "150/5m"),
    "mail": env_rate("LIMIT_MAIL", "60/h"),
    "mail-to": env_rate("LIMIT_MAIL_TO", "5/h"),
    "labs": env_rate("LIMIT_LABS", "30/10m"),
    "guest": env_rate("LIMIT_GUEST", "300/h"),
    "class-join": env_rate("LIMIT_CLASS_JOIN", "300/10m"),
    "class-code": env_rate("LIMIT_CLASS_CODE", "600/10m"),
    "invitations": env_rate("LIMIT_INVITATIONS", "600/h"),
    "api": env_rate("LIMIT_API", "1200/5m"),
    "api-wrong": env_rate("LIMIT_API_WRONG", "100/5m"),
}
# Forms of which the sendings from one address are counted, by the names of their routes.
LIMITED_FORMS = {
    "account_signup": "sign-up",
    "account_login": "sign-in",
    "account_reset_password": "mail",
    "account_email": "mail",
}
# Mail is for forgotten passwords; without a server, who has one is told whom to ask.
HELP_CONTACT = env_str("HELP_CONTACT")
EMAIL_HOST = env_str("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD")
# Encrypted from the first byte (465), or after a word that asks for it (587).
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", EMAIL_PORT == 465)
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_email("DEFAULT_FROM_EMAIL", "virtlearn@localhost")
EMAIL_BACKEND = f"virtlearn.operation.mail.{'Smtp' if EMAIL_HOST else 'Console'}Backend"
# What a guest did moves to the account that the guest signs in to.
GUEST_MERGERS = [
    "lessons.reading.attempts.guest_merge",
    "lessons.notes.services.guest_merge",
    "lessons.certificates.services.guest_merge",
    "lessons.classes.joining.services.guest_merge",
    "lessons.classes.together.services.guest_merge",
    "lessons.classes.notices.services.guest_merge",
    "labs.lifecycle.services.guest_merge",
    "labs.guesses.services.guest_merge",
    "labs.recordings.services.guest_merge",
    "labs.sharing.visits.guest_merge",
]
# Whether somebody belongs to the site by more than a role (LABS_FOR=members), and whose labs an
# instructor sees: the module that knows classes stands above those that ask.
MEMBER_FINDERS = ["lessons.classes.selectors.is_member"]
LEARNERS_TAUGHT = "lessons.classes.selectors.learners_taught"
# Makes somebody a member of a class that the claims of their sign-on name.
CLASS_JOINER = "lessons.classes.joining.services.join_by_sign_on"
# What an account leaves beside its rows goes with it; what a class keeps of it is written before,
# and said beforehand.
ACCOUNT_ENDERS = [
    "lessons.classes.grades.kept.grades_keep",
    "labs.recordings.services.account_end",
    "labs.lifecycle.groups.account_end",
]
ACCOUNT_STAYS = ["lessons.classes.grades.kept.what_stays"]
# What is deleted automatically when it is old.
RETENTION = [
    "virtlearn.people.retention.rules.guests",
    "virtlearn.people.retention.rules.sign_ins",
    "virtlearn.outbox.retention.sent_items",
    "lessons.classes.webhooks.retention.old_messages",
    "labs.lifecycle.retention.ended_labs",
]
# What the keeper does beside labs, in every round: functions that find out what is due, by name.
KEEPER_WORK = {
    "invitations": "lessons.classes.invitations.mailing.invitations_due_send",
    "outbox": "virtlearn.outbox.sender.outbox_send",
    "lti-grades": "lessons.lti.grades.services.grades_due_send",
    "api-answers": "lessons.api.idempotency.answers_expire",
}
# What goes to other systems: kinds of messages, by their dotted names.
OUTBOX_KINDS = {
    "lti-score": "lessons.lti.grades.sending.score",
    "webhook": "lessons.classes.webhooks.sending.webhook",
}
# Who is told what happens (virtlearn/outbox/events.py): functions, by their dotted names.
EVENT_LISTENERS = ["lessons.classes.webhooks.services.event_send"]
# Addresses that are not public, and that the site may ask nevertheless: a platform of the school's.
OUTBOUND_NETWORKS = env_networks("OUTBOUND_NETWORKS")
# What an export of an account has beside its rows, and what becomes of every field of every model.
ACCOUNT_EXPORTERS = ["labs.recordings.services.account_files"]
PRIVACY = [
    "virtlearn.people.privacy.declared.privacy",
    "virtlearn.outbox.privacy.privacy",
    "lessons.privacy.privacy",
    "labs.privacy.privacy",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
# "wording" has what libraries say otherwise than this site does (tú, not usted).
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "virtlearn" / "people" / "wording"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_time_zone("TIME_ZONE", "UTC")

STATIC_URL = f"{SITE_PATH}static/"
STATIC_ROOT = env_path("STATIC_DIR", VAR_DIR / "static")
NODE_MODULES = BASE_DIR / "node_modules"
# Browser libraries stand under STATIC_URL, each below its prefix just as its npm package has it; of
# each only the files that pages load.
# The editor's libraries import each other by their packages' names: its page has a map of them.
EDITOR_MODULES = {
    **{
        f"@codemirror/{name}": (f"codemirror-{name}", f"@codemirror/{name}/dist", "index.js")
        for name in (
            *("autocomplete", "commands", "lang-css", "lang-html", "lang-javascript"),
            *("lang-markdown", "language", "lint", "search", "state", "streamparser", "view"),
        )
    },
    **{
        f"@lezer/{name}": (f"lezer-{name}", f"@lezer/{name}/dist", "index.js")
        for name in ("common", "css", "highlight", "html", "javascript", "lr", "markdown")
    },
    "@marijn/find-cluster-break": (
        "find-cluster-break",
        "@marijn/find-cluster-break/src",
        "index.js",
    ),
    "crelt": ("crelt", "crelt", "index.js"),
    "style-mod": ("style-mod", "style-mod/src", "style-mod.js"),
    "w3c-keyname": ("w3c-keyname", "w3c-keyname", "index.js"),
}
BROWSER_LIBRARIES = {
    **{prefix: NODE_MODULES / folder for prefix, folder, _file in EDITOR_MODULES.values()},
    "xterm": NODE_MODULES / "@xterm" / "xterm",
    "xterm-addon-fit": NODE_MODULES / "@xterm" / "addon-fit",
    "xterm-addon-search": NODE_MODULES / "@xterm" / "addon-search",
    "xterm-addon-unicode11": NODE_MODULES / "@xterm" / "addon-unicode11",
    "xterm-addon-web-links": NODE_MODULES / "@xterm" / "addon-web-links",
    "asciinema-player": NODE_MODULES / "asciinema-player" / "dist" / "bundle",
    "pico": NODE_MODULES / "@picocss" / "pico" / "css",
}
BROWSER_FILES = [
    *(f"{prefix}/{file}" for prefix, _folder, file in EDITOR_MODULES.values()),
    "xterm/lib/xterm.mjs",
    "xterm/css/xterm.css",
    "xterm-addon-fit/lib/addon-fit.mjs",
    "xterm-addon-search/lib/addon-search.mjs",
    "xterm-addon-unicode11/lib/addon-unicode11.mjs",
    "xterm-addon-web-links/lib/addon-web-links.mjs",
    "asciinema-player/asciinema-player.min.js",
    "asciinema-player/asciinema-player.css",
    "pico/pico.classless.min.css",
]
STATICFILES_FINDERS = [
    "virtlearn.staticfiles.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    *((prefix, folder) for prefix, folder in BROWSER_LIBRARIES.items() if folder.is_dir()),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "virtlearn.staticfiles.Storage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Labs. The engine is a dotted name of labs.engines; the provider hands labs their definitions.
LAB_ENGINE = env_str("LAB_ENGINE", "broker")
BROKER_DIR = env_path("BROKER_DIR", VAR_DIR / "broker")
LAB_PROVIDER = "lessons.publishing.lab_provider"
# Whether a lab that belongs to an assignment may be started, and what its tasks count for.
LAB_COURSEWORK = "lessons.assignments.lab_tasks"
# What a learner in a lab calls off when they stop that screens of its terminals are shown.
SCREENS_STOP = "lessons.classes.screens.services.screens_stop"
# What the leading keeper calls every five seconds with the instant, by its dotted name.
KEEPER_CHORES = ("lessons.reading.overdue.work_overdue_hand_in",)
LAB_RUNTIME = env_choice("LAB_RUNTIME", "runc", ("runc", "runsc", "auto"))
LAB_PROCESS_IMAGES = env_bool("LAB_PROCESS_IMAGES", True)
LABS_FOR = env_choice("LABS_FOR", "everyone", ("everyone", "accounts", "members"))
LABS_PER_USER = env_int("LABS_PER_USER", 2, least=1)
LABS_MAX = env_int("LABS_MAX", 40, least=1)
# What guests of one address may have at once leaves room for others.
LABS_PER_ADDRESS = env_int("LABS_PER_ADDRESS", max(1, LABS_MAX * 3 // 4), least=1)
LABS_MEMORY_MB = env_int("LABS_MEMORY_MB", 0, least=0)
LABS_CPUS = env_int("LABS_CPUS", 0, least=0)
POOL_MIN = env_int("POOL_MIN", 2, least=0)
POOL_MAX = env_int("POOL_MAX", 30, least=0)
POOL_HOST_FREE_MB = env_int("POOL_HOST_FREE_MB", 1024, least=0)
LABS_WORKERS = env_int("LABS_WORKERS", 2, least=0, most=64)
LABS_GLANCE_SECONDS = 0.5  # what takes no longer is in the answer itself
LABS_SHOWS_SECONDS = 60.0  # until a solution shows where a lab is verified: a busy host is slow
KEEPER_GRACE_SECONDS = env_int("KEEPER_GRACE_SECONDS", 60, least=1)

# What terminals show is recorded for their learner: kept for so many days (0: not at all), so many
# MB each, a learner, and all together.
RECORDING_DAYS = env_int("RECORDING_DAYS", 30, most=3650)
RECORDING_MB = env_int("RECORDING_MB", 5, least=1, most=200)
RECORDINGS_USER_MB = env_int("RECORDINGS_USER_MB", 200, least=1)
RECORDINGS_MB = env_int("RECORDINGS_MB", 10_000, least=1)
RECORDINGS_DIR = env_path("RECORDINGS_DIR", VAR_DIR / "recordings")

# Set by `course preview` alone: the folder that is shown.
COURSE_PREVIEW = env_str("COURSE_PREVIEW")

# For load balancers and Prometheus. With less room on VAR_DIR's disk the site is not ready.
READY_DISK_MB = env_int("READY_DISK_MB", 200, least=0)
METRICS_TOKEN = env_token("METRICS_TOKEN")
METRICS_DIR = VAR_DIR / "metrics"

ACCESS_LOG = env_bool("ACCESS_LOG", False)
LOGGING = logging_config(
    env_choice("LOG_FORMAT", "text", ("text", "json")), env_level("LOG_LEVEL", "INFO")
)

dotenv_check()
