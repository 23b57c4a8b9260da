"""Settings of the portal, read from the environment once, at the edge.

Everything has a value that works on one machine; `status.py` tells an administrator what fell back to it.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent.parent
VAR = Path(os.environ.get("MAGNOLIA_VAR", ROOT / "var"))
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def _yes(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "yes", "true", "on"}


DEMO = _yes("MAGNOLIA_DEMO")
PRODUCTION = _yes("MAGNOLIA_PRODUCTION")
ALLOWED_HOSTS = [h for h in os.environ.get("MAGNOLIA_HOSTS", "").split(",") if h] or LOOPBACK
BASE_URL = os.environ.get("MAGNOLIA_BASE_URL", "http://localhost:8000")

# A fixed "now" for demonstrations and tests, as ISO 8601 with offset; the clock starts there and runs on.
_STARTS_AT = os.environ.get("MAGNOLIA_CLOCK_STARTS_AT", "")
CLOCK_STARTS_AT = datetime.fromisoformat(_STARTS_AT) if _STARTS_AT else None

if DEMO and (PRODUCTION or set(ALLOWED_HOSTS) - set(LOOPBACK)):
    raise ImproperlyConfigured(
        "Demo mode lets anyone pick an identity, so it never runs together with a production setting: "
        "unset MAGNOLIA_DEMO, or unset MAGNOLIA_PRODUCTION and MAGNOLIA_HOSTS."
    )
if PRODUCTION and CLOCK_STARTS_AT:
    raise ImproperlyConfigured("MAGNOLIA_CLOCK_STARTS_AT moves the clock and is refused in production: unset it.")


def _secret_key() -> str:
    given = os.environ.get("MAGNOLIA_SECRET_KEY", "")
    if given or PRODUCTION:
        if len(given) < 50:
            raise ImproperlyConfigured("MAGNOLIA_SECRET_KEY must hold at least 50 characters in production.")
        return given
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            with kept.open("x") as file:
                file.write(secrets.token_urlsafe(64))
            kept.chmod(0o600)
        except FileExistsError:
            pass
    return kept.read_text()


def _database() -> dict[str, object]:
    """Database from MAGNOLIA_DATABASE: `sqlite:///path` or `postgres://user:password@host:port/name`."""
    url = urlparse(os.environ.get("MAGNOLIA_DATABASE") or f"sqlite:///{VAR / 'magnolia.sqlite3'}")
    if url.scheme == "sqlite":
        # IMMEDIATE takes the write lock at BEGIN, so that two moves wait for each other instead of failing as locked.
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path[1:]) if url.path.startswith("//") else unquote(url.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            "CONN_MAX_AGE": None,
        }
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": url.port or "",
            "CONN_MAX_AGE": 600,
        }
    raise ImproperlyConfigured("MAGNOLIA_DATABASE must start with sqlite:/// or postgres://")


# SQLite has no indexes with columns beside their key and says so at each start. The indexes of the public list have
# them for PostgreSQL; on SQLite the same index without the column is all that is lost (models/listing.py).
SILENCED_SYSTEM_CHECKS = ["models.W040"]

SECRET_KEY = _secret_key()
DEBUG = False
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "magnolia.portal.urls"
WSGI_APPLICATION = "magnolia.portal.wsgi.application"
AUTH_USER_MODEL = "portal.Person"
SITE_ID = None

INSTALLED_APPS = [
    "magnolia.portal.apps.PortalConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "magnolia.portal.front_door.FrontDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "magnolia.portal.front_door.Doors",
    "magnolia.portal.pages.local_time.LocalTime",
    "magnolia.portal.too_much.TooMuch",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "magnolia.portal.pages.around.surroundings",
            ],
            "builtins": ["magnolia.portal.pages.words", "magnolia.portal.pages.moving"],
        },
    }
]
COTTON_DIR = "usa"
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "magnolia.portal.pages.forms.UswdsRenderer"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "magnolia.portal.pages.signing_in.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Accounts are given by an administrator who knows the address; there is no sign-up to verify.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Installed by npm, never copied into the repository; their folders are absent in a bare test run.
NODE_MODULES = ROOT / "node_modules"
NPM = {
    "uswds": NODE_MODULES / "@uswds" / "uswds" / "dist",
    "d3": NODE_MODULES / "d3" / "dist",
    "tus": NODE_MODULES / "tus-js-client" / "dist",
}
COUNTY_SHAPES = ROOT / "node_modules" / "us-atlas" / "counties-albers-10m.json"  # without it pages have no map
STATICFILES_DIRS = [PACKAGE / "static", *((name, folder) for name, folder in NPM.items() if folder.is_dir())]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "documents"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_URL = urlparse(os.environ.get("MAGNOLIA_MAIL", ""))
if EMAIL_URL.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname, EMAIL_URL.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.username or ""), unquote(EMAIL_URL.password or "")
    EMAIL_USE_SSL = EMAIL_URL.scheme == "smtps"
    EMAIL_TIMEOUT = 30
else:
    EMAIL_BACKEND = "magnolia.portal.actions.telling.mail.MailToFolder"
MAIL_FOLDER = VAR / "mail"
# Minutes that the mail of a notice waits before it is handed over, so that a person can still hold it back.
MAIL_WAITS = timedelta(minutes=float(os.environ.get("MAGNOLIA_MAIL_WAITS", "5")))
DEFAULT_FROM_EMAIL = os.environ.get("MAGNOLIA_MAIL_FROM", "magnolia@localhost")

# The malware scanner: clamd://host:3310 or clamd:///path/of/clamd.ctl. Without one, files are not scanned.
SCANNER = os.environ.get("MAGNOLIA_SCANNER", "")
if SCANNER and not SCANNER.startswith("clamd://"):
    raise ImproperlyConfigured(
        "MAGNOLIA_SCANNER must start with clamd:// (clamd://host:3310 or clamd:///run/clamd.ctl)."
    )
SCAN_AT_ONCE, SCAN_IN_TURN = 5.0, 150.0  # seconds: while a person waits, and in the queue

# Participant records, encrypted; the key as `AGE-SECRET-KEY-1...`, else one of this machine is made in the folder.
VAULT_FOLDER = VAR / "vault"
VAULT_KEY = os.environ.get("MAGNOLIA_VAULT_KEY", "").strip()
FILE_UPLOAD_HANDLERS = [
    "magnolia.portal.actions.custody.arriving.ToTheVault",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PARTS_FOLDER = VAR / "parts"  # files that are not sent to their end
OUTCOMES_FOLDER = VAR / "outcomes"  # who counts how in a run, by pseudonym and without wages

Q_CLUSTER = {
    "name": "magnolia",
    "orm": "default",
    "workers": 1,
    "timeout": 300,
    # A task not acknowledged after this many seconds is delivered again: its worker was killed.
    "retry": int(os.environ.get("MAGNOLIA_REDELIVER_AFTER", "330")),
    "ack_failures": False,
    "max_attempts": 5,
    "poll": 1,
    "catch_up": False,
    "save_limit": 1000,
    "label": "Background tasks",
}
if Q_CLUSTER["retry"] <= Q_CLUSTER["timeout"]:  # type: ignore[operator]
    Q_CLUSTER["timeout"] = max(1, Q_CLUSTER["retry"] - 1)  # type: ignore[operator]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a page of 200 employers sends 2,800; with fewer allowed it would all be lost

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "magnolia.portal.pages.problems.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = not _yes("MAGNOLIA_BEHIND_TLS")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("MAGNOLIA_LOG", "WARNING")},
}
