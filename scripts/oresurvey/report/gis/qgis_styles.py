"""Styles that QGIS opens maps and grains with: names and colours of the minerals."""

import xml.etree.ElementTree as ET

from oresurvey.report.gis.legend import LegendEntry

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.22.0"
OUTLINE = "35,35,35,255"


def _style(**attributes: str) -> ET.Element:
    return ET.Element("qgis", {"version": _VERSION, "styleCategories": "Symbology", **attributes})


def _text(style: ET.Element) -> str:
    ET.indent(style)
    return _DOCTYPE + ET.tostring(style, encoding="unicode") + "\n"


def map_style(legend: list[LegendEntry]) -> str:
    """The text of ``classes.qml``: one colour and one name for each code of a class map."""
    style = _style()
    renderer = ET.SubElement(
        ET.SubElement(style, "pipe"),
        "rasterrenderer",
        type="paletted", band="1", opacity="1", alphaBand="-1", nodataColor="",
    )  # fmt: skip
    palette = ET.SubElement(renderer, "colorPalette")
    for entry in legend:
        ET.SubElement(
            palette, "paletteEntry",
            value=str(entry.code), color=entry.colour, label=entry.label, alpha="255",
        )  # fmt: skip
    return _text(style)


def grain_style(legend: list[LegendEntry]) -> str:
    """Style of the layer of grains: filled by the column ``mineral``, with a thin outline."""
    style = _style()
    renderer = ET.SubElement(
        style, "renderer-v2",
        type="categorizedSymbol", attr="mineral", enableorderby="0", forceraster="0",
        symbollevels="0",
    )  # fmt: skip
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, entry in enumerate(legend):
        ET.SubElement(
            categories, "category",
            symbol=str(number), value=entry.symbol, label=entry.label, render="true",
        )  # fmt: skip
        symbol = ET.SubElement(
            symbols, "symbol", type="fill", name=str(number), alpha="1", clip_to_extent="1",
            force_rhr="0",
        )  # fmt: skip
        fill = ET.SubElement(symbol, "layer", {"class": "SimpleFill"}, enabled="1", locked="0")
        options = ET.SubElement(fill, "Option", type="Map")
        for name, value in (
            ("color", ",".join(map(str, (*entry.rgb, 255)))),
            ("style", "solid"),
            ("outline_color", OUTLINE),
            ("outline_style", "solid"),
            ("outline_width", "0.1"),
            ("outline_width_unit", "MM"),
        ):
            ET.SubElement(options, "Option", name=name, value=value, type="QString")
    return _text(style)
