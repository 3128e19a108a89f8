"""One analysed transcript for the person at a terminal: headline, curve, words, how it was talked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bot.analysis_plot import clock, plot
from nlp.analysis.quotes import one_line
from nlp.analysis.values import Analysis, Quote, Silence, StrongEmotion, Talk, TurningPoint
from nlp.emotions import EMOTIONS
from nlp.hearing import HeardTranscript
from nlp.nev import ContactNev, Mood
from nlp.privacy import mask_id
from nlp.values import Roles, Speaker

BOLD, DIM = Style(bold=True), Style(dim=True)
MOODS = {"positive": Style(color="green"), "negative": Style(color="red"), "mixed": Style(color="yellow")}
QUOTES = 2
_ROLES: dict[Roles, str] = {
    "inferred": "Who is the customer was inferred from the words; --agent NAME says it.",
    "unknown": "Who is the customer is not known; --agent NAME says it.",
    "set": "Who is the customer was said on the command line.",
}
_VARIANTS = {
    "shaw_mean": "Shaw's mean",
    "mention_share": "mention share",
    "net_sentiment": "net sentiment",
    "end_weighted": "end-weighted",
    "trend": "trend",
}


def analysis_text(heard: HeardTranscript, analysis: Analysis) -> Group:
    """All that is known of one transcript; nothing of it steers the terminal."""
    parts: list[RenderableType] = [_title(heard)]
    if heard.nev is None or analysis.mood is None:
        parts.append(Text(_sentence(heard.message or ""), MOODS["mixed"]))
    else:
        parts += _headline(heard.nev, analysis.mood)
    parts += _section("Mood", plot(analysis.curve))
    parts += _section("Strongest emotions", (line for one in analysis.emotions for line in _emotion(one)))
    parts += _section("Turning points", (line for one in analysis.turning_points for line in _turn(one)))
    if analysis.ending:
        said = Text(
            f"{_signed(analysis.ending.value)}, {analysis.ending.mood}: ", MOODS[analysis.ending.mood]
        )
        parts += _section("How it ended", [said.append_text(_quoted(analysis.ending.last))])
    parts += _section("Talk", _talk(analysis.talk) if analysis.talk else ())
    parts += [Text(line, DIM) for line in _remarks(heard)]
    return Group(*parts)


def _title(heard: HeardTranscript) -> Text:
    name = one_line(mask_id(heard.transcript.contact_id or "")) or "a contact without an id"
    turns = len(heard.transcript.turns)
    rest = [heard.transcript.source, heard.language or "language not told", f"{turns:,} turns"]
    return Text(name, BOLD).append(f"  {' · '.join(map(one_line, rest))}", DIM)


def _headline(nev: ContactNev, mood: Mood) -> Iterator[Text]:
    yield Text(f"Text-based NEV {_signed(nev.balance)}, {mood}", BOLD + MOODS[mood])
    others = [(name, getattr(nev, variant)) for variant, name in _VARIANTS.items()]
    # Blanks that do not break keep a name and its figure on one line.
    yield Text(" · ".join(f"{name} {_signed(value)}".replace(" ", "\xa0") for name, value in others), DIM)


def _section(title: str, lines: Iterable[RenderableType]) -> list[RenderableType]:
    inside = [Padding(line, (0, 0, 0, 2)) for line in lines]
    return [Text(), Text(title, BOLD), *inside] if inside else []


def _emotion(one: StrongEmotion) -> Iterator[Text]:
    times = "once" if one.mentions == 1 else f"in {one.mentions:,} turns"
    yield Text(f"{_name(one.name)}, {times}")
    for quote, intensity in one.turns[:QUOTES]:
        yield Text("  ").append_text(_quoted(quote)).append(f" {intensity:.0%}", DIM)


def _turn(one: TurningPoint) -> Iterator[Text]:
    word, mood = ("rose", "positive") if one.change > 0 else ("fell", "negative")
    yield Text(f"{word} by {abs(100 * one.change):.0f}: ", MOODS[mood]).append_text(_quoted(one.said))
    for quote in one.before:
        yield Text(f"  just before, the {quote.speaker}: ", DIM).append_text(_quoted(quote))


def _talk(talk: Talk) -> Iterator[Text]:
    shares = [f"{who} {share:.0%}" for who, share in talk.shares.items() if share]
    yield Text(f"{', '.join(shares)} of the {talk.by if talk.by == 'words' else 'time spoken'}")
    if talk.silence:
        yield Text(_silence(talk.silence))
    if talk.interruptions is not None:
        yield Text(f"interruptions: {_counts(talk.interruptions)}")


def _silence(silence: Silence) -> str:
    return (
        f"longest silence {silence.seconds:.1f} s at {clock(silence.start)}, before turn {silence.turn + 1}"
    )


def _counts(counts: dict[Speaker, int]) -> str:
    found = [f"{count} by the {who}" for who, count in counts.items() if count]
    return ", ".join(found) or "none"


def _remarks(heard: HeardTranscript) -> Iterator[str]:
    yield ""
    if heard.transcript.roles in _ROLES:
        yield _ROLES[heard.transcript.roles]
    missing = [_name(name) for name in EMOTIONS if heard.nev and name not in heard.nev.intensities]
    if missing:
        yield f"Not measured: {', '.join(missing)}."
    yield f"Heard by {one_line(heard.model)}; personal data is masked; nothing is stored."


def _quoted(quote: Quote) -> Text:
    return Text(f"“{quote.text}”").append(f" (turn {quote.turn + 1})", DIM)


def _name(emotion: str) -> str:
    return emotion.replace("_", " ")


def _sentence(text: str) -> str:
    line = one_line(text)
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def _signed(value: float | None) -> str:
    """One decimal and a sign, "–" for none."""
    if value is None:
        return "–"
    shown = f"{value:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown.replace("-", "−")
