//! The tags of an XML part, one after the other, without building anything: within the limits of nesting and length, each
//! closed by its own name, and no document type.

use memchr::{memchr, memmem};

use crate::error::IntakeError;
use crate::limits::Limits;

/// How a tag opens or closes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// `<a>`
    Open,
    /// `</a>`
    Close,
    /// `<a/>`
    Empty,
    /// A comment, an instruction or raw text, without a name.
    Aside,
}

/// A tag.
pub(super) struct Tag<'a> {
    /// The name without its prefix: readers look at nothing else.
    pub(super) name: &'a [u8],
    /// The prefix, with its colon.
    pub(super) prefix: &'a [u8],
    pub(super) form: Form,
    /// What stands between the name and the end.
    attributes: &'a [u8],
    /// What stands behind the tag, up to the next one.
    pub(super) text: &'a [u8],
}

/// Walks over the tags of a part.
pub(super) fn walk<'a>(
    part: &str,
    content: &'a [u8],
    limits: &Limits,
    mut visit: impl FnMut(&Tag<'a>) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    let mut open: Vec<&'a [u8]> = Vec::new();
    let mut rest = content;
    let mut is_over = false;
    let mut next = memchr(b'<', rest);
    while let Some(at) = next {
        let before = rest.get(..at).unwrap_or_default();
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(behind) = aside(part, rest)? {
            rest = behind;
            next = memchr(b'<', rest);
            visit(&Tag { name: b"", prefix: b"", form: Form::Aside, attributes: b"", text: b"" })?;
            continue;
        }
        if is_over || (open.is_empty() && !is_space(before)) {
            return Err(outside(part));
        }
        let End { at: end, holds_another } = end_of_tag(rest).ok_or_else(|| incomplete(part))?;
        if end > limits.tag_bytes {
            let what = "bytes in one tag".into();
            return Err(IntakeError::TooLarge { what, found: end, limit: limits.tag_bytes });
        }
        if holds_another {
            return Err(IntakeError::damaged(format!("a tag of the part {part} holds another")));
        }
        let inside = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        next = memchr(b'<', rest);
        let text = rest.get(..next.unwrap_or(rest.len())).unwrap_or_default();
        let (full_name, tag) = tag(inside, text);
        match tag.form {
            Form::Open => {
                open.push(full_name);
                if open.len() > limits.levels {
                    let what = "levels of elements".into();
                    return Err(IntakeError::TooLarge { what, found: open.len(), limit: limits.levels });
                }
            }
            Form::Close if open.pop() != Some(full_name) => {
                return Err(IntakeError::damaged(format!(
                    "elements of the part {part} are not closed in order"
                )));
            }
            Form::Close | Form::Empty | Form::Aside => {}
        }
        is_over = open.is_empty();
        visit(&tag)?;
    }
    if !open.is_empty() {
        return Err(incomplete(part));
    }
    if is_space(rest) { Ok(()) } else { Err(outside(part)) }
}

fn is_space(text: &[u8]) -> bool {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii().is_empty()
}

fn outside(part: &str) -> IntakeError {
    IntakeError::damaged(format!("something stands around the content of the part {part}"))
}

fn incomplete(part: &str) -> IntakeError {
    IntakeError::damaged(format!("the part {part} ends too early"))
}

/// What stands behind a comment, a declaration or raw text; a document type is refused.
fn aside<'a>(part: &str, rest: &'a [u8]) -> Result<Option<&'a [u8]>, IntakeError> {
    // From behind the beginning: `<!-->` begins a comment and does not end it.
    let behind = |start: &[u8], end: &[u8]| {
        let inside = rest.get(start.len()..).unwrap_or_default();
        let at = memmem::find(inside, end).ok_or_else(|| incomplete(part))?;
        Ok(inside.get(at + end.len()..))
    };
    if rest.starts_with(b"!--") {
        behind(b"!--", b"-->")
    } else if rest.starts_with(b"![CDATA[") {
        behind(b"![CDATA[", b"]]>")
    } else if rest.starts_with(b"?") {
        behind(b"?", b"?>")
    } else if rest.starts_with(b"!") {
        Err(IntakeError::DocumentType { part: part.to_owned() })
    } else {
        Ok(None)
    }
}

/// The end of a tag.
struct End {
    /// Where its `>` stands.
    at: usize,
    /// Whether a `<` stands before it.
    holds_another: bool,
}

/// The `>` that ends a tag: one in quotes does not. Byte by byte, since tags are short.
fn end_of_tag(rest: &[u8]) -> Option<End> {
    let mut quote = None;
    let mut holds_another = false;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(End { at, holds_another }),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(mark), _) if *byte == mark => quote = None,
            (_, b'<') => holds_another = true,
            _ => {}
        }
    }
    None
}

/// A tag with its full name, by what stands between `<` and `>`.
fn tag<'a>(inside: &'a [u8], text: &'a [u8]) -> (&'a [u8], Tag<'a>) {
    let (form, inside) = match (inside.strip_prefix(b"/"), inside.strip_suffix(b"/")) {
        (Some(name), _) => (Form::Close, name),
        (None, Some(inside)) => (Form::Empty, inside),
        (None, None) => (Form::Open, inside),
    };
    let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
    let (full_name, attributes) = inside.split_at_checked(end).unwrap_or((inside, b""));
    let colon = full_name.iter().rposition(|byte| *byte == b':').map_or(0, |at| at + 1);
    let (prefix, name) = full_name.split_at_checked(colon).unwrap_or((b"", full_name));
    (full_name, Tag { name, prefix, form, attributes, text })
}

impl<'a> Tag<'a> {
    /// The value of an attribute, however it is spaced and quoted.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The attributes with their values, in order, up to the first that is none.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let sign = rest.iter().position(|byte| *byte == b'=')?;
            let name = rest.get(..sign)?.trim_ascii();
            let quoted = rest.get(sign + 1..)?.trim_ascii_start();
            let mark = *quoted.first().filter(|mark| matches!(mark, b'"' | b'\''))?;
            let value = quoted.get(1..)?;
            let end = value.iter().position(|byte| *byte == mark)?;
            rest = value.get(end + 1..)?;
            Some((name, value.get(..end)?))
        })
    }

    /// Whether a name stands in the attributes, also as part of another.
    pub(super) fn mentions(&self, name: &memmem::Finder<'_>) -> bool {
        name.find(self.attributes).is_some()
    }

    /// Whether an attribute stands twice.
    pub(super) fn is_twice(&self, name: &[u8]) -> bool {
        self.attributes().filter(|(own, _)| *own == name).nth(1).is_some()
    }

    /// The same as text.
    pub(super) fn text_of(&self, name: &[u8]) -> &'a str {
        self.attribute(name).and_then(|value| std::str::from_utf8(value).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(content: &[u8]) -> Result<Vec<String>, IntakeError> {
        let mut names = Vec::new();
        walk("part", content, &Limits::interactive(), |tag| {
            let mark = match tag.form {
                Form::Open | Form::Aside => "",
                Form::Close => "/",
                Form::Empty => ".",
            };
            if tag.form != Form::Aside {
                names.push(format!("{mark}{}", String::from_utf8_lossy(tag.name)));
            }
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn tags_are_found_whatever_stands_around_them() {
        let xml = b"<?xml version='1.0'?><x:a b='>'><!-- <c> --><![CDATA[<d>]]><e f = \"/\" /></x:a>";
        assert_eq!(names(xml).unwrap(), ["a", ".e", "/a"]);
    }

    #[test]
    fn what_is_not_closed_in_order_is_damaged_and_a_document_type_refused() {
        for (xml, code) in [
            (&b"<a><b></a></b>"[..], "damaged-workbook"),
            (b"<a>", "damaged-workbook"),
            (b"</a>", "damaged-workbook"),
            (b"<a b='", "damaged-workbook"),
            (b"<!-- ", "damaged-workbook"),
            (b"<a/><b/>", "damaged-workbook"),
            (b"<a/>b", "damaged-workbook"),
            (b"<a b='<c>'/>", "damaged-workbook"),
            (b"<!DOCTYPE a><a/>", "document-type"),
            (b"<a><!ENTITY b 'c'></a>", "document-type"),
        ] {
            assert_eq!(names(xml).unwrap_err().code(), code, "{}", String::from_utf8_lossy(xml));
        }
    }

    #[test]
    fn a_comment_does_not_end_where_it_begins() {
        let xml = b"<a><!--><![CDATA[--><b/><!--]]>--><!--><c/>--></a>";
        assert_eq!(names(xml).unwrap(), ["a", ".b", "/a"]);
    }

    #[test]
    fn nesting_and_tags_have_limits() {
        let limits = Limits::interactive();
        let deep = "<a>".repeat(limits.levels + 1);
        let long = format!("<a b='{}'/>", "c".repeat(limits.tag_bytes));
        for xml in [deep, long] {
            assert_eq!(names(xml.as_bytes()).unwrap_err().code(), "too-large");
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for xml in [
            &b"<c\tr=\"C29\">"[..],
            b"<c\n  s='>' r = 'C29' >",
            b"<c s=\"1\"r=\"C29\"/>",
            b"<c x='r=1' r='C29'>",
        ] {
            let inside = &xml[1..xml.len() - 1];
            assert_eq!(tag(inside, b"").1.text_of(b"r"), "C29", "{}", String::from_utf8_lossy(xml));
        }
    }
}
