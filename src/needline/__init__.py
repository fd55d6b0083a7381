"""From evidence to need: humanitarian needs assessment in which every printed number opens to its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needline.estimation import Results, estimate

__version__ = "0.1.0"
__all__ = ["Results", "__version__", "estimate"]

_PUBLIC = {"estimate": "needline.estimation", "Results": "needline.estimation"}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used, so that `import needline` stays light."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'needline' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
