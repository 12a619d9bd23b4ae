"""``compare`` and ``protocols``."""

from __future__ import annotations

from pathlib import Path

from support import SAMPLES, page, run

CONDITIONAL = SAMPLES / "conditional" / "claims.csv"


def test_rows_are_what_build_would_say(tmp_path: Path) -> None:
    done = run(
        "compare",
        CONDITIONAL,
        "--with",
        "price=450, share.psychotherapy=0.8",
        "--with",
        "maintenance_every_days=42",
        "--json",
    )
    assert done.status == 0, done.err
    base, one, two = done.json["rows"]
    assert base["net"] == "-3514.96"
    for row, sets in ((one, ("price=450", "share.psychotherapy=0.8")), (two, ("maintenance_every_days=42",))):
        options = [part for item in sets for part in ("--set", item)]
        built = run("build", CONDITIONAL, *options, "--json", *page(tmp_path), "--force").json
        assert (row["net"], row["lasting"], row["verdict"]) == (
            built["offset"]["net"],
            built["offset"]["lasting"]["net"],
            built["verdict"],
        )
        assert row["years"] == built["offset"]["years"] and row["break_even_price"] == built["break_even"]["price"]


def test_without_rows_it_moves_what_can_be_moved() -> None:
    done = run("compare", CONDITIONAL)
    assert done.status == 0
    for words in (
        "as it stands",
        "price=440.00",
        "maintenance_every_days=21",
        "share.psychotherapy=0.25",
        "−$3,514.96",
        "conditional",
    ):
        assert words in done.out.replace("\n", ""), words


def test_another_protocol_beside() -> None:
    row = "protocol=kap-im,price=500,response=0.5,retention=0.6"
    rows = run("compare", CONDITIONAL, "--with", row, "--json").json["rows"]
    assert rows[1]["protocol"] == "kap-im" and rows[1]["price"] == "695.00"


def test_what_cannot_be_compared_is_said() -> None:
    done = run("compare", CONDITIONAL, "--with", "pice=450")
    assert done.status == 2 and '--with: "pice"' in done.err and 'did you mean "price"' in done.err
    done = run("compare", CONDITIONAL, "--with", "share.drug:sertraline=1")
    assert done.status == 2 and "one baseline" in done.err
    assert run("compare", CONDITIONAL, "--with", " , ").status == 2


def test_protocols_are_listed_and_shown() -> None:
    listed = run("protocols", "--json").json["protocols"]
    assert [one["name"] for one in listed] == ["crps-iv", "depression-iv", "kap-im", "pain-series", "ptsd-iv"]
    shown = run("protocols", "pain-series")
    assert shown.status == 0 and "no trial" in shown.out and "lidocaine" in shown.out and "must be given" in shown.out
    wrong = run("protocols", "pain-serie")
    assert wrong.status == 2 and 'did you mean "pain-series"' in wrong.err


def test_every_protocol_makes_a_letter(tmp_path: Path) -> None:
    """Each through the whole build, the rates that nobody published given."""
    rates = ("--set", "response=0.5", "--set", "retention=0.6")
    for name, indication in (
        ("ptsd-iv", "ptsd"),
        ("pain-series", "pain"),
        ("kap-im", "depression"),
        ("crps-iv", "crps"),
    ):
        target = tmp_path / f"{name}.html"
        options = (
            "--indication",
            indication,
            "--protocol",
            name,
            "--price",
            30,
            *rates,
            *page(tmp_path, name),
        )
        sample = SAMPLES / ("crps" if indication in ("crps", "pain") else "conditional") / "claims.csv"
        who = ("--member", "Walter Osei-Brandt" if indication in ("crps", "pain") else "Marisol Quintero")
        done = run("build", sample, "--case", _empty(tmp_path), *who, *options)
        assert done.status == 0, done.err
        text = target.read_text(encoding="utf-8")
        assert "was measured in major depression" not in text, name


def _empty(folder: Path) -> Path:
    path = folder / "empty.toml"
    path.write_text("")
    return path
