"""The errors of Aftershock, one tree.

* AftershockError
    * UsageError          the call's words are off                      (exit 2)
    * CaseError           the case cannot be opened or used
        * CaseLocked      another process owns it and does not answer
        * CaseDamaged     what stands on disk is not what was recorded
    * InputError          something from outside cannot be read
        * Unrecognised    no source knows this content
        * NoMainText      a page without a text
    * FetchError          an address could not or may not be fetched
    * ModelMissing        a model of the manifest is not installed
    * ExtraMissing        an optional part of the package is not installed

Each says what it is about (file or address, and line), the cause, and the next step.
"""

from __future__ import annotations

from aftershock.records import Reject


class AftershockError(Exception):
    """Base of all errors that Aftershock raises on purpose.

    ``where`` is a file, address or record; ``line`` is 1-based (0: the whole of it).
    """

    exit_code = 1

    def __init__(self, cause: str, *, where: str = "", line: int = 0, next_step: str = "") -> None:
        self.cause, self.where, self.line, self.next_step = cause, where, line, next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.where and self.line else self.where
        said = f"{place}: {self.cause}" if place else self.cause
        return f"{said}. {self.next_step}" if self.next_step else said

    def set_aside(self, file: str) -> Reject:
        """The same as a line of the list of what was set aside, where ``file`` is one of many."""
        return Reject(file=file, line=self.line, cause=self.cause, next_step=self.next_step)


class UsageError(AftershockError):
    """The call's words are off."""

    exit_code = 2


class CaseError(AftershockError):
    """The case cannot be opened or used."""


class CaseLocked(CaseError):
    """Another process owns the case and does not answer."""


class CaseDamaged(CaseError):
    """What stands on disk is not what was recorded."""


class InputError(AftershockError):
    """Something from outside cannot be read."""


class Unrecognised(InputError):
    """No source knows this content."""


class NoMainText(InputError):
    """A page has no text of its own; ``tried`` names the extractors that found none."""

    def __init__(self, where: str, *, tried: tuple[str, ...]) -> None:
        super().__init__(
            f"no main text found (tried {', '.join(tried)})",
            where=where,
            next_step="Save the page's text by hand and add that file",
        )
        self.tried = tried


class FetchError(AftershockError):
    """An address could not or may not be fetched."""


class ModelMissing(AftershockError):
    """A model of the manifest is not installed."""


class ExtraMissing(AftershockError):
    """An optional part of the package is not installed."""

    def __init__(self, extra: str, *, what_for: str) -> None:
        super().__init__(
            f"{what_for} needs the extra '{extra}'",
            next_step=f"Install it: uv pip install 'aftershock[{extra}]'",
        )


def brief(error: BaseException) -> str:
    """What a library's error says, as a part of our own sentence: its first line, else what it is called."""
    return (str(error).splitlines() or [""])[0][:200] or type(error).__name__
