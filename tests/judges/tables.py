"""Tables and charts built again with slackblocks' classes."""

from __future__ import annotations

from typing import Any

import slackblocks as sb
from slackblocks.blocks import TableBlock

from tests.judges.elements import Json, rich


def table(block: Json) -> sb.Block:
    rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    settings = [sb.ColumnSettings(**one) for one in block.get("column_settings", [])]
    return TableBlock(rows=rows, column_settings=settings)


def data_table(block: Json) -> sb.Block:
    more = {key: value for key, value in block.items() if key not in ("type", "rows")}
    more.setdefault("caption", "")
    return sb.DataTableBlock(rows=[[_cell(cell) for cell in row] for row in block["rows"]], **more)


def chart(block: Json) -> sb.Block:
    drawn = block["chart"]
    made = sb.PieChart(_segments(drawn)) if drawn["type"] == "pie" else _axes(drawn)
    return sb.DataVisualizationBlock(title=block["title"], chart=made, block_id=block.get("block_id"))


def _cell(cell: Json) -> Any:
    if cell["type"] == "rich_text":
        return sb.RichTextBlock(elements=[rich(one) for one in cell["elements"]])
    assert cell["text"], "an empty cell"
    if cell["type"] == "raw_number":
        return sb.RawNumber(cell["value"], cell["text"])
    return sb.RawText(cell["text"])


def _segments(drawn: Json) -> list[sb.ChartSegment]:
    return [sb.ChartSegment(one["label"], one["value"]) for one in drawn["segments"]]


def _axes(drawn: Json) -> Any:
    axes = drawn["axis_config"]
    config = sb.AxisConfig(axes["categories"], axes.get("x_label"), axes.get("y_label"))
    series = [
        sb.DataSeries(one["name"], [sb.DataPoint(point["label"], point["value"]) for point in one["data"]])
        for one in drawn["series"]
    ]
    return {"bar": sb.BarChart, "area": sb.AreaChart, "line": sb.LineChart}[drawn["type"]](series, config)
