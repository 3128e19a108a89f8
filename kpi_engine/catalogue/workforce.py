"""Agents' time, quality and satisfaction, and staff who leave."""

from kpi_engine.catalogue.shape import Interval, Metric, Term, Variant
from kpi_engine.catalogue.terms import AGENT, AGENT_DAYS, STAFF, events, mean, percent, t
from kpi_engine.values import Unit

HANDLING_S, AVAILABLE_S, SCHEDULED_S = events("handling_s"), events("available_s"), events("scheduled_s")
CLUSTERED = Interval.CLUSTERED
PEOPLE, STAFF_PEOPLE = (t("esat_people"),), (t("staff_people"),)
HOUR = 3600.0


def _head_count(variant_id: str, per_year: str, *, annualised: bool) -> Variant:
    return Variant(
        variant_id,
        "%",
        f"100 × leavers ÷ average head-count at start and end{per_year}",
        (t("leavers"),),
        (Term("headcount_start", factor=0.5), Term("headcount_end", factor=0.5)),
        shape="stock",
        interval=Interval.NONE,
        scale=100.0,
        annualised=annualised,
        people=STAFF_PEOPLE,
    )


def _absent(variant_id: str, word: str, measure: str) -> Variant:
    return percent(
        variant_id,
        f"{word} hours ÷ scheduled hours",
        events(measure),
        SCHEDULED_S,
        interval=CLUSTERED,
        scale=100 * HOUR,
        counted_in="s",
        count_scale=HOUR,
    )


WORKFORCE = (
    Metric(
        "occupancy",
        "Occupancy",
        "R",
        "band",
        AGENT,
        (
            percent(
                "states",
                "Σ handling ÷ Σ (handling + available) seconds",
                HANDLING_S,
                (HANDLING_S, AVAILABLE_S),
                interval=CLUSTERED,
                counted_in="s",
            ),
        ),
        ("attrition", "employee_satisfaction"),
        "Of the time that agents were on queue, the share in which they handled contacts; 75–85% is healthy.",
        "Shows how hard agents are worked; too high is as bad as too low.",
        ("MS", "ZH"),
        leaning=1,
    ),
    Metric(
        "utilization",
        "Utilisation",
        "R",
        "band",
        AGENT,
        (
            percent(
                "states",
                "Σ (handling + available) ÷ Σ paid seconds",
                (HANDLING_S, AVAILABLE_S),
                events("paid_s"),
                interval=CLUSTERED,
                counted_in="s",
            ),
        ),
        ("schedule_adherence",),
        "Of the time that agents were paid for, the share on queue.",
        "Shows how much of the paid time serves contacts.",
        leaning=1,
    ),
    Metric(
        "schedule_adherence",
        "Schedule adherence",
        "R",
        "band",
        AGENT,
        (
            percent(
                "schedule",
                "seconds in the scheduled activity ÷ scheduled seconds",
                events("adherent_s"),
                SCHEDULED_S,
                interval=CLUSTERED,
                counted_in="s",
            ),
        ),
        ("quality_score",),
        "The share of scheduled time in which agents did what was scheduled; handling and available are one"
        " activity, on queue.",
        "Shows whether the plan holds.",
        ("BG",),
        leaning=1,
    ),
    Metric(
        "contacts_per_agent_hour",
        "Contacts per agent hour",
        "R",
        "band",
        AGENT,
        (
            Variant(
                "logged_in",
                "n/h",
                "handled contacts ÷ logged-in hours (any state but offline)",
                (t("handled"),),
                (events("logged_in_s"),),
                interval=CLUSTERED,
                scale=HOUR,
            ),
        ),
        ("fcr", "quality_score"),
        "How many contacts agents handled per hour logged in.",
        "Shows pace; never read it alone.",
        ("BG", "I1"),
        leaning=1,
    ),
    Metric(
        "script_adherence",
        "Script adherence",
        "R",
        "up",
        AGENT,
        (
            percent(
                "points",
                "Σ points ÷ Σ possible points of script criteria",
                t("script_points"),
                t("script_possible"),
                interval=CLUSTERED,
                counted_in="pts",
            ),
        ),
        ("quality_score",),
        "The share of possible points that reviews gave for keeping to the script.",
        "Shows whether what must be said is said.",
        ("BG",),
    ),
    Metric(
        "quality_score",
        "Quality score",
        "R",
        "up",
        AGENT,
        (
            percent(
                "points",
                "Σ points ÷ Σ possible points of quality reviews",
                t("points"),
                t("possible"),
                interval=CLUSTERED,
                n=(t("reviews"),),
                counted_in="pts",
            ),
            percent(
                "no_critical_error",
                "reviews without a critical error ÷ reviews that say whether there was one",
                t("reviews_clean"),
                t("reviews_n"),
            ),
        ),
        ("csat",),
        "The share of possible points that quality reviews gave.",
        "Shows how well contacts are handled by our own standard.",
        ("ZH",),
    ),
    Metric(
        "employee_satisfaction",
        "Employee satisfaction",
        "R",
        "up",
        STAFF,
        (
            percent(
                "top2box",
                "ratings in the top two of five ÷ ratings",
                t("esat_top2"),
                t("esat_n"),
                people=PEOPLE,
            ),
            mean(
                "mean",
                "pts",
                "Σ ratings brought to 1–5 ÷ ratings",
                "esat",
                people=PEOPLE,
                scale_ends=(1.0, 5.0),
            ),
        ),
        ("attrition",),
        "How satisfied staff said they were; never shown for fewer than five people.",
        "Shows how the people who serve customers feel.",
        ("MS", "BG"),
    ),
    Metric(
        "attrition",
        "Attrition",
        "P",
        "down",
        STAFF,
        (
            _head_count("annualised", " × 365 ÷ days", annualised=True),
            _head_count("period", "", annualised=False),
        ),
        ("employee_satisfaction",),
        "The share of staff who left, as a yearly rate; never shown for fewer than five people.",
        "Shows whether people stay.",
        ("ZH", "MS"),
        finest_grain=Unit.DAY,
    ),
    Metric(
        "absence_rate",
        "Absence rate",
        "R",
        "down",
        AGENT_DAYS,
        (
            _absent("unapproved", "unapproved absent", "absent_unapproved_h"),
            _absent("all", "absent", "absent_h"),
        ),
        ("attrition",),
        "The share of scheduled hours that agents were absent without approval.",
        "Shows how much of the plan is missing.",
        ("ZH",),
        finest_grain=Unit.DAY,
    ),
)
