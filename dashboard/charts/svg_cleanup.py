"""Vega's SVG made lean and accessible: one image with a name, no inner roles, round coordinates."""

import re
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree as ET

import vl_convert

_SVG = "http://www.w3.org/2000/svg"
#: A drawing's letters of 11 stand beside a page's of 16.
_ENLARGED = 1.45
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DROPPED = {
    "role", "class", "pointer-events", "stroke-miterlimit", "font-family", "version", "cursor",
    "width", "height",
}  # fmt: skip
_DEFAULTS = {
    ("opacity", "1"), ("fill-opacity", "1"), ("stroke-width", "1"), ("stroke", "none"),
    ("y2", "0"), ("x2", "0"), ("transform", "translate(0,0)"), ("text-anchor", "start"),
    ("fill", "transparent"),
}  # fmt: skip
_CIRCLE = re.compile(r"M([\d.]+),0A[^Z]*A[^Z]*,0Z?$")
_PLACE = re.compile(r"translate\(([^,]+),([^)]+)\)")
_PLACES = {
    "circle": ("cx", "cy"),
    "line": ("transform", "x2", "y2"),
    "text": ("x", "y", "transform"),
}
_GEOMETRY = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox")


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """A drawing to be made: its id, its name and what Vega-Lite is told."""

    element_id: str
    title: str
    description: str
    vega_lite: dict


def drawn(wanted: ChartDrawing) -> str:
    """Return the SVG element of a drawing."""
    raw = vl_convert.vegalite_to_svg(wanted.vega_lite)
    return lean(raw, wanted.element_id, wanted.title, wanted.description)


def lean(raw: str, element_id: str, title: str, description: str) -> str:
    """Return a drawing of Vega's as an `svg` element to stand in a page.

    Inner roles and labels go: the drawing is one image, and its title and description say all of
    it. What is invisible or a default goes too, and coordinates keep one decimal.
    """
    root = ET.fromstring(raw)  # noqa: S314 (our own drawing)
    box = root.get("viewBox", "")
    _clean(root)
    root.attrib.clear()
    root.set("viewBox", box)
    for name, size in zip(("width", "height"), box.split()[2:], strict=True):
        root.set(name, f"{float(size) * _ENLARGED:.0f}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{element_id}-t {element_id}-d")
    root.set("font-family", "sans-serif")
    named = [("title", f"{element_id}-t", title), ("desc", f"{element_id}-d", description)]
    for place, (tag, name, text) in enumerate(named):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": name})
        element.text = text
        root.insert(place, element)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    children: list[ET.Element] = []
    for child in list(element):
        element.remove(child)
        if _is_invisible(child):
            continue
        _clean(child)
        tag = child.tag.removeprefix(f"{{{_SVG}}}")
        _strip(child, tag)
        if tag == "g" and not len(child):
            continue
        if tag == "g" and not child.attrib:
            children.extend(child)
        else:
            children.append(child)
    element.extend(_merged(children))


def _merged(children: list[ET.Element]) -> list[ET.Element]:
    """Neighbours that look the same as one: dots and lines as a path, texts as a group."""
    merged: list[ET.Element] = []
    for look, group in groupby(children, key=_look):
        same = list(group)
        if look is None or len(same) == 1:
            merged += same
        elif look[0] == "text":
            holder = ET.Element(f"{{{_SVG}}}g", dict(look[1]))
            for text in same:
                for name, _ in look[1]:
                    del text.attrib[name]
            holder.extend(same)
            merged.append(holder)
        else:
            drawn = "".join(_stroke_of(one, look[0]) for one in same)
            merged.append(ET.Element(f"{{{_SVG}}}path", {"d": drawn, **_paint(look)}))
    return merged


def _look(element: ET.Element) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return what an element looks like apart from its place; None for what is never merged."""
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag not in ("circle", "line", "text"):
        return None
    rest = {name: value for name, value in element.items() if name not in _PLACES[tag]}
    return tag, tuple(sorted(rest.items()))


def _stroke_of(element: ET.Element, tag: str) -> str:
    get = element.get
    if tag == "circle":
        return f"M{get('cx')},{get('cy')}h.01"
    place = _PLACE.fullmatch(get("transform", "translate(0,0)"))
    start = f"{place[1]},{place[2]}" if place else "0,0"
    return f"M{start}l{get('x2', '0')},{get('y2', '0')}"


def _paint(look: tuple[str, tuple[tuple[str, str], ...]]) -> dict[str, str]:
    """Return how a merged path is painted; dots are the round ends of strokes without length."""
    paint = dict(look[1])
    if look[0] == "line":
        return paint
    width = f"{2 * float(paint['r']):.1f}"
    return {"stroke": paint["fill"], "stroke-width": width, "stroke-linecap": "round"}


def _is_invisible(element: ET.Element) -> bool:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if element.get("display") == "none" or element.get("opacity") == "0":
        return True
    if element.get("class") == "background" and element.get("stroke") is None:
        return element.get("fill") in (None, "transparent")
    if tag == "path" and not element.get("d"):
        return True
    return tag in ("text", "tspan") and not (element.text or len(element))


def _strip(element: ET.Element, tag: str) -> None:
    for name, value in list(element.attrib.items()):
        keeps_size = tag == "rect" and name in ("width", "height")
        is_default = (name, value) in _DEFAULTS and not (tag == "rect" and name == "fill")
        dropped = (name in _DROPPED or name.startswith("aria-")) and not keeps_size
        if dropped or (is_default and not (name == "stroke" and tag == "g")):
            del element.attrib[name]
        elif name in _GEOMETRY:
            element.set(name, _NUMBER.sub(_rounded, value))
    _shorten(element, tag)


def _shorten(element: ET.Element, tag: str) -> None:
    """Write a drawn circle as a circle, and a text's place as its coordinates."""
    place = _PLACE.fullmatch(element.get("transform", ""))
    circle = _CIRCLE.match(element.get("d", "")) if tag == "path" else None
    if place and circle:
        element.tag = f"{{{_SVG}}}circle"
        del element.attrib["d"], element.attrib["transform"]
        element.set("cx", place[1])
        element.set("cy", place[2])
        element.set("r", circle[1])
    elif place and tag == "text" and not len(element):
        del element.attrib["transform"]
        element.set("x", place[1])
        element.set("y", place[2])


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")
