"""The packet: what is sent, what is kept, the prescriber's draft, and the user's own PDFs in it."""

from __future__ import annotations

import io
import random
import re
import subprocess
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from offsetcase.case.request import Attached
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render.taken_over import notes, taken_over
from support import SAMPLES, Ran, in_child, page, run, unpacking

pytestmark = pytest.mark.in_child

CLAIMS = SAMPLES / "conditional" / "claims.csv"


def pdf(folder: Path, name: str, pages: int = 1, size: tuple[int, int] = (612, 792), rotate: int = 0) -> Path:
    """A PDF of somebody else's: made by this project's own writer from a page of text, then turned or resized."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(*size)
        if rotate:
            page.rotate(rotate)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('hello');")}
    )
    writer.root_object[NameObject("/OpenAction")] = action
    writer.add_attachment("secret.txt", b"not for the plan")
    path = folder / name
    with path.open("wb") as stream:
        writer.write(stream)
    return path


def text_of(path: Path, *options: str) -> str:
    return subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *options, str(path), "-"], capture_output=True, text=True, check=True
    ).stdout


def pages_of(path: Path, *options: str) -> list[str]:
    return text_of(path, *options).removesuffix("\f").split("\f")


def build(*options: object) -> Ran:
    """Always on one day, so that what the tests have in common is drawn once."""
    return run("build", CLAIMS, *options, env={"SOURCE_DATE_EPOCH": "1795000000"})


def with_papers(folder: Path, name: str, *options: object) -> Ran:
    """A packet with two papers of the user's own."""
    notice, quote = pdf(folder, "notice.pdf", 3, (595, 842), 90), pdf(folder, "quote.pdf", 1, (300, 2000))
    attached = ("--attach", f"Denial notice={notice}", "--attach", f"Clinic’s quote={quote}")
    done = build("--packet", folder / name, *attached, *options)
    assert done.status == 0, done.err
    return done


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """Such a packet, and what the command said."""
    base = tmp_path_factory.mktemp("packet")
    return base / "packet", with_papers(base, "packet", "--json")


def test_the_packet_is_whole(packet: tuple[Path, Ran]) -> None:
    folder, done = packet
    assert sorted(path.name for path in folder.iterdir()) == [
        "calendar.ics",
        "keep.pdf",
        "phone.pdf",
        "prescriber.docx",
        "prescriber.pdf",
        "send.pdf",
    ]
    assert sorted(Path(name).name for name in done.json["outputs"]) == sorted(path.name for path in folder.iterdir())
    send = PdfReader(folder / "send.pdf")
    total = len(send.pages)
    printed = [" ".join(page.split()) for page in pages_of(folder / "send.pdf")]
    assert len(printed) == total
    # Every page carries the running head with its number.
    for number, words in enumerate(printed, start=1):
        assert f"page {number} of {total}" in words
        assert "Member ID QZW 402 118 553" in words and "AP-2026-118842" in words
    # The contents name the pages on which the parts begin.
    contents = text_of(folder / "send.pdf", "-f", "1", "-l", "1", "-layout")
    starts = {title: int(number) for title, number in re.findall(r"^ *(\S.*?) \.{3,} (\d+)$", contents, re.MULTILINE)}
    assert len(starts) == 10
    for title, number in starts.items():
        wanted = title if not title.startswith(("Exhibit G", "Exhibit H")) else title.split(".")[0]
        assert wanted.casefold() in printed[number - 1].casefold(), title
    assert starts["Exhibit G. Denial notice"] == total - 3 and starts["Exhibit H. Clinic’s quote"] == total
    # Enclosures listed equal those present.
    words = " ".join(printed)
    listed = re.search(r"Enclosures: (.*?) (?:Marisol|$)", words)
    assert listed and listed[1].startswith("A What the plan paid") and "G Denial notice · H Clinic’s quote" in listed[1]
    # Nothing active comes with the user's PDF.
    raw = (folder / "send.pdf").read_bytes()
    assert b"app.alert" not in raw and b"secret.txt" not in raw and "/JavaScript" not in str(send.trailer["/Root"])
    checked = subprocess.run(["qpdf", "--check", str(folder / "send.pdf")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_what_stays_and_what_goes(packet: tuple[Path, Ran]) -> None:
    folder, _ = packet
    sent, kept, draft = (
        " ".join(text_of(folder / name).split()) for name in ("send.pdf", "keep.pdf", "prescriber.pdf")
    )
    assert "What to do next" in kept and "neither legal nor medical advice" in kept and "certified mail" in kept
    assert "What to do next" not in sent and "Draft for the prescriber" not in sent and "case.toml" not in sent
    assert "Request for the claim file and criteria" in sent and "cost" in sent and "Pages, this one included" in sent
    assert "Draft for the prescriber’s review" in draft
    assert re.search(r"\d+ places are still blank", kept)


def test_the_same_inputs_give_the_same_packet_and_its_own_pdfs_are_spoken_of(
    packet: tuple[Path, Ran], tmp_path: Path
) -> None:
    """Its parts put together; that a page gives the same bytes is test_tagged's."""
    done = with_papers(tmp_path, "again")
    first, again = ({path.name: path.read_bytes() for path in at.iterdir()} for at in (packet[0], tmp_path / "again"))
    assert first == again
    said = " ".join(done.out.split())
    assert "as pictures of their pages" in said and "can’t be searched or copied" in said
    assert "Every page of Exhibit G (Denial notice) shows nothing" in said


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", b"\x00" * 5000])
def test_what_is_no_pdf_is_refused(content: bytes, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    done = build("--packet", tmp_path / "p", "--attach", f"Notice={bad}")
    assert done.status == 2 and "E-ATTACH" in done.err and "Traceback" not in done.err
    assert not (tmp_path / "p").exists()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + end


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def grows() -> bytes:
    """A page whose few bytes of content are 400 MB when they are unpacked."""
    content = zlib.compress(unpacking(400), 9)
    return raw_pdf(
        CATALOG,
        PAGES,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(content), content),
    )


@pytest.mark.parametrize(
    "content",
    [raw_pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), raw_pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>")],
    ids=["its own page", "no pages"],
)
def test_a_hostile_pdf_ends_in_one_of_our_errors(content: bytes, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    done = in_child(lambda: build("--quiet", "--packet", tmp_path / "p", "--attach", f"Notice={bad}"))
    assert done.status == 2 and done.err.startswith(str(bad)) and done.err.rstrip().endswith("(E-ATTACH)")
    assert done.err.count("\n") == 3 and not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    "content",
    [
        raw_pdf(CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e300 1e300]/Contents 4 0 R>>"),
        raw_pdf(CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 200000]>>"),
        raw_pdf(CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/X" + b"[" * 50_000 + b"]" * 50_000 + b">>"),
        None,
    ],
    ids=["a page of any size", "a page as large as a field", "deep", "grows"],
)
def test_a_hostile_page_is_refused_or_shows_nothing_and_is_said_to(content: bytes | None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(grows() if content is None else content)
    attached = Attached("Notice", bad)
    try:
        sheets = taken_over(attached)
    except OffsetcaseError as error:
        assert error.exit_code == 2 and error.problems[0].code == "E-ATTACH"
    else:
        assert "Every page of Exhibit F (Notice) shows nothing" in notes([("F", "Notice", sheets)])[1]


def test_a_pdf_with_wrong_bytes_is_taken_or_refused(tmp_path: Path) -> None:
    good = pdf(tmp_path, "notice.pdf").read_bytes()
    chance = random.Random(20261124)
    taken = refused = 0
    for number in range(12):
        data = bytearray(good)
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(len(data))] = chance.choice(b"0<>[]()/ Rn%\x00\xff")
        bad = tmp_path / f"{number}.pdf"
        bad.write_bytes(bytes(data[: chance.choice((len(data), len(data), chance.randrange(1, len(data))))]))
        try:
            taken_over(Attached("Notice", bad))
            taken += 1
        except OffsetcaseError as error:
            assert error.exit_code == 2 and error.problems[0].code == "E-ATTACH"
            refused += 1
    assert taken > 1 and refused > 1


def test_an_attached_file_in_the_packet_s_own_folder_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    mine = pdf(tmp_path, "n.pdf", 3, (595, 842), 90).rename(folder / "send.pdf")  # the papers of the fixture's packet
    quote = pdf(tmp_path, "quote.pdf", 1, (300, 2000))
    before = mine.read_bytes()
    attached = ("--attach", f"Denial notice={mine}", "--attach", f"Clinic’s quote={quote}")
    done = build("--packet", folder, "--force", *attached)
    assert done.status == 2 and "only ever read" in done.err and mine.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["send.pdf"]


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(tmp_path, "n.pdf").read_bytes())))
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "locked.pdf").open("wb") as stream:
        writer.write(stream)
    done = build("--packet", tmp_path / "p", "--attach", tmp_path / "locked.pdf")
    assert done.status == 2 and "password" in done.err


def test_final_writes_nothing_while_a_blank_is_left(tmp_path: Path) -> None:
    done = build("--final", *page(tmp_path))
    assert done.status == 2 and "E-FINAL" in done.err and "[letter] signer" in done.err and not list(tmp_path.iterdir())


def test_final_refuses_rules_past_their_review(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        '[member]\nname = "Marisol Quintero"\n[plan]\ntype = "erisa-self-funded"\n[treatment]\nprice = 550\n'
        '[denial]\nnotice_date = 2030-12-20\nreason = "Experimental."\n'
    )
    done = build("--case", case, "--final", *page(tmp_path), "--date", "2031-01-05")
    assert done.status == 2 and "were to be reviewed by" in done.err


def test_a_folder_with_files_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine.txt").write_text("mine")
    assert build("--packet", tmp_path / "p").status == 2
    assert build("--attach", "x.pdf", "-o", tmp_path / "l.pdf").status == 2
