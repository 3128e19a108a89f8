"""The invented contact centre as data: what comes in, who takes it, and the stories hidden in the figures.

Times of day are local hours, durations seconds, weights relative. Nothing here was measured anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

OPENS, CLOSES = 8, 20


@dataclass(frozen=True, slots=True)
class Queue:
    """Median seconds of a voice contact's `talk` and `wrap`; the chance that it is `solved` at once."""

    name: str
    weight: float
    talk: float
    wrap: float
    solved: float
    stage: str
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Team:
    """`weight` is its part of the agents; its agents take contacts of its `queues`."""

    name: str
    site: str
    queues: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Channel:
    """`longer` and `wrap` multiply talk and after-call work; `live` ones ring, the others wait their turn."""

    name: str
    weight: float
    longer: float
    wrap: float
    live: bool


QUEUES = (
    Queue("Billing", 24, 410, 70, 0.80, "Renewal",
          (("Invoice question", 5), ("Payment failed", 3), ("Refund status", 3))),
    Queue("Deliveries", 21, 310, 50, 0.76, "Purchase",
          (("Late parcel", 6), ("Change of address", 2), ("Missing item", 2))),
    Queue("Technical Support", 20, 610, 105, 0.66, "Everyday use",
          (("Login problem", 4), ("App crash", 3), ("Setup help", 3))),
    Queue("Returns", 16, 365, 60, 0.79, "Everyday use",
          (("Return label", 5), ("Damaged item", 3), ("Wrong size", 3))),
    Queue("Sales", 13, 500, 75, 0.88, "Discover",
          (("Price question", 4), ("New order", 4), ("Upgrade", 2))),
    Queue("Complaints", 6, 740, 140, 0.60, "Renewal",
          (("Rude treatment", 2), ("Broken promise", 4), ("Compensation", 2))),
)  # fmt: skip

TEAMS = (
    Team("Aspen", "Leeds", ("Billing", "Complaints", "Deliveries"), 11),
    Team("Birch", "Leeds", ("Returns", "Deliveries", "Billing"), 9),
    Team("Cedar", "Porto", ("Technical Support", "Deliveries"), 10),
    Team("Juniper", "Porto", ("Returns", "Billing", "Complaints"), 9),
    Team("Maple", "Sofia", ("Technical Support", "Sales", "Returns"), 11),
    Team("Willow", "Sofia", ("Sales", "Deliveries", "Complaints", "Billing"), 10),
)

CHANNELS = (
    Channel("voice", 60, 1.0, 1.0, True),
    Channel("chat", 22, 1.25, 0.5, True),
    Channel("email", 13, 0.95, 0.3, False),
    Channel("social", 5, 0.55, 0.3, False),
)

SEGMENTS = (("Consumer", 74), ("Business", 18), ("Premium", 8))
LANGUAGES = (("English", 70), ("Bulgarian", 12), ("Malay", 8), ("Indonesian", 6), ("Chinese", 4))

# Monday brings the weekend's questions, Friday the last ones before it; Sunday is quiet.
WEEKDAYS = (1.38, 1.08, 1.00, 0.98, 1.14, 0.62, 0.38)
# Every hour's part of an open day: a morning peak, a dip over lunch, a lower second peak.
HOURS = (
    0.05, 0.03, 0.02, 0.02, 0.02, 0.05, 0.12, 0.30,
    4.6, 7.6, 9.6, 9.4, 6.6, 6.9, 8.6, 8.8, 7.9, 6.2, 4.4, 3.0,
    0.40, 0.28, 0.18, 0.10,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stories:
    """What changed, in days before the end: each is there to be found by a question."""

    release: int = 14  # an app update: Technical Support takes longer and settles less
    coach_left: int = 21  # Willow loses its coach: its ratings fall
    pressed: int = 30  # Juniper is pressed for speed: AHT falls, and with it first contact resolution
    strike: int = 36  # carriers strike for two days: Deliveries overflows


STORIES = Stories()
RELEASE_REASON = "Update problem"
