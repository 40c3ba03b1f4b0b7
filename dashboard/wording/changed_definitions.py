"""What is said of measures that came, went, or count something else than before."""

NEW = "A new measure."
RETIRED = "No longer published."
CHANGES_TITLE = "Because the definition changed"
CHANGES_NOTE = (
    "These measures count something else than in the last release, are new, or are no longer "
    "published. Their figures, of all quarters, are not compared with those of earlier releases. A "
    "release is never changed: the earlier figures stay in the earlier releases."
)
