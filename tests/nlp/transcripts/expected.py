"""What the samples say, written down by hand: format, roles, ids, language and every turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nlp.values import Roles, Transcript, Turn

SAMPLES = Path(__file__).parent.parent / "samples"

# (speaker, text, start, end)
Row = tuple[str, str, float | None, float | None]


@dataclass(frozen=True)
class Expected:
    file: str
    source: str
    roles: Roles
    rows: tuple[Row, ...]
    contact_id: str
    language: str | None = None
    started_at: datetime | None = None

    @property
    def transcript(self) -> Transcript:
        turns = tuple(Turn(who, text, start, end) for who, text, start, end in self.rows)  # pyright: ignore
        return Transcript(self.source, turns, self.roles, self.contact_id, self.language, self.started_at)


EXPECTED = (
    Expected(
        "contact_lens.json", "contact_lens", "given",
        (
            ("other", "Your call may be recorded.", 0.0, 2.4),
            ("agent", "Good morning, Kestrel Energy, Imran speaking.", 3.1, 6.05),
            ("customer", "Hello, it's [PII]. My meter was read twice and I was billed for both.", 6.4, 11.9),
            ("agent", "That is not right, let me take the second one off.", 11.7, 15.5),
            ("customer", "", 15.8, 15.8),
        ),
        "8f1c2b34-0000-4b6e-9d7a-1f2e3d4c5b6a", "en-GB",
    ),
    Expected(
        "contact_lens_chat.json", "contact_lens_chat", "given",
        (
            ("other", "Welcome! A person will be with you shortly.", 0.0, None),
            ("customer", "My parcel says delivered but the porch is empty.", 27.5, None),
            ("customer", "", 38.75, None),
            ("agent", "I will send the driver back **today**.", 67.5, None),
        ),
        "chat-77aa", "en-US", datetime(2026, 3, 2, 9, 15, 2, 500_000, UTC),
    ),
    Expected(
        "call_analytics.json", "call_analytics", "given",
        (
            ("agent", "Loan desk, you are through to Petra.", 0.12, 2.3),
            ("customer", "The form lost everything I typed, twice.", 2.5, 6.1),
            ("agent", "Then let us fill it in together now.", 5.9, 8.8),
            ("customer", "Oh, that would be lovely.", 9.0, 10.75),
        ),
        "loan-desk-0042", "en-US",
    ),
    Expected(
        "post_call.json", "post_call", "given",
        (
            ("other", "Press one for repairs.", 0.0, 1.9),
            ("agent", "Repairs, this is Neve.", 2.25, 4.5),
            ("customer", "Nobody came on Tuesday, and I took the day off, I'm [PII].", 4.6, 9.0),
            ("agent", "I am putting you first on the list for tomorrow.", 8.75, 12.0),
        ),
        "pca-9d2f", "en-GB", datetime(2026, 2, 11, 13, 5, tzinfo=UTC),
    ),
    Expected(
        "genesys.json", "genesys", "given",
        (
            ("agent", "cedar travel this is bo", 4.5, 6.75),
            ("customer", "our flight left without us because the gate changed", 7.0, 11.0),
            ("other", "please hold the line", 12.0, 13.0),
            ("agent", "you are on the ten fifteen now", 18.0, 19.5),
        ),
        "gen-5b1e", "en-us", datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    ),
    Expected(
        "twilio.json", "twilio", "inferred",
        (
            ("agent", "Thank you for calling Larkspur Water, how can I help?", 0.48, 3.2),
            ("customer", "There is brown water coming out of my kitchen tap.", 3.9, 7.25),
            ("agent", "Oh no. A crew is on its way.", 7.1, 9.0),
            ("customer", "That was quick.", None, None),
        ),
        "twilio",
    ),
    Expected(
        "deepgram.json", "deepgram", "inferred",
        (
            ("agent", "Hello, Bramble Books, how can I help you?", 0.32, 2.71),
            ("customer", "The last page is missing from my book.", 3.04, 5.5),
            ("agent", "A whole one goes out to you today.", 5.2, 7.75),
        ),
        "deepgram", "en",
    ),
    Expected(
        "deepgram_words.json", "deepgram", "inferred",
        (
            ("agent", "Good evening, how may I help you?", 0.1, 1.5),
            ("customer", "Money back.", 2.0, 2.9),
            ("agent", "Certainly.", 3.5, 4.0),
        ),
        "deepgram_words",
    ),
    Expected(
        "assemblyai.json", "assemblyai", "inferred",
        (
            ("agent", "Finch Insurance, may I have your policy number please?", 0.25, 2.6),
            ("customer", "I never got one. I still haven't received anything from you.", 2.9, 6.15),
            ("agent", "Then I will read it out to you.", 6.3, 8.0),
        ),
        "assemblyai", "en-us",
    ),
    Expected(
        "whisperx.json", "whisperx", "inferred",
        (
            ("agent", "Thanks for calling Moss and Sons, how can we help?", 0.031, 2.4),
            ("customer", "The mower you sold me died after a week.", 2.9, 6.2),
            ("other", "Hmm.", 6.4, 6.9),
            ("agent", "Bring it in and you get another.", 7.0, 9.125),
        ),
        "whisperx", "en",
    ),
    Expected(
        "interchange.jsonl", "interchange", "given",
        (
            ("agent", "Hello, Tern Mobile.", 0.0, 1.5),
            ("customer", "You cut me off in the middle of a call!", 1.75, 4.0),
            ("customer", "", None, None),
        ),
        "c1", "en", datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    ),
    Expected(
        "slack_export.json", "slack_export", "inferred",
        (
            ("other", "<@U01> has joined the channel", 0.0, None),
            ("agent", "How can I help you with the <broken> kiln?", 60.0001, None),
            (
                "customer",
                "I have a problem: it fires to the wrong heat and my whole batch is ruined.",
                90.5002,
                None,
            ),
            ("agent", "We replace the batch too.", 119.9999, None),
        ),
        "slack_export", None, datetime(2026, 3, 2, 10, 0, 0, 100, UTC),
    ),
    Expected(
        "webvtt.vtt", "webvtt", "given",
        (
            ("agent", "Hello, you've reached Dune Coaches.", 1.0, 3.5),
            ("customer", "The coach never came\nand it was raining.", 4.0, 8.25),
            ("agent", "I am so sorry.", 8.0, 9.0),
            ("customer", "So am I.", 8.0, 9.0),
        ),
        "webvtt", "en-GB",
    ),
    Expected(
        "srt.srt", "srt", "given",
        (
            ("agent", "Robin Gas, good day.", 0.5, 2.0),
            ("customer", "I smell gas in the hall.\nOrder: none.", 2.1, 5.75),
            ("customer", "please hurry", 5.0, 6.0),
            ("agent", "Go outside. A van is coming.", 6.5, 8.0),
        ),
        "srt",
    ),
    Expected(
        "thread.txt", "thread", "inferred",
        (
            ("agent", "Hello! How can I help you?", 0.0, None),
            ("customer", "My kiln is broken. I called at 10:30\nand nobody picked up.", 60.0, None),
            ("customer", "Anyone?", 120.0, None),
            ("agent", "I am here now, sorry for the wait.", 240.0, None),
        ),
        "thread",
    ),
    Expected(
        "thread_bracket.txt", "thread", "inferred",
        (
            ("agent", "Hello! How can I help you?", 0.0, None),
            ("customer", "It is late, I need some help.", 48_360.0, None),
            ("customer", "Still there?", 48_540.0, None),
        ),
        "thread_bracket",
    ),
    Expected(
        "plain.txt", "plain", "given",
        (
            ("agent", "Good morning, Heron Rail. How can I help you?", 2.0, None),
            (
                "customer",
                "You sold me a ticket for a train\nthat does not exist.\nTrain: 10:15 to nowhere.",
                6.0,
                None,
            ),
            ("agent", "That must have been a shock.", 14.0, None),
            ("other", "The caller was put on hold.", 20.0, None),
            ("customer", "", 65.0, None),
        ),
        "plain",
    ),
    Expected(
        "plain_speakers.txt", "plain", "inferred",
        (
            ("agent", "Thank you for calling Wren Tyres, how may I help you?", 1.0, None),
            ("customer", "I bought four tyres and got three.", 5.0, None),
            ("agent", "The fourth is here. I apologize for the trouble.", 9.0, None),
        ),
        "plain_speakers",
    ),
    Expected(
        "plain_names.txt", "plain", "inferred",
        (
            ("customer", "Hi, can you help me? My washing machine arrived without a door.", None, None),
            ("agent", "Oh dear. May I have your order number?", None, None),
            ("customer", "It is on its way to you by e-mail.", None, None),
            ("agent", "Found it. Is there anything else I can do?", None, None),
        ),
        "plain_names",
    ),
    Expected(
        "harper_valley.json", "harper_valley", "given",
        (
            ("agent", "hello this is sparrow savings", 0.9, 3.0),
            ("customer", "i want to close my account", 3.3, 4.75),
        ),
        "harper_valley",
    ),
    Expected(
        "abcd.json", "abcd", "given",
        (
            ("customer", "the coat came in blue", None, None),
            ("agent", "and you asked for green?", None, None),
            ("other", "Order has been opened.", None, None),
        ),
        "101", "en",
    ),
    Expected(
        "star.jsonl", "star", "given",
        (
            ("customer", "My card was swallowed.", 0.0, None),
            ("agent", "A new one is on its way.", 12.0, None),
        ),
        "901", "en", datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    ),
)  # fmt: skip
