//! Words written for others, as rules a person can read: the word, what is meant, and the words around it.

/// A word that is wrong between certain neighbours.
///
/// `before` and `after` list words that the neighbour must be among; an empty list takes any; one that begins
/// with `!` takes all but those. A neighbour stands in the same sentence with nothing but blanks between; where
/// there is none, it is `.`. `%noun` is a word that can only be a noun, `%adj` only an adjective or a participle,
/// `%er` a comparative, `%ing` an -ing form, `%verb` a base form that is no noun. `a+b` after a word asks for both in order.
pub struct Rule {
    /// The word as written.
    pub wrong: &'static str,
    /// The word that is meant.
    pub right: &'static str,
    /// What stands before.
    pub before: &'static str,
    /// What stands after.
    pub after: &'static str,
}

const fn rule(wrong: &'static str, right: &'static str, before: &'static str, after: &'static str) -> Rule {
    Rule { wrong, right, before, after }
}

/// Every rule; examples stand in the tests of [`confusions`](super::confusions).
#[rustfmt::skip] // a rule a line
pub const RULES: &[Rule] = &[
    // to, too, two
    rule("to", "too", "is was are were be been am being way far not it's that's i'm", "much many late young old big small expensive hard difficult strong weak heavy tired busy fast long short cold hot high low early easy large far bad dangerous complicated boring loud"),
    rule("to", "too", "have has spend spending takes take cost costs eat eating ate talk drink think work watch", "much many late"),
    rule("too", "to", "", "the a an my his her their your our this these those me him them us be do get make see have take give go learn study become find help know use buy eat keep"),
    rule("two", "to", "go goes went gone came come walk walked walking ought listen listened talk talked talking belong according due able", "! men women people things of years days hours minutes seconds weeks months times miles more or and - different other kids children boys girls main hundred thousand"),
    rule("two", "to", "want wants wanted need needs used try trying like", "%verb be do go"),
    rule("two", "to", "! the these those other next first last all", "the a an my his her their your our him them me us be go do get see make have take come eat play learn buy"),
    rule("two", "too", "is was are were be", "much many late old young big small long"),
    // their, there, they
    rule("there", "their", "of with for by about against into onto on have has had using use lose lost take took give gave spend spent change improve achieve express follow waste share showing using finish finished love help helped teach make made raise bring brought wash washed clap keep lost leave left understand develop enjoy solve increase increasing", "%noun own parents children lives kids life friends family jobs homework money time mother father house work"),
    rule("there", "their", "in to from at", "own parents children lives kids life friends family jobs homework money mother father countries country health minds bodies house pocket room"),
    rule("there", "their", "", "own parents"),
    rule("there", "they", "", "were'nt wanted wants said"),
    rule("there", "they're", "", "going trying talking doing making getting"),
    rule("their", "there", "", "is are was were isn't aren't wasn't weren't has have been would will should must could many"),
    rule("their", "there", "over in out up down sit stay went go live here and from", ". and but when because so"),
    rule("their", "they", "when if because that so what and but", "have had are were could would should can don't didn't know"),
    rule("they", "their", "of with in on for to from at into about", "%noun own parents children life lives friends family house homes home"),
    rule("they", "there", "", "is was isn't wasn't"),
    rule("they", "them", "of with for to from about help helps tell give make makes let", ". and or in with because"),
    rule("them", "then", "and . back since", "i he she we you they"),
    // your, you're, you
    rule("your", "you're", "", "a an the not going welcome very really so always never"),
    rule("your", "you", "if when what that because do did can will", "are have can will don't know go had were would could should must see"),
    rule("you're", "your", "", "own parents life house family friends job friend mother father child children money work mind body time health dreams goals future name"),
    rule("you", "your", "of in with for on to from at about", "%noun"),
    rule("you", "your", "", "own parents"),
    // what learners write for what they hear
    rule("health", "healthy", "", "body bodies life lifestyle lifestyles diet person people"),
    rule("live", "life", "", "style styles expectancy"),
    rule("fell", "feel", "may can will would could should to might don't didn't doesn't can't i'll you'll", ""),
    rule("fine", "find", "to can could will cannot can't would should must", "a the it out my his your our their them him her some new work jobs job ways time solutions"),
    rule("will", "well", "very", ". and in at on because when until to with"),
    rule("braking", "breaking", "", "out up into down the"),
    rule("lightening", "lightning", "", "speed bolt bolts strike strikes fast"),
    rule("worthy", "worth", "", "noting mentioning doing reading seeing trying visiting knowing"),
    rule("exits", "exists", "it which that he she god still already", ". in on only for because"),
    rule("cheep", "cheap", "", ""),
    // its, it's
    rule("its", "it's", "", "a an the not been my your really so too also because going okay ok impossible important+to hard+to easy+to difficult+to possible+to better+to good+to necessary+to important+that good+for bad+for better+for very+hard very+important very+difficult very+good very+easy"),
    rule("it's", "its", "", "own"),
    rule("it's", "its", "of in with for on from at by to", "%noun own"),
    // where, were, we're, was
    rule("were", "where", "place places country countries city cities world house home situation situations school schools point area areas case cases environment room job", "i he she it you we they people students there"),
    rule("were", "where", "! . as if than what why how when who where neither nor so such only not and or never ever had did that which there here these those they we you he she it i people", "i he she"),
    rule("were", "where", "from", "! not"),
    rule("where", "were", "we they", ""),
    rule("where", "were", "there you who people students children boys girls things", "%ing not a very many lots some always never also"),
    rule("we", "were", "they", "! can will have are do all need should must could would had did want know"),
    rule("wear", "were", "we they there you", "%ing the not going in at"),
    rule("wear", "where", "", "is are i you we they there he she"),
    // of, off, have
    rule("of", "have", "should could would must wouldn't couldn't shouldn't might", "! course the a all my his this that them us our their your what which these those"),
    rule("off", "of", "one because instead kind out lot lots front most some all sort type types part front full think thinking tired sick afraid proud each many none piece bit top couple side number first member because", "the a an my his her their our your this that these those it them us me people all being course him any"),
    rule("of", "off", "fell took jumped switched wipe", "the my his her a it"),
    rule("of", "off", "take taking took turn turned", "his my your their her"),
    // than, then
    rule("then", "than", "%er more less rather other better worse older younger bigger greater higher lower sooner earlier", "! we i he she they you it there that . if when"),
    rule("then", "than", "rather", ""),
    rule("than", "then", ". and", "i he she we they you there if when i'm that's it's"),
    rule("than", "then", "since until by from till", ". and i he she we they you it"),
    rule("then", "them", "of with for about between let told gave help tell ask see saw make made", ". and or because to in"),
    rule("then", "when", "only just", "i you we they people he she"),
    rule("theme", "them", "let give gave help make made tell told allow want ask with for take bring put get keep", "to . and in because when from out up warm"),
    // know, no, now, new, knew
    rule("no", "know", "don't dont didn't not i you we they to doesn't didnt never", "what that how where if about why who the it when i which you"),
    rule("know", "no", "there there's is are was have has had with got", "way one reason doubt need time longer problem money idea more other such difference"),
    rule("know", "now", "right until till by", ". i we you they a the it days on"),
    rule("now", "know", "i to don't dont didn't you'll not they you we", "that how what why who where about if it the"),
    rule("new", "knew", "i he she we they you who never", "that how what it the he she i they about him her where who"),
    rule("knew", "new", "a the my his her their our your", "! that"),
    rule("know", "known", "is are was were be been well has have", "as for by about in to"),
    // think, thing
    rule("thing", "think", "i we they you don't dont doesn't didn't can't not to would should", "! to is was"),
    rule("think", "thing", "a same important every any another only main bad good kind whole big", "! tank tanks about that of"),
    rule("thinks", "things", "many some these those different two few several other", ""),
    // for, four, fore
    rule("four", "for", "", "me him her them us you it a an the my his this that their our your example"),
    rule("fore", "for", "", "me him her them us you it a an the my his this that their our your"),
    // quite, quiet
    rule("quiet", "quite", "is was are am be been it's not", "a an %adj often well sure different difficult good easy hard important interesting similar"),
    rule("quiet", "quite", "", "a an often well sure different difficult easy important interesting similar"),
    rule("quite", "quiet", "be keep very so stay and more too", ". and place room street area"),
    // lose, loose; choose, chose
    rule("loose", "lose", "to will can would might could may not don't we they i you never cannot can't won't", "their his my your the a an it weight money time control interest our her some all something everything them him focus hope faith because ."),
    rule("lose", "loose", "a the too very so come came", ". and clothes ends"),
    rule("chose", "choose", "to will can would should must could may can't cannot don't", ""),
    rule("choose", "chose", "have had has", ". the a to"),
    // affect, effect; advice, advise
    rule("effect", "affect", "will can may might could would should shall also doesn't don't didn't not", "! change changes a on of size sizes . and"),
    rule("effect", "affect", "to", "the our people us your their my humans him her me you"),
    rule("effects", "affects", "it this that which also he she", "the our people us them their everyone you my your his children how many"),
    rule("effected", "affected", "is are was were be been have has also greatly negatively", "by the our people me him my ."),
    rule("affect", "effect", "an side bad good", "on of . in and"),
    rule("affect", "effect", "the big great positive negative huge has have had any no some major little strong same this large", "on"),
    rule("affects", "effects", "the side bad good negative positive its their some harmful these many long-term", "on of . and are"),
    rule("advice", "advise", "to would will i should can i'd i'll must", "you him them people me her us"),
    rule("advise", "advice", "an some my the any good his her your their of give gave this take asked bad for useful", ""),
    // weather, whether; past, passed; right, write; hear, here
    rule("weather", "whether", "decide know question ask wonder sure matter discuss", "it they he she we i you to or people the this that"),
    rule("whether", "weather", "the bad good cold hot nice rainy sunny warm", ". is was and in"),
    rule("passed", "past", "in the for half", ". and few years year two three tense experience experiences"),
    rule("past", "passed", "have has had", "away the my his on by"),
    rule("right", "write", "to can will could must would", "a an about letters stories essays books an essay"),
    rule("write", "right", "the is all that's be", ". now way side hand time place thing"),
    rule("hear", "here", "come over live study right from around went came get stay am is are was been", ". and to for in"),
    rule("here", "hear", "to can can't could couldn't cannot will would you'll", "that the about a your my you his of what"),
    // live, life, leave
    rule("live", "life", "my his her their our your daily whole real social normal human everyday modern of", ". and is was will in that with without because to would has but easier better"),
    rule("life", "live", "i we they will should must cannot can't don't", "in with at here there a their my without longer together alone the ."),
    // buy, by; break, brake; were, wear
    rule("by", "buy", "to can could will would should must cannot can't want", "a an some new more food clothes things expensive"),
    rule("buy", "by", "is are was were be been made caused followed", "the a an my his her their"),
    rule("brake", "break", "lunch coffee tea summer winter spring a to will can short long", ". up down the rules law and from at in into"),
    rule("brakes", "breaks", "it he she lunch", "up down the"),
    // an, and, the, they, than
    rule("an", "and", "", "the then he she they we you my his her this that these those their our there when it's"),
    rule("and", "an", "as is was with have has", "important example example, excellent interesting easy idea opportunity"),
    rule("the", "they", ". and when if because that so but as", "are were have had would should couldn't could didn't don't went asked came took got gave"),
    rule("the", "to", "want wants wanted going able need needs", "be do go have make see get"),
    rule("he", "the", "in of at on to from into for", "%noun same"),
    rule("he", "his", "with", "%noun wife mother father friend friends"),
    rule("is", "his", "with of under and in on for by", "wife mother father brother sister head leg arm hand hands feet breath own friend friends dad mum"),
    rule("has", "as", "such well known", "a an the . it as in"),
    rule("as", "has", "he she it who", "been become"),
    // this, these; who, whose; woman, women; saw, was; said, sad; send, sent; went, want; man, men
    rule("women", "woman", "a an one every each another this", "! 's in of only health"),
    rule("woman", "women", "many two three these those several four", ""),
    rule("men", "man", "a an one every each another this", "! 's in of only are"),
    rule("man", "men", "many two three these those several four five", "! made hours days year years power"),
    rule("saw", "was", "it there", "very not going so really"),
    rule("sad", "said", "he she i they we mother", "that to he she i no yes you we they the"),
    rule("went", "want", "don't to do doesn't didn't", "to a some them him"),
    rule("want", "went", "he she i we they and then", "home there through"),
    rule("wants", "once", "at", ". and"),
    rule("exited", "excited", "very so really too am i'm feel felt", ""),
    rule("exited", "excited", "is are was were be been get got more", "about for because"),
    rule("cloths", "clothes", "new my his her their our your wear wearing some the buy old of washing put good clean different", ". and or that for to on in because like"),
    rule("desert", "dessert", "for eat ate my favourite favorite delicious have", ". and after"),
    rule("peace", "piece", "a one another this every big small", "of"),
    rule("piece", "peace", "in world inner", ". and between treaty"),
    rule("principle", "principal", "our the my school", "said told says"),
    rule("accept", "except", "everyone everything all nothing anything nobody everybody", "for me in his my one when"),
    rule("except", "accept", "to will can should must not don't we they i you would cannot can't could", "the a it that this their my his your them him her me our responsibility any and all ."),
    rule("expect", "except", "everyone everything nothing", "for"),
    rule("breath", "breathe", "to can can't cannot could we they i don't", ". in the fresh clean air and better"),
    rule("breathe", "breath", "a deep my his her out-of last take of", ". and of"),
    rule("believe", "belief", "my his her their our your a the this strong religious", ". is in that was"),
    rule("believes", "beliefs", "my their our your religious these of own", ""),
    rule("though", "thought", "i he she we they have had", "that it about i he she of the they you we this my to so"),
    rule("thought", "though", "even as", "i it the you he she they we people there some this if"),
    rule("through", "though", "even", "i he she we they you it there"),
    rule("that", "than", "rather faster bigger stronger smaller cheaper longer shorter higher lower older younger", ""),
    rule("through", "threw", "he she i they", "it the a them him her his up"),
    rule("threw", "through", "go went going goes get got getting come came walk walked been look", "the a it this that my his all hard"),
    rule("wile", "while", "a for once all", ""),
    rule("wile", "while", ".", ""),
    rule("witch", "which", "in . of at from to for", "is was i he she we they you are can the has have"),
    rule("wood", "would", "i he she it they we you that who", "be have like not go say do make never"),
    rule("weak", "week", "per this last next every each", ". and i we he they or"),
    rule("steel", "steal", "to they he she can could", "the a my his it money from things cars"),
    rule("meat", "meet", "to can will", "you him her them new my people the friends"),
    rule("sea", "see", "to can could will i you we they can't", "the a that it you him her what my them"),
    rule("sun", "son", "his her my their", "and is was who"),
    rule("tired", "tried", "i he she we they have has had", "to my the it again"),
    rule("tried", "tired", "so very was am were is i'm are too feel felt get got be", "of because"),
    rule("trail", "trial", "on a", "and of error for"),
    rule("fell", "feel", "i we you they to can will make makes made don't may", "like that good bad better happy sad very so comfortable safe free"),
    rule("fill", "feel", "i we you they to makes made make", "like that good bad better happy sad very so comfortable safe free"),
    rule("dose", "does", "he she it what why how where who", "not n't it he she the this that"),
    rule("dose", "does", "", "not n't"),
    rule("made", "mad", "so very really get got gets am", ". at because when"),
    rule("rise", "raise", "to can will and they we should must", "money their children awareness his my a kids family the taxes"),
    rule("raise", "rise", "sun", "and in"),
    rule("safe", "save", "to can will could we they would may", "money time lives our the people fuel us you more a some your me my"),
    rule("save", "safe", "be feel is are very not more stay keep was", ". and from to for in"),
    rule("lake", "like", "i we they people things something look looks", "to the a this that playing it"),
    rule("sow", "so", "and but", "i he she we they the that"),
    rule("road", "rode", "i he she we they", "my a the his her on in to"),
    rule("mist", "missed", "i he she we they have had has", "the it my him her you me a"),
    rule("nock", "knock", "", ""),
    rule("rite", "write", "to can will could", ""),
    rule("rite", "right", "all is", ""),
    rule("wont", "won't", "", ""),
    rule("shore", "sure", "make i'm am be not for made", ". that it i you they to he she"),
    rule("hole", "whole", "the a my his", "world time day thing family life country week year school class lot of city house story"),
    rule("modal", "model", "role", ""),
    rule("whose", "who's", "", "going been a the"),
    rule("who's", "whose", "", "parents own name names families lives children job"),
];

/// Pairs of words that are one word.
#[rustfmt::skip]
pub const SPLIT: &[(&str, &str)] = &[
    ("a", "loud"), ("a", "mong"), ("a", "nother"), 
    ("after", "wards"), ("air", "craft"), ("air", "plane"), ("air", "planes"), ("air", "port"), ("air", "ports"), ("all", "though"), 
    ("al", "most"), ("al", "ready"), ("al", "so"), ("al", "though"), ("al", "ways"), ("an", "other"), ("any", "body"), ("any", "thing"), ("any", "where"), ("arm", "chair"),
    ("back", "ground"), ("back", "grounds"), ("ball", "room"), ("base", "ball"), ("basket", "ball"), ("bath", "room"), ("bath", "rooms"), ("be", "cause"), ("be", "fore"), ("be", "gan"), ("be", "hind"), ("be", "side"), ("be", "tween"), ("bed", "room"), ("bed", "rooms"),
    ("birth", "day"), ("birth", "days"), ("book", "store"), ("break", "fast"), ("butter", "fly"), ("class", "mate"), ("class", "mates"), ("class", "room"), ("class", "rooms"), ("cow", "boy"), ("cup", "board"), ("day", "light"), ("down", "stairs"), ("down", "town"), ("drive", "way"), ("every", "body"), ("every", "thing"), ("every", "where"),
    ("extra", "ordinary"), ("farm", "house"), ("farm", "yard"), ("fire", "man"), ("fire", "men"), ("foot", "ball"), ("grand", "children"), ("grand", "father"), ("grand", "ma"), ("grand", "mother"), ("grand", "pa"), ("grand", "parents"), ("grass", "hopper"), 
    ("hair", "cut"), ("hand", "bag"), ("hand", "some"), ("hand", "writing"), ("head", "ache"), ("head", "master"), ("heart", "beat"), ("her", "self"), ("him", "self"), ("home", "sick"), ("home", "town"), ("home", "work"), ("house", "hold"), ("house", "wife"), ("house", "work"), 
    ("in", "doors"), ("in", "side"), ("in", "stead"), ("it", "self"), ("key", "board"), ("kind", "ness"), ("lap", "top"), ("lap", "tops"), ("life", "boat"), ("life", "style"), ("life", "styles"), ("life", "time"), ("like", "wise"), ("lip", "stick"),
    ("mean", "while"), ("milk", "man"), ("motor", "cycle"), ("motor", "way"), ("my", "self"), ("never", "theless"), ("new", "comer"), ("news", "paper"), ("news", "papers"), ("night", "mare"), ("no", "where"), ("note", "book"), ("now", "days"), ("nowa", "days"), ("now", "adays"),
    ("other", "wise"), ("our", "self"), ("our", "selves"), ("out", "door"), ("out", "doors"), ("out", "fit"), ("out", "fits"), ("out", "side"), ("over", "coat"), 
    ("pan", "cake"), ("pan", "cakes"), ("pass", "word"), ("per", "haps"), ("play", "ground"), ("play", "time"), ("police", "man"), ("police", "men"), ("post", "man"), ("post", "card"), ("rail", "road"), ("rail", "way"), ("rain", "bow"), ("rain", "coat"), ("sea", "side"), ("school", "boy"), ("school", "work"), ("ship", "wreck"), ("side", "car"), ("side", "walk"), ("skate", "board"), ("snow", "man"), ("some", "body"), ("some", "thing"), ("some", "times"), ("some", "where"), ("spread", "sheet"), ("stomach", "ache"), ("straight", "forward"), ("straw", "berry"), ("sun", "glasses"), ("sun", "light"), ("sun", "shine"), ("super", "market"), ("super", "markets"), ("sweet", "heart"),
    ("tea", "cher"), ("team", "mate"), ("team", "mates"), ("team", "work"), ("text", "book"), ("text", "books"), ("their", "selves"), ("them", "self"), ("them", "selves"), ("there", "fore"), ("through", "out"), ("to", "gether"), ("to", "morrow"), ("to", "night"), ("to", "wards"), ("tooth", "brush"), ("tooth", "paste"), ("under", "stand"), ("under", "standing"), ("under", "wear"), ("up", "stairs"), ("up", "wards"),
    ("water", "fall"), ("week", "day"), ("week", "end"), ("week", "ends"), ("what", "ever"), ("when", "ever"), ("where", "as"), ("where", "ever"), ("were", "ever"), ("which", "ever"), ("whole", "hearted"), ("wild", "life"), ("wind", "mill"), ("wind", "screen"), ("with", "draw"), ("with", "out"), ("work", "place"), ("work", "shop"), ("work", "shops"), ("world", "wide"), ("wrist", "watch"), ("your", "self"), ("your", "selves"),
];
