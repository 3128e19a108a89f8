"""A pooler that does to sessions what PgBouncer's transaction mode does: each transaction gets another one.

One client at a time, two sessions of the server, taken in turns. It speaks PostgreSQL's protocol, version 3:
after the start-up every message is a letter and a length, and `Z` says whether a transaction is still open.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def pooling(server: str, folder: Path) -> Iterator[str]:
    """The folder of a socket, to be used as `host`; `server` is that of the real one."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / ".s.PGSQL.5432"))
    listener.listen()
    threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
    try:
        yield str(folder)
    finally:
        listener.close()


def _accept(listener: socket.socket, server: str) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_serve, args=(client, server), daemon=True).start()


def _serve(client: socket.socket, server: str) -> None:
    with suppress(OSError, EOFError), client:
        first = _packet(client)
        while first[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):  # TLS, GSS: not here
            client.sendall(b"N")
            first = _packet(client)
        sessions = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for session in sessions:
            session.connect(f"{server}/.s.PGSQL.5432")
            session.sendall(first)
            greeting = b"".join(_until_ready(session))
        client.sendall(greeting)
        _relay(client, sessions)


def _relay(client: socket.socket, sessions: list[socket.socket]) -> None:
    current = 0
    with selectors.DefaultSelector() as ready:
        for one in (client, *sessions):
            ready.register(one, selectors.EVENT_READ)
        while True:
            waiting = [key.fileobj for key, _ in ready.select()]
            if client in waiting:
                said = client.recv(65536)
                if not said:
                    return
                sessions[current].sendall(said)
            elif sessions[current] in waiting:
                message = _message(sessions[current])
                client.sendall(message)
                if message == b"Z\x00\x00\x00\x05I":
                    current = 1 - current


def _until_ready(session: socket.socket) -> Iterator[bytes]:
    while True:
        message = _message(session)
        yield message
        if message[:1] == b"Z":
            return


def _message(peer: socket.socket) -> bytes:
    return _exactly(peer, 1) + _packet(peer)


def _packet(peer: socket.socket) -> bytes:
    length = _exactly(peer, 4)
    return length + _exactly(peer, int.from_bytes(length) - 4)


def _exactly(peer: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = peer.recv(count - len(found))
        if not more:
            raise EOFError
        found += more
    return found
