"""Words of running text: jieba with the dictionary of the trade.

Words are a hint and never a coordinate: rules match characters, and nothing that ``shigu parse`` does needs words.
jieba is optional (``pip install 'shigu[nlp]'``) and is imported at the first call, not before.
"""

from __future__ import annotations

import io
import logging
import warnings
from functools import cache
from importlib import resources
from typing import Any

Word = tuple[str, int, int]
"""A word and its span: ``text[start:end] == word``."""


class JiebaMissingError(Exception):
    """jieba is not installed; the message says how to install it."""


@cache
def _tokenizer() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old escape sequences in its source
            import jieba
    except ImportError:
        raise JiebaMissingError("jieba is not installed; install it with: pip install 'shigu[nlp]'") from None
    jieba.setLogLevel(logging.WARNING)  # it tells on stderr how long its dictionary took
    tokenizer = jieba.Tokenizer()
    lines = resources.files("extractors.vocab").joinpath("words.txt").read_text("utf-8").splitlines()
    entries = (line for line in lines if line and not line.startswith("#"))
    tokenizer.load_userdict(io.StringIO("\n".join(entries)))
    return tokenizer


def words(text: str) -> list[Word]:
    """The words of a text in reading order; they cover it without gaps, white space and marks included.

    >>> [word for word, _, _ in words("柳河县应急管理局副局长张某")]  # doctest: +SKIP
    ['柳河县', '应急管理局', '副局长', '张某']

    Raises:
        JiebaMissingError: jieba is not installed.
    """
    return [(word, start, end) for word, start, end in _tokenizer().tokenize(text)]
