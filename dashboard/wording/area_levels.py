"""The levels of areas in words, and which of them have a page for each area."""

LEVEL_NAMES = {
    "district": "Districts",
    "police_area": "Police areas",
    "csp": "Community safety partnerships",
    "county": "County",
}
#: One area of a level below the county, inside a sentence.
LEVEL_SINGULAR = {"district": "district", "police_area": "police area", "csp": "partnership"}
#: In the order of their pages.
LEVELS_WITH_PAGES = ("district", "police_area")


def area_pages_title() -> str:
    """Return the title above the areas' pages: `Districts and police areas`."""
    first, *others = (LEVEL_NAMES[level] for level in LEVELS_WITH_PAGES)
    return " and ".join([first, *(name.lower() for name in others)])


def area_note(level: str) -> str:
    """Return what stands above an area's measures."""
    return (
        f"The measures whose source says which {LEVEL_SINGULAR[level]} a figure belongs to. "
        "No figure is shared out to a finer area than it was sent at."
    )
