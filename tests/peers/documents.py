"""How well letters are read from files, beside pdftotext, MuPDF and PDFium, in one run.

    python3 tests/peers/documents.py SHORTLIST OUT [LETTERS]

Makes documents from sample letters with the makers that are installed (LibreOffice, Chromium, pdfLaTeX, XeLaTeX, LuaLaTeX,
pandoc, enscript, Ghostscript, cairo, ReportLab) and reads them with `shortlist ingest` and, the PDFs, with pdftotext
(poppler-utils), MuPDF (`pip install pymupdf`) and PDFium (`pip install pypdfium2`), where they are there. Prints for each
kind of document the share of the letters' words that come in order (the longest common subsequence of words), that of the
worst letter, words that were glued together (per thousand) and, for ours, how many letters were said to hide something.
The documents hide nothing.
"""

import csv
import difflib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time

SAMPLE = "data/sample/letters.csv"
LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}


def run(*args, **more):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=900, **more).stdout


def words(text):
    """Words without what makers may change: quotation marks, dashes, and hyphens at a line's end or inside a word."""
    for a, b in LIGATURES.items():
        text = text.replace(a, b)
    text = re.sub(r"(\w)[-\u2010\u00ad\ufffe\x02]\s*\n\s*(\w)", r"\1\2", text.replace("\r", ""))
    text = re.sub(r"(\w)[-\u2010\u2011](?=\w)", r"\1", text)
    return re.findall(r"[^\W_]+", re.sub("[’'\ufffe\x02]", "", text.lower()))


def in_order(letter, got):
    blocks = difflib.SequenceMatcher(None, letter, got, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks)


def glued(letter, got):
    known = set(letter)
    pairs = {a + b for a, b in zip(letter, letter[1:])} - known
    return sum(word in pairs for word in got)


def plain(text):
    """What every maker's fonts hold: the letters of Latin-1, straight marks."""
    for a, b in {"“": '"', "”": '"', "’": "'", "‘": "'", "—": "-", "–": "-", "…": "...", "•": "-"}.items():
        text = text.replace(a, b)
    return text.encode("latin-1", "ignore").decode("latin-1")


def page(text, style):
    body = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in text.split("\n\n"))
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body style="font-family:serif;{style}">{body}</body></html>'


def tex(text, options, fonts):
    for a, b in [("\\", "/"), ("&", "\\&"), ("%", "\\%"), ("$", "\\$"), ("#", "\\#"), ("_", "\\_"), ("{", "("), ("}", ")"), ("~", "-"), ("^", " "), ('"', "''")]:
        text = text.replace(a, b)
    return f"\\documentclass[{options}]{{article}}{fonts}\\pagestyle{{empty}}\\begin{{document}}\n{text}\n\\end{{document}}\n"


def lines(text, most):
    """Lines of at most so many characters; paragraphs are parted by an empty line."""
    out = []
    for paragraph in text.split("\n\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > most:
                out.append(line)
                line = ""
            line = f"{line} {word}".strip()
        out += [line, ""]
    return out[:-1]


def reportlab(kind, text, path):
    from reportlab.pdfgen import canvas

    c = canvas.Canvas(path, pagesize=(595, 842))
    def put(x, y, line):
        c.setFont("Times-Roman", 10)
        c.drawString(x, y, line)
    if kind == "one":
        all_lines = lines(text, 95)
        for n, line in enumerate(all_lines):
            if n and n % 55 == 0:
                c.showPage()
            put(60, 780 - 12.5 * (n % 55), line)
    elif kind in ("columns", "columns-by-row"):
        all_lines = lines(text, 46)
        for start in range(0, len(all_lines), 110):
            left, right = all_lines[start : start + 55], all_lines[start + 55 : start + 110]
            cells = [(x, 780 - 12.5 * n, line) for x, part in ((60, left), (320, right)) for n, line in enumerate(part)]
            if kind == "columns-by-row":
                cells.sort(key=lambda cell: -cell[1])
            for cell in cells:
                put(*cell)
            c.showPage()
    elif kind in ("sidebar", "sidebar-by-row"):
        side = ["Skills", "Python", "Rust and C", "Statistics", "Soldering", "", "Languages", "English", "Norwegian", "German"]
        cells = [(50, 780 - 14 * n, line) for n, line in enumerate(side)]
        cells += [(200, 780 - 12.5 * n, line) for n, line in enumerate(lines(text, 70)[:58])]
        if kind == "sidebar-by-row":
            cells.sort(key=lambda cell: -cell[1])
        for cell in cells:
            put(*cell)
    elif kind == "table":
        for n, line in enumerate(lines(text, 60)[:55]):
            put(60, 780 - 13 * n, f"{2026 - n}")
            put(130, 780 - 13 * n, line)
    c.save()


def meant(kind, text):
    """The text that such a document holds, in the order in which it is read."""
    if kind.startswith("sidebar"):
        side = "Skills Python Rust and C Statistics Soldering Languages English Norwegian German"
        return side + "\n" + "\n".join(lines(text, 70)[:58])
    if kind == "table":
        return "\n".join(f"{2026 - n} {line}" for n, line in enumerate(lines(text, 60)[:55]))
    return text


def cairo(text, path):
    import cairo

    surface = cairo.PDFSurface(path, 595, 842)
    c = cairo.Context(surface)
    c.select_font_face("DejaVu Serif")
    c.set_font_size(9)
    for n, line in enumerate(lines(text, 90)):
        if n and n % 60 == 0:
            c.show_page()
        c.move_to(50, 60 + 12.5 * (n % 60))
        c.show_text(line)
    surface.finish()


def make(letters, out):
    have = shutil.which
    def folder(name):
        os.makedirs(f"{out}/{name}", exist_ok=True)
        return f"{out}/{name}"
    def has(module):
        try:
            __import__(module)
            return True
        except ImportError:
            return False
    html_in = folder("in-html")
    for id, text in letters.items():
        for name, style in [("chromium", ""), ("chromium-columns", "columns:2;text-align:justify;hyphens:auto")]:
            source = f"{html_in}/{name}-{id}.html"
            with open(source, "w") as f:
                f.write(page(text, style))
            if have("chromium"):
                run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={folder(name)}/{id}.pdf", f"file://{os.path.abspath(source)}")
            os.remove(source)
        with open(f"{html_in}/{id}.html", "w") as f:
            f.write(page(text, ""))
        simple = plain(text)
        for name, program, options, fonts in [
            ("pdflatex", "pdflatex", "11pt", "\\usepackage[utf8]{inputenc}"),
            ("pdflatex-columns", "pdflatex", "10pt,twocolumn", "\\usepackage[utf8]{inputenc}"),
            ("pdflatex-t1", "pdflatex", "11pt", "\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}"),
            ("xelatex", "xelatex", "11pt", ""),
            ("lualatex-columns", "lualatex", "10pt,twocolumn", ""),
        ]:
            if have(program):
                with open(f"{folder(name)}/{id}.tex", "w") as f:
                    f.write(tex(simple, options, fonts))
                try:
                    run(program, "-interaction=batchmode", f"{id}.tex", cwd=folder(name))
                except subprocess.CalledProcessError:
                    print(f"{name} could not make {id}", file=sys.stderr)
                for ending in ["tex", "aux", "log"]:
                    if os.path.exists(f"{folder(name)}/{id}.{ending}"):
                        os.remove(f"{folder(name)}/{id}.{ending}")
        if have("enscript") and have("ps2pdf"):
            made = run("enscript", "-B", "--word-wrap", "-X", "88591", "-p", "-", input=simple.encode("latin-1"))
            run("ps2pdf", "-", f"{folder('enscript')}/{id}.pdf", input=made)
            made = run("enscript", "-B", "-2", "-r", "--word-wrap", "-X", "88591", "-p", "-", input=simple.encode("latin-1"))
            run("ps2pdf", "-", f"{folder('enscript-columns')}/{id}.pdf", input=made)
        if have("gs") and os.path.exists(f"{out}/pdflatex/{id}.pdf"):
            run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={folder('ghostscript')}/{id}.pdf", f"{out}/pdflatex/{id}.pdf")
        if have("pandoc"):
            for ending in ["docx", "odt", "rtf", "html"]:
                run("pandoc", "-s", "-f", "html", f"{html_in}/{id}.html", "-o", f"{folder('pandoc-' + ending)}/{id}.{ending}")
        if has("reportlab"):
            for kind in ["one", "columns", "columns-by-row", "sidebar", "sidebar-by-row", "table"]:
                reportlab(kind, simple, f"{folder('reportlab-' + kind)}/{id}.pdf")
        if has("cairo"):
            cairo(simple, f"{folder('cairo')}/{id}.pdf")
    if have("soffice"):
        pages = [f"{html_in}/{id}.html" for id in letters]
        for kind in ["odt", "docx:MS Word 2007 XML", "rtf:Rich Text Format", "doc:MS Word 97"]:
            run("soffice", "--headless", "--writer", "--infilter=HTML (StarWriter)", "--convert-to", kind,
                "--outdir", folder(f"libreoffice-{kind.split(':')[0]}"), *pages)
        odts = [f"{out}/libreoffice-odt/{id}.odt" for id in letters]
        run("soffice", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder("libreoffice-pdf"), *odts)


def peers():
    out = {}
    if shutil.which("pdftotext"):
        out["pdftotext"] = lambda path: run("pdftotext", path, "-").decode("utf-8", "replace")
    try:
        import pymupdf

        out["MuPDF"] = lambda path: "\n".join(p.get_text() for p in pymupdf.open(path))
    except ImportError:
        pass
    try:
        import pypdfium2

        out["PDFium"] = lambda path: "\n".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(path))
    except ImportError:
        pass
    return out


def main(shortlist, out, count=20):
    with open(SAMPLE) as f:
        letters = {r["id"]: r["letter"] for r in list(csv.DictReader(f))[: int(count)]}
    if not os.path.isdir(out):
        os.makedirs(out)
        make(letters, out)
    others = peers()
    print("| documents | files | in order | worst | glued, ‰ | hidden | " + " | ".join(f"{name}: in order | glued, ‰" for name in others) + " |")
    print("|---|" + "---:|" * (5 + 2 * len(others)))
    for name in sorted(os.listdir(out)):
        here = f"{out}/{name}"
        if name.startswith("in-") or not os.path.isdir(here):
            continue
        files = sorted(os.listdir(here))
        kind = name.split("-", 1)[1] if name.startswith("reportlab-") else ""
        run(shortlist, "ingest", here, "--output", f"{out}/{name}.jsonl")
        with open(f"{out}/{name}.jsonl") as f:
            rows = {r["file"]: r for r in map(json.loads, f)}
        results = {"ours": {f: rows[f]["letter"] or "" for f in files}}
        for peer, read in others.items() if files[0].endswith(".pdf") else []:
            results[peer] = {f: read(f"{here}/{f}") for f in files}
        line = f"| {name} | {len(files)} "
        for reader, texts in results.items():
            right = total = stuck = 0
            worst = 1.0
            for file, text in texts.items():
                letter, got = words(meant(kind, letters[file.rsplit(".", 1)[0]])), words(text)
                hits = in_order(letter, got)
                right, total, stuck = right + hits, total + len(letter), stuck + glued(letter, got)
                worst = min(worst, hits / max(1, len(letter)))
            line += f"| {right / total:.2%} "
            if reader == "ours":
                hidden = sum(bool(rows[f].get("hidden")) for f in files)
                line += f"| {worst:.2%} | {1000 * stuck / total:.2f} | {hidden} "
            else:
                line += f"| {1000 * stuck / total:.2f} "
        print(line.rstrip() + " |", flush=True)


if __name__ == "__main__":
    started = time.time()
    main(*sys.argv[1:])
    print(f"{time.time() - started:.0f} s", file=sys.stderr)
