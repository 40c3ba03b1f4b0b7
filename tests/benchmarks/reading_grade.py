"""Prints the reading grade of a site, page by page and of all together; status 1 above the limit.

`python -m tests.benchmarks.reading_grade FOLDER`, the folder of a dashboard's pages.
"""

import sys
from pathlib import Path

from tests.support.words.plain_english import rules
from tests.support.words.sentence_grade import grade, site_sentences


def main(site: Path) -> int:
    """Print the grades; return the status."""
    by_page = site_sentences(site)
    for page, said in by_page.items():
        if said:
            print(f"{grade(said):5.1f}  {len(said):4} sentences  {page}")
    every = list(dict.fromkeys(sentence for said in by_page.values() for sentence in said))
    limit, whole = rules()["highest_reading_grade"], grade(every)
    print(f"{whole:5.1f}  {len(every):4} sentences  the site (at most {limit})")
    return int(whole > limit)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
