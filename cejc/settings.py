"""Settings: works with nothing set (embedded defaults); refuses to start unsafe in production.

Everything is read from the environment (`CEJC_…`), or from a file named by `CEJC_…_FILE` for secrets.
docs/operations.md lists every variable. What is wrong is said by the system checks in cejc/checks.py.
"""

import base64
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

CEJC_DATA_DIR = Path(env.str("CEJC_DATA_DIR", default=str(BASE_DIR / "var")))
CEJC_DATA_DIR.mkdir(parents=True, exist_ok=True)
# The demo configuration: demo logins, second factors off, a clock that can be set; a banner says so.
CEJC_DEMO = env.bool("CEJC_DEMO", default=False)
DEBUG = env.bool("CEJC_DEBUG", default=False)


def _kept_secret(name: str) -> str:
    """A secret from the environment, or one made once and kept beside the data with owner-only rights."""
    given = env.str(f"CEJC_{name}", default="")
    if given:
        return str(given)
    path = CEJC_DATA_DIR / "keys" / name.lower()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(base64.urlsafe_b64encode(secrets.token_bytes(48)).decode())
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _kept_secret("SECRET_KEY")
# Four more, each with a purpose of its own, so that the loss of one does not open the others.
CEJC_KEYS = {
    "field": _kept_secret("FIELD_KEY"),
    "index": _kept_secret("INDEX_KEY"),
    "check": _kept_secret("CHECK_KEY"),
    "log": _kept_secret("LOG_KEY"),
}
ALLOWED_HOSTS = env.list("CEJC_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CEJC_TRUSTED_ORIGINS", default=[])
# Where paper and mail point to: the address that the public types to verify a slip.
CEJC_PUBLIC_URL = env.str("CEJC_PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
# Whose portal it is: a folder of sites/, or the path of one (docs/another-place.md).
CEJC_SITE = env.str("SITE", default="") or (BASE_DIR / "sites" / "default").read_text("ascii").strip()
# What stands here is shown instead of what the site says.
CEJC_ORGANISER = env.str("CEJC_ORGANISER", default="")
CEJC_CONTACT = env.str("CEJC_CONTACT", default="")
CEJC_SITE_CODE = env.str("CEJC_SITE_CODE", default="")
CEJC_RECORD_NUMBER = env.str("CEJC_RECORD_NUMBER", default="")
CEJC_FONT_DIR = Path(env.str("CEJC_FONT_DIR", default=str(CEJC_DATA_DIR / "fonts")))
CEJC_SECOND_FACTOR = env.bool("CEJC_SECOND_FACTOR", default=not CEJC_DEMO)

INSTALLED_APPS = [
    "cejc.apps.CejcConfig",
    "credits.apps.CreditsConfig",
    "registry.apps.RegistryConfig",
    "certification.apps.CertificationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # FORM_RENDERER above the templates folder needs the widgets of Django itself.
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "treebeard",
    "django_htmx",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_structlog",
]

MIDDLEWARE = [
    "cejc.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cejc.middleware_metrics.MetricsMiddleware",
    "cejc.middleware.AnyCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "cejc.middleware_language.LanguageMiddleware",
    "registry.desk.middleware.ApiProblemMiddleware",
    "cejc.middleware.PageMiddleware",
    "cejc.middleware.PatienceMiddleware",
    "cejc.middleware_crowd.CrowdMiddleware",
    "cejc.middleware_replica.ReplicaMiddleware",
    "cejc.middleware_shelf.ShelfMiddleware",
    "cejc.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cejc.middleware_login.KeptCopyMiddleware",
    "cejc.middleware_login.EndedLoginMiddleware",
    "cejc.middleware.FaultMiddleware",
    "registry.desk.middleware.ClockMiddleware",
    "registry.desk.middleware.IdleMiddleware",
    "registry.desk.middleware.DeviceMiddleware",
    "cejc.middleware_language.ChineseRoomsMiddleware",
    "registry.desk.middleware.ActingMembershipMiddleware",
    "registry.desk.middleware.NumberInAddressMiddleware",
    "registry.desk.middleware.PasswordDueMiddleware",
    "registry.desk.middleware.SecondFactorMiddleware",
    "registry.desk.middleware.LooksMiddleware",
]

ROOT_URLCONF = "cejc.urls"
WSGI_APPLICATION = "cejc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "cejc.lib.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.desk.context.frame",
            ],
            "builtins": [
                "cejc.templatetags.cejc_ui",
                "crispy_forms.templatetags.crispy_forms_tags",
                "cejc.templatetags.cejc_table",
                "cejc.templatetags.cejc_inbox",
                "cejc.templatetags.cejc_page",
                "cejc.templatetags.cejc_site",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "cejc.lib.widgets.Renderer"
CRISPY_TEMPLATE_PACK = "cejc"
CRISPY_ALLOWED_TEMPLATE_PACKS = [CRISPY_TEMPLATE_PACK]

DATABASES = {
    "default": env.db_url("CEJC_DATABASE_URL", default=f"sqlite:///{CEJC_DATA_DIR / 'cejc.sqlite3'}")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer takes its lock when the transaction opens, so that nothing is read and then lost.
    # No WAL: the SQLite of Debian 12 is older than 3.51.3 and has the WAL-reset bug.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    }
# Given to every new connection once it knows how long it may wait for a lock:
# both read the file (cejc/lib/patience.py).
CEJC_SQLITE_PRAGMAS = "PRAGMA synchronous=FULL; PRAGMA cache_size=-32000"
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CEJC_CONN_MAX_AGE", default=600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is away is noticed in seconds. How long a request waits for a lock: cejc/middleware.py.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
# A pooler in between gives a session for a transaction only (PgBouncer): how long to wait is then said to
# each transaction (cejc/lib/patience.py), and no cursor is held beyond one.
CEJC_POOLER = env.bool("CEJC_POOLER", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = CEJC_POOLER
# A replica that follows by streaming answers lists (cejc/lib/db/replica.py), unless it is later than so many
# seconds.
CEJC_REPLICA_SECONDS = env.float("CEJC_REPLICA_SECONDS", default=10.0)
if env.str("CEJC_REPLICA_URL", default=""):
    DATABASES["replica"] = DATABASES["default"] | env.db_url("CEJC_REPLICA_URL")
    given = DATABASES["replica"].get("OPTIONS", {})
    DATABASES["replica"] |= {"OPTIONS": given | {"connect_timeout": 1}, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["cejc.lib.db.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A job whose worker said nothing for so long is taken up by another.
CEJC_JOB_STALE_SECONDS = env.int("CEJC_JOB_STALE_SECONDS", default=60)
# Guesses that are counted and second factors that were used: in a table, made after every migrate
# (cejc/apps.py), for all processes and machines share them and none may be lost. Sessions are rows as well.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cejc_cache"}
}
SESSION_ENGINE = "cejc.sessions"
# A cache that nodes share and that may be lost at any moment (cejc/lib/shared.py): Redis or Valkey.
CEJC_CACHE_URL = env.str("CEJC_CACHE_URL", default="")
if CEJC_CACHE_URL:
    CACHES["shared"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CEJC_CACHE_URL.replace("valkey", "redis", 1),
        # No answer in time is no answer. Nothing is unpickled that another could have put there.
        "OPTIONS": {
            "serializer": "cejc.lib.shared.Plain",
            "socket_connect_timeout": 0.25,
            "socket_timeout": 0.25,
        },
    }

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["registry.people.auth.PortalBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "registry.people.passwords.GuessablePassword"},
    {"NAME": "registry.people.passwords.OwnWords"},
    {"NAME": "registry.people.passwords.UsedBefore"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "registry.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "registry.people.forms.account.LoginForm",
    "change_password": "registry.people.forms.account.ChangePasswordForm",
    "reauthenticate": "registry.people.forms.account.ReauthenticateForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
# Entering is counted in the database and lets right answers through (registry/people/services/account.py);
# what is left here counts a login that is already known, never an address behind which others sit.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
# How long a link to set a new password works; the mail and the pages say so.
CEJC_RESET_MINUTES = env.int("CEJC_RESET_MINUTES", default=30)
PASSWORD_RESET_TIMEOUT = CEJC_RESET_MINUTES * 60
# Passwords that must be changed from time to time, and do not come back: asked for by 等保 level 3, off
# elsewhere, for whoever has to think of one every quarter thinks of weak ones.
CEJC_PASSWORD_PROFILE = env.str("CEJC_PASSWORD_PROFILE", default="")
CEJC_PASSWORD_DAYS, CEJC_PASSWORDS_KEPT = {"dengbao": (90, 5)}.get(CEJC_PASSWORD_PROFILE, (0, 0))
# Identity providers for logging in by OpenID Connect, a JSON list; docs/operations.md has the keys.
CEJC_LOGIN_PROVIDERS = env.json("CEJC_LOGIN_PROVIDERS", default=[])
SOCIALACCOUNT_ADAPTER = "registry.people.social.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A key asks its owner for a finger or a PIN: lost alone it opens nothing.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CEJC_DEMO  # over plain http on localhost
MFA_ADAPTER = "registry.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "registry.people.forms.second_factor.AuthenticateForm",
    "reauthenticate": "registry.people.forms.second_factor.ReauthenticateForm",
    "activate_totp": "registry.people.forms.second_factor.ActivateForm",
}
MFA_TOTP_ISSUER = "继续教育学时认定"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cejc.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = CEJC_DATA_DIR / "static"
STATICFILES_DIRS = [
    # A name is looked for below sites/ first, and a path stays what it is.
    *filter(Path.is_dir, [BASE_DIR / "sites" / CEJC_SITE / "static"]),
    BASE_DIR / "static",
]
STORAGES = {
    "default": {"BACKEND": "cejc.lib.storage.PortalStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = CEJC_DATA_DIR / "media"
CEJC_S3_BUCKET = env.str("CEJC_S3_BUCKET", default="")
CEJC_S3_ENDPOINT = env.str("CEJC_S3_ENDPOINT", default="")
CEJC_S3_ACCESS_KEY = env.str("CEJC_S3_ACCESS_KEY", default="")
CEJC_S3_SECRET_KEY = env.str("CEJC_S3_SECRET_KEY", default="")
CEJC_S3_REGION = env.str("CEJC_S3_REGION", default="")
CEJC_UPLOAD_LIMIT = 20 * 1024 * 1024
# Pictures of 108 megapixels as telephones write them; reviewers see a smaller copy.
CEJC_PICTURE_LIMIT = 48 * 1024 * 1024
# The socket of a clamd that looks at uploads; empty: no virus scan.
CEJC_CLAMD_SOCKET = env.str("CEJC_CLAMD_SOCKET", default="")
FILE_UPLOAD_HANDLERS = ["cejc.lib.uploads.upload.HashingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

EMAIL_CONFIG = env.email_url("CEJC_MAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("CEJC_MAIL_FROM", default="cejc@localhost")

# The demo runs over plain HTTP on loopback; everything else stands behind a TLS proxy.
CEJC_HTTPS = env.bool("CEJC_HTTPS", default=not (CEJC_DEMO or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CEJC_HTTPS
# A browser takes a cookie of such a name from this host alone, over TLS, for every path.
COOKIE_PREFIX = "__Host-" if CEJC_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_SECURE = f"{COOKIE_PREFIX}language", CEJC_HTTPS
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = 365 * 24 * 3600, True, "Lax"
MESSAGE_STORAGE = "cejc.lib.message_storage.Storage"
SECURE_SSL_REDIRECT = CEJC_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics/"]
SECURE_HSTS_SECONDS = 31536000 if CEJC_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CEJC_HTTPS
# None: not said, which `check --deploy` refuses.
CEJC_BEHIND_PROXY = env.bool("CEJC_BEHIND_PROXY", default=None)
ALLAUTH_TRUSTED_PROXY_COUNT = 0
if CEJC_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The throttle counts by address: the one that the nearest proxy saw, never one that a caller wrote.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("CEJC_PROXY_COUNT", default=1)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cejc.views.errors.csrf_failure"
# So long after it, whoever passed a case by mistake takes that back by one key.
CEJC_UNDO_MINUTES = env.int("CEJC_UNDO_MINUTES", default=10)
# A case that lies so many working days at one office is brought to mind there and above: a
# habit of the house, not a rule of the notice.
CEJC_OVERDUE_WORKDAYS = env.int("CEJC_OVERDUE_WORKDAYS", default=10)
# So many days before an office's closing date, people who have not declared the year are reminded once.
CEJC_REGISTRATION_REMIND_DAYS = env.int("CEJC_REGISTRATION_REMIND_DAYS", default=14)
# Whoever was reminded is not reminded again within so many days, unless the officer names them.
CEJC_REMIND_AGAIN_DAYS = env.int("CEJC_REMIND_AGAIN_DAYS", default=7)
# A deputy for absence holds an office for at most so many days: a habit
# of the house, not a rule of the notice.
CEJC_DEPUTY_DAYS = env.int("CEJC_DEPUTY_DAYS", default=60)
# A base has so many days to answer a person who misses hours: a habit of the house, not a rule of the notice.
CEJC_MISSING_HOURS_DAYS = env.int("CEJC_MISSING_HOURS_DAYS", default=14)
# Signing in to a training session opens so many minutes before a slot begins; a scan that
# was queued on a phone without a network is taken for so many hours after its code was
# shown (docs/decisions/0007-sign-in-codes.md).
CEJC_SIGN_IN_MINUTES = env.int("CEJC_SIGN_IN_MINUTES", default=30)
CEJC_SIGN_IN_HOURS = env.int("CEJC_SIGN_IN_HOURS", default=24)
# So many results of one course passed on one day are shown to the provincial office as a burst.
CEJC_BURST_RESULTS = env.int("CEJC_BURST_RESULTS", default=500)
# After a deletion at the person's wish, an identity number that slips or a handbook show is kept for so many
# years from the latest of them, then erased (docs/decisions/0005-deletion-and-retention.md).
CEJC_RETENTION_YEARS = env.int("CEJC_RETENTION_YEARS", default=10)
# `manage.py backup --rotate` deletes whole backups that are older.
CEJC_BACKUP_DAYS = env.int("CEJC_BACKUP_DAYS", default=90)
# Who looked at whose record (docs/operations.md): its network address is erased after so many days, the row
# deleted after so many months; and how many people of one day are a sign of unusual reading (0: never).
CEJC_LOOK_ADDRESS_DAYS = env.int("CEJC_LOOK_ADDRESS_DAYS", default=184)
CEJC_LOOK_MONTHS = env.int("CEJC_LOOK_MONTHS", default=36)
CEJC_LOOK_MANY = env.int("CEJC_LOOK_MANY", default=50)
CEJC_LOOK_NIGHT_MANY = env.int("CEJC_LOOK_NIGHT_MANY", default=5)
CEJC_LOOK_NIGHT_FROM = env.int("CEJC_LOOK_NIGHT_FROM", default=22)
CEJC_LOOK_NIGHT_UNTIL = env.int("CEJC_LOOK_NIGHT_UNTIL", default=6)
CEJC_LOOK_COLLEAGUES = env.int("CEJC_LOOK_COLLEAGUES", default=5)
CEJC_LOOK_NAMESAKES = env.int("CEJC_LOOK_NAMESAKES", default=3)
# So many rows a login takes away alone, and five times as many in a day; more need a second officer.
CEJC_EXPORT_ALONE = env.int("CEJC_EXPORT_ALONE", default=1000)
# The API of the platforms: calls a minute for each client, and how long an access token lives (seconds).
CEJC_API_PER_MINUTE = env.int("CEJC_API_PER_MINUTE", default=120)
CEJC_API_TOKENS_PER_HOUR = env.int("CEJC_API_TOKENS_PER_HOUR", default=120)
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
# A stranger's request that waited so long for a thread of the server is answered 503; 0: never.
CEJC_CROWD_SECONDS = env.float("CEJC_CROWD_SECONDS", default=0.5)
# The numbers beside the places of the rail are so old at most; 0: counted for every page. What the reader did
# is counted at once.
CEJC_BADGE_SECONDS = env.int("CEJC_BADGE_SECONDS", default=10)
# Keys that sign papers (docs/operations.md, "Signed papers"): the folder of files and their passphrase, the
# PIN of a device, and the server that papers get their time-stamps from. Where no certificate is for a kind
# of paper it waits, unless papers may leave unsigned.
CEJC_SIGNING_DIR = Path(env.str("CEJC_SIGNING_DIR", default=str(CEJC_DATA_DIR / "keys" / "signing")))
CEJC_SIGNING_PASSPHRASE = (
    _kept_secret("SIGNING_PASSPHRASE") if CEJC_DEMO else env.str("CEJC_SIGNING_PASSPHRASE", default="")
)
CEJC_SIGNING_PIN = env.str("CEJC_SIGNING_PIN", default="")
CEJC_TSA_URL = env.str("CEJC_TSA_URL", default="")
CEJC_UNSIGNED_PAPERS = env.bool("CEJC_UNSIGNED_PAPERS", default=DEBUG)
# Who shows it reads the figures for operators (/metrics/); empty: there is no such page, nothing is counted.
CEJC_METRICS_TOKEN = env.str("CEJC_METRICS_TOKEN", default="").strip()
# Staff sessions end after this many seconds without a request.
CEJC_STAFF_IDLE = 30 * 60


def _login_origins() -> list[str]:
    """Where the buttons of the login page lead: what `form-action` has to allow."""
    found = [urlsplit(one.get("authorize") or one.get("server", "")) for one in CEJC_LOGIN_PROVIDERS]
    return [f"{parts.scheme}://{parts.netloc}" for parts in found if parts.netloc]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_login_origins()],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

from cejc.logging import LOGGING as LOGGING  # noqa: E402  (after the environment is read)
