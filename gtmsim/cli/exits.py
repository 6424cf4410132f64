"""How a command ends: 0 well, 2 for bad input, 130 when stopped by the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from gtmsim.errors import GtmsimError

BAD_INPUT = 2
STOPPED = 130


def refuse(message: str) -> NoReturn:
    """End the command because of what it was given: one message on stderr, exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(BAD_INPUT)


@contextmanager
def readable_failures() -> Iterator[None]:
    """Turn the failures a user can cause into a message and an exit code, never a traceback."""
    try:
        yield
    except GtmsimError as error:
        refuse(str(error))
    except KeyboardInterrupt as stop:
        typer.echo(str(stop) or "Stopped. Nothing was written.", err=True)
        raise typer.Exit(STOPPED) from None
