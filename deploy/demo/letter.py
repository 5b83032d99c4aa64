"""A nomination letter as the smallest honest PDF: one page with one line of text."""


def letter_of(*, institution: str, position: str, row: int) -> bytes:
    """The bytes of a letter in which `institution` nominates the holder of `position`."""
    line = f"Nota verbal {row:03}: {institution} - {position}"
    return one_page(line.encode("latin-1", "replace"))


def one_page(line: bytes) -> bytes:
    """A PDF 1.4 file with `line` near the top of one A4 page."""
    shown = b"".join(b"\\" + bytes([byte]) if byte in b"()\\" else bytes([byte]) for byte in line)
    drawn = b"BT /F1 11 Tf 72 770 Td (" + shown + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(file))
    return file + table + trailer
