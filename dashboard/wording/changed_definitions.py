"""What is said of measures that are new, gone, or count something else than before."""

NEW = "A new measure."
RETIRED = "No longer published."
CHANGES_TITLE = "Changed definitions"
CHANGES_NOTE = (
    "These measures have a new definition, are new, or are no longer published. Do not compare "
    "their figures, for any quarter, with those in earlier releases. Earlier releases stay "
    "available as they were."
)
