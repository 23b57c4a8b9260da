"""Who may see which thing. `visible_to` is the only way pages fetch; jurisdiction comes first in every answer.

A person of the State sees a case only after they said that they have no conflict of interest in it (`known_to` are the
cases they may know of by number and institution), and one who is recused sees nothing of it, not even in a count.
"""

from .cases import has_declared, known_to, to_declare
from .seeing import (
    BOARD,
    COMPARES,
    INSIDE,
    KEEPS_MAIL,
    LISTS,
    OCCUPATIONS,
    OUTBOX,
    PERSONS,
    RUNS,
    TRIES_THE_LAW,
    visible_to,
)
from .standing import Hat, Standing, declares, hat_toward, roles_toward, standing

__all__ = [
    "BOARD",
    "COMPARES",
    "INSIDE",
    "KEEPS_MAIL",
    "LISTS",
    "OCCUPATIONS",
    "OUTBOX",
    "PERSONS",
    "RUNS",
    "TRIES_THE_LAW",
    "Hat",
    "Standing",
    "declares",
    "has_declared",
    "hat_toward",
    "known_to",
    "roles_toward",
    "standing",
    "to_declare",
    "visible_to",
]
