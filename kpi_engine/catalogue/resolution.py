"""Whether it was solved, and solved at once."""

from kpi_engine.catalogue.shape import Metric, Variant, Window
from kpi_engine.catalogue.terms import CONTACT, HANDLED, percent, t
from kpi_engine.settings import Setting

W = Setting.FCR_DAYS


def _repeat_window(variant_id: str, window: Window, days: str) -> Variant:
    return percent(
        variant_id,
        f"first contacts without another inbound contact of the same customer and reason in the {days} days"
        " after ÷ mature first contacts",
        t("first_resolved", window),
        t("first_contacts", window),
        window=window,
        looks_back=window,
    )


def _repeats(variant_id: str, days: int) -> Variant:
    return percent(
        variant_id,
        f"inbound contacts with an inbound contact of the same customer and reason in the {days} days before"
        " ÷ inbound contacts that can be followed",
        t("repeats", days),
        t("followable"),
        looks_back=days,
    )


RESOLUTION = (
    Metric(
        "fcr",
        "First contact resolution",
        "R",
        "up",
        HANDLED,
        (
            _repeat_window("repeat_window", W, "W"),
            percent(
                "disposition",
                "first contacts marked resolved ÷ first contacts whose mark is known",
                t("first_yes", W),
                t("first_known", W),
                left_out=(t("first_contacts", W), -t("first_known", W)),
                looks_back=W,
            ),
            percent(
                "survey",
                "yes ÷ answers of FCR surveys on first contacts",
                t("fcr_survey_yes", W),
                t("fcr_survey_n", W),
                looks_back=W,
            ),
            percent(
                "same_channel",
                "first contacts without another of the same customer, reason and channel in the W days after"
                " ÷ mature first contacts of the channel",
                t("first_resolved_same", W),
                t("first_contacts_same", W),
                window=W,
                looks_back=W,
            ),
            _repeat_window("window_1", 1, "1"),
            _repeat_window("window_30", 30, "30"),
        ),
        ("repeat_rate", "average_handle_time", "csat"),
        "The share of issues that were over with their first contact: the customer did not come back for the"
        " same reason within W days.",
        "Shows whether people get their matter settled the first time.",
        ("MS", "BG", "ZH", "I2"),
    ),
    Metric(
        "repeat_rate",
        "Repeat rate",
        "R",
        "down",
        CONTACT,
        (_repeats("window_7", 7), _repeats("window_1", 1), _repeats("window_30", 30)),
        ("fcr",),
        "The share of inbound contacts that came back for the same reason.",
        "Shows how much of the load is work that was not finished.",
        ("BG",),
        team_when_complete=True,
    ),
    Metric(
        "resolution_rate",
        "Resolution rate",
        "R",
        "up",
        HANDLED,
        (
            percent(
                "disposition",
                "handled contacts marked resolved ÷ handled contacts whose mark is known",
                t("resolved_yes"),
                t("resolved_n"),
                left_out=(t("handled"), -t("resolved_n")),
            ),
            percent(
                "one_call",
                "resolved without a transfer ÷ handled contacts with mark and transfers known",
                t("one_call_yes"),
                t("one_call_n"),
                left_out=(t("handled"), -t("one_call_n")),
            ),
        ),
        ("repeat_rate",),
        "The share of handled contacts that agents marked as resolved.",
        "Shows what agents believe they solved.",
        ("BG", "I1"),
    ),
    Metric(
        "resolved_unhappy",
        "Resolved yet unhappy",
        "R",
        "down",
        HANDLED,
        (
            percent(
                "share",
                "first contacts resolved with NEV under 0 ÷ first contacts resolved and scored",
                t("unhappy_first_resolved", W),
                t("scored_first_resolved", W),
                left_out=(t("first_resolved", W), -t("scored_first_resolved", W)),
                window=W,
                looks_back=W,
            ),
        ),
        ("fcr", "nev"),
        "Of the issues that were over with their first contact, the share in which the customer still felt"
        " bad.",
        "Shows where a solved case is no success.",
        ("ZH",),
    ),
)
