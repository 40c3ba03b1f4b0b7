"""The reference deliveries and tables that the tests bring along in `tests/reference/`.

`python -m tests.support.reference_data FOLDER` packs a folder of deliveries anew.
"""

import lzma
import sys
import tarfile
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "reference"
DELIVERIES = REFERENCE / "oxfordshire.tar.xz"
EARLIER_WORKSPACE = REFERENCE / "earlier_workspace.tar.xz"
TABLES = REFERENCE / "disclosure"
TABLE_NAMES = (
    "gs_example1_2014_age_geo",
    "gs_example1_2014_age_geo_eu",
    "gs_example1_years_zerospublished",
    "gs_oxon_synthetic_3way",
    "gs_z1",
    "gs_z2_hier",
    "gs_z2_hier_zerospublished",
)


def pack_deliveries(deliveries: Path, archive: Path = DELIVERIES) -> None:
    """Write a folder as an archive: the same files give the same bytes, whoever packs them."""
    with (
        lzma.open(archive, "wb", preset=9 | lzma.PRESET_EXTREME) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for path in sorted(deliveries.rglob("*")):
            if path.is_file():
                entry = tarfile.TarInfo(path.relative_to(deliveries).as_posix())
                entry.size = path.stat().st_size
                with path.open("rb") as content:
                    packed.addfile(entry, content)


def unpack_deliveries(folder: Path, archive: Path = DELIVERIES) -> None:
    """Write the archive's files into a folder."""
    with tarfile.open(archive, "r:xz") as packed:
        packed.extractall(folder, filter="data")


if __name__ == "__main__":
    pack_deliveries(Path(sys.argv[1]))
