"""What is said of single things that are public themselves: published reviews."""

REVIEWS_CAPTION = "Published reviews"
REVIEW = "Review"
REVIEW_COLUMNS = ("Community safety partnership", "Decided", "Published")
UNKNOWN_DAY = "not known"
