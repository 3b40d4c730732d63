"""How well letters are read from files, beside pdftotext.

    python3 tests/peers/documents.py SHORTLIST OUT [LETTERS]

Makes documents from sample letters with LibreOffice, pdfLaTeX, Chromium and enscript (those that are installed), reads them
with `shortlist ingest` and, the PDFs, with `pdftotext`, and prints per producer the share of the letter's words that are
found in order (the longest common subsequence of words, over the words of the letter), and files per second.
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


def run(*args, **more):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600, **more).stdout


def words(text):
    """Words without what the producers may change: quotation marks, dashes, and hyphens at a line's end."""
    text = re.sub(r"(\w)[-\u2010\u00ad]\n+(\w)", r"\1\2", text)
    text = text.replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\ufb00", "ff").replace("\ufb03", "ffi").replace("\ufb04", "ffl")
    return re.findall(r"[^\W_]+", text.lower().replace("’", "'"))


def in_order(letter, got):
    blocks = difflib.SequenceMatcher(None, letter, got, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / len(letter)


def page(text, style):
    body = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in text.split("\n\n"))
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body style="font-family:serif;{style}">{body}</body></html>'


def tex(text, options):
    for a, b in [("\\", "/"), ("&", "\\&"), ("%", "\\%"), ("$", "\\$"), ("#", "\\#"), ("_", "\\_"), ("{", "("), ("}", ")"), ("~", "-"), ("^", " ")]:
        text = text.replace(a, b)
    return f"\\documentclass[{options}]{{article}}\\usepackage[utf8]{{inputenc}}\\begin{{document}}\n{text}\n\\end{{document}}\n"


def make(letters, out):
    for id, text in letters.items():
        for folder, style in [("chromium", ""), ("chromium-columns", "columns:2;text-align:justify;hyphens:auto")]:
            os.makedirs(f"{out}/{folder}", exist_ok=True)
            with open(f"{out}/{id}.html", "w") as f:
                f.write(page(text, style))
            if shutil.which("chromium"):
                run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={out}/{folder}/{id}.pdf", f"file://{os.path.abspath(out)}/{id}.html")
        with open(f"{out}/{id}.html", "w") as f:
            f.write(page(text, ""))
        if text.isascii():
            for folder, options in [("latex", "11pt"), ("latex-columns", "10pt,twocolumn")]:
                os.makedirs(f"{out}/{folder}", exist_ok=True)
                with open(f"{out}/{folder}/{id}.tex", "w") as f:
                    f.write(tex(text, options))
                if shutil.which("pdflatex"):
                    run("pdflatex", "-interaction=batchmode", f"{id}.tex", cwd=f"{out}/{folder}")
                for ending in ["tex", "aux", "log"]:
                    os.remove(f"{out}/{folder}/{id}.{ending}")
            if shutil.which("enscript"):
                os.makedirs(f"{out}/enscript", exist_ok=True)
                made = run("enscript", "-B", "--word-wrap", "-p", "-", input=text.encode())
                run("ps2pdf", "-", f"{out}/enscript/{id}.pdf", input=made)
    if shutil.which("soffice"):
        pages = [f"{out}/{id}.html" for id in letters]
        for kind in ["odt", "docx:MS Word 2007 XML", "rtf:Rich Text Format", "doc:MS Word 97"]:
            folder = f"{out}/libreoffice-{kind.split(':')[0]}"
            run("soffice", "--headless", "--writer", "--infilter=HTML (StarWriter)", "--convert-to", kind, "--outdir", folder, *pages)
        odts = [f"{out}/libreoffice-odt/{id}.odt" for id in letters]
        run("soffice", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", f"{out}/libreoffice-pdf", *odts)
    os.makedirs(f"{out}/html", exist_ok=True)
    for id in letters:
        os.rename(f"{out}/{id}.html", f"{out}/html/{id}.html")


def main(shortlist, out, count=20):
    with open(SAMPLE) as f:
        letters = {r["id"]: r["letter"] for r in list(csv.DictReader(f))[: int(count)]}
    if not os.path.isdir(out):
        os.makedirs(out)
        make(letters, out)
    print(f"{'producer':22} {'files':>5} {'in order':>9} {'worst':>7} {'pdftotext':>9} {'worst':>7} {'files/s':>8}")
    for folder in sorted(os.listdir(out)):
        files = sorted(os.listdir(f"{out}/{folder}")) if os.path.isdir(f"{out}/{folder}") else []
        if not files:
            continue
        start = time.time()
        run(shortlist, "ingest", f"{out}/{folder}", "--output", f"{out}/{folder}.jsonl")
        seconds = time.time() - start
        with open(f"{out}/{folder}.jsonl") as f:
            got = {r["id"]: r["letter"] or "" for r in map(json.loads, f)}
        ours = [in_order(words(letters[id]), words(text)) for id, text in got.items()]
        peer = []
        if files[0].endswith(".pdf") and shutil.which("pdftotext"):
            for file in files:
                text = run("pdftotext", f"{out}/{folder}/{file}", "-").decode()
                peer.append(in_order(words(letters[file[:-4]]), words(text)))
        theirs = f"{sum(peer) / len(peer):9.2%} {min(peer):7.2%}" if peer else f"{'':9} {'':7}"
        print(f"{folder:22} {len(files):5} {sum(ours) / len(ours):9.2%} {min(ours):7.2%} {theirs} {len(files) / seconds:8.0f}")


main(*sys.argv[1:])
