"""How many came in, and how soon they were answered: KPIs over offered contacts."""

from kpi_engine.catalogue.shape import Interval, Metric, Variant
from kpi_engine.catalogue.terms import CONTACT, HANDLED, count, percent, quantile, t
from kpi_engine.settings import Setting

T, S = Setting.ANSWER_WITHIN, Setting.SHORT_ABANDON
IN_TIME, LEFT_IN_TIME, LEFT_SHORT = (
    t("answered_within", T),
    t("abandoned_within", T),
    t("abandoned_within", S),
)
# A contact whose wait is unknown leaves the numerator and the denominator of whatever looks at that wait.
OFFERED = (t("offered"), -t("answered_unknown"))
OFFERED_WAITS = (*OFFERED, -t("abandoned_unknown"))
WAIT_UNKNOWN = (t("answered_unknown"),)
WAITS_UNKNOWN = (*WAIT_UNKNOWN, t("abandoned_unknown"))
# Of the abandoned, those known to have waited longer than S.
LEFT_LATE = (t("abandoned"), -t("abandoned_unknown"), -LEFT_SHORT)

ACCESS = (
    Metric(
        "contacts_offered",
        "Contacts offered",
        "S",
        "none",
        CONTACT,
        (count("inbound contacts of every outcome", t("offered")),),
        ("service_level",),
        "How many inbound contacts came in, whatever became of them.",
        "Shows the load that the centre has to meet.",
        ("BG",),
        team_when_complete=True,
    ),
    Metric(
        "service_level",
        "Service level",
        "R",
        "up",
        CONTACT,
        (
            percent(
                "all_abandons_penalise",
                "answered within T ÷ offered",
                IN_TIME,
                OFFERED,
                left_out=WAIT_UNKNOWN,
            ),
            percent(
                "abandons_credited",
                "(answered within T + abandoned within T) ÷ offered",
                (IN_TIME, LEFT_IN_TIME),
                OFFERED_WAITS,
                left_out=WAITS_UNKNOWN,
            ),
            percent(
                "answered_only",
                "answered within T ÷ answered",
                IN_TIME,
                t("answered_known"),
                left_out=WAIT_UNKNOWN,
            ),
            percent(
                "late_abandons_penalise",
                "answered within T ÷ (offered − abandoned within T)",
                IN_TIME,
                (*OFFERED_WAITS, -LEFT_IN_TIME),
                left_out=WAITS_UNKNOWN,
            ),
            percent(
                "short_abandons_credited",
                "(answered within T + abandoned within S) ÷ offered",
                (IN_TIME, LEFT_SHORT),
                OFFERED_WAITS,
                left_out=WAITS_UNKNOWN,
            ),
        ),
        ("csat", "occupancy", "abandonment_rate"),
        "The share of inbound contacts that were answered within T seconds.",
        "Shows whether people reach somebody in good time.",
        ("MS", "BG"),
        team_when_complete=True,
    ),
    Metric(
        "average_speed_of_answer",
        "Average speed of answer",
        "R",
        "down",
        HANDLED,
        (
            Variant(
                "mean",
                "s",
                "Σ wait ÷ answered contacts with a known wait",
                (t("wait_s"),),
                (t("answered_known"),),
                squares=(t("wait_sq"),),
                left_out=WAIT_UNKNOWN,
                interval=Interval.MEAN,
                counted_in="s",
            ),
            quantile(
                "median", "the waits of answered contacts", "wait", 0.5, t("answered_known"), WAIT_UNKNOWN
            ),
            quantile("p90", "the waits of answered contacts", "wait", 0.9, t("answered_known"), WAIT_UNKNOWN),
        ),
        ("abandonment_rate",),
        "How long answered inbound contacts waited before somebody answered.",
        "Shows how long people wait.",
        ("BG", "ZH"),
    ),
    Metric(
        "abandonment_rate",
        "Abandonment rate",
        "R",
        "down",
        CONTACT,
        (
            percent("all", "abandoned ÷ offered", t("abandoned"), t("offered")),
            percent(
                "without_short",
                "abandoned after more than S ÷ (offered − abandoned within S)",
                LEFT_LATE,
                (t("offered"), -t("abandoned_unknown"), -LEFT_SHORT),
                left_out=(t("abandoned_unknown"),),
            ),
        ),
        ("service_level",),
        "The share of inbound contacts that left before anybody answered.",
        "Shows how many people give up waiting.",
        ("MS", "BG", "ZH"),
        team_when_complete=True,
    ),
    Metric(
        "answer_rate",
        "Answer rate",
        "R",
        "up",
        CONTACT,
        (
            percent("inbound", "answered ÷ offered", t("answered"), t("offered")),
            percent("outbound", "handled outbound ÷ outbound", t("outbound_handled"), t("outbound")),
        ),
        ("service_level",),
        "The share of inbound contacts that were answered; outbound: of our own calls that got through.",
        "Shows how many people reach somebody at all.",
        ("ZH",),
        team_when_complete=True,
    ),
    Metric(
        "average_abandon_time",
        "Average time to abandon",
        "R",
        "band",
        CONTACT,
        (
            Variant(
                "mean",
                "s",
                "Σ wait of abandoned contacts ÷ abandoned contacts with a known wait",
                (t("abandon_s"),),
                (t("abandoned_known"),),
                squares=(t("abandon_sq"),),
                left_out=(t("abandoned_unknown"),),
                interval=Interval.MEAN,
                counted_in="s",
            ),
            quantile(
                "median",
                "the waits of abandoned contacts",
                "abandon_wait",
                0.5,
                t("abandoned_known"),
                (t("abandoned_unknown"),),
            ),
        ),
        ("abandonment_rate",),
        "How long people waited before they gave up.",
        "Shows how patient people are.",
        team_when_complete=True,
    ),
)
