"""Whether the mail server answers: connect, greet, encrypt, sign in. Nothing is sent unless somebody asks."""

import smtplib
import ssl
from collections.abc import Iterator

from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding

ABOUT = "mail"


def look(send_to: str) -> Iterator[Finding]:
    """The mail server of the settings; one letter to `send_to`, if that is given."""
    from django.conf import settings

    if not settings.CONFIG.mail:
        yield Finding(LOOK, ABOUT, "no mail server is set: nobody is told that something waits", "set `mail`")
        return
    try:
        with _connected() as server:
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.noop()
            if send_to:
                _send(server, send_to)
    except smtplib.SMTPAuthenticationError as error:
        yield Finding(WRONG, ABOUT, f"the mail server refuses name and password ({error.smtp_code})", "mend `mail`")
        return
    except (OSError, smtplib.SMTPException) as error:
        says = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take mail: {_said(error)}"
        yield Finding(WRONG, ABOUT, says, "see that the address in `mail` is right and that nothing blocks the way")
        return
    signed_in = ", and signs us in" if settings.EMAIL_HOST_USER else ""
    encrypted = "over TLS" if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL else "in clear, on this machine"
    yield Finding(OK, ABOUT, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers {encrypted}{signed_in}")
    if send_to:
        yield Finding(LOOK, ABOUT, f"a letter is on its way to {send_to}", "see that it arrives, and not among spam")


def _connected() -> smtplib.SMTP:
    from django.conf import settings

    context = ssl.create_default_context()
    place, patience = (settings.EMAIL_HOST, settings.EMAIL_PORT), settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(*place, timeout=patience, context=context)
    server = smtplib.SMTP(*place, timeout=patience)
    try:
        server.ehlo()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _send(server: smtplib.SMTP, to: str) -> None:
    from email.message import EmailMessage

    from django.conf import settings

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.DEFAULT_FROM_EMAIL, to, "Gatepost can send e-mail"
    letter.set_content(f"This letter was sent by `gatepost doctor` at {settings.CONFIG.host}.\n")
    server.send_message(letter)


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or type(error).__name__
