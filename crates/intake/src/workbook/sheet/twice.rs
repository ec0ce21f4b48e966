//! Row keys that stand twice.

use schema::layout::RowAnchor;
use schema::{At, Origin, Place};

use super::{Collector, keys};
use crate::draft::RawRow;
use crate::rules;

impl Collector<'_> {
    /// A row key that stands twice: neither row is read. The finding takes along what stands in both.
    pub(super) fn twice(&mut self, anchor: &RowAnchor, origin: Origin, second: String) {
        let first = self.met.get(anchor).cloned();
        let mut contents = Vec::new();
        let at = match anchor {
            RowAnchor::Row(table, row) => {
                let is_it = |other: &mut RawRow| other.code.as_ref() == Some(row);
                if let Some(own) = self.out.tables.get_mut(table) {
                    contents.extend(own.rows.extract_if(.., is_it).map(|row| row.content()));
                }
                if let Some(corrected) = self.out.corrected.get_mut(table) {
                    contents.extend(corrected.extract_if(.., is_it).map(|row| row.content()));
                }
                At::Table(table.clone())
            }
            RowAnchor::Declaration(table, item) => {
                if let Some(own) = self.out.tables.get_mut(table) {
                    contents.extend(own.declaration.remove(item).map(|answer| keys::typed(&answer)));
                }
                At::Declaration(table.clone(), *item)
            }
            other => At::Table(other.table().clone()),
        };
        let place = Place::new(self.year, at);
        let finding =
            self.find(&rules::DUPLICATE_ROW, place.at.clone(), Some(origin)).arg("row", anchor.to_string());
        contents.push(second);
        let content = crate::values::content(contents.into_iter());
        self.say(finding.arg("content", content).also(place, first));
    }
}
