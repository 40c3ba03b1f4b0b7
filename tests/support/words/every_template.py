"""Which texts the modules of words hold, and which of them a test has rendered."""

import dis
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

Place = tuple[str, int]
"""A code object by module, line and name, and the offset of an instruction in it."""


def modules_of(*packages: str) -> list[ModuleType]:
    """Return every module of packages of words."""
    return [
        importlib.import_module(f"{package}.{found.name}")
        for package in packages
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__)
    ]


def public_functions(module: ModuleType) -> dict[str, FunctionType]:
    """Return the functions of a module that others call, by name."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def constants(module: ModuleType) -> Iterator[str]:
    """Yield each text, or template, of a module's constants."""
    for name, value in vars(module).items():
        if name.isupper():
            yield from filter(_is_said, _texts(value))


def literals(module: ModuleType) -> dict[Place, str]:
    """Return each text that a function of a module may say, by its place."""
    return {
        (name_of(code), step.offset): step.argval
        for function in vars(module).values()
        if inspect.isfunction(function) and function.__module__ == module.__name__
        for code in _codes(function.__code__)
        for step in dis.get_instructions(code)
        if step.opname == "LOAD_CONST" and isinstance(step.argval, str) and _is_said(step.argval)
    }


def is_rendered(template: str, said: str) -> bool:
    """Return whether a template occurs among texts, with anything where it has room."""
    parts = re.split(r"\{[^}]*\}", template)
    if not any(map(_is_said, parts)):
        return True
    return re.search(".*?".join(map(re.escape, parts)), said, re.DOTALL | re.IGNORECASE) is not None


class Traced:
    """Remembers which instructions of modules ran while it watched."""

    def __init__(self, modules: list[ModuleType]) -> None:
        self.ran: set[Place] = set()
        self._files = {module.__file__ for module in modules}

    def watch(self, call: Callable[[], Any]) -> Any:
        """Return what a call gives, watched."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            return call()
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        frame.f_trace_opcodes = True
        name = name_of(frame.f_code)

        def step(frame: FrameType, event: str, argument: object) -> Any:
            if event == "opcode":
                self.ran.add((name, frame.f_lasti))
            return step

        return step


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def name_of(code: CodeType) -> str:
    """Return the name of a code object by its file, line and name."""
    return f"{code.co_filename}:{code.co_firstlineno} {code.co_qualname}"


def _is_said(text: str) -> bool:
    """Return whether a text has words: more than the ends and signs that join others."""
    return len(re.findall(r"[a-z]{3,}", text)) > 0 and (" " in text or text[:1].isupper())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | frozenset):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict) or hasattr(value, "values"):
        yield from _texts(list(value.values()))  # type: ignore[attr-defined]
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
