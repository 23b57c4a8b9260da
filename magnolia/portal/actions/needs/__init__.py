"""What moves need before they are made. Reading this package fills the register, a function a word of needs.toml."""

from . import amendment, application, certificate, check, cycle, review, work
from .register import NEEDS, gates, unmet

__all__ = ["NEEDS", "amendment", "application", "certificate", "check", "cycle", "gates", "review", "unmet", "work"]
