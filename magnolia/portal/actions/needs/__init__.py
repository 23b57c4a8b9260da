"""What moves need before they are made. Reading this package fills the register, a function a word of needs.toml."""

from . import (
    afterwards,
    amendment,
    application,
    certificate,
    check,
    cycle,
    described,
    earnings,
    institution,
    loss,
    occupations,
    people,
    review,
    toolkit,
    work,
)
from .register import NEEDS, gates, unmet

__all__ = [
    "NEEDS",
    "afterwards",
    "amendment",
    "application",
    "certificate",
    "check",
    "cycle",
    "described",
    "earnings",
    "gates",
    "institution",
    "loss",
    "occupations",
    "people",
    "review",
    "toolkit",
    "unmet",
    "work",
]
