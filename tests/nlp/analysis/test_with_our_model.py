"""An analysis by the model that is shipped: a call written for this test, with a mood that plainly turns."""

from __future__ import annotations

from nlp.analysis import analyse
from nlp.emotions import NEGATIVE, POSITIVE
from nlp.hearing import hear
from nlp.model import load
from nlp.values import Speaker, Transcript, Turn

CALL: tuple[tuple[Speaker, str], ...] = (
    ("agent", "Good morning, how can I help you?"),
    ("customer", "I have been waiting for three weeks and I am really fed up."),
    ("agent", "I am sorry to hear that."),
    ("customer", "This is the worst service I have ever had."),
    ("agent", "Let me look."),
    ("customer", "Nobody ever calls me back, it is infuriating."),
    ("agent", "I have found the parcel, and it will be with you tomorrow morning; the delivery is on us."),
    ("customer", "Oh wonderful, that is so kind of you!"),
    ("agent", "You are welcome."),
    ("customer", "Thank you so much, I am really happy with that."),
    ("agent", "Have a nice day."),
    ("customer", "You have been amazing, thanks!"),
)


def test_the_recovery_is_found_where_it_is():
    transcript = Transcript("plain", tuple(Turn(who, text) for who, text in CALL), "given", "c1", "en")
    (heard,) = hear([transcript], load(), agents=True)
    found = analyse(heard)
    (point,) = found.turning_points
    assert point.turn == 7 and point.change > 1
    assert point.agent is not None and point.agent.turn == 6
    assert found.ending is not None and found.ending.mood == "positive"
    assert heard.nev is not None and heard.nev.trend is not None and heard.nev.trend > 100
    named = {one.name for one in found.emotions}
    assert named & set(POSITIVE) and named & set(NEGATIVE)
