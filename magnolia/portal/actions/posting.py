"""What the worker does: mail notices, typeset letters, the daily round."""


def send(notice: str) -> None: ...


def typeset_letter(letter: int) -> None: ...
