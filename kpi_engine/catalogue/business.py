"""Money, customers who stay, and the digital channels beside the contacts."""

from kpi_engine.catalogue.shape import Interval, Metric, Variant
from kpi_engine.catalogue.terms import COST, CUSTOMER, DIGITAL, HANDLED, count, percent, t
from kpi_engine.values import Unit


def _cost(variant_id: str, formula: str, ledger: str) -> Variant:
    return Variant(
        variant_id,
        "money",
        formula,
        (t("contact_cost"), t(ledger)),
        (t("handled"),),
        interval=Interval.NONE,
        counted_in="money",
    )


BUSINESS = (
    Metric(
        "cost_per_contact",
        "Cost per contact",
        "R",
        "band",
        COST,
        (
            _cost("all_costs", "(cost on contacts + ledger, spread over its days) ÷ handled", "ledger"),
            _cost(
                "variable",
                "(cost on contacts + variable ledger, spread over its days) ÷ handled",
                "ledger_variable",
            ),
        ),
        ("fcr",),
        "What a handled contact cost: costs on the contacts, and ledger amounts spread over their days.",
        "Shows what service costs; read it beside what it achieves.",
        ("ZH",),
        finest_grain=Unit.DAY,
        leaning=-1,
    ),
    Metric(
        "sales_total",
        "Sales",
        "S",
        "up",
        HANDLED,
        (count("Σ sale amount", t("sale_amount"), "sum", "money", (t("sales_n"),)),),
        ("customer_retention",),
        "What was sold on contacts.",
        "Shows what contacts earn.",
        ("ZH",),
    ),
    Metric(
        "conversion_rate",
        "Conversion rate",
        "R",
        "up",
        HANDLED,
        (
            percent(
                "contacts",
                "handled sales contacts with a sale over 0 ÷ handled sales contacts",
                t("sales_converted"),
                t("sales_contacts"),
                left_out=(t("sales_blank"),),
            ),
        ),
        ("customer_retention",),
        "The share of handled sales contacts that ended in a sale.",
        "Shows how often a sales contact succeeds.",
        ("ZH",),
    ),
    Metric(
        "customer_retention",
        "Customer retention",
        "P",
        "up",
        CUSTOMER,
        (
            percent(
                "period",
                "customers at the start who are still there at the end ÷ customers at the start",
                t("customers_kept"),
                t("customers_start"),
                shape="stock",
            ),
            percent(
                "churn",
                "customers at the start who are gone at the end ÷ customers at the start",
                (t("customers_start"), -t("customers_kept")),
                t("customers_start"),
                shape="stock",
                direction="down",
            ),
        ),
        ("nps",),
        "The share of customers who stayed (relational); churn is the rest.",
        "Shows whether customers stay.",
        ("ZH", "I2"),
        finest_grain=Unit.DAY,
    ),
    Metric(
        "checkout_abandonment",
        "Checkout abandonment",
        "R",
        "down",
        DIGITAL,
        (
            percent(
                "sessions", "checkouts not completed ÷ checkouts", t("checkouts_abandoned"), t("checkouts")
            ),
        ),
        ("digital_failure_rate",),
        "The share of checkouts that were not completed.",
        "Shows where buyers give up.",
        ("ZH",),
    ),
    Metric(
        "digital_failure_rate",
        "Digital failure rate",
        "R",
        "down",
        DIGITAL,
        (
            percent(
                "sessions",
                "failed self-service sessions ÷ self-service sessions",
                t("self_service_failed"),
                t("self_service"),
            ),
        ),
        ("contacts_offered",),
        "The share of self-service sessions that failed.",
        "Shows what sends people to the contact centre.",
        ("ZH",),
    ),
)
