"""What an app does while somebody looks: a status, a streamed answer, an edit, a modal that changes."""

from __future__ import annotations

from typing import Any

from bot.connections import web_client
from bot.workspace.facts import Channel, User
from tests.browser.conftest import Demo
from tests.browser.visit import Visit


def place(demo: Demo) -> tuple[User, Channel]:
    """Where the bot is and stays silent."""
    team = demo.workspace.team
    dana = next(one for one in team.users.values() if one.name == "dana")
    return dana, next(one for one in team.channels.values() if one.name == "with-acme")


def client(demo: Demo) -> Any:
    return web_client(demo.workspace.team.bot_token, demo.workspace.api_url)


def test_a_status_then_a_streamed_answer(visit: Visit, demo: Demo) -> None:
    dana, channel = place(demo)
    asked = demo.workspace.say(dana, channel, "long question")
    visit.open(f"?channel={channel.id}&thread={asked.ts}")
    slack, there = client(demo), {"channel": channel.id}
    slack.assistant_threads_setStatus(channel_id=channel.id, thread_ts=asked.ts, status="is thinking…")
    visit.read("is thinking…", "#thread-feed")
    ts = slack.chat_startStream(**there, thread_ts=asked.ts, markdown_text="First **half",
        recipient_user_id=dana.id, recipient_team_id=dana.team_id)["ts"]  # fmt: skip
    visit.read("is writing…", "#thread-feed")
    assert "is thinking…" not in visit.find("#thread-feed").text
    slack.chat_appendStream(**there, ts=ts, markdown_text=" and** second")
    visit.read("second", "#thread-feed")
    slack.chat_stopStream(**there, ts=ts)
    visit.until(lambda: "is writing…" not in visit.find("#thread-feed").text, "it still writes")
    visit.see("//div[@id='thread-feed']//strong[contains(., 'half and')]")


def test_a_message_that_changes_and_goes(visit: Visit, demo: Demo) -> None:
    _, channel = place(demo)
    slack = client(demo)
    visit.open(f"?channel={channel.id}")
    ts = slack.chat_postMessage(channel=channel.id, text="*one*")["ts"]
    visit.read("one", f"[data-ts='{ts}']")
    slack.chat_update(channel=channel.id, ts=ts, text="two")
    visit.read("two", f"[data-ts='{ts}']")
    slack.chat_delete(channel=channel.id, ts=ts)
    visit.not_there(f"[data-ts='{ts}']")


def test_a_form_of_every_input_gives_back_what_was_put_in(visit: Visit, demo: Demo) -> None:
    dana, _ = place(demo)
    team = demo.workspace.team
    kinds = (
        "plain_text_input",
        "datepicker",
        "timepicker",
        "users_select",
        "channels_select",
        "number_input",
    )
    blocks = [_input(kind, {"is_decimal_allowed": True} if kind == "number_input" else {}) for kind in kinds]
    blocks += [
        _input(kind, {"options": _options()})
        for kind in ("checkboxes", "radio_buttons", "multi_static_select")
    ]
    view = {"type": "modal", "title": _plain("All"), "submit": _plain("Send"), "blocks": blocks}
    opened = client(demo).views_open(trigger_id=team.trigger(dana), view=view)["view"]
    visit.open()
    # A page that is loaded anew has lost its modals; this one comes while somebody looks.
    visit.until(lambda: not team.views[opened["id"]].is_open, "the reload keeps the modal")
    opened = client(demo).views_open(trigger_id=team.trigger(dana), view=view)["view"]
    visit.see(f"dialog[open] [data-view='{opened['id']}']")
    _fill(visit, {"plain_text_input": "words", "datepicker": "2026-11-18", "timepicker": "09:30",
        "users_select": dana.id, "number_input": "2.5", "multi_static_select": ["a", "b"]})  # fmt: skip
    visit.click("(//dialog//input[@type='checkbox'])[2]")
    visit.click("(//dialog//input[@type='radio'])[1]")
    visit.press("Send")
    visit.read("This is needed.", "dialog")
    visit.driver.execute_script(
        "document.querySelector('dialog [data-action=channels_select]').selectedIndex = 1"
    )
    visit.press("Send")
    # Nobody listens for this form, so what was sent is not acknowledged.
    visit.read("trouble connecting", "dialog")
    held = {
        name: value for fields in team.views[opened["id"]].values.values() for name, value in fields.items()
    }
    assert (
        held["datepicker"]["selected_date"] == "2026-11-18" and held["timepicker"]["selected_time"] == "09:30"
    )
    assert held["users_select"]["selected_user"] == dana.id and held["number_input"]["value"] == "2.5"
    assert [one["value"] for one in held["checkboxes"]["selected_options"]] == ["b"]
    assert [one["value"] for one in held["multi_static_select"]["selected_options"]] == ["a", "b"]
    assert held["radio_buttons"]["selected_option"]["value"] == "a"
    demo.workspace.close_view(dana, team.views[opened["id"]], all_of_them=True)


def _fill(visit: Visit, values: dict[str, Any]) -> None:
    """As the browser's own pickers do, which differ by language."""
    script = """const [name, value] = arguments;
    const field = document.querySelector(`dialog [data-action=${name}]`);
    if (field.multiple) for (const one of field.options) one.selected = value.includes(one.value);
    else field.value = value;"""
    for name, value in values.items():
        visit.driver.execute_script(script, name, value)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _options() -> list[dict[str, Any]]:
    return [{"text": _plain(name.upper()), "value": name} for name in "abc"]


def _input(kind: str, more: dict[str, Any]) -> dict[str, Any]:
    element = {"type": kind, "action_id": kind, **more}
    return {"type": "input", "block_id": f"of_{kind}", "label": _plain(kind), "element": element}
