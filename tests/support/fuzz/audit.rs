//! Bytes as a record of what happened, and what somebody does to it behind the program's back.
#![expect(
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "it panics where something does not hold"
)]

use storage::{AuditEntry, Happened, Head, check_chain};

use super::Choices;

/// A fault is said if and only if the entries are not those the head was made with.
pub fn audit(data: &[u8]) {
    let mut choices = Choices::of(data);
    let length = choices.below(12);
    let original: Vec<AuditEntry> = chain(length, &mut choices);
    let head = original.last().map(AuditEntry::as_head).unwrap_or_default();
    assert_eq!(check_chain(&original, &head), None, "the chain as it was made");
    let mut entries = original.clone();
    for _ in 0..=choices.byte() % 3 {
        tamper(&mut entries, &mut choices);
    }
    let fault = check_chain(&entries, &head);
    assert_eq!(fault.is_some(), entries != original, "{fault:?} of {entries:?} that was {original:?}");
    let other = other_head(&head, &mut choices);
    let fault = check_chain(&original, &other);
    assert_eq!(fault.is_some(), other != head, "{fault:?} with the head {other:?} that was {head:?}");
}

/// A record of things that happened.
fn chain(length: usize, choices: &mut Choices<'_>) -> Vec<AuditEntry> {
    let mut entries: Vec<AuditEntry> = Vec::new();
    for _ in 0..length {
        let head = entries.last().map(AuditEntry::as_head).unwrap_or_default();
        let [at, actor, action, object, detail] = std::array::from_fn(|_| choices.text(6));
        let happened = Happened { at: &at, actor: &actor, action: &action, object: &object, detail: &detail };
        entries.push(AuditEntry::following(&head, &happened));
    }
    entries
}

/// Edits, deletes, reorders, doubles, cuts off, adds, or computes the hashes again from some entry on.
fn tamper(entries: &mut Vec<AuditEntry>, choices: &mut Choices<'_>) {
    if entries.is_empty() {
        let head = Head::default();
        let happened = Happened { at: "", actor: "x", action: "", object: "", detail: "{}" };
        entries.push(AuditEntry::following(&head, &happened));
        return;
    }
    let at = choices.below(entries.len());
    match choices.byte() % 8 {
        0 => edit(&mut entries[at], choices),
        1 => drop(entries.remove(at)),
        2 => {
            let other = choices.below(entries.len());
            entries.swap(at, other);
        }
        3 => {
            let twice = entries[at].clone();
            let to = choices.below(entries.len() + 1);
            entries.insert(to, twice);
        }
        4 => entries.truncate(at),
        5 => entries[at].seq = i64::from_ne_bytes(choices.number().to_ne_bytes()),
        6 => {
            edit(&mut entries[at], choices);
            rebuild(entries, at);
        }
        _ => {
            entries.remove(at);
            rebuild(entries, at);
        }
    }
}

/// Writes something else into a part of an entry; text may go from one part into the next.
fn edit(entry: &mut AuditEntry, choices: &mut Choices<'_>) {
    let text = choices.text(6);
    match choices.byte() % 8 {
        0 => entry.at = text,
        1 => entry.actor = text,
        2 => entry.action = text,
        3 => entry.object = text,
        4 => entry.detail = text,
        5 => entry.previous_hash = text,
        6 => entry.hash = text,
        _ => {
            let moved = entry.actor.pop();
            entry.action.extend(moved);
        }
    }
}

/// Computes everything again from an entry on, as somebody would who knows how.
fn rebuild(entries: &mut [AuditEntry], from: usize) {
    let mut head = from.checked_sub(1).map(|before| entries[before].as_head()).unwrap_or_default();
    for entry in &mut entries[from..] {
        let AuditEntry { at, actor, action, object, detail, .. } = entry.clone();
        let happened = Happened { at: &at, actor: &actor, action: &action, object: &object, detail: &detail };
        *entry = AuditEntry::following(&head, &happened);
        head = entry.as_head();
    }
}

fn other_head(head: &Head, choices: &mut Choices<'_>) -> Head {
    match choices.byte() % 4 {
        0 => Head { hash: choices.text(6), ..head.clone() },
        1 => Head { seq: i64::from_ne_bytes(choices.number().to_ne_bytes()), ..head.clone() },
        2 => Head::default(),
        _ => head.clone(),
    }
}
