"""How much of a PostgreSQL server one process takes, and how long anything waits there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`connections`: as many as one pool holds at most; `question_s`: so long may a question's statement run;
    `wait_s`: so long is waited for one of the connections to come free.

    A question holds a connection for as long as its sums take, some milliseconds over rollups; what takes
    longer is work of the server's cores, and is not done sooner by more connections. A bot has three pools
    (questions, digests and alerts, a small one of its memory): none of them starves the others, and eight
    bots fit into the hundred connections that a server has if nobody set anything else.
    """

    connections: int = 5
    question_s: int = 30
    wait_s: float = 10.0


LIMITS = Limits()
