"""What the bot itself says around the figures, per language: one table a language, same keys in each."""

from __future__ import annotations

from types import MappingProxyType

EN = MappingProxyType(
    {
        "weekdays": "Mon Tue Wed Thu Fri Sat Sun",
        "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "no_data": "no data",
        "points": "points",
        "per_hour": "/h",
        "not_set": "(not set)",
        "interval": "95% interval {low} to {high}",
        "change_interval": "change between {low} and {high}",
        "against": "against {value}",
        "against_target": "target {value}",
        "against_expected": "expected {value}",
        "band": "{low} to {high}",
        "verdict_up": "up",
        "verdict_down": "down",
        "verdict_no clear change": "no clear change",
        "verdict_too few to judge": "too few to judge",
        "verdict_no data": "no data",
        "better": "better",
        "worse": "worse",
        "by": "by {names}",
        "grain_hour": "hour",
        "grain_day": "day",
        "grain_week": "week",
        "grain_month": "month",
        "grain_quarter": "quarter",
        "grain_year": "year",
        "versus": "vs {said}",
        "target": "target",
        "expected": "what is expected",
        "n": "n {n}",
        "col_slice": "Slice",
        "col_n": "n",
        "col_before": "before",
        "col_target": "target",
        "col_expected": "expected",
        "col_change": "change",
        "col_verdict": "verdict",
        "col_interval": "95% interval",
        "col_share": "share",
        "col_within": "within",
        "col_mix": "mix",
        "col_interaction": "interaction",
        "col_contribution": "contribution",
        "dim_time": "Time",
        "dim_queue": "Queue",
        "dim_team": "Team",
        "dim_agent": "Agent",
        "dim_channel": "Channel",
        "dim_direction": "Direction",
        "dim_reason": "Reason",
        "dim_stage": "Stage",
        "dim_language": "Language",
        "dim_segment": "Segment",
        "dim_site": "Site",
        "dim_weekday": "Weekday",
        "dim_hour_of_day": "Hour of day",
        "dim_fcr_outcome": "FCR outcome",
        "dim_nev_band": "NEV band",
        "rows_left_out": "The first {shown} of {all} rows are shown; a narrower question shows the rest.",
        "movers": "The {shown} of {all} slices that moved it most are shown.",
        "agents_left_out": "Slices by agent are left out in a channel; a direct message has them.",
        "columns_left_out": "{count} columns do not fit here and are left out.",
        "notes_left_out": "and {count} more notes",
        "beside": "Read with it: {figures}",
        "counted": "counted {period}",
        "filter_in": "only {dimension}: {values}",
        "filter_not_in": "without {dimension}: {values}",
        "fresh": "newest record {moment}",
        "zone": "times in {zone}",
        "shorter": "This answer was too long for Slack, so only its beginning is here.",
        "good": "Helpful",
        "bad": "Not helpful",
        "thanks": "Thank you. I keep that with the answer.",
        "share": "Share in this channel",
        "shared": "{user} shared: {question}",
        "not_shareable": "Figures about single agents are for you alone: I do not post them in a channel.",
        "cannot_share_here": "I cannot share that here. Ask me in a channel that I am in.",
        "privately": "Figures about single agents are only for the person who asked. I sent them privately.",
        "for_you_alone": "Only you can see this: figures about single agents.",
        "guest": "I answer members of this team only, and I cannot answer guests. Please ask a colleague.",
        "shared_channel": "This channel is shared with another organisation, so I give no figures here. "
        "Ask me in a direct message or in a channel of your own team.",
        "unknown_place": "I cannot see who is in this conversation, so I give no figures here. "
        "Invite me with `/invite`, or ask me in a direct message.",
        "fault": "Sorry, I could not answer that: something went wrong on my side. "
        "If it happens again, tell my owner this number: {id}.",
        "choose": "Did you mean one of these?",
        "also": "I know: {names}",
        "empty": "Ask me about a figure, for example: {example}",
        "welcome": "You are in a conversation with Heartline, in a Slack of its own on this machine.",
        "example": "Ask in your own words, for example: {example}  (Ctrl-D or quit ends it)",
        "no_answer": "No answer came. `heartline doctor` may know why.",
        "status": "is looking at the figures…",
        "prompts": "Ask about a KPI",
        "too_long": "That is a very long question. Please ask it in fewer than {limit} characters.",
    }
)

LANGUAGES = MappingProxyType({"en": EN})


def say(language: str, key: str, **fields: object) -> str:
    """The phrase in that language, in English where there is none."""
    return LANGUAGES.get(language, EN)[key].format(**fields)


def known(key: str) -> bool:
    return key in EN
