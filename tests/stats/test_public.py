"""The public names of `needline.stats` come with the first that is asked for."""

from __future__ import annotations

import pkgutil

import pytest

from needline import stats
from needline.stats import public


@pytest.mark.parametrize("name", public.__all__)
def test_a_public_name_is_given_whatever_was_loaded_before(name: str) -> None:
    modules = {one.name for one in pkgutil.iter_modules(stats.__path__)}
    assert name not in modules, "a module of that name would stand in its place once it is loaded"
    assert getattr(stats, name) is getattr(public, name)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'avarage'"):
        stats.avarage  # noqa: B018
