"""What can go wrong in the store.

StorageError
"""


class StorageError(Exception):
    """A fault with the store or its records; the message is one line: what, where, how to mend it."""


class BusyError(StorageError):
    """The store cannot answer now, and may a moment later: it took too long, is full, or is starting."""
