"""The mail server of a machine that has none: every message becomes one file in a folder.

A message is known by its Message-ID: handed over again, it is recognised and not written twice.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailToFolder(BaseEmailBackend):
    """Writes messages to settings.MAIL_FOLDER as .eml files; raises OSError where the folder cannot be written."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message that is not there yet; the number of messages the folder holds now."""
        for message in email_messages:
            written = message.message()
            _keep(path_of(str(written["Message-ID"])), written.as_bytes())
        return len(email_messages)

    def accepted(self, message_id: str) -> bool:
        """Whether a message with this Message-ID was taken, so that nobody has to guess after a fault."""
        return path_of(message_id).exists()


def path_of(message_id: str) -> Path:
    """The file of a message: named by the hash of its Message-ID, because such an id may hold any character."""
    return Path(settings.MAIL_FOLDER) / f"{hashlib.sha256(message_id.encode()).hexdigest()[:40]}.eml"


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole and once: under another name first, then linked, which fails where the name is taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        os.unlink(name)
