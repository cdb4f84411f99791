"""What settings read from the environment: each reader refuses a wrong value with a sentence."""

import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]"


class WrongValue(ImproperlyConfigured):
    """Names the variable and says what it must be; the program that starts ends with it."""


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name) or default
    if value is None:
        raise WrongValue(f"Set {name}.")
    if not value.isprintable():  # nor is what is not UTF-8
        raise WrongValue(f"{name} must be one line of text.")
    return value


def env_bool(name: str, default: bool) -> bool:
    value = env(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise WrongValue(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    value = env(name, str(default))
    if not re.fullmatch(r"[0-9]{1,18}", value) or not least <= int(value) <= most:
        raise WrongValue(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def env_secret(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return env(name, default)
    try:
        value = Path(path).read_text().strip()
    except OSError as error:
        raise WrongValue(f"{name}_FILE cannot be read: {error}.") from error
    except ValueError as error:
        raise WrongValue(f"{name}_FILE must point at a file of text.") from error
    if not value or not value.isprintable():
        raise WrongValue(f"{name}_FILE must point at a file with one line of text.")
    return value


def env_token(name: str, default: str | None = None) -> str:
    """A secret that travels in a header of HTTP; it is never shown, not even when refused."""
    value = env_secret(name, default)
    if not re.fullmatch(r"[!-~]+", value):
        raise WrongValue(f"{name} must be letters without accents, digits and signs, no spaces.")
    return value


def env_hosts(name: str, default: str | None = None) -> list[str]:
    value = env(name, default)
    hosts = [part.strip() for part in value.split(",") if part.strip()]
    if not hosts or not all(re.fullmatch(rf"\*|\.?(?:{HOST})", host) for host in hosts):
        raise WrongValue(f"{name} must be names without http:// and port, not {value!r}.")
    return hosts


def env_url(
    name: str,
    default: str | None = None,
    *,
    schemes: set[str],
    read: Callable[[str, str | None], str] = env,
) -> SplitResult:
    """Its value is never shown when it is refused: a password may stand in it."""
    value = read(name, default)
    try:
        url = urlsplit(value)
        url.port  # noqa: B018  # The property refuses a port that is no number.
    except ValueError as error:
        raise WrongValue(f"{name} must be a whole address with a possible port.") from error
    if url.scheme not in schemes or "://" not in value:
        allowed = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise WrongValue(f"{name} must start with {allowed}.")
    if re.search(r"\s", value) or not _names_a_machine(url):
        raise WrongValue(f"{name} must name a machine after {url.scheme}://, without spaces.")
    return url


def _names_a_machine(url: SplitResult) -> bool:
    if parse_qs(url.query).get("host", [""])[0].startswith("/"):
        return True  # libpq's spelling of a socket
    host = url.netloc.rpartition("@")[2]
    return bool(re.fullmatch(rf"(?:{HOST})(?::[1-9][0-9]*)?", host))


def env_site(name: str, default: str | None, *, schemes: set[str]) -> str:
    url = env_url(name, default, schemes=schemes)
    if url.path or url.query or url.fragment or url.username is not None:
        raise WrongValue(f"{name} must be an address without a name, path or question.")
    return url.geturl()


def env_folder(name: str, default: Path) -> Path:
    path = _absolute(name, default)
    if path.exists() and not path.is_dir():
        raise WrongValue(f"{name} must be a folder, and {str(path)!r} is a file.")
    return path


def env_file(name: str, default: Path) -> Path:
    path = _absolute(name, default)
    if path.is_dir():
        raise WrongValue(f"{name} must be a file, and {str(path)!r} is a folder.")
    return path


def _absolute(name: str, default: Path) -> Path:
    path = Path(env(name, str(default)))
    if not path.is_absolute():
        raise WrongValue(f"{name} must be an absolute path, not {str(path)!r}.")
    try:
        path.exists()
    except OSError as error:  # a folder above is closed to us, or a name is too long
        raise WrongValue(f"{name} must be a path we can reach: {error}.") from error
    return path


def env_matching(name: str, default: str, pattern: str, wanted: str) -> str:
    """The value of NAME, empty or wholly as the pattern has it; `wanted` says that in words."""
    value = env(name, default)
    if value and not re.fullmatch(pattern, value):
        raise WrongValue(f"{name} must be {wanted}, not {value!r}.")
    return value


def env_sender(name: str, default: str | None) -> str:
    """An e-mail address, alone or as `Name <address>`, as mail can be sent from."""
    value = env(name, default)
    try:
        if not re.fullmatch(r"[^<>]*<[^<>\s]+>|[^<>\s]+", value):
            raise ValueError(value)
        validate_email(parseaddr(sanitize_address(value, "utf-8"))[1])
    except (ValueError, ValidationError) as error:
        raise WrongValue(
            f"{name} must be an e-mail address or 'Name <address>', not {value!r}."
        ) from error
    return value


def env_redis(name: str) -> str:
    url = env_url(name, schemes={"redis", "rediss"}, read=env_secret)
    if not re.fullmatch(r"(/([0-9]{1,4})?)?", url.path):
        raise WrongValue(f"{name} must end with the number of a database, such as /0, or nothing.")
    return url.geturl()


# A connection parses a statement once, not each time.
PREPARED: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 2}
# It is planned for the values asked for: a plan for any value passes by partial indexes and,
# among a million rows, by the one commune that is meant (the ledger took 14 times as long).
# And nearly in the order the question is written in, four tables at a time: trying every order
# of nine takes 11 ms, answering 0.3. `portal.any_of` keeps who may see the rows at its beginning.
PLANS = "-c plan_cache_mode=force_custom_plan -c join_collapse_limit=4"


def env_database(name: str) -> dict[str, object]:
    url = env_url(name, schemes={"postgresql", "postgres", "postgis"}, read=env_secret)
    largest = env_int("DATABASE_POOL", 16, least=1, most=200)
    options = parse_qs(url.query)
    if not re.fullmatch(r"/[^/]+", url.path):
        raise WrongValue(f"{name} must end with the name of the database, such as /so.")
    if set(options) - {"host"}:
        raise WrongValue(f"{name} must have nothing but ?host=/folder after the database.")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        # libpq's other spelling, ?host=/folder, names a socket.
        "HOST": options.get("host", [url.hostname or ""])[0],
        "PORT": str(url.port or ""),
        "OPTIONS": {
            # Whoever waits longer reads "again in a moment"; after an outage a connection is tried
            # again each second, where the pool's own wait would double up to five minutes.
            "pool": {"min_size": 1, "max_size": largest, "timeout": 1.5, "reconnect_timeout": 1},
            "connect_timeout": 2,  # a server that does not even refuse; libpq takes no less
            **PREPARED,
            "options": PLANS,
        },
    }
