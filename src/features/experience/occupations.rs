//! What people are, where they work and what they do there: the words that the prose of letters needs.

use crate::lexicon::word_set::{WordSet, words};

/// What somebody is by trade, where neither the ending nor the lexicon tells: `nurse`, `clerk`.
pub(super) const TRADE: u8 = 1;
/// Where people work: `ministry`, `clinic`, `start-up`; not schools, where people also study.
pub(super) const PLACE: u8 = 1 << 1;
/// Fields of work: `insurance`, `logistics`.
pub(super) const FIELD: u8 = 1 << 2;
/// What is done, felt or thought without being work: `believed`, `used`, `struggled`.
pub(super) const PRIVATE: u8 = 1 << 3;
/// What somebody is that is no trade, whatever the ending: `member`, `lover`.
pub(super) const NO_TRADE: u8 = 1 << 4;
/// Where people work and study: `university`, `school`.
pub(super) const CAMPUS: u8 = 1 << 5;

/// Posts that a length may be of: "a one-year co-op".
#[rustfmt::skip]
pub(super) const POSTS: &WordSet = words![
    "a one-year co-op", "internship", "clerkship", "traineeship", "apprenticeship", "placement", "residency",
    "job", "post", "stint", "contract", "secondment", "co", "coop", "rotation", "locum", "assistantship",
    "postdoc", "employment",
];

/// What is done at work, told with its dates.
#[rustfmt::skip]
pub(super) const MADE: &WordSet = words![
    "developed", "designed", "programmed", "coded", "maintained", "administered", "coordinated", "operated",
    "managed", "led", "ran", "wrote", "tested", "built",
];

/// What people join, run or write for without working.
#[rustfmt::skip]
pub(super) const CLUBS: &WordSet = words![
    "club", "society", "choir", "union", "party", "band", "orchestra", "church", "league", "own", "blog",
    "novel", "poems", "diary", "hobby", "fun", "student", "students", "volunteers", "scouts", "facebook",
    "twitter", "instagram", "mensa",
];

/// Verbs that tell of work by themselves.
#[rustfmt::skip]
pub(super) const SURE: &WordSet = words![
    "teach", "sell", "sold", "repair", "repaired", "treat", "treated", "assist", "assisted", "advise",
    "advised", "supervise", "translate", "translated", "annotate", "annotated", "audit", "audited", "nursed",
    "lectured", "transcribed", "clerked", "practised", "practiced", "earning", "earned", "staffed",
];

/// The words by what they tell.
pub(super) const OCCUPATIONS: &[(u8, &str)] = &[
    (
        TRADE,
        "nurse cook chef clerk agent guard pilot judge priest monk midwife surgeon vet veterinarian dean head chief \
         attorney medic paramedic mechanic postman coach hand apprentice aide rep smith tailor cfo coo cpa gp md pm po \
         expert counsel doctor postdoc ranger registrar temp notary tester mason joiner baker butcher farmer soldier \
         person responsible charge partner freelance headmistress headmaster midshipman sailor captain auditor \
         underwriter trader broker model artist actor musician staffer dba sysadmin devops tutor grader postgraduate \
         intern trainee nanny maid janitor porter courier miner welder fitter machinist actuary apothecary detective diplomat referee shepherd pastor \
         imam rabbi steward stewardess waitress hostess actress seamstress lumberjack bursar consul sommelier concierge valet \
         dramaturg roustabout",
    ),
    (
        PLACE,
        "ministry department clinic hospital company startup consultancy firm office fintech studio bank factory \
         agency ngo newspaper outlet daily municipality council court foundation museum library archive archives lab \
         laboratory shop store restaurant bakery brewery mill mine plant farm vendor supplier operator contractor carrier \
         airline railway railways port utility government authority bureau magazine radio station broadcaster publisher \
         cooperative association charity union chamber parliament embassy army navy police brigade house centre center \
         institute observatory practice surgery pharmacy hotel kitchen ward warehouse dispensary nursery corporation \
         multinational manufacturer maker makers retailer wholesaler distributor dealership bookshop theatre workshop shipyard refinery \
         site branch desk staff team group unit startups subsidiary inspectorate prosecutor registry secretariat tribunal \
         enterprise business bookshop garage outfit spinoff employer provider integrator housebuilder \
         insurer brokerage fund exchange ltd gmbh inc llc labs consulting consultants nonprofit ministry's \
         service services bakehouse printer printers platform",
    ),
    (
        FIELD,
        "industry insurance logistics banking finance retail sales marketing publishing advertising journalism construction \
         telecoms telecom telecommunications manufacturing consulting hospitality accounting aviation shipping games gaming \
         fintech classroom classrooms trade industries practice operations procurement nursing teaching software emergency \
         automotive aerospace agriculture farming mining tourism broadcasting engineering administration qa analytics \
         production maintenance customs law policing catering transport energy pharma",
    ),
    (
        PRIVATE,
        "believed believe thought think loved love liked like followed follow used use using knew know known struggled \
         struggle tried try trying waited wait dreamed dreamt dream suffered had wanted want lived live \
         living learn learned learnt read saw seen see heard felt feel wondered argued hoped hope wished needed \
         played play attended attend enrolled studied study studying visited watched travelled traveled \
         moved trained blogged blog blogging sung sang failed lost slept ignored \
         avoided postponed thinking playing learning fighting asked applied saved paid owed admired stopped \
         refused carried doubted got became become",
    ),
    (
        NO_TRADE,
        "member customer boarder lodger tenant donor sponsor consumer commuter traveller tourist lover player runner fighter believer supporter follower reader volunteer treasurer gamer hobbyist vegetarian mother \
         father brother sister widower widow carer caregiver speaker listener observer outsider beginner winner holder \
         number order matter paper user subscriber owner parent patient doctoral winter summer september october november \
         december year letter chapter error factor vector sensor tensor computer laptop router monitor minor \
         major junior senior freshman neighbour neighbor dreamer newcomer foreigner christian applicant \
         participant resident immigrant migrant infant descendant former later other another never ever over under after \
         rather either neither whether together further better bigger longer river water weather power tower corner order \
         however than important significant relevant different constant distant recent brilliant swimmer climber cyclist \
         orphan citizen inhabitant lister burner transformer encoder decoder classifier layer parameter error \
         captain rower dancer singer chorister smoker loner learner starter finisher",
    ),
    (CAMPUS, "university college school lycée lyceum gymnasium comprehensive uni campus academy faculty polytechnic"),
];
