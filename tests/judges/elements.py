"""Elements and rich text built again with slackblocks' classes: each key of ours is an argument of theirs, so
that a key Slack does not know is a TypeError."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import slackblocks as sb

Json = dict[str, Any]


def text(one: Json) -> sb.Text:
    kinds = {"plain_text": sb.TextType.PLAINTEXT, "mrkdwn": sb.TextType.MARKDOWN}
    return sb.Text(one["text"], type_=kinds[one["type"]], emoji=one.get("emoji"))


def element(one: Json) -> Any:
    first = _grouped(one)
    made = {
        _THEIRS.get(key, key): _PARTS.get(key, _same)(value)
        for key, value in one.items()
        if key != "type" and key not in first
    }
    if "option_groups" in one:
        made["options"] = None  # theirs has no default, though groups stand instead of options
    built = _CLASSES[one["type"]](**made)
    for key, value in first.items():
        setattr(built, key, value)
    return built


def _grouped(one: Json) -> Json:
    """What is chosen at first in a select with groups: slackblocks wants a whole group there, Slack one of
    the options in them. So it is held against the options here, and put in afterwards."""
    groups = one.get("option_groups", ())
    begun = {key: one[key] for key in ("initial_option", "initial_options") if groups and key in one}
    offered = [option for group in groups for option in group["options"]]
    for value in begun.values():
        assert all(each in offered for each in (value if isinstance(value, list) else [value]))
    return {key: _PARTS[key](value) for key, value in begun.items()}


def image(one: Json) -> sb.Image:
    return sb.Image(alt_text=one["alt_text"], image_url=one.get("image_url"))


def feedback(one: Json) -> sb.FeedbackButtons:
    sides = (_side(one["positive_button"]), _side(one["negative_button"]))
    return sb.FeedbackButtons(*sides, action_id=one["action_id"])


def _side(one: Json) -> sb.FeedbackButton:
    return sb.FeedbackButton(text(one["text"]), one["value"], one.get("accessibility_label"))


def rich(one: Json) -> Any:
    """A section, a list, a quote or a block of code."""
    if one["type"] == "rich_text_list":
        items = [rich(each) for each in one["elements"]]
        return sb.RichTextList(style=one["style"], elements=items, indent=one.get("indent"))
    return _RICH[one["type"]]([_leaf(each) for each in one["elements"]])


def _leaf(one: Json) -> Any:
    style = one.get("style", {})
    if one["type"] == "text":
        assert one["text"]
        return sb.RichText(one["text"], **style)
    kinds = {
        "user": (sb.RichTextUser, "user_id"),
        "channel": (sb.RichTextChannel, "channel_id"),
        "emoji": (sb.RichTextEmoji, "name"),
        "link": (sb.RichTextLink, "url"),
    }
    make, key = kinds[one["type"]]
    more = {"text": one["text"]} if "text" in one else {}
    return make(one[key], **more, **style)  # pyright: ignore[reportCallIssue]


def _same(value: Any) -> Any:
    return value


def _options(value: list[Json]) -> list[sb.Option]:
    return [sb.Option.from_dict(one) for one in value]


_THEIRS = {"initial_date_time": "initial_datetime"}
_PARTS: dict[str, Callable[[Any], Any]] = {
    "confirm": sb.ConfirmationDialogue.from_dict,
    "dispatch_action_config": sb.DispatchActionConfiguration.from_dict,
    "filter": sb.ConversationFilter.from_dict,
    "initial_option": sb.Option.from_dict,
    "initial_options": _options,
    "option_groups": lambda value: [sb.OptionGroup.from_dict(one) for one in value],
    "options": _options,
    "placeholder": text,
    "text": text,
}
_RICH: dict[str, Any] = {
    "rich_text_section": sb.RichTextSection,
    "rich_text_quote": sb.RichTextQuote,
    "rich_text_preformatted": sb.RichTextCodeBlock,
}
_CLASSES: dict[str, Any] = {
    "button": sb.Button,
    "channels_select": sb.ChannelSelectMenu,
    "checkboxes": sb.CheckboxGroup,
    "conversations_select": sb.ConversationSelectMenu,
    "datepicker": sb.DatePicker,
    "datetimepicker": sb.DateTimePicker,
    "email_text_input": sb.EmailInput,
    "file_input": sb.FileInput,
    "image": sb.Image,
    "multi_channels_select": sb.ChannelMultiSelectMenu,
    "multi_conversations_select": sb.ConversationMultiSelectMenu,
    "multi_static_select": sb.StaticMultiSelectMenu,
    "multi_users_select": sb.UserMultiSelectMenu,
    "number_input": sb.NumberInput,
    "overflow": sb.OverflowMenu,
    "plain_text_input": sb.PlainTextInput,
    "radio_buttons": sb.RadioButtonGroup,
    "static_select": sb.StaticSelectMenu,
    "timepicker": sb.TimePicker,
    "url_text_input": sb.URLInput,
    "users_select": sb.UserSelectMenu,
}
