"""People are told by a real mail server and a real web server on localhost, once for each thing."""

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.sensors import ATTEMPT
from orchestration.defs.step_failures import AT_ONCE
from orchestration.defs.telling_people import telling_sensors
from orchestration.jobs.audit_log import AuditLog
from orchestration.telling.notifications import MailSettings, Message

pytest.importorskip("aiosmtpd", reason="the mail server is not installed")
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

LOCALHOST = "127.0.0.1"
MAIL, WEBHOOK = telling_sensors()


class Inbox:
    """Keeps what a mail server is sent."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        if self.refuses:
            return "451 not now"
        content = envelope.content  # type: ignore[attr-defined]
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 kept"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((LOCALHOST, 0))
        return int(found.getsockname()[1])


def serve_mail(inbox: Inbox, **options: object) -> Controller:
    controller = Controller(inbox, hostname=LOCALHOST, port=free_port(), **options)
    controller.start()
    return controller


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A mail server, and settings that name it."""
    inbox = Inbox()
    controller = serve_mail(inbox)
    settings = {
        "DAW_MAIL_TO": "data@council.example, lead@council.example",
        "DAW_MAIL_FROM": "warehouse@council.example",
        "DAW_SMTP_HOST": LOCALHOST,
        "DAW_SMTP_PORT": str(controller.port),
        "DAW_SMTP_SECURITY": "none",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    yield inbox
    controller.stop()


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """What a web server is posted, and a setting that names it."""
    bodies: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with HTTPServer((LOCALHOST, 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("DAW_WEBHOOK_URL", f"http://{LOCALHOST}:{server.server_port}/hook")
        yield bodies
        server.shutdown()


class Telling:
    """The ticks of a sensor that tells people."""

    def __init__(self, sensor: dg.SensorDefinition, workspace: Path) -> None:
        self.sensor, self.cursor = sensor, None
        self.resource = WorkspaceResource(root=str(workspace))
        self.instance = dg.DagsterInstance.ephemeral()

    def tick(self) -> str:
        """Return what the sensor says of itself."""
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"workspace": self.resource}
        )
        result = self.sensor(context)
        self.cursor = result.cursor
        return str(result.skip_reason.skip_message)

    def fail_a_run(self, **tags: str) -> str:
        run = create_run_for_test(
            self.instance, job_name="main", status=dg.DagsterRunStatus.STARTED, tags=tags
        )
        self.instance.report_run_failed(run)
        return run.run_id


def reject(workspace: Path) -> None:
    AuditLog(workspace).record(
        "land", receipt="abc", agency="cherwell", outcome="rejected", code="unreadable"
    )


def test_mail_tells_each_thing_once(tmp_path: Path, mails: Inbox) -> None:
    reject(tmp_path)
    telling = Telling(MAIL, tmp_path)
    assert telling.tick() == "There is nothing to tell."
    assert mails.mails == [], "what was before somebody was named is old news"
    reject(tmp_path)
    run_id = telling.fail_a_run(**{ATTEMPT: "4 of 4"})
    telling.fail_a_run(**{AT_ONCE: "true"})
    assert telling.tick() == "Told of: Failed: main, 1 file not accepted."
    assert telling.tick() == "There is nothing to tell."
    failed, rejected = mails.mails
    assert failed["To"] == "data@council.example, lead@council.example"
    assert run_id in failed.get_content()
    assert "not tried again" in failed.get_content()
    assert "unreadable (submission abc)" in rejected.get_content()


def test_what_could_not_be_sent_is_sent_by_the_next_tick(tmp_path: Path, mails: Inbox) -> None:
    telling = Telling(MAIL, tmp_path)
    telling.tick()
    reject(tmp_path)
    mails.refuses = True
    with pytest.raises(Exception, match="not now"):
        telling.tick()
    mails.refuses = False
    assert telling.tick() == "Told of: 1 file not accepted."
    assert len(mails.mails) == 1


def test_the_webhook_is_posted_the_same_as_json(
    tmp_path: Path, posted: list[dict[str, object]]
) -> None:
    telling = Telling(WEBHOOK, tmp_path)
    telling.tick()
    AuditLog(tmp_path).record(
        "publish", quarter="2019-20-Q1", edition="public", version=1, draft=False
    )
    telling.tick()
    (body,) = posted
    assert body["kind"] == "release_made"
    assert body["facts"] == {"quarter": "2019-20-Q1", "version": 1}


def test_nobody_is_told_by_what_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAW_MAIL_TO", raising=False)
    assert Telling(MAIL, tmp_path).tick() == "Nobody is set to be told by mail."


@pytest.mark.skipif(not shutil.which("openssl"), reason="this machine has no openssl command")
def test_the_password_goes_only_to_a_server_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", f"subjectAltName=IP:{LOCALHOST}",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    seen: list[bytes] = []

    def authenticate(*words: object) -> AuthResult:
        login = words[-1]
        assert isinstance(login, LoginPassword)
        seen.append(login.password)
        return AuthResult(success=True)

    inbox = Inbox()
    controller = serve_mail(
        inbox, tls_context=context, auth_required=True, authenticator=authenticate
    )
    (tmp_path / "password").write_text("secret\n")
    settings = MailSettings(
        LOCALHOST, controller.port, "starttls", "w@c.example", ("d@c.example",),
        "warehouse", tmp_path / "password",
    )  # fmt: skip
    message = Message("release_made", "Published", ("Version 1.",))
    try:
        with pytest.raises(ssl.SSLCertVerificationError):
            settings.send(message)
        assert seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings.send(message)
    finally:
        controller.stop()
    assert seen == [b"secret"]
    assert inbox.mails[0]["Subject"] == "Published"


def test_the_message_holds_no_file_name_and_no_error(tmp_path: Path, mails: Inbox) -> None:
    telling = Telling(MAIL, tmp_path)
    telling.tick()
    run = create_run_for_test(telling.instance, job_name="main", status=dg.DagsterRunStatus.STARTED)
    telling.instance.report_run_failed(run, "CANARY was in row 7")
    AuditLog(tmp_path).record(
        "land", receipt="1", agency="cherwell", outcome="rejected", code="unreadable"
    )
    telling.tick()
    assert len(mails.mails) == 2
    assert all("CANARY" not in mail.as_string() for mail in mails.mails)
