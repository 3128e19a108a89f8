"""What customers said when they were asked, and the index over it."""

from dataclasses import replace

from kpi_engine.catalogue.shape import Interval, Metric, Variant
from kpi_engine.catalogue.terms import CUSTOMER, FELT, HANDLED, mean, percent, t


def _net(variant_id: str, of: str) -> Variant:
    return Variant(
        variant_id,
        "net",
        f"100 × (answers 9–10 − answers 0–6) ÷ answers of NPS surveys {of}",
        (t("nps_promoters", variant_id), -t("nps_detractors", variant_id)),
        (t("nps_n", variant_id),),
        squares=(t("nps_promoters", variant_id), t("nps_detractors", variant_id)),
        interval=Interval.NET,
        scale=100.0,
    )


def _response(variant_id: str, name: str) -> Variant:
    return percent(
        variant_id,
        f"answered ÷ sent, {name} surveys",
        t("surveys_answered", variant_id),
        t("surveys_sent", variant_id),
    )


SATISFACTION = (
    Metric(
        "csat",
        "Customer satisfaction",
        "R",
        "up",
        FELT,
        (
            percent("top2box", "ratings in the top two of five ÷ ratings", t("csat_top2"), t("csat_n")),
            mean("mean", "pts", "Σ ratings brought to 1–5 ÷ ratings", "csat", scale_ends=(1.0, 5.0)),
            percent("top_box", "ratings in the topmost of five ÷ ratings", t("csat_top1"), t("csat_n")),
            percent(
                "bottom2",
                "ratings in the bottom two of five ÷ ratings",
                t("csat_bottom2"),
                t("csat_n"),
                direction="down",
            ),
        ),
        ("survey_response_rate", "nev"),
        "How satisfied customers said they were with a contact (transactional).",
        "Shows how customers rate single contacts.",
        ("MS", "BG", "ZH", "I2"),
    ),
    Metric(
        "survey_response_rate",
        "Survey response rate",
        "R",
        "up",
        HANDLED,
        (
            _response("csat", "CSAT"),
            _response("nps", "NPS"),
            _response("ces", "CES"),
            _response("fcr", "FCR"),
        ),
        ("csat",),
        "The share of sent surveys that were answered.",
        "Shows how far the survey figures can be trusted.",
    ),
    Metric(
        "nps",
        "Net promoter score",
        "N",
        "up",
        FELT,
        (
            _net("transactional", "of a contact"),
            replace(_net("relational", "without a contact"), dims=CUSTOMER),
        ),
        ("csat",),
        "Promoters less detractors among those asked whether they would recommend us; after a contact"
        " (transactional) or on the relationship as a whole (relational), never mixed.",
        "Shows whether customers would recommend us.",
        ("BG",),
    ),
    Metric(
        "ces",
        "Customer effort score",
        "R",
        "up",
        HANDLED,
        (
            mean(
                "mean",
                "pts",
                "Σ answers brought to 1–7, 7 = easy ÷ answers",
                "ces",
                mirror=8.0,
                scale_ends=(1.0, 7.0),
            ),
        ),
        ("fcr",),
        "How easy customers said it was to get their matter settled, 1 to 7, 7 is easy.",
        "Shows how much work we make for customers.",
    ),
    Metric(
        "customer_satisfaction_index",
        "Customer satisfaction index",
        "index",
        "up",
        HANDLED,
        (
            Variant(
                "default",
                "idx",
                "Σ weight × item on 0–100 ÷ Σ weights",
                shape="index",
                interval=Interval.NONE,
            ),
        ),
        ("csat", "fcr", "nev"),
        "One figure from 0 to 100 over several; a missing part leaves with its weight.",
        "Gives the management one figure, with its parts beside it.",
        ("ZH",),
    ),
)
