"""One block of every kind that the bot has use for, and blocks that nobody may take."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def option(name: str) -> Json:
    return {"text": plain(name), "value": name.lower()}


BUTTON: Json = {
    "type": "button",
    "text": plain("Share"),
    "action_id": "share",
    "value": "v",
    "style": "primary",
}
MESSAGE: list[Json] = [
    {"type": "header", "text": plain("Where it moved")},
    {
        "type": "section",
        "text": mrkdwn("*AHT* is <https://example.com|up>"),
        "fields": [mrkdwn("a"), mrkdwn("b")],
    },
    {
        "type": "section",
        "text": mrkdwn("Pick"),
        "accessory": {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": plain("Queue"),
            "options": [option("Billing"), option("Returns")],
        },
    },
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("n 40"), plain("newest 10:00")]},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "5m 00s", "style": {"bold": True}}],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
        ],
    },
    {
        "type": "table",
        "rows": [[raw("Queue"), raw("AHT")], [raw("Billing"), raw("5m 00s")]],
        "column_settings": [{"align": "left"}, {"align": "right"}],
    },
    {
        "type": "data_table",
        "caption": "AHT by queue",
        "rows": [
            [raw("Queue"), raw("AHT")],
            [raw("Billing"), {"type": "raw_number", "value": 300, "text": "5m 00s"}],
        ],
    },
    {
        "type": "data_visualization",
        "title": "AHT by day",
        "chart": {
            "type": "line",
            "axis_config": {"categories": ["Mon", "Tue"], "y_label": "seconds"},
            "series": [
                {"name": "AHT", "data": [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2.5}]}
            ],
        },
    },
    {
        "type": "data_visualization",
        "title": "Contacts",
        "chart": {
            "type": "pie",
            "segments": [{"label": "Billing", "value": 3}, {"label": "Returns", "value": 1}],
        },
    },
    {"type": "markdown", "text": "**bold**"},
    {
        "type": "actions",
        "elements": [BUTTON, {"type": "overflow", "action_id": "more", "options": [option("Edit")]}],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad"},
            }
        ],
    },
]

CHOICES: list[Json] = [option("Billing"), option("Returns")]
GROUPS: list[Json] = [{"label": plain("Europe"), "options": CHOICES}]
FORM: list[Json] = [
    {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id.title()),
        "optional": block_id == "notes",
        "element": {"action_id": f"{block_id}_a", **element},
    }
    for block_id, element in {
        "notes": {"type": "plain_text_input", "multiline": True, "max_length": 500},
        "queue": {"type": "static_select", "options": CHOICES, "initial_option": CHOICES[0]},
        "queues": {"type": "multi_static_select", "options": CHOICES},
        "zone": {"type": "static_select", "option_groups": GROUPS, "initial_option": CHOICES[1]},
        "zones": {"type": "multi_static_select", "option_groups": GROUPS, "initial_options": CHOICES[:1]},
        "people": {"type": "multi_users_select", "placeholder": plain("Who")},
        "where": {"type": "conversations_select", "default_to_current_conversation": True},
        "day": {"type": "datepicker", "initial_date": "2026-11-18"},
        "time": {"type": "timepicker", "initial_time": "09:00"},
        "kinds": {"type": "checkboxes", "options": CHOICES},
        "kind": {"type": "radio_buttons", "options": CHOICES},
        "number": {"type": "number_input", "is_decimal_allowed": True},
        "address": {"type": "email_text_input"},
        "page": {"type": "url_text_input"},
        "file": {"type": "file_input", "filetypes": ["csv"], "max_files": 1},
    }.items()
]

REFUSED_BY_ALL: list[Json] = [
    {"type": "hologram"},
    {"type": "section"},
    {"type": "section", "text": mrkdwn("x" * 3001)},
    {"type": "header", "text": plain("x" * 151)},
    {"type": "context", "elements": [plain("x")] * 11},
    {"type": "actions", "elements": [{**BUTTON, "text": plain("x" * 76)}]},
    {"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]},
    {"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]},
    {"type": "table", "rows": [[raw("x")]] * 101},
    {"type": "table", "rows": [[raw("x")] * 21]},
    {"type": "data_table", "rows": [[raw("a")], [raw("b")]]},
    {"type": "data_table", "caption": "c", "rows": [[raw("a")], [raw("b"), raw("c")]]},
    {"type": "data_visualization", "title": "x" * 51, "chart": MESSAGE[10]["chart"]},
    {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
    },
    {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": [{"label": "x" * 21, "value": 1}]},
    },
    {"type": "markdown", "text": "x" * 12_001},
    {"type": "alert", "text": plain("modals only")},
]
