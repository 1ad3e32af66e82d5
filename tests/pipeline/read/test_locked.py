"""Word files behind a password; each is made here, by the library's own writer or, for the older way, by hand."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
from pathlib import Path
from struct import pack

import docx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from pipeline.limits import Limits, Passwords, using
from pipeline.parse import parse_bytes
from pipeline.read import DOCX, media_type, office
from pipeline.read.lines import ReadError
from pipeline.read.locked import unlocked

WORDS = "云渡县某厂“3·9”触电事故调查报告"
SECRET = "正确的密码 1"


def word(text: str = WORDS) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked(data: bytes, password: str) -> bytes:
    """As Word since 2010 does it."""
    return ECMA376Agile.encrypt(password, io.BytesIO(data))


def locked_as_in_2007(data: bytes, password: str) -> bytes:
    salt, sha = b"0123456789abcdef", lambda words: hashlib.sha1(words).digest()
    key = sha(salt + password.encode("utf-16-le"))
    for i in range(50_000):
        key = sha(pack("<I", i) + key)
    key = sha(key + pack("<I", 0))
    key = sha(bytes(a ^ b for a, b in zip(key.ljust(64, b"\0"), b"6" * 64, strict=True)))[:16]
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    verifier = b"fedcba9876543210"
    head = pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + "Microsoft AES\0".encode("utf-16-le")
    info = pack("<HHII", 3, 2, 0x24, len(head)) + head + pack("<I", 16) + salt + cipher.update(verifier)
    info += pack("<I", 20) + cipher.update(sha(verifier).ljust(32, b"\0"))
    package = pack("<Q", len(data)) + cipher.update(data + bytes(-len(data) % 16))
    out = io.BytesIO()
    ECMA376Encrypted(package.ljust(4096, b"\0"), info).write_to(out)
    return out.getvalue()


WAYS = pytest.mark.parametrize("lock", [locked, locked_as_in_2007])


def refused(data: bytes, *given: str) -> tuple[str, str]:
    with using(passwords=Passwords(given)), pytest.raises(ReadError) as caught:
        parse_bytes(data, "a.docx", "a.docx")
    return caught.value.code, str(caught.value)


@WAYS
@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a"])
def test_a_password_given_opens_the_file(lock, name) -> None:
    data = lock(word(), SECRET)
    with using(passwords=Passwords(["falsch", SECRET])):
        record = parse_bytes(data, name, name)
    assert record.text.text == WORDS + "\n"
    assert record.document.media_type == DOCX == media_type(data, name)
    assert record.document.doc_id == hashlib.sha256(data).hexdigest()[:16]


@WAYS
@pytest.mark.parametrize("own", ["", "VelvetSweatshop"])
def test_what_is_only_kept_from_changes_needs_no_password(lock, own) -> None:
    data = word()
    assert unlocked(lock(data, own)) == data


@WAYS
def test_without_the_password_the_message_says_what_to_do(lock) -> None:
    data = lock(word(), SECRET)
    assert refused(data) == ("encrypted", "the Word file is encrypted; give its password with --passwords FILE")
    code, message = refused(data, "falsch", "auch falsch")
    assert (code, message) == ("encrypted", "the Word file is encrypted; none of the 2 passwords given opens it")


def test_other_files_stay_as_they_are() -> None:
    for data in (b"", word(), "甲".encode(), office.OLE + "WordDocument".encode("utf-16-le")):
        assert unlocked(data) is data


def test_what_lies_behind_the_password_is_held_to_the_limits() -> None:
    bomb = word(" " * 25_000_000 + "弹")
    assert refused(locked(bomb, SECRET), SECRET)[0] == "bomb"
    with using(Limits(unpacked_mb=0)):
        assert refused(locked(word(), SECRET), SECRET)[0] == "bomb"
    assert refused(locked(locked(word(), SECRET), SECRET), SECRET)[0] == "damaged"  # no package inside
    assert refused(locked(b"PK\x03\x04 not a package" + bytes(9000), SECRET), SECRET)[0] == "damaged"


def test_an_unknown_way_is_said() -> None:
    data = locked(word(), SECRET)
    at = data.index(b"\x04\x00\x04\x00\x40\x00\x00\x00")  # the version
    code, message = refused(data[:at] + b"\x04\x00\x03\x00" + data[at + 4 :])
    assert code == "encrypted"
    assert "not supported" in message


def test_entities_are_refused() -> None:
    data = locked(word(), SECRET)
    at = data.index(b"<?xml")
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    assert refused(data[:at] + bomb + data[at + len(bomb) :])[0] == "damaged"


@WAYS
def test_damaged_ones_end_cleanly_and_never_show_the_password(lock) -> None:
    """Also where the damage lies in the parts that the password is mixed with."""
    data, chance = lock(word(), SECRET), random.Random(5)
    codes, said = set(), []
    with using(passwords=Passwords([SECRET])):
        for _ in range(40):
            broken = bytearray(data)
            for _ in range(chance.choice((1, 4, 40))):
                broken[chance.randrange(len(data))] = chance.randrange(256)
            del broken[chance.choice((len(data), chance.randrange(len(data)))) :]
            try:
                parse_bytes(bytes(broken), "a.docx", "a.docx")
            except ReadError as error:
                codes.add(error.code)
                said.append(f"{error} {error.__cause__} {error.__context__ if not error.__suppress_context__ else ''}")
    assert codes <= {"encrypted", "damaged", "bomb", "needs-libreoffice", "no-content"}
    assert "damaged" in codes
    assert SECRET not in "".join(said)


@pytest.mark.skipif(office.libreoffice() is None, reason="LibreOffice is not installed")
def test_an_old_word_file_behind_a_password_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word())
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    command = [str(office.libreoffice()), profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    data = bytearray((tmp_path / "a.doc").read_bytes())
    head = data.index(b"\xec\xa5\x01\x01")  # how LibreOffice's own begins
    data[head + 11] |= 1
    assert refused(bytes(data)) == ("encrypted", "the .doc file is encrypted; save it without a password, or as .docx")
