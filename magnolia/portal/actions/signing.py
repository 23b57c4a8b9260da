"""A typed signature: the words a person types must be their own name, as their account has it."""

from __future__ import annotations

from ..models import Person
from .moves import Refused


def own_name(by: Person, typed: str, field: str) -> str:
    """The typed name, if it is the person's own (case and spaces aside). Raises Refused naming the way out.

    An empty name is left to the need that asks for a signature, which says what is signed.
    """
    name = " ".join(typed.split())
    if name and name.casefold() != " ".join(by.name.split()).casefold():
        raise Refused(f"Sign with your own name as your account has it: {by.name}.", field)
    return name
