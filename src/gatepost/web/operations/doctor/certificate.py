"""The site's own certificate: until when it holds, for which names, and whether the key fits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding
from gatepost.web.operations.place import Installation

ABOUT = "certificate"
SOON = timedelta(days=21)


def look(here: Installation) -> Iterator[Finding]:
    """The certificate of the `tls` setting; none where a proxy holds it."""
    config = here.config
    if not config.tls:
        if config.encrypted and config.behind_proxy:
            yield Finding(OK, ABOUT, "the proxy holds it")
        elif config.encrypted:
            do = "set `tls`, or `behind_proxy = true` where a proxy ends TLS"
            yield Finding(WRONG, ABOUT, "`base_url` begins with https:// and nothing here speaks TLS", do)
        return
    path, key = (config.place / config.tls[one] for one in ("certificate", "key"))
    made = x509.load_pem_x509_certificates(path.read_bytes())[0]
    now, until = datetime.now(UTC), made.not_valid_after_utc
    if not made.not_valid_before_utc <= now <= until:
        yield Finding(
            WRONG, ABOUT, f"{path} holds from {made.not_valid_before_utc:%Y-%m-%d} until {until:%Y-%m-%d}", "renew it"
        )
    elif until - now < SOON:
        yield Finding(LOOK, ABOUT, f"{path} ends on {until:%Y-%m-%d}", "renew it, then restart `gatepost serve`")
    else:
        yield Finding(OK, ABOUT, f"{path} holds until {until:%Y-%m-%d}")
    if not _covers(made, config.host):
        yield Finding(WRONG, ABOUT, f"{path} is not for `{config.host}`", "get one for the name in `base_url`")
    private = load_pem_private_key(key.read_bytes(), None)
    plain = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if private.public_key().public_bytes(*plain) != made.public_key().public_bytes(*plain):
        yield Finding(WRONG, ABOUT, f"{key} is not the key of {path}", "name the two that belong together in `tls`")
    if _readable_by_others(key):
        yield Finding(WRONG, ABOUT, f"others on this machine can read {key}", f"chmod 600 {key}")


def _covers(made: x509.Certificate, host: str) -> bool:
    try:
        names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    known = [str(one).lower() for one in names.get_values_for_type(x509.DNSName)]
    known += [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    return host in known or f"*.{host.partition('.')[2]}" in known


def _readable_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o007)
