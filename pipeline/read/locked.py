"""Word files behind a password: Word puts the encrypted package into a compound file, which the passwords given open."""

from __future__ import annotations

import io

from pipeline.limits import passwords
from pipeline.read.lines import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE, _OLD_WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
_ENTITIES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_OWN = ("", "VelvetSweatshop")
"""Tried before those given: none, and the one that Office itself takes where a file is only kept from being changed."""
_AGAIN = "download it again, or save it without a password"


class _Given(str):
    """A password that counts as given though it be empty."""

    def __bool__(self) -> bool:
        return True


def is_locked(data: bytes) -> bool:
    """Whether a file is an encrypted package of Word (or of Excel, PowerPoint: that shows when it is opened)."""
    return data.startswith(OLE) and _PACKAGE in data and _OLD_WORD not in data


def unlocked(data: bytes) -> bytes:
    """The package in a file that :func:`is_locked`; any other file as it is. It is never larger than the file.

    Raises:
        ReadError: ``encrypted`` (no password opens it, or in a way that is not supported), ``damaged``.
    """
    if not is_locked(data):
        return data
    from msoffcrypto import OfficeFile, exceptions

    if any(mark in data for mark in _ENTITIES):
        raise ReadError("damaged", "the encrypted Word file declares XML entities, as none does: refused")
    out = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        if not any(_opens(file, _Given(word)) for word in (*_OWN, *passwords())):
            raise ReadError("encrypted", f"the Word file is encrypted; {_advice()}")
        file.decrypt(out)
    except (ReadError, MemoryError):
        raise
    except exceptions.InvalidKeyError:
        raise ReadError("damaged", f"a password opens the Word file, but it holds no package: {_AGAIN}") from None
    except exceptions.DecryptionError as error:
        message = f"the Word file is encrypted in a way that is not supported ({error}); save it without a password"
        raise ReadError("encrypted", message) from None
    except Exception:  # what the library raises over broken files is no closed list, and may quote the password
        raise ReadError("damaged", f"the Word file is encrypted and damaged: {_AGAIN}") from None
    return out.getvalue()


def _opens(file: object, word: str) -> bool:
    from msoffcrypto import exceptions

    try:
        file.load_key(password=word, verify_password=True)  # type: ignore[attr-defined]
    except exceptions.InvalidKeyError:
        return False
    return True


def _advice() -> str:
    given = len(passwords())
    return f"none of the {given} passwords given opens it" if given else "give its password with --passwords FILE"
