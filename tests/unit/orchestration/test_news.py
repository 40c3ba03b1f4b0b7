"""What people are told, and that nothing personal is in it."""

from pathlib import Path

import pytest

from core.quarter import Quarter
from core.workspace import SettingError
from orchestration.jobs.audit_log import AuditLog
from orchestration.landed.outstanding_returns import MissingReturn
from orchestration.telling.news import failed_run, of_trail, outstanding
from orchestration.telling.notifications import MailSettings, channels

SETTINGS = ("DAW_MAIL_TO", "DAW_MAIL_FROM", "DAW_SMTP_HOST", "DAW_SMTP_PORT", "DAW_SMTP_SECURITY",
            "DAW_WEBHOOK_URL", "DAW_UI_URL")  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def test_rejected_files_are_told_together_and_releases_one_by_one(tmp_path: Path) -> None:
    trail = AuditLog(tmp_path)
    trail.record("land", receipt="1", agency="cherwell", outcome="accepted", code=None)
    trail.record("land", receipt="2", agency="cherwell", outcome="rejected", code="wrong_period")
    trail.record("land", receipt="3", agency="unknown", outcome="rejected", code="unreadable")
    trail.record("build")
    trail.record("publish", quarter="2019-20-Q1", edition="public", version=None, draft=True)
    trail.record("publish", quarter="2019-20-Q1", edition="public", version=2, draft=False)
    rejected, release = of_trail(trail.entries())
    assert rejected.subject == "2 files not accepted"
    assert "wrong period (submission 2)" in rejected.text
    assert rejected.facts["files"][1] == {  # type: ignore[index]
        "agency": "unknown", "code": "unreadable", "submission_id": "3",
    }  # fmt: skip
    assert (release.kind, release.facts["version"]) == ("release_made", 2)


def test_the_last_attempt_says_that_it_was_the_last() -> None:
    assert "tried again after a while" in failed_run("main", "r", ["warehouse"], "1 of 4").text
    assert "not tried again" in failed_run("main", "r", [], "4 of 4").text
    assert "attempt" not in failed_run("main", "r", [], None).text


def test_outstanding_returns_name_whom_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAW_UI_URL", "https://warehouse.example")
    missing = MissingReturn("a", "marac_cases", "Agency A", "MARAC cases", "The co-ordinator")
    message = outstanding(Quarter.parse("2019-20-Q1"), [missing])
    assert message.subject == "1 return outstanding: 2019-20-Q1"
    assert "Agency A: MARAC cases not received. Contact: The co-ordinator" in message.text
    assert message.text.endswith("https://warehouse.example\n")


def test_nobody_is_told_until_somebody_is_named() -> None:
    assert channels() == {}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DAW_MAIL_TO": "a@b"}, "DAW_SMTP_HOST and DAW_MAIL_FROM must be too"),
        ({"DAW_MAIL_TO": "a@b", "DAW_SMTP_SECURITY": "ssl"}, "starttls, tls, none"),
        ({"DAW_MAIL_TO": "a@b", "DAW_SMTP_PORT": "x"}, "must be a number"),
        ({"DAW_WEBHOOK_URL": "file:///etc/passwd"}, "must begin with https"),
    ],
)
def test_settings_that_cannot_be_say_so(
    settings: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=said):
        channels()


def test_the_port_follows_the_security(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"DAW_MAIL_TO": "a@b, c@d,", "DAW_MAIL_FROM": "x@y", "DAW_SMTP_HOST": "mail.example"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    settings = MailSettings.from_environment()
    assert (settings.port, settings.recipients) == (587, ("a@b", "c@d"))
    monkeypatch.setenv("DAW_SMTP_SECURITY", "tls")
    assert MailSettings.from_environment().port == 465
