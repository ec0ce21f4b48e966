//! The titles that introduce a name, in lower case and without accents, in the six languages.

/// Titles that need a capital letter, as in a text.
pub(super) const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "prof", "mme", "mlle", "monsieur", "madame", "sr", "sra", "srta"];

/// Titles in the small letters of running text too.
pub(super) const OPEN_TITLES: &[&str] = &[
    "senor",
    "senora",
    "senorita",
    "monsieur",
    "madame",
    "mademoiselle",
    "г-н",
    "г-на",
    "г-ну",
    "г-ном",
    "г-жа",
    "г-жи",
    "г-жу",
    "г-жой",
    "господин",
    "господина",
    "господину",
    "господином",
    "госпожа",
    "госпожи",
    "госпожу",
    "госпожой",
];

/// Titles of one letter, which need their dot.
pub(super) const SHORT_TITLES: &[&str] = &["m"];

/// Arabic titles, with the particles written to them.
pub(super) const ARABIC_TITLES: &[&str] = &[
    "السيد",
    "والسيد",
    "للسيد",
    "بالسيد",
    "السيده",
    "والسيده",
    "للسيده",
    "الانسه",
    "الدكتور",
    "الدكتوره",
    "المدعو",
    "والمدعو",
    "للمدعو",
    "المدعوه",
];

/// Chinese titles behind a name.
pub(super) const CHINESE_TITLES: &[&str] = &["先生", "女士", "小姐"];

/// Characters before such a title that are no name: a man, some women.
pub(super) const CHINESE_PERSONS: &str = "名位各个该的与和及某";

/// What follows a title without being a name.
pub(super) const NO_NAMES: &[&str] = &[
    "president",
    "minister",
    "speaker",
    "chairman",
    "chairperson",
    "secretary",
    "director",
    "commissioner",
    "prosecutor",
    "judge",
    "the",
    "a",
    "an",
    "in",
    "le",
    "la",
    "les",
    "l",
    "il",
    "elle",
    "el",
    "los",
    "las",
    "ministre",
    "procureur",
    "directeur",
    "presidente",
    "presidenta",
    "ministro",
    "ministra",
    "fiscal",
    "juez",
    "министр",
    "президент",
    "директор",
    "прокурор",
    "congo",
    "زينب",
    "وزير",
    "الوزير",
    "وزيره",
    "رئيس",
    "الرئيس",
    "مدير",
    "المدير",
    "وكيل",
    "النائب",
    "قائد",
    "المفتش",
    "القاضي",
];
