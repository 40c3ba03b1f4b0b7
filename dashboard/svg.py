"""Vega's SVG made lean and accessible: one image with a name, no inner roles, round coordinates."""

import re
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
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
_GEOMETRY = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox")


def lean(raw: str, element_id: str, title: str, description: str) -> str:
    """A drawing of Vega's as an `svg` element to stand in a page.

    Inner roles and labels go: the drawing is one image, and its title and description say all of
    it. What is invisible or a default goes too, and coordinates keep one decimal.
    """
    root = ET.fromstring(raw)  # noqa: S314 (our own drawing)
    box = root.get("viewBox", "")
    _clean(root)
    root.attrib.clear()
    root.set("viewBox", box)
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
    element.extend(children)


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
    """Writes a drawn circle as a circle, and a text's place as its coordinates."""
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
