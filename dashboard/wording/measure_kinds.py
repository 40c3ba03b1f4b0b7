"""What kinds of measure there are, and which way is better, in words."""

KINDS = {
    "count": "A count.",
    "ratio": "A share: the numerator and denominator stand beside it.",
    "rate": "A rate for every 10,000 women aged 16 and over, for the year.",
    "stock": "How many there are on the quarter's last day.",
    "distinct": "A count of different ones: quarters and areas do not add up to the whole.",
    "median": "The middle value.",
}
POLARITIES = {
    "high": "Higher is better.",
    "low": "Lower is better.",
    "neutral": "Neither higher nor lower is better in itself.",
}
