//! Codes: the code itself, its label in any language of the edition, or both as the dropdowns show them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use schema::{Changes, Code, ListId, Questionnaire};

use super::Remark;
use crate::rules;

type Index = HashMap<String, Code>;

/// Finds codes; each list is indexed once.
pub(crate) struct Codes<'a> {
    questionnaire: &'a Questionnaire,
    changes: Option<&'a Changes>,
    lists: RefCell<BTreeMap<String, Rc<Index>>>,
    /// How many unknown codes were compared with the known ones: that is slow, and after a while helps nobody.
    compared: Cell<usize>,
}

/// The most unknown codes that are compared with the known ones.
const MOST_COMPARED: usize = 200;
/// The most characters of a text that is compared.
const MOST_CHARACTERS: usize = 60;

/// What stands between code and label in a dropdown.
const SEPARATORS: [&str; 2] = [" – ", " - "];

impl<'a> Codes<'a> {
    /// `changes` says how the codes of an earlier template are named now.
    pub(crate) fn new(questionnaire: &'a Questionnaire, changes: Option<&'a Changes>) -> Self {
        Self { questionnaire, changes, lists: RefCell::default(), compared: Cell::new(0) }
    }

    /// The present name of a code, or of the code before a label.
    fn present(&self, list: &str, typed: &str) -> Option<Code> {
        let code = SEPARATORS
            .iter()
            .find_map(|separator| typed.split_once(separator))
            .map_or(typed, |(code, _)| code);
        self.changes?.code(list, code.trim()).cloned()
    }

    /// The code a text stands for.
    pub(crate) fn find(&self, list: &str, typed: &str) -> Result<Code, Remark> {
        let typed = typed.trim();
        if let Some(code) = self.present(list, typed) {
            return Ok(code);
        }
        // The code itself is by far the most frequent.
        if let Some(list) = self.questionnaire.list(list)
            && let Some(code) = list.codes.iter().find(|code| *code == typed)
        {
            return Ok(code.clone());
        }
        let index = self.index(list);
        let whole = fold(typed);
        if let Some(code) = index.get(&whole) {
            return Ok(code.clone());
        }
        let remark = Remark::error(&rules::UNKNOWN_CODE, "", typed);
        let parts = SEPARATORS.iter().find_map(|separator| typed.split_once(separator));
        let parts = parts.map(|(code, label)| (fold(code), fold(label)));
        if let Some((code, label)) = parts.as_ref().and_then(|(code, label)| Some((index.get(code)?, label)))
        {
            // A label that was reworded since is no contradiction; that of another code is one.
            return match index.get(label).filter(|other| *other != code) {
                Some(other) => Err(Remark { outcome: "contradicts", ..remark }
                    .with("code", code.to_string())
                    .with("suggestion", schema::Arg::Code(ListId::from(list), other.clone()))),
                None => Ok(code.clone()),
            };
        }
        let compared = self.compared.replace(self.compared.get().saturating_add(1));
        let worth = compared < MOST_COMPARED && whole.chars().count() <= MOST_CHARACTERS;
        Err(match worth.then(|| nearest(&index, &whole)).flatten() {
            Some(code) => Remark { outcome: "similar", ..remark }
                .with("suggestion", schema::Arg::Code(ListId::from(list), code)),
            None => remark,
        })
    }

    fn index(&self, list: &str) -> Rc<Index> {
        if let Some(index) = self.lists.borrow().get(list) {
            return Rc::clone(index);
        }
        let mut index = Index::new();
        if let Some(codes) = self.questionnaire.list(list) {
            for code in &codes.codes {
                for lang in &self.questionnaire.languages {
                    index.insert(
                        fold(&self.questionnaire.code_label(&codes.id, code.as_str(), *lang)),
                        code.clone(),
                    );
                }
            }
            // Codes come last: a label never hides one.
            for code in &codes.codes {
                index.insert(fold(code.as_str()), code.clone());
            }
        }
        let index = Rc::new(index);
        self.lists.borrow_mut().insert(list.to_owned(), Rc::clone(&index));
        index
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The code whose name differs least, where it differs little. Ties go to the first in order.
fn nearest(index: &Index, typed: &str) -> Option<Code> {
    let most = typed.chars().count() / 3;
    let mut candidates: Vec<_> = index
        .iter()
        .map(|(name, code)| (distance(name, typed), name, code))
        .filter(|(distance, ..)| *distance <= most)
        .collect();
    candidates.sort();
    candidates.first().map(|(.., code)| (*code).clone())
}

/// The Levenshtein distance of two short texts.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(80).enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (above, y) in row.iter_mut().skip(1).zip(&b) {
            let best = (corner + usize::from(x != *y)).min(left + 1).min(*above + 1);
            corner = *above;
            *above = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn the_distance_counts_changed_added_and_missing_letters() {
        for (a, b, expected) in
            [("pistol", "pistole", 1), ("rifle", "rifel", 2), ("", "abc", 3), ("abc", "abc", 0)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
