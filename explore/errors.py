"""Errors that a user can mend; the message says how."""


class LookError(Exception):
    """Wrong usage: no dataset at a path, an unknown query, a statement that cannot be run. Exit code 2."""


class NoDatasetError(LookError):
    """There is no dataset at the path; the message says how to make one."""
