"""The split sheet: who wrote the song, with which share, and a place for each of them to sign.

Lives: window or command line, main thread; a QGuiApplication has to exist.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageSize

from app.messages.writing import NOT_AGREED, SPLIT_AGREEMENT, split_sum
from app.model.people import Person
from app.model.song import Song
from app.model.writers import Writer, shares_sum
from app.text.planning import format_day
from app.text.shares import format_share, shares_sentence
from ui.printing.page import Pages, font, points

TITLE_PT, TEXT_PT, HEAD_PT = 20.0, 10.0, 9.0
COLUMNS = (0.0, 0.34, 0.56, 0.7, 0.87, 1.0)  # shares of the page's width
HEADS = ("Writer", "Wrote", "Society", "IPI name number", "Share")
SIGNATURE_PT = 62.0  # height of a place to sign


def split_sheet_pdf(song: Song, size: QPageSize.PageSizeId | None = None) -> bytes:
    """The split sheet as a PDF, with the shares as they are, also where they do not sum to 100 %.

    Args:
        song: Whose writers.
        size: Of the paper; that of the country if left out.
    """
    people = {person.id: person for person in song.credits.people}
    writers = [(people[writer.person], writer) for writer in song.credits.writers]
    pages = Pages(f"{song.name}: split sheet", size)
    width = pages.size.width()
    top = pages.text(QRectF(0, 0, width, points(40)), f"Split sheet: {song.name}", font(TITLE_PT, 600))
    if song.artist:
        top += pages.text(QRectF(0, top, width, points(20)), song.artist, font(TEXT_PT))
    top = _table(pages, writers, top + points(16))
    total = split_sum(format_share(shares_sum(song.credits.writers)))
    problem = shares_sentence(song.credits.writers)
    sentence = f"{problem} {NOT_AGREED}" if problem else total
    top += pages.text(QRectF(0, top, width, points(40)), sentence, font(TEXT_PT, 600), wraps=True)
    top += points(18)
    top += pages.text(QRectF(0, top, width, points(80)), SPLIT_AGREEMENT, font(TEXT_PT), wraps=True) + points(14)
    for person, writer in writers:
        if top + points(SIGNATURE_PT) > pages.size.height():
            pages.new_page()
            top = 0.0
        _place_to_sign(pages, person, writer, top, agreed=not problem and bool(writer.agreed_on))
        top += points(SIGNATURE_PT)
    return pages.finish()


def _table(pages: Pages, writers: list[tuple[Person, Writer]], top: float) -> float:
    """Returns where it ends."""
    edges = [part * pages.size.width() for part in COLUMNS]
    top += pages.row(top, HEADS, edges, font(HEAD_PT, 600)) + points(3)
    pages.rule(top)
    top += points(5)
    for person, writer in writers:
        if top + points(50) > pages.size.height():
            pages.new_page()
            top = 0.0
        name = person.name if person.signing_name == person.name else f"{person.signing_name} ({person.name})"
        cells = (name, writer.role, person.society or "none", person.ipi or "none", format_share(writer.share))
        top += pages.row(top, cells, edges, font(TEXT_PT)) + points(6)
    pages.rule(top)
    return top + points(6)


def _place_to_sign(pages: Pages, person: Person, writer: Writer, top: float, *, agreed: bool) -> None:
    middle, width = pages.size.width() * 0.62, pages.size.width()
    line = top + points(34)
    if agreed:
        date = f"agreed {format_day(writer.agreed_on)}" + (f", {writer.agreed_by}" if writer.agreed_by else "")
        pages.text(QRectF(middle + points(14), line - points(14), width, points(14)), date, font(HEAD_PT))
    pages.rule(line, 0, middle)
    pages.rule(line, middle + points(14))
    pages.text(QRectF(0, line + points(3), middle, points(14)), person.signing_name, font(HEAD_PT))
    pages.text(QRectF(middle + points(14), line + points(3), width, points(14)), "Date", font(HEAD_PT))
