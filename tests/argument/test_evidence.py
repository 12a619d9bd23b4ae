"""The evidence library: what stands at which standing prints, and broken data are refused by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.argument import evidence
from offsetcase.argument.evidence import (
    for_indication,
    library,
    reference_text,
    required_limits,
    sentence,
)
from offsetcase.case.settings import INDICATIONS
from offsetcase.model.facts import UnknownFact
from offsetcase.model.shape import DataError
from offsetcase.model.shapes import EVIDENCE_ROLES
from rows import each_row
from support import own_data

ENTRY = """
[one2020]
indications = ["depression"]
order = 1
standing = "V"
read_in = "abstract"
verified = 2026-11-01
authors = "One A"
title = "A title"
journal = "A Journal"
year = "2020"
volume = "31415"
field_standing = { volume = "M" }
required_for = ["depression"]
[one2020.sentences]
supports = "It is FDA-approved for sleep, not for {indication}."
limits = "It was small."
"""


def read(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, evidence.Entry]:
    own_data(monkeypatch, folder, "evidence/invented.toml", text)
    return dict(library.__wrapped__())


def test_an_entry_prints_without_what_stands_at_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = read(tmp_path, ENTRY, monkeypatch)["one2020"]
    assert reference_text(entry) == "One A. A title. A Journal 2020."
    assert sentence(entry, "supports", "depression") == "It is FDA-approved for sleep, not for depression."
    for role, indication in (("policy", "depression"), ("supports", "ptsd")):
        with pytest.raises(UnknownFact, match=role):
            sentence(entry, role, indication)


@each_row(
    ("before", "after", "names"),
    [
        ('standing = "V"\n', "", "standing"),
        ('standing = "V"\n', 'standing = "W"\n', "standing"),
        ('standing = "V"\n', 'standing = "V2"\n', "sentences at standing V2"),
        ('standing = "V"\n', 'standing = "M"\n', "sentences at standing M"),
        ('read_in = "abstract"\n', "", "read_in"),
        ("verified = 2026-11-01", 'verified = "lately"', "verified"),
        ("order = 1", 'order = "first"', "order"),
        ("{ volume = ", "{ volum = ", "volum"),
        ("{ volume = ", "{ pages = ", "pages"),
        ("volume = ", "vol = ", "vol"),
        ("limits = ", "praise = ", "praise"),
        ('limits = "It was small."', "", "limit"),
        ('required_for = ["depression"]', 'required_for = ["ptsd"]', "limit"),
        ('required_for = ["depression"]', 'also = ["nowhere2021"]', "nowhere2021"),
    ],
)
def test_broken_data_are_refused_by_name(
    before: str, after: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in ENTRY
    with pytest.raises(DataError, match=f"data/evidence.*{names}"):
        read(tmp_path, ENTRY.replace(before, after, 1), monkeypatch)


def test_an_entry_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "earlier.toml").write_text(ENTRY, encoding="utf-8")
    with pytest.raises(DataError, match="stands twice"):
        read(tmp_path, ENTRY, monkeypatch)


TWO = """
[one2020]
indications = ["depression", "crps"]
order = 1
standing = "V"
read_in = "abstract"
verified = 2026-11-01
pair = ["two2021"]
[one2020.sentences]
policy = "Of {indication}."
[one2020.sentences.second_leg]
depression = "Better for mood."
crps = "Better for pain."

[two2021]
indications = ["depression", "crps"]
order = 2
standing = "V"
read_in = "abstract"
verified = 2026-11-01
pair = ["one2020"]
[two2021.sentences]
second_leg_limits = "No difference."
"""


def test_each_condition_has_its_own_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = read(tmp_path, TWO, monkeypatch)["one2020"]
    assert sentence(entry, "second_leg", "crps") == "Better for pain."
    assert evidence.printed(entry, "crps") == [
        evidence.Printed("policy", ("crps",), "Of complex regional pain syndrome."),
        evidence.Printed("second_leg", ("crps",), "Better for pain."),
    ]
    two = read(tmp_path, TWO, monkeypatch)["two2021"]
    assert evidence.printed(two) == [evidence.Printed("second_leg_limits", ("depression", "crps"), "No difference.")]


@each_row(
    ("before", "after", "names"),
    [
        ('pair = ["one2020"]\n', "", "pair"),  # one names the other, the other doesn't
        ('second_leg_limits = "No difference."', 'policy = "No difference."', "pair"),
        ('second_leg_limits = "No difference."', 'second_leg_limits = { depression = "No difference." }', "two2021"),
        ('crps = "Better for pain."\n', "", "one2020"),
        ('pair = ["two2021"]', 'pair = ["nowhere2021"]', "nowhere2021"),
    ],
)
def test_half_a_pair_is_refused(
    before: str, after: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in TWO
    with pytest.raises(DataError, match=names):
        read(tmp_path, TWO.replace(before, after, 1), monkeypatch)


def test_a_comparison_without_its_other_side_has_no_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = read(tmp_path, TWO, monkeypatch)
    monkeypatch.setattr(evidence, "library", lambda: both)
    assert [one.key for one in (*evidence.second_leg("crps").supports, *evidence.second_leg("crps").limits)] == list(
        both
    )
    monkeypatch.setattr(evidence, "library", lambda: {"one2020": both["one2020"]})
    assert evidence.second_leg("crps") == evidence.SecondLeg((), ())


# Journal, year and numbers as our reading record has them; typed apart from the data.
REFERENCES = {
    "singh2016": "Am J Psychiatry 2016. DOI 10.1176/appi.ajp.2016.16010037.",
    "phillips2019": "Am J Psychiatry 2019;176(5):401-409. DOI 10.1176/appi.ajp.2018.18070834; PMID 30922101.",
    "rush2006": "Am J Psychiatry 2006;163(11):1905-1917. DOI 10.1176/ajp.2006.163.11.1905.",
    "ross2020": "Psychiatr Serv 2020;71(10):988-997. DOI 10.1176/appi.ps.201900625; PMID 32631129.",
    "canmat2021": "Can J Psychiatry 2021;66(2):113-125. DOI 10.1177/0706743720970860; PMID 33174760.",
    "murrough2013bp": "Biol Psychiatry 2013;74(4):250-256. DOI 10.1016/j.biopsych.2012.06.022; PMID 22840761.",
    "jelovac2025": "JAMA Psychiatry 2025. DOI 10.1001/jamapsychiatry.2025.3019; PMID 41123905.",
    "ekstrand2022": "Int J Neuropsychopharmacol 2022. PMC9154276.",
    "zarate2012": "Biol Psychiatry 2012. PMID 22297150.",
    "diazgranados2010bp": "Arch Gen Psychiatry 2010. PMC3000408.",
    "schwartzman2009": "Pain 2009. DOI 10.1016/j.pain.2009.08.015.",
    "sigtermans2009": "Pain 2009;145(3):304-311. DOI 10.1016/j.pain.2009.06.023.",
    "orhurhu2019": "Anesth Analg 2019;129(1):241-254. DOI 10.1213/ANE.0000000000004185; PMID 31082965.",
    "cohen2018": "Reg Anesth Pain Med 2018;43(5):521-546. DOI 10.1097/AAP.0000000000000808.",
    "feder2021": "Am J Psychiatry 2021. DOI 10.1176/appi.ajp.2020.20050596.",
    "abdallah2022": "Neuropsychopharmacology 2022. DOI 10.1038/s41386-022-01266-9.",
    "pfeiffer2024": "J Clin Psychiatry 2024;85(1):23m14984.",
    "nikayin2022": "JAMA Psychiatry 2022;79(7):736-738. DOI 10.1001/jamapsychiatry.2022.1074; PMID 35544190; PMC9096687.",
    "meisner2025": "J Clin Psychiatry 2025. DOI 10.4088/JCP.25m15789; PMID 41004170.",
    "mcinnes2022": "J Affect Disord 2022. DOI 10.1016/j.jad.2021.12.097; PMID 35027209.",
}


@each_row("key", REFERENCES)
def test_a_reference_ends_in_what_was_read(key: str) -> None:
    assert reference_text(library()[key]).endswith(". " + REFERENCES[key])


def test_authors_from_memory_are_left_out() -> None:
    assert "Ekstrand" not in reference_text(library()["ekstrand2022"])


@each_row("key", ["zarate2006", "aetna_policy"])
@each_row("role", EVIDENCE_ROLES)
def test_a_barred_entry_has_no_sentence(key: str, role: str) -> None:
    with pytest.raises(UnknownFact, match=role):
        sentence(library()[key], role, "depression")


# The entries that our reading record says must print whenever the indication is argued.
MUST_LIMIT = {
    "depression": {"jelovac2025", "ekstrand2022", "coverage2025", "mp446", "pfeiffer2024", "chatterton2025"},
    "bipolar": {"diazgranados2010bp"},
    "ptsd": {"abdallah2022", "feder2021", "mp446"},
    "crps": {"sigtermans2009", "orhurhu2019", "mp446"},
    "pain": {"orhurhu2019", "mp446"},
}


@each_row("indication", INDICATIONS)
def test_the_limits_that_must_print_are_required(indication: str) -> None:
    assert {entry.key for entry in required_limits(indication)} >= MUST_LIMIT[indication]
    # A source that speaks for the treatment never prints without the limits of its own indication.
    assert for_indication(indication, "supports") and for_indication(indication, "limits")


def test_bipolar_says_that_no_trial_of_repeated_infusions_was_found() -> None:
    assert "no randomized trial of repeated infusions" in sentence(library()["diazgranados2010bp"], "limits", "bipolar")
