"""A property that is worked out once for each object, on any thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - written as a decorator
    """
    As `functools.cached_property`, whose lock before Python 3.12 is shared by all objects of a class: one thread
    would wait while another sorts a different variable.

    Two threads that ask the same object at once may both work it out, to the same value.
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self.work_out, self.name = work_out, ""
        self.__doc__ = work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, of: Any, owner: type | None = None) -> T:
        found = self.work_out(of)
        of.__dict__[self.name] = found
        return found
