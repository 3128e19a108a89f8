"""Forms, shortcuts, files and ephemeral answers through a real Bolt app, over Socket Mode and HTTP alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View as SdkView
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.connections import webhook
from bot.workspace import Channel, User, View, Workspace
from bot.workspace.views import described
from tests.judges.samples import BUTTON, FORM, option, plain
from tests.workspace.talk import talking

NAME: dict[str, Any] = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "name_a"},
}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "ask",
    "title": plain("Ask"),
    "submit": plain("Go"),
    "notify_on_close": True,
    "blocks": [NAME, {"type": "actions", "block_id": "row", "elements": [BUTTON]}],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "errors": {"response_action": "errors", "errors": {"name": "Not that one."}},
    "stray": {"response_action": "errors", "errors": {"elsewhere": "x"}},
    "update": {"response_action": "update", "view": {**MODAL, "title": plain("Changed")}},
    "push": {"response_action": "push", "view": {**MODAL, "title": plain("On top")}},
    "bad": {"response_action": "push", "view": {**MODAL, "title": plain("x" * 25)}},
    "clear": {"response_action": "clear"},
}
HEARD: list[str] = []


def _register(app: App) -> None:
    def opens(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    def submitted(ack: Ack, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["name"]["name_a"]["value"]
        ack(**ANSWERS.get(said, {}))

    def pushes(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        HEARD.append(f"{body['container']['type']} {body['actions'][0]['block_id']}")
        if body["container"]["type"] == "view":
            client.views_push(trigger_id=body["trigger_id"], view=MODAL)

    def closed(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        HEARD.append(f"closed {body['is_cleared']}")

    def commanded(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        webhook(command["response_url"]).send(
            text="for you", blocks=[{"type": "actions", "elements": [BUTTON]}]
        )

    def chosen(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        HEARD.append(body["actions"][0]["selected_option"]["value"])
        webhook(body["response_url"]).send_dict({"delete_original": True})

    def shared(event: dict[str, Any], client: WebClient) -> None:
        HEARD.append(client.files_info(file=event["file_id"])["file"]["name"])

    app.shortcut("ask_kpi")(opens)
    app.shortcut("analyse_message")(opens)
    app.view("ask")(submitted)
    app.view_closed("ask")(closed)
    app.action("share")(pushes)
    app.action("pick")(chosen)
    app.command("/kpi")(commanded)
    app.event("file_shared")(shared)
    app.event("message")(lambda: None)


@pytest.fixture(scope="module", params=["socket", "http"])
def workspace(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    with talking(request.param, _register) as made:
        yield made


@pytest.fixture
def ann(workspace: Workspace) -> User:
    HEARD.clear()
    return workspace.add_user("ann")


@pytest.fixture
def ops(workspace: Workspace, ann: User) -> Channel:
    return workspace.add_channel("ops", ann)


def form(workspace: Workspace, user: User) -> View:
    workspace.shortcut(user, "ask_kpi")
    workspace.team.wait(lambda: workspace.top_view(user) is not None, 5)
    view = workspace.top_view(user)
    assert view is not None
    return view


def test_a_submission_closes_the_form(workspace: Workspace, ann: User) -> None:
    ack = workspace.submit(ann, form(workspace, ann), {"name_a": "Billing"})
    assert ack is not None and workspace.top_view(ann) is None


def test_what_is_needed_is_asked_for_before_the_app_is(workspace: Workspace, ann: User) -> None:
    view = form(workspace, ann)
    assert workspace.submit(ann, view) is None
    assert list(view.errors) == ["name"] and view.is_open


@pytest.mark.parametrize(("said", "block"), [("errors", "name"), ("stray", ""), ("bad", "")])
def test_errors_stand_in_the_form(workspace: Workspace, ann: User, said: str, block: str) -> None:
    view = form(workspace, ann)
    workspace.submit(ann, view, {"name_a": said})
    assert list(view.errors) == [block] and view.is_open
    assert view.values["name"]["name_a"]["value"] == said


def test_an_answer_may_change_the_form_or_put_one_on_top(workspace: Workspace, ann: User) -> None:
    view = form(workspace, ann)
    workspace.submit(ann, view, {"name_a": "update"})
    assert view.body["title"]["text"] == "Changed" and workspace.top_view(ann) is view
    workspace.submit(ann, view, {"name_a": "push"})
    top = workspace.top_view(ann)
    assert top is not None and top.previous_id == view.id
    workspace.submit(ann, top, {"name_a": "clear"})
    assert workspace.top_view(ann) is None and not view.is_open


def test_a_button_in_a_form_may_push_and_closing_is_told(workspace: Workspace, ann: User) -> None:
    view = form(workspace, ann)
    workspace.press(ann, view, "share")
    workspace.team.wait(lambda: workspace.top_view(ann) is not view, 5)
    top = workspace.top_view(ann)
    assert top is not None and top.previous_id == view.id
    workspace.close_view(ann, top)
    assert workspace.top_view(ann) is view
    workspace.close_view(ann, view, all_of_them=True)
    assert HEARD == ["view row", "closed False", "closed True"]


def test_a_shortcut_on_a_message_opens_a_form(workspace: Workspace, ann: User, ops: Channel) -> None:
    message = workspace.say(ann, ops, "look at this")
    workspace.message_shortcut(ann, message, "analyse_message")
    assert workspace.team.wait(lambda: workspace.top_view(ann) is not None, 5)


def test_an_answer_for_one_person_is_pressed_by_that_person(
    workspace: Workspace, ann: User, ops: Channel
) -> None:
    workspace.command(ann, ops, "/kpi", "AHT")
    (answer,) = workspace.answers(ops, ann)
    assert workspace.answers(ops, timeout=0) == []
    workspace.press(ann, answer, "share")
    assert HEARD == ["message b0"]


def test_a_choice_in_a_message_and_its_end(workspace: Workspace, ann: User, ops: Channel) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": [option("Billing"), option("Returns")]}
    client = WebClient(workspace.team.bot_token, workspace.api_url)
    client.chat_postMessage(channel=ops.id, text="Pick", blocks=[{"type": "actions", "elements": [select]}])
    (message,) = workspace.answers(ops)
    workspace.choose(ann, message, "pick", "Returns")
    assert workspace.team.wait(lambda: message.deleted, 5) and HEARD == ["returns"]


def test_a_file_is_heard_of(workspace: Workspace, ann: User, ops: Channel) -> None:
    workspace.upload(ann, ops, "calls.csv", b"a,b\n", "here")
    workspace.settle(0.3)
    assert HEARD == ["calls.csv"]


def test_every_kind_of_input_is_filled_in(workspace: Workspace, ann: User) -> None:
    """And read by the SDK's own classes; they know no file_input, the last of the form."""
    values = {
        "notes": "words", "queue": "returns", "queues": ["billing", "returns"], "people": [ann.id],
        "where": "C1", "day": "2026-11-19", "time": "10:30", "kinds": ["billing"], "kind": "returns",
        "number": 4, "address": "a@example.com", "page": "https://example.com",
    }  # fmt: skip
    client = WebClient(workspace.team.bot_token, workspace.api_url)
    client.views_open(trigger_id=workspace.team.trigger(ann), view={**MODAL, "blocks": FORM[:-1]})
    view = workspace.top_view(ann)
    assert view is not None
    assert view.values["day"]["day_a"] == {"type": "datepicker", "selected_date": "2026-11-18"}
    workspace.fill(view, values)
    parsed = SdkView(**described(workspace.team, view))
    assert parsed.state is not None
    held = {name: next(iter(state.values())).to_dict() for name, state in parsed.state.values.items()}
    assert held["queues"]["selected_options"] == [option("Billing"), option("Returns")]
    assert held["people"]["selected_users"] == [ann.id] and held["time"]["selected_time"] == "10:30"
    assert held["number"]["value"] == "4" and held["kind"]["selected_option"] == option("Returns")
    with pytest.raises(KeyError):
        workspace.fill(view, {"queue": "Moon"})


def test_the_sdk_reads_what_comes_by_socket(workspace: Workspace, ann: User) -> None:
    workspace.close_view(ann, form(workspace, ann))
    for kind, payload in workspace.delivered:
        envelope = {"type": kind, "envelope_id": "e", "payload": payload, "accepts_response_payload": True}
        request = SocketModeRequest.from_dict(envelope)
        assert request is not None and request.payload == payload
