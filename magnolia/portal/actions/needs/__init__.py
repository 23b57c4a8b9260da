"""What moves need before they are made. Reading this package fills the register, a function a word of needs.toml."""

from . import application, certificate, check, cycle, described, review, work
from .register import NEEDS, gates, unmet

__all__ = ["NEEDS", "application", "certificate", "check", "cycle", "described", "gates", "review", "unmet", "work"]
