"""The law with a few lines changed, for tests of what its files refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

from magnolia.policy.layers import overlay


@contextmanager
def changed(module: ModuleType, reader: Callable[..., Any], layer: str, name: str, change: Any) -> Iterator[None]:
    """Within it, `module` reads one file of a layer with `change` laid over it; `reader` remembers nothing of it."""
    sound = module.read

    def read(asked: str, what: str) -> Any:
        found = sound(asked, what)
        return overlay(found, change) if (asked, what) == (layer, name) else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "read", read)
        reader.cache_clear()  # type: ignore[attr-defined]
        try:
            yield
        finally:
            reader.cache_clear()  # type: ignore[attr-defined]
