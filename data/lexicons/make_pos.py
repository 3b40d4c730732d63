#!/usr/bin/env python3
"""Makes pos.txt, the part-of-speech lexicon: `word readings`, one word a line, sorted.

Sources (unpack the PyPI wheels, give the three files):
  make_pos.py infl_lu.csv.gz en-lexicon.txt frequency_dictionary_en_82_765.txt > pos.txt
- lemminflect 0.2.3 (MIT), resources/infl_lu.csv.gz: inflections of common words, from the NIH SPECIALIST lexicon
- textblob 0.20.1 (MIT), en/en-lexicon.txt: the usual tag of a word (Brill's lexicon, MIT; tweets of ARK, CC BY 3.0)
- symspellpy 6.7.7 (MIT), frequency dictionary: which words are worth a place
Closed classes, countability and verbs that are hardly ever nouns are written by hand below.

Readings: n singular noun, p plural noun, m noun never counted, c noun that needs a determiner,
b verb base, s verb -s, d past, e past participle, g -ing, j adjective, r comparative, t superlative, a adverb,
i preposition, D determiner, P subject pronoun, O other pronoun, M modal, C conjunction, W wh-word, U number word,
B form of be, H form of have, 0-3 usual reading noun/verb/adjective/adverb; v the a/an exception (sound unlike letter).
"""
import csv, gzip, sys

infl, brill, freq = sys.argv[1:4]
common = {l.split()[0] for l in list(open(freq, encoding="utf-8-sig"))[:40000]}  # sorted by frequency
R = {}

def add(word, tags):
    if word.isascii() and word.isalpha() and word == word.lower():
        R.setdefault(word, set()).update(tags)

for row in csv.reader(l.decode() for l in gzip.open(infl)):
    lemma, kind, forms = row[0], row[1], [f.split("/") if f else [] for f in row[2:]]
    if kind == "noun":
        plurals = [f for f in forms[0] if f != lemma] if forms else []
        add(lemma, "n")
        for f in plurals:
            add(f, "p")
        if forms and forms[0] == [lemma] and lemma in ("sheep", "fish", "series", "species", "means", "aircraft", "deer"):
            add(lemma, "p")
    elif kind == "verb":
        add(lemma, "b")
        past = forms[0] if len(forms) > 0 else []
        part = forms[1] if len(forms) > 1 and forms[1] else past
        for f in past: add(f, "d")
        for f in part: add(f, "e")
        for f in forms[2] if len(forms) > 2 else []: add(f, "g")
        for f in forms[3] if len(forms) > 3 else []: add(f, "s")
    elif kind == "adj":
        add(lemma, "j")
        for f in forms[0] if forms else []: add(f, "r")
        for f in forms[1] if len(forms) > 1 else []: add(f, "t")
    elif kind == "adv":
        add(lemma, "a")
        for f in forms[0] if forms else []: add(f, "r")
        for f in forms[1] if len(forms) > 1 else []: add(f, "t")

usual = {}
for line in open(brill, encoding="utf-8"):
    part = line.split()
    if len(part) == 2 and part[0].islower():
        usual[part[0]] = part[1]
for w, t in usual.items():
    if w in common and w.isalpha():
        k = {"NN": ("n", "0"), "NNS": ("p", "0"), "VB": ("b", "1"), "VBP": ("b", "1"), "VBZ": ("s", "1"), "VBD": ("d", "1"),
             "VBN": ("e", "1"), "VBG": ("g", "1"), "JJ": ("j", "2"), "RB": ("a", "3"), "JJR": ("r", "2"), "JJS": ("t", "2")}.get(t)
        if k:
            new = w not in R
            # A plural or verb form that the inflections do not know is mostly a slip of the tag list.
            if new and k[0] not in "pbsde" or not new:
                add(w, k[0] + k[1] if k[0] in "jan" or new else k[1])
# Single letters and rare words stay out.
R = {w: t for w, t in R.items() if w in common and len(w) > 1}

# Verbs whose noun reading is so rare in prose that it may be forgotten.
for w in """go make do have be get know think say see tell find feel become let put keep meet learn give take bring buy believe
 understand eat drink choose help begin grow live want need like love hate improve develop increase decrease teach speak write
 read listen explain happen agree depend consist seem allow avoid enjoy""".split():
    R.setdefault(w, set()).add("b")
HARDLY_NOUN = """go make do have be get know think say see tell find feel become let put keep meet learn give take bring believe
 understand eat choose begin grow live teach speak write read listen explain happen agree depend consist seem allow avoid enjoy
 improve develop buy forget send spend lose pay sit stand win wear sell bear lead hear ask come stay try leave follow
 recommend disagree must got had did made were was is are has been went ruin being was say hang
 provide create become include continue prefer remember consider suggest require prepare achieve solve reduce lend discover
 exist occur appear die earn obtain contain receive decide describe arrive perform protect prove realize serve survive share
 succeed compare complain communicate concentrate contribute destroy discuss educate encourage ensure express hope imagine
 maintain manage marry participate possess produce pursue realise relate rely remain replace represent satisfy settle
 specialize specialise study save suffer taught thought bought caught brought felt found kept knew known left lost meant met
 paid said sat saw seen sent slept sold spent stood told took understood won wore wrote came became began ate gave grew ran
 fell chose drove spoke broke forgot heard built""".split()
for w in HARDLY_NOUN:
    if w in R and w not in ("study", "hope", "share", "try", "thought", "left", "met", "found", "felt", "saw", "suffer", "stay"):
        R[w] -= set("n0m")
        if w not in ("live", "lost", "known", "left", "broke"): R[w] -= set("j2")
        if w in ("live", "like"): R[w].add("1")
# Plurals that are hardly ever meant as nouns.
for w in "goes makes does has is gets knows thinks says sees tells finds feels becomes lets puts keeps meets learns gives takes brings believes understands eats chooses begins grows lives teaches speaks writes reads listens explains happens agrees depends consists seems allows avoids enjoys improves develops wants needs uses helps includes continues requires provides creates leads comes goes shows likes loves tries".split():
    if w in R and w not in ("lives", "uses", "needs", "wants", "reads", "shows", "likes", "loves", "tries", "leads", "finds", "takes"):
        R[w] -= set("p0")

def hand(tags, words, only=True):
    for w in words.split():
        if only: R[w] = set(tags)
        else: R.setdefault(w, set()).update(tags)

hand("D", "the a an every each no another either neither")
hand("D", "my your our their its whose")
hand("DO", "his her this that these those all both some any many few several much most more less enough half such other own")
R["other"] = set("j"); R["own"] = set("jb"); R["such"] = set("D"); R["more"] = set("DOa"); R["most"] = set("DOa")
R["her"] = set("DO"); R["that"] = set("DOCW"); R["much"] = set("DOa"); R["less"] = set("DOa"); R["enough"] = set("DOa")
hand("P", "i he she we they"); hand("PO", "you it")
hand("O", "me him us them mine yours hers ours theirs myself yourself himself herself itself ourselves yourselves themselves "
     "someone somebody anyone anybody everyone everybody nobody something anything everything nothing none others oneself")
hand("M", "can could will would shall should must cannot might can't couldn't won't wouldn't shan't shouldn't mustn't mightn't")
hand("M", "may"); hand("MH", "i'll you'll he'll she'll it'll we'll they'll")
R.update({w: set("M") for w in "i'll you'll he'll she'll it'll we'll they'll".split()})
hand("C", "and or but nor because although though if unless whereas whether while")
hand("Ci", "as than until till since before after so")
R["so"] = set("Ca"); R["yet"] = set("Ca"); R["than"] = set("Ci")
hand("W", "who whom which what where when why how whoever whatever whenever wherever whichever however")
R["however"] = set("a")
hand("i", "of in on at by for with from to into about against between among through during without within toward towards upon "
     "under over above below behind beside besides beyond across along around near off onto out up down via per despite except "
     "inside outside throughout regarding concerning unlike")
for w in "in on off out up down over around along by about across behind under inside outside near through".split(): R[w].add("a")
R["like"] = set("ib1"); R["likes"] = set("s1"); R["near"].add("j"); R["outside"].add("n"); R["inside"].add("n"); R["down"].add("a")
R["round"] = set("injb"); R["past"] = set("inj"); R["worth"] = set("ijn"); R["due"] = set("j")
hand("B", "am is are was were be been being isn't aren't wasn't weren't ain't i'm you're we're they're he's she's it's that's there's")
hand("H", "have has had having haven't hasn't hadn't i've you've we've they've")
for w, t in {"am": "Bb", "is": "Bs", "are": "Bb", "was": "Bd", "were": "Bd", "be": "Bb", "been": "Be", "being": "Bgn",
             "have": "Hb1", "has": "Hs1", "had": "Hde1", "having": "Hg1", "do": "b1", "does": "s1", "did": "d1", "done": "e1", "doing": "g1"}.items():
    R[w] = set(t)
hand("b", "don't"); hand("s", "doesn't"); hand("d", "didn't")
hand("U", "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
     "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion")
R["one"] = set("UO"); R["ones"] = set("p")
hand("a", "not n't never always often usually sometimes also just already still even ever again too very quite rather really almost "
     "perhaps maybe therefore thus then now here there soon later away back together only especially actually probably instead "
     "however moreover furthermore nevertheless today yesterday tomorrow else indeed once twice hence otherwise nowadays")
R["only"].add("j"); R["back"] = set("anb"); R["still"] = set("a"); R["well"] = set("aj"); R["even"] = set("a"); R["later"] = set("ar")
R["today"].add("n"); R["yesterday"].add("n"); R["tomorrow"].add("n"); R["there"] = set("a")
hand("j", "able good bad new same different important main next last first second third certain various young old big small", True)
R["second"].add("n"); R["young"].add("2"); R["good"] |= set("2"); R["main"].add("2"); R["last"].add("b"); R["first"].add("a"); R["third"].add("n")
hand("p0", "people police children men women feet teeth mice data media"); R["data"] = set("np0"); R["media"] = set("np0")
R["people"] = set("p0"); R["police"] = set("p0"); R["staff"] = set("np0b"); R["someone"] = set("O"); R["peoples"] = set("p0")
R["use"] = set("nb"); R["used"] = set("dej"); R["being"] = set("Bgn"); R["means"] = set("nps"); R["news"] = set("n0m"); R["let"] = set("bde1")
R["must"] = set("M"); R["need"] = set("nbM"); R["cost"] = set("nbde"); R["please"] = set("ba"); R["thank"] = set("b1"); R["thanks"] = set("p")
R["mean"] = set("bnj1"); R["means"] = set("nps"); R["kind"] = set("nj0"); R["lot"] = set("n0"); R["lots"] = set("p0"); R["more"] = set("DOa")
R["right"] = set("najb"); R["left"] = set("nadej"); R["hard"] = set("ja2"); R["fast"] = set("ja2"); R["ok"] = set("ja"); R["okay"] = set("ja")
R["better"] = set("rab"); R["best"] = set("tan"); R["worse"] = set("ra"); R["worst"] = set("tan"); R["further"] = set("rab"); R["others"] = set("pO")

# A verb in -s whose base is a noun too is a plural as well.
for w, t in R.items():
    if "s" in t and w.endswith("s") and "n" in R.get(w[:-1], ""):
        t.add("p")
for w in "decode compute".split():
    R.setdefault(w, set()).update("nb")
# A regular past is a participle too; comparatives that are hardly ever verbs.
for w, t in R.items():
    if "d" in t and w.endswith("ed"):
        t.add("e")
for w in "further lower better".split():
    R[w] -= set("b1")
hand("p0", "phenomena criteria dynamics analytics"); R["dynamics"] = R["analytics"] = set("np0"); R["one"] = set("O")

# Nouns that are not counted: no plural, no "a" before them, no "many".
MASS = """information advice knowledge homework equipment furniture software hardware research evidence luggage baggage feedback
 progress traffic pollution weather happiness health electricity money music news housework transportation vocabulary education
 employment unemployment understanding violence wealth poverty water air rain snow food rice bread milk coffee sugar meat fuel
 gas gasoline energy technology science freedom peace love help work time stuff fun luck courage patience intelligence guidance
 training machinery scenery jewelry clothing garbage rubbish trash literature mathematics physics economics motivation leisure
 justice nature society youth""".split()
STRICT = """information advice knowledge homework equipment furniture software hardware research evidence luggage baggage feedback
 progress traffic pollution happiness electricity housework transportation machinery scenery jewelry clothing garbage rubbish
 literature mathematics physics economics unemployment stuff luck guidance courage motivation leisure violence wealth news""".split()
for w in STRICT:
    R.setdefault(w, set()).update("nm")
# Nouns that a reader expects to see with a determiner when singular.
COUNT = """student teacher company problem car person job book computer idea country city example reason way thing house friend
 parent boy girl woman child adult baby mother father brother sister driver doctor engineer lawyer scientist professor
 worker employee employer manager leader player customer consumer tourist traveler traveller traveller guide citizen neighbor
 neighbour expert specialist writer author reader singer actor artist researcher village street road
 building restaurant hotel shop store factory farm garden park airport station train bus plane bicycle
 bike vehicle machine phone telephone camera movie game song story newspaper magazine letter picture photo
 photograph painting map ticket passport bag shirt dress hat shoe chair door window wall floor roof key clock bottle
 cup plate knife animal dog cat horse bird tree flower plant river lake mountain island beach forest planet event
 festival party meeting trip tour journey holiday weekend month year week decade century minute moment period situation
 condition opportunity chance possibility solution method technique tool device system project program programme plan goal
 purpose task activity subject topic course lesson exam examination essay sentence word question answer statement argument
 opinion conclusion fact feature factor aspect advantage disadvantage benefit accident mistake error
 difference difficulty challenge issue result group team club organization organisation institution government
 member role part career profession salary decision choice product advertisement item price brand model label market
 website project skill habit hobby dream feeling emotion relationship conversation lecture article report
 lab laboratory dataset algorithm network thesis degree internship position semester scholarship conference workshop
 paragraph passage community nation region area place world environment wallet purse meal sandwich egg apple banana
 teenager kid man human individual hero winner loser beginner genius liar thief criminal soldier policeman nurse
 patient victim candidate applicant participant partner colleague boss owner visitor guest
 robot developer lecturer programmer physicist chemist biologist mathematician department sensor neuron satellite drone
 classifier chatbot tractor microscope telescope prototype supervisor mentor founder museum stadium classroom kitchen bathroom suitcase
 laptop smartphone keyboard printer bridge tower castle classmate roommate politician truck motorcycle helicopter
 airplane rocket hypothesis equation""".split()
for w in COUNT:
    w = w.strip()
    if "(" not in w and w in R: R[w].add("c")
for w in "man part place fact being effect chance area human year".split():
    if w in R: R[w].discard("c")

# a/an by sound where the first letter misleads; users of the lexicon take the letter otherwise.
for w in """hour hours hourly honest honestly honesty honor honour honorable honourable honorary heir heirs heiress
 one ones once oneself university universities universal universally universe unit units unite united unity union unions unique
 uniquely uniform uniforms unified unification use uses used useful usefully useless user users usual usually usage usable utility
 utilities utilise utilize unanimous unicorn euro euros european europe eulogy euphemism unilateral unisex universality ubiquitous
 utopia utopian urinary uranium ukulele usefulness uniformly uniqueness unicycle useable eucalyptus""".split():
    R.setdefault(w, set()).add("v")
R["ewe"] = set("nv")
for w in sorted(R):
    if R[w]:
        print(w, "".join(sorted(R[w])))
