"""The emoji that a workspace of ours needs, by Slack's names; any other name stays as it is written."""

from __future__ import annotations

import re
from types import MappingProxyType

EMOJI = MappingProxyType(
    {
        "+1": "👍",
        "thumbsup": "👍",
        "-1": "👎",
        "thumbsdown": "👎",
        "heart": "❤️",
        "eyes": "👀",
        "tada": "🎉",
        "white_check_mark": "✅",
        "heavy_check_mark": "✔️",
        "x": "❌",
        "warning": "⚠️",
        "rotating_light": "🚨",
        "hourglass_flowing_sand": "⏳",
        "bar_chart": "📊",
        "chart_with_upwards_trend": "📈",
        "chart_with_downwards_trend": "📉",
        "calendar": "📅",
        "alarm_clock": "⏰",
        "clock": "🕰️",
        "bulb": "💡",
        "question": "❓",
        "information_source": "ℹ️",
        "wave": "👋",
        "smile": "😄",
        "slightly_smiling_face": "🙂",
        "neutral_face": "😐",
        "disappointed": "😞",
        "angry": "😠",
        "thinking_face": "🤔",
        "raised_hands": "🙌",
        "fire": "🔥",
        "rocket": "🚀",
        "mag": "🔍",
        "lock": "🔒",
        "gear": "⚙️",
        "telephone_receiver": "📞",
        "speech_balloon": "💬",
        "large_green_circle": "🟢",
        "large_yellow_circle": "🟡",
        "red_circle": "🔴",
        "small_red_triangle": "🔺",
        "small_red_triangle_down": "🔻",
    }
)
# Those that a message's toolbar offers.
QUICK = ("+1", "heart", "eyes")

_NAME = re.compile(r":([a-z0-9_+-]+):")


def emoji(name: str) -> str:
    return EMOJI.get(name, f":{name}:")


def with_emoji(text: str) -> str:
    return _NAME.sub(lambda found: emoji(found.group(1)), text)
