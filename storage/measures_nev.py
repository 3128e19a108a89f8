"""What is summed over scored contacts: the variants of NEV, mentions of emotions, felt against resolved.

Rows are those of the active model alone (`storage.sources`): one per contact with a transcript, where it was
not scored without figures. `mention_share` is a ratio of sums D ÷ T of each
contact's d = positive − negative and t = positive + negative mentions; its variance, clustered by contact,
needs Σd², Σdt and Σt².
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, and_, exists, type_coerce

from storage.additive import Additive, count, total
from storage.measure import Measure, counted, fixed, one_of, window, word
from storage.measures_contacts import handled, resolved
from storage.schema import emotion_mentions, nev_contacts

c = nev_contacts.c
_VARIANTS = ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")

_positive, _negative = (type_coerce(c[name], Integer) for name in ("positive_mentions", "negative_mentions"))
_difference, _mentions = _positive - _negative, _positive + _negative
_scored = c.balance.is_not(None)
_variant = one_of({name: c[name] for name in _VARIANTS})
_known = one_of({**{name: c[name].is_not(None) for name in _VARIANTS}, "mention_share": _mentions > 0})


def _felt(emotion: str) -> ColumnElement[bool]:
    mentions = emotion_mentions.c
    mentioned = exists().where(
        mentions.contact_id == c.contact_id,
        mentions.model == c.model,
        mentions.emotion == emotion,
        mentions.mentions > 0,
    )
    return and_(_scored, mentioned)


def _moments_of_mentions() -> tuple[Measure, ...]:
    parts = (
        ("mentions_positive", _positive),
        ("mentions_negative", _negative),
        ("mention_diff_sq", _difference * _difference),
        ("mention_diff_total", _difference * _mentions),
        ("mention_total_sq", _mentions * _mentions),
    )
    return tuple(fixed(name, "nev", total(value, _mentions > 0)) for name, value in parts)


def _total(value: ColumnElement[float]) -> Additive:
    return total(value, value.is_not(None))


def _squares(value: ColumnElement[float]) -> Additive:
    return total(value * value, value.is_not(None))


NEV_MEASURES: tuple[Measure, ...] = (
    counted("nev_n", "nev", _known, lambda known: known),
    Measure("nev_s", "nev", _total, (_variant,)),
    Measure("nev_sq", "nev", _squares, (_variant,)),
    *_moments_of_mentions(),
    fixed("scored", "nev", count(_scored)),
    counted("not_scored", "nev", word, lambda reason: c.not_scored == reason),
    fixed("transcribed", "nev", count(handled)),
    counted("emotion_contacts", "nev", word, _felt),
    counted("scored_first_resolved", "nev", window, lambda days: and_(_scored, resolved(days))),
    counted("unhappy_first_resolved", "nev", window, lambda days: and_(c.balance < 0, resolved(days))),
)
