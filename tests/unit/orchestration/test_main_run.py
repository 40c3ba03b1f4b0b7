"""What a main run says of a step that failed."""

from types import SimpleNamespace

import pytest

from orchestration.cli.pipeline import RunFailed, _check_succeeded


def failed(error: object, said: str = "") -> SimpleNamespace:
    told = SimpleNamespace(description=said) if said else None
    data = SimpleNamespace(user_failure_data=told, error=error)
    event = SimpleNamespace(step_key="warehouse", is_step_failure=True, step_failure_data=data)
    return SimpleNamespace(success=False, all_events=[event])


def error(name: str, message: str = "", cause: object = None) -> SimpleNamespace:
    return SimpleNamespace(cls_name=name, message=message, cause=cause)


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "DagsterExecutionInterruptedError"])
def test_a_step_that_was_stopped_says_so(name: str) -> None:
    with pytest.raises(RunFailed, match=r"^warehouse: It was stopped before its end\."):
        _check_succeeded(failed(error(name, f"{name}\n")))


def test_a_step_that_failed_says_why() -> None:
    with pytest.raises(RunFailed, match=r"^warehouse: The key is missing$"):
        _check_succeeded(failed(error("Failure"), said="The key is missing"))
    with pytest.raises(RunFailed, match=r"^warehouse: disk full$"):
        _check_succeeded(failed(error("Wrapped", "outer", error("OSError", "disk full\n"))))
