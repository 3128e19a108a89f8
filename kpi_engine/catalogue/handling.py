"""What happened while contacts were handled: times, transfers, first responses."""

from kpi_engine.catalogue.shape import Interval, Metric, Variant
from kpi_engine.catalogue.terms import HANDLED, count, mean, percent, quantile, t

HANDLED_ALL = t("handled")


def _part(variant_id: str, formula: str, what: str) -> Variant:
    """A mean time of handled contacts; those where it is not known are left out."""
    return mean(variant_id, "s", formula, what, left_out=(HANDLED_ALL, -t(f"{what}_n")))


HANDLING = (
    Metric(
        "contacts_handled",
        "Contacts handled",
        "S",
        "none",
        HANDLED,
        (count("handled contacts, inbound and outbound", t("handled")),),
        ("fcr",),
        "How many contacts were handled, inbound and outbound.",
        "Shows how much work was done.",
        ("BG", "I1"),
        leaning=1,
    ),
    Metric(
        "average_handle_time",
        "Average handle time",
        "R",
        "band",
        HANDLED,
        (
            _part("talk_hold_acw", "Σ (talk + hold + after-call work) ÷ handled", "handle"),
            _part("talk_acw", "Σ (talk + after-call work) ÷ handled", "talk_acw"),
            _part("talk_hold", "Σ (talk + hold) ÷ handled", "talk_hold"),
            quantile(
                "median",
                "talk + hold + after-call work",
                "handle",
                0.5,
                t("handle_n"),
                (HANDLED_ALL, -t("handle_n")),
            ),
            quantile(
                "p90",
                "talk + hold + after-call work",
                "handle",
                0.9,
                t("handle_n"),
                (HANDLED_ALL, -t("handle_n")),
            ),
        ),
        ("fcr", "csat"),
        "How long a handled contact took, over the contacts where every added part is known.",
        "Shows how much time a contact needs; read it beside what the time achieved.",
        ("MS", "BG", "ZH", "I1", "I2"),
        leaning=-1,
    ),
    Metric(
        "average_talk_time",
        "Average talk time",
        "R",
        "band",
        HANDLED,
        (_part("mean", "Σ talk ÷ handled with known talk", "talk"),),
        ("fcr",),
        "How long a handled contact was talked.",
        "Shows how long conversations are.",
        ("MS", "BG", "I1", "I2"),
        leaning=-1,
    ),
    Metric(
        "average_hold_time",
        "Average hold time",
        "R",
        "down",
        HANDLED,
        (
            Variant(
                "held",
                "s",
                "Σ hold ÷ handled contacts with hold over 0",
                (t("hold_s"),),
                (t("held_n"),),
                squares=(t("hold_sq"),),
                left_out=(HANDLED_ALL, -t("hold_n")),
                interval=Interval.MEAN,
                counted_in="s",
            ),
            _part("all", "Σ hold ÷ handled with known hold", "hold"),
        ),
        ("average_handle_time",),
        "How long people were put on hold, over the contacts that were held at all.",
        "Shows how long people listen to music.",
        ("BG", "I1"),
    ),
    Metric(
        "average_after_call_work",
        "Average after-call work",
        "R",
        "band",
        HANDLED,
        (_part("mean", "Σ after-call work ÷ handled with known after-call work", "acw"),),
        ("quality_score",),
        "How long agents worked on a contact after it ended.",
        "Shows how much paperwork a contact leaves.",
        ("MS", "BG", "I2"),
        leaning=-1,
    ),
    Metric(
        "transfer_rate",
        "Transfer rate",
        "R",
        "down",
        HANDLED,
        (
            percent(
                "any",
                "handled with at least one transfer ÷ handled with known transfers",
                t("transferred"),
                t("transfers_n"),
                left_out=(HANDLED_ALL, -t("transfers_n")),
            ),
        ),
        ("fcr",),
        "The share of handled contacts that were passed on at least once.",
        "Shows how often people reach the wrong desk.",
        ("ZH",),
    ),
    Metric(
        "first_response_time",
        "First response time",
        "R",
        "down",
        HANDLED,
        (
            mean("mean", "s", "Σ first response ÷ written contacts with one", "first_response"),
            quantile(
                "median", "the times to the first response", "first_response", 0.5, t("first_response_n")
            ),
        ),
        ("csat",),
        "How long people who wrote waited for the first response.",
        "Shows how soon written contacts hear from somebody.",
        ("MS",),
    ),
)
