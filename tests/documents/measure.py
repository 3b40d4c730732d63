"""How many words come out of documents in order, and how fast: documents made from the sample's letters, with pdftotext as peer.

    SHORTLIST=target/release/shortlist python3 tests/documents/measure.py [LETTERS]

Needs LibreOffice, pdfLaTeX, Chromium, enscript, Ghostscript and poppler's pdftotext. Prints the table of docs/documents.md.
A word counts where it stands in the longest run of equal words in order (difflib); curly marks count as straight ones, and a
word that was divided at a line's end counts where its parts follow each other.
"""

import csv
import difflib
import html
import os
import re
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("SHORTLIST", "target/release/shortlist"))
PLAIN = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "‐": "-", "\u00ad": "-", "—": "-", "–": "-"})


def run(*args, **more):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600, **more).stdout


def words(text):
    """Words without marks of typesetting; a hyphen at a line's end is taken out, as is one inside a word."""
    text = re.sub(r"-[ \t]*\r?\n\s*", "", text.translate(PLAIN).replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff").replace("ﬃ", "ffi").replace("ﬄ", "ffl"))
    return re.sub(r"-+", " ", text).replace("...", "…").split()


def undivided(letter):
    """A letter without words that its writer divided at a line's end: a paragraph of a document has no lines."""
    return re.sub(r"-[ \t]*\r?\n[ \t]*(?=[a-z])", "", letter)


def in_order(meant, got):
    """Words that are meant and come in order."""
    matcher = difflib.SequenceMatcher(None, [w.replace("-", "") for w in meant], got, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def tex(text):
    text = text.replace("\\", "/")
    for mark in "#$%&_{}":
        text = text.replace(mark, "\\" + mark)
    text = text.replace("~", "\\textasciitilde{}").replace("^", "\\textasciicircum{}")
    return text.translate(str.maketrans({"“": "``", "”": "''", "’": "'", "‘": "`", "—": "---", "–": "--", "…": "..."}))


def make(letters, folder):
    """A folder of documents per producer, `<id>.<ending>` each."""
    at = lambda *parts: os.path.join(folder, *parts)
    for name in ["txt", "html", "chromium", "chromium-columns", "latex", "latex-columns", "enscript"]:
        os.makedirs(at(name))
    for key, letter in letters.items():
        paragraphs = [p for p in re.split(r"\n\s*\n", letter) if p.strip()]
        body = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
        page = lambda style: f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body style="font-family:serif;{style}">{body}</body></html>'
        with open(at("txt", f"{key}.txt"), "w") as f:
            f.write(letter)
        for name, style in [("html", ""), ("chromium", ""), ("chromium-columns", "columns:2;text-align:justify;hyphens:auto")]:
            path = at(name, f"{key}.html")
            with open(path, "w") as f:
                f.write(page(style))
            if name != "html":
                run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={at(name, key)}.pdf", f"file://{path}")
                os.remove(path)
        for name, options in [("latex", "11pt,a4paper"), ("latex-columns", "10pt,twocolumn,a5paper")]:
            with open(at(name, f"{key}.tex"), "w") as f:
                f.write(f"\\documentclass[{options}]{{article}}\\usepackage[utf8]{{inputenc}}\\usepackage{{fancyhdr}}\\pagestyle{{fancy}}\\lhead{{A. Example}}\\rhead{{Application 2026}}\\cfoot{{Page \\thepage}}\\begin{{document}}\n" + "\n\n".join(map(tex, paragraphs)) + "\n\\end{document}\n")
            subprocess.run(["pdflatex", "-interaction=batchmode", f"{key}.tex"], cwd=at(name), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            for ending in ["tex", "aux", "log"]:
                os.path.exists(at(name, f"{key}.{ending}")) and os.remove(at(name, f"{key}.{ending}"))
        made = run("enscript", "-B", "--word-wrap", "-X", "88591", "-p", "-", input="\n\n".join(paragraphs).translate(PLAIN).encode("latin-1", "replace"))
        run("ps2pdf", "-", at("enscript", f"{key}.pdf"), input=made)
    pages = [at("html", f"{key}.html") for key in letters]
    for kind, name in [("odt", "odt"), ("docx:MS Word 2007 XML", "docx"), ("rtf:Rich Text Format", "rtf"), ("doc:MS Word 97", "doc")]:
        run("soffice", "--headless", "--writer", "--infilter=HTML (StarWriter)", "--convert-to", kind, "--outdir", at(name), *pages)
    run("soffice", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", at("libreoffice"), *[at("odt", f"{key}.odt") for key in letters])


def main(count):
    with open("data/sample/letters.csv", newline="") as f:
        # LaTeX's and enscript's plain fonts have the letters of western Europe.
        fits = lambda letter: letter.translate(PLAIN).replace("…", "").encode("latin-1", "ignore").decode("latin-1") == letter.translate(PLAIN).replace("…", "")
        letters = {r["id"]: undivided(r["letter"].replace("…", "...")) for r in csv.DictReader(f) if fits(r["letter"])}
    letters = dict(list(letters.items())[:count])
    with tempfile.TemporaryDirectory() as folder:
        make(letters, folder)
        print(f"{len(letters)} letters, {sum(len(words(l)) for l in letters.values())} words\n")
        print("| documents | files | words in order | too many | pdftotext | too many | files a second |\n|---|---:|---:|---:|---:|---:|---:|")
        for name in ["txt", "html", "docx", "odt", "rtf", "doc", "libreoffice", "chromium", "chromium-columns", "latex", "latex-columns", "enscript"]:
            here, out = os.path.join(folder, name), os.path.join(folder, f"{name}.csv")
            started = time.monotonic()
            run(PROGRAM, "ingest", here, "--output", out)
            took = time.monotonic() - started
            with open(out, newline="") as f:
                got = {r["id"]: words(r["letter"]) for r in csv.DictReader(f)}
            peer = {}
            for file in os.listdir(here):
                if file.endswith(".pdf"):
                    peer[file[:-4]] = words(run("pdftotext", os.path.join(here, file), "-").decode())
            def share(texts):
                if not texts:
                    return "– | –"
                meant = found = more = 0
                for key, letter in letters.items():
                    right, text = words(letter), texts.get(key, [])
                    hits = in_order(right, text)
                    meant, found, more = meant + len(right), found + hits, more + len(text) - hits
                return f"{100 * found / meant:.2f} % | {100 * more / meant:.2f} %"
            print(f"| {name} | {len(os.listdir(here))} | {share(got)} | {share(peer)} | {len(os.listdir(here)) / took:.0f} |", flush=True)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
