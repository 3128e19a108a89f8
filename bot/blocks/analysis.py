"""What was heard in one transcript, as a message: how the customer felt, when it turned, and on which words.

Every word of a transcript goes into rich or plain text, which Slack shows as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks.analysis_chart import chart, in_words
from bot.blocks.figures import duration
from bot.blocks.parts import Said, Span, bullets, fallback, line, paragraph, small
from bot.blocks.worked_out import how
from bot.phrases import say
from nlp.analysis.values import Analysis, Quote, StrongEmotion, Talk, TurningPoint
from nlp.emotions import EMOTIONS
from nlp.hearing import HeardTranscript
from nlp.nev import ContactNev, mentioned
from nlp.values import Feeling, Thresholds

NAME_CHARACTERS = 80
QUOTE_CHARACTERS = 160
QUOTES = 2
LONE_EMOTIONS = 5


def analysed(name: str, heard: HeardTranscript, analysis: Analysis) -> Said:
    """The message about one contact; `name` is what people call it."""
    head, *rest = _head(name, heard, analysis)
    drawn = chart(analysis.curve)
    emotions = [_emotion(one) for one in analysis.emotions]
    turns = [_turning(one) for one in analysis.turning_points]
    talk = _talk(analysis.talk) if analysis.talk and len(heard.transcript.turns) > 1 else []
    blocks = [paragraph([[Span(head, bold=True)], *([Span(one)] for one in rest)])]
    blocks += [drawn] if drawn else []
    for title, lines in (("mood_emotions", emotions), ("mood_turns", turns), ("mood_talk", talk)):
        blocks += [paragraph([[Span(say("en", title), bold=True)]]), bullets(lines)] if lines else []
    blocks += [small(_small(heard)), how(heard.model)]
    spoken = in_words(analysis.curve) if drawn else ""
    return Said(fallback([head, *rest, spoken, *emotions, *turns, *talk]), tuple(blocks))


def figure(nev: ContactNev, mood: str | None) -> str:
    """`−12.4, mixed`."""
    return say("en", "nev_figure", value=signed(nev.balance), mood=say("en", f"feel_{mood}"))


def signed(value: float) -> str:
    """One decimal and a sign; 0.0 has none."""
    shown = f"{value:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def not_scored(reason: str, language: str | None) -> str:
    """Why there is no figure, in plain words."""
    return say("en", f"unscored_{reason}", spoken=language or "?")


def _head(name: str, heard: HeardTranscript, analysis: Analysis) -> Iterator[str]:
    shown = line(name, NAME_CHARACTERS)
    if heard.nev is None:
        yield say("en", "nev_none", name=shown)
        yield not_scored(heard.not_scored or "words", heard.language)
        yield from _lone(heard)
        return
    yield say("en", "nev_head", name=shown, figure=figure(heard.nev, analysis.mood))
    yield say("en", "nev_counted", turns=f"{heard.nev.turns:,}", all=f"{len(heard.transcript.turns):,}")
    if analysis.ending is not None:
        value, mood = signed(analysis.ending.value), say("en", f"feel_{analysis.ending.mood}")
        yield say("en", "nev_ended", value=value, mood=mood, quote=_quoted(analysis.ending.last))


def _lone(heard: HeardTranscript) -> Iterator[str]:
    """What little was heard where it is too little for a figure: the one turn that has words."""
    felt = [
        feeling
        for turn, feeling in zip(heard.transcript.turns, heard.feelings, strict=True)
        if feeling is not None and turn.speaker == "customer"
    ]
    for one in felt[:1]:
        yield say("en", "nev_lone", positive=f"{one.positive:.0%}", negative=f"{one.negative:.0%}")
        named = _strongest(one, heard.thresholds)
        if named:
            yield say("en", "nev_lone_emotions", emotions=", ".join(named))


def _strongest(feeling: Feeling, thresholds: Thresholds) -> list[str]:
    found = sorted(mentioned(feeling, thresholds).items(), key=lambda pair: -pair[1])
    return [f"{_name(name)} {value:.0%}" for name, value in found[:LONE_EMOTIONS]]


def _emotion(one: StrongEmotion) -> str:
    quotes = " ".join(_quoted(quote) for quote, _ in one.turns[:QUOTES])
    key = "mood_emotion_once" if one.mentions == 1 else "mood_emotion"
    return say("en", key, name=_name(one.name), count=one.mentions, quotes=quotes)


def _turning(one: TurningPoint) -> str:
    key = "mood_rose" if one.change > 0 else "mood_fell"
    change = f"{abs(100 * one.change):.0f}"
    before = " ".join(_spoken(quote) for quote in one.before)
    return say("en", key, turn=one.turn + 1, change=change, said=_quoted(one.said), before=before)


def _talk(talk: Talk) -> list[str]:
    shares = {"customer": talk.shares.get("customer", 0.0), "agent": talk.shares.get("agent", 0.0)}
    if not any(shares.values()):
        return []
    lines = [say("en", f"talk_{talk.by}", **{name: f"{share:.0%}" for name, share in shares.items()})]
    if talk.silence is not None:
        lines.append(
            say("en", "talk_silence", length=duration(talk.silence.seconds), turn=talk.silence.turn + 1)
        )
    if talk.interruptions is not None:
        lines.append(
            say("en", "talk_interruptions", **{str(who): n for who, n in talk.interruptions.items()})
        )
    return lines


def _small(heard: HeardTranscript) -> list[str]:
    """How it was read, and what is not there."""
    measured = heard.nev.intensities if heard.nev else EMOTIONS
    missing = [_name(one) for one in EMOTIONS if one not in measured]
    lines = [say("en", f"roles_{heard.transcript.roles}"), say("en", "nev_model", model=heard.model)]
    lines += [say("en", "nev_not_measured", names=", ".join(missing))] if missing else []
    return [*lines, say("en", "nev_kept_nowhere")]


def _quoted(quote: Quote) -> str:
    return f"“{line(quote.text, QUOTE_CHARACTERS)}”"


def _spoken(quote: Quote) -> str:
    return say("en", f"said_{quote.speaker}", quote=_quoted(quote))


def _name(emotion: str) -> str:
    return emotion.replace("_", " ")
