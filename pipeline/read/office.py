"""Old and foreign word processor files (.doc, .wps, .rtf, .odt), through LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.read.docx import read_docx
from pipeline.read.lines import ReadError, Reading
from pipeline.read.locked import OLE, is_locked

_TIMEOUT = 120.0
_HEAD = b"\xec\xa5"
_VERSIONS = tuple(bytes.fromhex(code) for code in ("c000", "c100", "c200", "d900", "0101", "0c01", "1201"))
"""How the text of Word 97 and later begins, and the versions that follow."""
_STREAMS = ("WordDocument", "CONTENTS", "MatOST")
"""What Word and Microsoft Works call the text in a compound file; Excel and PowerPoint files hold none of them."""
_OLD_WORD = (b"\xdb\xa5", b"\x31\xbe\x00\x00", b"\xfe\x37", b"\x9b\xa5")
_SUPERVISOR = """
import os, shutil, signal, subprocess, sys, threading
pipe, folder, *command = sys.argv[1:]
child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
def leave():
    os.read(int(pipe), 1)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=leave, daemon=True).start()
sys.exit(child.wait())
"""
"""Stands between a worker and LibreOffice: ends it and clears its folder when the worker ends, however that ends."""
# A profile of its own for each file: two LibreOffices cannot share one, and this one runs no macros and loads
# nothing that a document refers to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
</oor:items>
"""


def libreoffice() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_office(data: bytes, suffix: str) -> Reading:
    """Read a word processor file by converting it to .docx; ``suffix`` (``.doc``) tells its kind where the bytes do not.

    Raises:
        ReadError: ``needs-libreoffice`` where it is not installed, ``damaged`` for a file that it cannot read,
            ``timeout``, ``encrypted``, and what :func:`read_docx` raises.
    """
    if data.startswith(b"PK\x03\x04") and b"mimetypeapplication/vnd.oasis" not in data[:200]:
        return read_docx(data)  # a .docx by the name of .doc or .wps
    _refuse_others(data, suffix)
    program = libreoffice()
    if program is None:
        raise ReadError(
            "needs-libreoffice",
            f"{suffix} files are read through LibreOffice, which is not installed: "
            "apt-get install libreoffice-writer (macOS: brew install --cask libreoffice), or save the file as .docx",
        )
    with tempfile.TemporaryDirectory(prefix="shigu-office-", ignore_cleanup_errors=True) as folder:
        return read_docx(_converted(program, data, _kind(data, suffix), Path(folder)))


def _refuse_others(data: bytes, suffix: str) -> None:
    """Raises for what is no word processor file: LibreOffice would import its bytes as text."""
    if data.startswith(OLE):
        if is_locked(data) or _is_encrypted(data):
            raise ReadError("encrypted", f"the {suffix} file is encrypted; save it without a password, or as .docx")
        known = any(name.encode("utf-16-le") in data for name in _STREAMS)
    else:
        known = data.startswith((b"PK\x03\x04", *_OLD_WORD)) or data.lstrip()[:5] == b"{\\rtf"
    if not known:
        raise ReadError(
            "damaged", f"not a {suffix} file, or one that was cut off: download it again or save it as .docx"
        )


def _is_encrypted(data: bytes) -> bool:
    """Does the head of Word's own text say so? It begins a sector of the compound file."""
    at = data.find(_HEAD, 512)
    while at >= 0:
        version, flags = data[at + 2 : at + 4], data[at + 11 : at + 12]
        if at % 512 == 0 and version in _VERSIONS:
            return bool(flags and flags[0] & 1)
        at = data.find(_HEAD, at + 1)
    return False


def _kind(data: bytes, suffix: str) -> str:
    """The suffix that makes LibreOffice choose the right filter: WPS writes Word's own format under its own name."""
    if data.lstrip()[:5] == b"{\\rtf":
        return ".rtf"
    if data.startswith(OLE) and "WordDocument".encode("utf-16-le") in data:
        return ".doc"
    return suffix if suffix in (".doc", ".wps", ".rtf", ".odt") else ".doc"


def _converted(program: str, data: bytes, suffix: str, folder: Path) -> bytes:
    """``data`` as .docx."""
    source, profile, out = folder / f"input{suffix}", folder / "profile", folder / "out"
    source.write_bytes(data)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(out),
        str(source),
    ]
    said = _run(command, folder, suffix)
    result = out / "input.docx"
    if not result.is_file() or not result.stat().st_size:
        raise ReadError(
            "damaged", f"LibreOffice cannot read this {suffix} file: {said[-300:] or 'it does not say why'}"
        )
    return result.read_bytes()


def _run(command: list[str], folder: Path, suffix: str) -> str:
    """Runs LibreOffice, which starts processes of its own: all of them end with its time; what it printed."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _SUPERVISOR, str(read), str(folder), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
        pass_fds=(read,),
    )
    try:
        printed, _ = process.communicate(timeout=_TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise ReadError("timeout", f"LibreOffice took more than {_TIMEOUT:.0f} s for this {suffix} file") from error
    finally:
        _end(process)
        os.close(read)
        os.close(write)
    return printed.decode("utf-8", "replace").strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and those that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=10)
