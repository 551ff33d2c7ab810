"""Whether the mail server answers: connect, greet, encrypt, sign in. Nothing is sent unless somebody asks."""

import smtplib
import ssl
from collections.abc import Iterator

from gatepost.web.config import Config, MailServer, mail_server
from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding

ABOUT = "mail"
_PATIENCE = 20  # seconds


def look(config: Config, send_to: str) -> Iterator[Finding]:
    """The mail server of the settings; one letter to `send_to`, if that is given."""
    if not config.mail:
        yield Finding(LOOK, ABOUT, "no mail server is set: nobody is told that something waits", "set `mail`")
        return
    made = mail_server(config.mail)
    try:
        with _connected(made) as server:
            if made.user:
                server.login(made.user, made.password)
            server.noop()
            if send_to:
                _send(server, config, send_to)
    except smtplib.SMTPAuthenticationError as error:
        yield Finding(WRONG, ABOUT, f"the mail server refuses name and password ({error.smtp_code})", "mend `mail`")
        return
    except (OSError, smtplib.SMTPException) as error:
        says = f"{made.host}:{made.port} does not take mail: {_said(error)}"
        yield Finding(WRONG, ABOUT, says, "see that the address in `mail` is right and that nothing blocks the way")
        return
    signed_in = ", and signs us in" if made.user else ""
    encrypted = "over TLS" if made.tls else "in clear, on this machine"
    yield Finding(OK, ABOUT, f"{made.host}:{made.port} answers {encrypted}{signed_in}")
    if send_to:
        yield Finding(LOOK, ABOUT, f"a letter is on its way to {send_to}", "see that it arrives, and not among spam")


def _connected(made: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if made.tls == "at_once":
        return smtplib.SMTP_SSL(made.host, made.port, timeout=_PATIENCE, context=context)
    server = smtplib.SMTP(made.host, made.port, timeout=_PATIENCE)
    try:
        server.ehlo()
        if made.tls == "later":
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _send(server: smtplib.SMTP, config: Config, to: str) -> None:
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = config.mail_from, to, "Gatepost can send e-mail"
    letter.set_content(f"This letter was sent by `gatepost doctor` at {config.host}.\n")
    server.send_message(letter)


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or type(error).__name__
