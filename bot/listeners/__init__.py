"""One module a surface, each with `register(app, reception)`."""

from slack_bolt import App

from bot.listeners import (
    alert_buttons,
    alert_form,
    analyse_message,
    app_home,
    app_mention,
    ask_kpi,
    choice,
    digest_buttons,
    digest_command,
    digest_form,
    feedback,
    kpi_command,
    message,
    sentiment_command,
    share,
    worked_out,
)
from bot.reception import Reception

SURFACES = (
    *(app_mention, message, kpi_command, share, choice, feedback, ask_kpi, app_home),
    *(sentiment_command, analyse_message, worked_out),
    *(digest_command, digest_form, digest_buttons, alert_form, alert_buttons),
)


def register_all(app: App, reception: Reception) -> None:
    for surface in SURFACES:
        surface.register(app, reception)
