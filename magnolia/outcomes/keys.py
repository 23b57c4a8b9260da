"""The keyed pseudonym of a person: derived from the key for the nine digits, 128 bits as hexadecimal.

The derivation is that of one step with SHA-256 (NIST SP 800-56C Rev. 2, section 4.1, option 1): the hash of a counter,
the secret and what is derived for. All of that fits into one block of SHA-256, and there may be millions of persons.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from magnolia.calling import WrongCall

VARIABLE = "MAGNOLIA_PSEUDONYM_KEY"
COUNTER = (1).to_bytes(4, "big")
ROUNDS = 3  # of the mask
LENGTH = 9  # digits
LONG = 32  # characters of a pseudonym
HALVES, BITS = ("high", "low"), 64  # the two numbers that it is, and their bits


@dataclass(frozen=True)
class Key:
    """A secret that is never printed and never written down; `fingerprint` tells two keys apart and nothing else."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        return self._derived("magnolia key fingerprint")[:16]

    def pseudonym(self, digits: str) -> str:
        """The pseudonym of a number written with nine digits."""
        return self._derived(digits)[:LONG]

    def sql(self, digits: str) -> str:
        """The same as SQL of DuckDB, for an expression that is the nine digits."""
        return f"substr(sha256(unhex('{self._before.hex()}') || encode({digits})), 1, {LONG})"

    def _derived(self, what: str) -> str:
        return hashlib.sha256(self._before + what.encode()).hexdigest()

    @property
    def _before(self) -> bytes:
        """The counter, and a secret of one length whatever the key's is."""
        return COUNTER + hashlib.sha256(self.secret).digest()


class Mask:
    """What stands for a number while a run compares it: it hides it from whoever finds what memory could not hold.

    One to one, cheap enough for every row of wage records, and of this run alone: its keys are in no file. It is no
    pseudonym and is never written on purpose.
    """

    def __init__(self) -> None:
        self.keys = [secrets.randbits(64) for _ in range(ROUNDS + 2)]

    def sql(self, number: str) -> str:
        """SQL of the mask of a whole number."""
        masked = f"xor(cast({number} as ubigint), cast({self.keys[0]} as ubigint))"
        for key in self.keys[1 : ROUNDS + 1]:
            masked = f"xor(hash({masked}), cast({key} as ubigint))"
        return masked

    def hidden(self, number: str, masked: str) -> str:
        """SQL of a whole number under its mask: only `shown` gives it back."""
        return f"xor(cast({number} as ubigint), hash(xor({masked}, cast({self.keys[-1]} as ubigint))))"

    def shown(self, masked: str, hidden: str) -> str:
        """SQL of the number that is hidden under its mask."""
        return f"xor({hidden}, hash(xor({masked}, cast({self.keys[-1]} as ubigint))))"


def digits(number: str) -> str:
    """SQL of a Social Security number, held as a whole number, with its nine digits."""
    return f"lpad(cast({number} as varchar), {LENGTH}, '0')"


def like(pattern: str, number: str) -> str:
    """SQL of whether a whole number, written with nine digits, is like a pattern of nine digits and `_`."""
    return " and ".join(_has(number, *run.span(), int(run[0])) for run in re.finditer("[0-9]+", pattern))


def _has(number: str, start: int, end: int, digits: int) -> str:
    """SQL of whether these digits stand in a number of nine from `start` to `end`."""
    unit = 10 ** (LENGTH - end)
    if not start:  # compared and not divided: it is asked of every row
        return f"{number} between {digits * unit} and {(digits + 1) * unit - 1}"
    return f"{number} // {unit} % {10 ** (end - start)} = {digits}"


def halves(pseudonym: str) -> dict[str, str]:
    """SQL of the two numbers that a pseudonym is: they are compared faster than text, and have the same order."""
    whole = f"cast('0x' || {pseudonym} as uhugeint)"
    numbers = f"{whole} >> {BITS}", f"{whole} & {(1 << BITS) - 1}::uhugeint"
    return {name: f"cast({number} as ubigint)" for name, number in zip(HALVES, numbers, strict=True)}


def text(high: str, low: str) -> str:
    """SQL of a pseudonym from the two numbers that it is, as `pseudonym`."""
    half = LONG // len(HALVES)
    return f"printf('%0{half}x%0{half}x', {high}, {low}) as pseudonym"


def read_key(file: str | None, no_key: str) -> Key:
    """The key of a call, from its file or the environment. Raises WrongCall, without one with `no_key`."""
    if file is None:
        secret = os.environ.get(VARIABLE, "").encode()
    else:
        try:
            secret = Path(file).read_bytes()
        except OSError as fault:
            raise WrongCall(f"{fault.strerror}: {file}") from None
    if not (secret := secret.strip()):
        raise WrongCall(no_key)
    return Key(secret)
