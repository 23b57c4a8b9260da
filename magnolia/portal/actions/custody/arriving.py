"""Django's upload handler for participant records: straight into the vault, never into a temporary file.

It stands before every other handler, since the cross-site check reads the form before any page runs. It takes the files
of the addresses in RECORDS alone. What no page takes over is gone when the request ends.
"""

from __future__ import annotations

import contextlib
from ipaddress import ip_address
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers, StopUpload
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from . import vault

# Addresses by name whose forms carry participant records, and the largest request they take, in bytes.
RECORDS = frozenset({"records_hand_in", "records_statement"})
MOST = 4 << 30


class RecordsFile(UploadedFile):
    """A file of records in the vault; closing it, as Django does at the end of a request, drops what nobody took."""

    def __init__(self, arrived: vault.Arrived, name: str, content_type: str) -> None:
        super().__init__(None, name, content_type, arrived.size)
        self.arrived = arrived

    def close(self) -> None:
        self.arrived.drop()


def travels_safely(request: HttpRequest) -> bool:
    """Whether nobody on the way can read the request: it came by HTTPS, or never left this machine."""
    if request.is_secure():
        return True
    with contextlib.suppress(ValueError):
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and "X-Forwarded-For" not in request.headers
    return False


def carries_records(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in RECORDS
    except Resolver404:
        return False


class ToTheVault(FileUploadHandler):
    """Takes every file of a form for records, and those of nobody who may not open that form."""

    arriving: vault.Arriving | None = None
    mine = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        from ...doors import may_open

        self.mine = self.request is not None and carries_records(self.request)
        if not self.mine or self.request is None:
            return
        request: Any = self.request
        name = resolve(request.path_info).view_name
        self.welcome = travels_safely(request) and may_open(name, request.user.is_authenticated, request.standing.roles)
        if content_length > MOST:
            raise StopUpload(connection_reset=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.mine:
            return
        if not self.welcome:
            raise SkipFile
        self.arriving = vault.Arriving()
        self.file = self.arriving  # Django closes it where the line breaks
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.arriving is None:
            return raw_data
        self.arriving.add(raw_data)
        return None

    def file_complete(self, file_size: int) -> RecordsFile | None:
        if self.arriving is None:
            return None
        arriving, self.arriving = self.arriving, None
        del self.file
        return RecordsFile(arriving.end(), self.file_name or "", self.content_type or "")

    def upload_interrupted(self) -> None:
        if self.arriving is not None:
            self.arriving.drop()
            self.arriving = None
