"""Telling people by e-mail and by webhook, where the settings name somebody to tell.

A message names agencies, returns, quarters and runs. It quotes no file, no file's name, no error:
what a message says may be read by anybody on its way.
"""

import json
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from core.workspace import SettingError

SECONDS = 20
"""How long a server may take to answer."""

SECURITY = {"starttls": 587, "tls": 465, "none": 25}
"""How the way to the mail server is kept secret, and the port where none is named."""


@dataclass(frozen=True)
class Message:
    """What people are told: `facts` says the same to a program."""

    kind: str
    subject: str
    lines: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message as an e-mail has it."""
        link = os.environ.get("DAW_UI_URL")
        return "\n".join([*self.lines, *(["", link] if link else [])]) + "\n"


Send = Callable[[Message], None]


def channels() -> dict[str, Send]:
    """Return, by name, the ways in which people are told; none where nothing is set.

    Raises SettingError for settings that cannot be.
    """
    found: dict[str, Send] = {}
    if os.environ.get("DAW_MAIL_TO"):
        found["mail"] = MailSettings.from_environment().send
    if url := os.environ.get("DAW_WEBHOOK_URL"):
        if urlsplit(url).scheme not in ("http", "https"):
            raise SettingError("DAW_WEBHOOK_URL must begin with https:// or http://.")
        found["webhook"] = lambda message: post(url, message)
    return found


@dataclass(frozen=True)
class MailSettings:
    """The mail server, and from whom to whom messages go."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password_file: Path | None = None

    @classmethod
    def from_environment(cls) -> "MailSettings":
        """Return the settings of the environment; raises SettingError for one that cannot be."""
        security = os.environ.get("DAW_SMTP_SECURITY") or "starttls"
        if security not in SECURITY:
            raise SettingError(f"DAW_SMTP_SECURITY must be one of: {', '.join(SECURITY)}.")
        port = os.environ.get("DAW_SMTP_PORT") or str(SECURITY[security])
        if not port.isdecimal():
            raise SettingError("DAW_SMTP_PORT must be a number.")
        needed = {name: os.environ.get(name, "") for name in ("DAW_SMTP_HOST", "DAW_MAIL_FROM")}
        if missing := [name for name, value in needed.items() if not value]:
            raise SettingError(f"DAW_MAIL_TO is set, so {' and '.join(missing)} must be too.")
        password_file = os.environ.get("DAW_SMTP_PASSWORD_FILE")
        recipients = os.environ.get("DAW_MAIL_TO", "").split(",")
        return cls(
            host=needed["DAW_SMTP_HOST"],
            port=int(port),
            security=security,
            sender=needed["DAW_MAIL_FROM"],
            recipients=tuple(each.strip() for each in recipients if each.strip()),
            user=os.environ.get("DAW_SMTP_USER") or None,
            password_file=Path(password_file) if password_file else None,
        )

    def send(self, message: Message) -> None:
        """Send a message; raises smtplib's errors, and OSError where the server is not reached.

        A server whose certificate is not trusted is sent nothing.
        """
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, ", ".join(self.recipients)
        mail["Subject"] = message.subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        trusted = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        with server:
            if self.security == "starttls":
                server.starttls(context=trusted)
            if self.user and self.password_file:
                server.login(self.user, self.password_file.read_text().strip())
            server.send_message(mail)


def post(url: str, message: Message) -> None:
    """Post a message as JSON; raises OSError where the server does not take it."""
    body = {"kind": message.kind, "subject": message.subject, "text": message.text}
    request = urllib.request.Request(  # noqa: S310 (the scheme was looked at)
        url,
        data=json.dumps(body | {"facts": dict(message.facts)}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
        pass
