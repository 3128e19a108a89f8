"""What can go wrong in the store.

StorageError
"""


class StorageError(Exception):
    """A fault with the store or its records; the message is one line: what, where, how to mend it."""
