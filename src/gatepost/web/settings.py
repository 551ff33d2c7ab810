"""Django's settings, all derived from one `gatepost.toml` (config.py) and the secrets beside it."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from gatepost.web.config import LOOPBACK, load, mail_server, postgresql
from gatepost.web.operations.swap import finish as finish_swap
from gatepost.web.secrets import secret
from gatepost.web.signin.limits import ACCOUNT_LIMITS, PASSKEY_LIMITS
from gatepost.web.signin.providers import ORIGINS, described

HERE = Path(__file__).resolve().parent
CONFIG = load()
finish_swap(CONFIG)  # a restore that was begun is carried to its end before anything is read
DEMO = os.environ.get("GATEPOST_DEMO") == "1"

DEBUG = False
SECRET_KEY = secret(CONFIG.secrets_folder, "cookies")
ALLOWED_HOSTS = [f"[{host}]" if ":" in host else host for host in (CONFIG.host, *LOOPBACK)]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "gatepost.web.record",
    "gatepost.web.schools",
    "gatepost.web.signin",  # before the library's own, so that its templates are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "gatepost.web.notices",
    "gatepost.web.modules",
    "gatepost.web.safe",
    "gatepost.web.tokens",
    "gatepost.web.terms",
    "gatepost.web.people",
    "gatepost.web.policies",
    "gatepost.web.approvals",
    "gatepost.web.consents",
    "gatepost.web.releases",
    "gatepost.web.phones",
    "gatepost.web.checks",
    "gatepost.web.reports",
    "gatepost.web.home",
    "gatepost.web.operations",
]
MIDDLEWARE = [
    "gatepost.web.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gatepost.web.errors.page_for_forms",
    "gatepost.web.schools.middleware.SchoolMiddleware",  # last: it calls the view, so nothing after it would run
]
ROOT_URLCONF = "gatepost.web.urls"
WSGI_APPLICATION = "gatepost.web.wsgi.application"
FORM_RENDERER = "gatepost.web.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gatepost.web.schools.context.who",
            ]
        },
    }
]


# A view is no transaction: each action is its own, so that a refusal's entry in the record outlives the refusal.
if CONFIG.database:
    DATABASES = {"default": postgresql(CONFIG.database), "owner": postgresql(CONFIG.database_owner)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CONFIG.folder / "gatepost.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Without secure_delete the file would go on holding what was erased.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
                "PRAGMA secure_delete=ON;",
            },
        }
    }
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "schools.Account"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True  # served from the package: no collecting step before the site runs
WHITENOISE_AUTOREFRESH = False

# A form is a few hundred bytes, a pasted policy some hundred thousand; the longest carry small pictures
# (checks/carrying.py). Files do not count.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 4  # the photos of a draft; every other page takes one or none
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never spooled to disk

SESSION_ENGINE = "gatepost.web.safe.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign people out who come from a link in an e-mail
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # gone when the browser closes
CSRF_FAILURE_VIEW = "gatepost.web.errors.stale_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.encrypted
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if CONFIG.encrypted else 0
SECURE_SSL_REDIRECT = CONFIG.encrypted
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked for on this machine, beside the proxy, and tells nothing
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.behind_proxy else None
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CACHES = {
    # Limits on signing in must hold for every process and outlive a restart.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "gatepost_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # with the usual 300 a stranger could push a lock out
    },
}
# Work that may be lost and done twice; what must not is a row of its own that the clock looks at.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Sign-in (signin/): the library's switches. An account comes by invitation; its address is Account.email and no other.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["gatepost.web.signin.backend.AddressBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
ACCOUNT_ADAPTER = "gatepost.web.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody gets in without a code or a link that went to the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; a school's mail filter may keep a letter for minutes
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = ACCOUNT_LIMITS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.encrypted else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.behind_proxy else 0
MFA_ADAPTER = "gatepost.web.signin.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for telephones whose clock is off
MFA_RATE_LIMITS = PASSKEY_LIMITS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.encrypted  # the site is on this machine only then
SOCIALACCOUNT_ADAPTER = "gatepost.web.signin.adapters.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
_SIGN_IN_WITH = described(CONFIG)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": list(_SIGN_IN_WITH)}}
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = [SELF]  # the passkey's challenge is fetched
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [ORIGINS[one["provider_id"]] for one in _SIGN_IN_WITH]

# Nothing is mailed unless a server is named; the demo keeps its mail for a page that shows it.
_MAIL = mail_server(CONFIG.mail)
MAIL_IS_SET_UP = bool(CONFIG.mail) or DEMO
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CONFIG.mail else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.tls == "at_once", _MAIL.tls == "later"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = CONFIG.mail_from or f"gatepost@{CONFIG.host}"
if DEMO:
    EMAIL_BACKEND = "gatepost.web.operations.demo.mail.KeptBackend"

# What people ask is logged nowhere: only that something happened, and where in the code it broke. See logs.py.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_words": {"()": "gatepost.web.logs.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_words"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "gatepost": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gatepost.access": {"level": "INFO" if os.environ.get("GATEPOST_ACCESS_LOG") == "1" else "CRITICAL"},
    },
}
