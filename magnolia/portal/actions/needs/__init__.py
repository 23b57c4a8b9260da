"""What moves need before they are made. Reading this package fills the register, a function a word of needs.toml."""

from . import (
    afterwards,
    amendment,
    application,
    certificate,
    check,
    cycle,
    described,
    institution,
    loss,
    occupations,
    outcome,
    people,
    results,
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
    "gates",
    "institution",
    "loss",
    "occupations",
    "outcome",
    "people",
    "results",
    "review",
    "toolkit",
    "unmet",
    "work",
]
