//! Labels, definitions, instructions and messages by key and language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A language of the United Nations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lang {
    /// Arabic.
    Ar,
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Russian.
    Ru,
    /// Chinese.
    Zh,
}

impl Lang {
    /// All six.
    pub const ALL: [Self; 6] = [Self::Ar, Self::En, Self::Es, Self::Fr, Self::Ru, Self::Zh];

    /// The BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Ru => "ru",
            Self::Zh => "zh",
        }
    }

    /// The language of a tag; regions are ignored (`fr-CA` is French).
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or(code).to_ascii_lowercase();
        Self::ALL.into_iter().find(|lang| lang.code() == primary)
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Self::Ar
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

/// The texts of an edition.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Text by language and key.
    pub by_lang: BTreeMap<Lang, BTreeMap<String, String>>,
    /// Keys a person has reviewed, by language.
    pub reviewed: BTreeMap<Lang, BTreeSet<String>>,
}

impl Texts {
    /// The text of a key in exactly this language.
    pub fn find(&self, lang: Lang, key: &str) -> Option<&str> {
        self.by_lang.get(&lang)?.get(key).map(String::as_str)
    }

    /// The text of a key, in English where the language lacks it, and the key itself where both do.
    /// The loader sees to it that no key the structure needs is missing.
    pub fn get<'a>(&'a self, lang: Lang, key: &'a str) -> &'a str {
        self.find(lang, key).or_else(|| self.find(Lang::En, key)).unwrap_or(key)
    }

    /// The text of a key with `{name}` replaced by what `value` gives for the name; unknown names stay.
    pub fn fill(&self, lang: Lang, key: &str, value: impl Fn(&str) -> Option<String>) -> String {
        fill(self.get(lang, key), value)
    }
}

/// Replaces each `{name}` of a template.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            out.push_str(after);
            return out;
        };
        if let Some(text) = value(name) {
            out.push_str(&text);
        } else {
            out.push('{');
            out.push_str(name);
            out.push('}');
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The names of the placeholders of a template, in order.
pub fn placeholders(template: &str) -> Vec<&str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
