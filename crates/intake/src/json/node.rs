//! A JSON document with numbers as they are written. Written by hand because no reader at hand keeps duplicate names and
//! numbers beyond the range of a float, and one bad number must not hide the rest of a return.

use crate::error::IntakeError;
use crate::guard::{at_most, not_too_long};
use crate::limits::Limits;

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Box<str>),
    Text(Box<str>),
    Array(Vec<Node>),
    Object(Vec<(Box<str>, Node)>),
}

impl Node {
    /// A member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(own, _)| &**own == name).map(|(_, node)| node)
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number as written, if it is one.
    pub(super) fn literal(&self) -> Option<&str> {
        if let Self::Number(literal) = self { Some(literal) } else { None }
    }
}

/// A document and the pointers of members that stand twice; the first of them counts.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) duplicates: Vec<String>,
}

/// The most bytes of a member's name; pointers to what it holds repeat it.
const MOST_NAME: usize = 255;

/// Reads a document within the limits of depth and number of values; of members that stand twice as many are listed as
/// there may be findings.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed, IntakeError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            return Err(fault(good, good.len(), "a byte that is not UTF-8"));
        }
    };
    let mut reader = Reader {
        text,
        at: 0,
        limits,
        values: 0,
        text_bytes: 0,
        pointer: String::new(),
        duplicates: Vec::new(),
    };
    let root = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("something after the end of the document"));
    }
    Ok(Parsed { root, duplicates: reader.duplicates })
}

fn fault(text: &[u8], at: usize, what: &'static str) -> IntakeError {
    let before = text.get(..at).unwrap_or(text);
    let line = String::from_utf8_lossy(before).matches('\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
    IntakeError::InvalidJson { what: what.into(), line, column }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    limits: &'a Limits,
    /// Values so far.
    values: usize,
    /// Bytes of texts so far.
    text_bytes: usize,
    pointer: String,
    duplicates: Vec<String>,
}

type Read<T> = Result<T, IntakeError>;

impl Reader<'_> {
    fn fault(&self, what: &'static str) -> IntakeError {
        fault(self.text.as_bytes(), self.at, what)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Read<()> {
        self.space();
        if self.peek() != Some(byte) {
            return Err(self.fault(what));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, level: usize) -> Read<Node> {
        if level > self.limits.depth {
            return Err(self.fault("values nested too deeply"));
        }
        self.values += 1;
        at_most("values", self.values, self.limits.cells)?;
        self.space();
        match self.peek() {
            Some(b'{') => self.object(level),
            Some(b'[') => self.array(level),
            Some(b'"') => self.text(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(_) => Err(self.fault("a value was expected")),
            None => Err(self.fault("the document ends too early")),
        }
    }

    fn text(&mut self) -> Read<Node> {
        let text = self.string()?;
        self.is_kept(&text)?;
        Ok(Node::Text(text.into()))
    }

    /// Counts a text, or a number as it is written.
    fn is_kept(&mut self, text: &str) -> Read<()> {
        not_too_long(text, self.limits, || format!("at `{}`", crate::values::safe(&self.pointer)))?;
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        at_most("bytes of text", self.text_bytes, self.limits.text_bytes)
    }

    fn word(&mut self, word: &str, node: Node) -> Read<Node> {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if !found {
            return Err(self.fault("a value was expected"));
        }
        self.at += word.len();
        Ok(node)
    }

    fn object(&mut self, level: usize) -> Read<Node> {
        self.at += 1;
        let mut members: Vec<(Box<str>, Node)> = Vec::new();
        let mut names = std::collections::HashSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Node::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fault("a name in quotes was expected"));
            }
            let name = self.string()?;
            if name.len() > MOST_NAME {
                return Err(self.fault("a name that is longer than any of a return"));
            }
            self.expect(b':', "a colon was expected")?;
            let length = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            let node = self.value(level + 1)?;
            if names.insert(name.clone()) {
                members.push((name.into(), node));
            } else if self.duplicates.len() < self.limits.findings {
                self.duplicates.push(self.pointer.clone());
            }
            self.pointer.truncate(length);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Node::Object(members));
                }
                _ => return Err(self.fault("a comma or a closing brace was expected")),
            }
        }
    }

    fn array(&mut self, level: usize) -> Read<Node> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Node::Array(items));
        }
        loop {
            let length = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&items.len().to_string());
            items.push(self.value(level + 1)?);
            self.pointer.truncate(length);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Node::Array(items));
                }
                _ => return Err(self.fault("a comma or a closing bracket was expected")),
            }
        }
    }

    /// A number by the grammar of JSON, of any size.
    fn number(&mut self) -> Read<Node> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.digits();
        let leading = self.text.as_bytes().get(self.at.saturating_sub(whole)) == Some(&b'0');
        let mut good = whole > 0 && !(leading && whole > 1);
        if self.peek() == Some(b'.') {
            self.at += 1;
            good &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            good &= self.digits() > 0;
        }
        if !good {
            return Err(self.fault("a number that is not written as JSON writes numbers"));
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        self.is_kept(written)?;
        Ok(Node::Number(written.into()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let stop = rest.find(|c: char| c == '"' || c == '\\' || c < ' ');
            let Some(stop) = stop else {
                self.at = self.text.len();
                return Err(self.fault("a text that does not end"));
            };
            out.push_str(rest.get(..stop).unwrap_or_default());
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.fault("a control character in a text; write it as an escape")),
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("an escape that JSON does not know")),
        })
    }

    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        let code = if (0xD800..0xDC00).contains(&first)
            && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"))
        {
            self.at += 2;
            let second = self.hex()?;
            if !(0xDC00..0xE000).contains(&second) {
                return Err(self.fault("half of a character (a lone surrogate)"));
            }
            0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.fault("half of a character (a lone surrogate)"))
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let code = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.fault("an escape of four hexadecimal digits was expected"))?;
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &[u8], depth: usize) -> Result<Parsed, IntakeError> {
        super::parse(text, &Limits { depth, cells: 20, ..Limits::interactive() })
    }

    #[test]
    fn numbers_stay_as_they_are_written_and_duplicates_are_collected() {
        let parsed = parse(br#"{"a": 1e309, "b": [1, {"c": 2, "c": 3}], "a": 4}"#, 8).unwrap();
        assert_eq!(parsed.root.get("a").and_then(Node::literal), Some("1e309"), "the first counts");
        assert_eq!(parsed.duplicates, ["/b/1/c", "/a"]);
    }

    #[test]
    fn a_text_longer_than_any_is_named_with_its_place() {
        let limits = Limits { text_characters: 3, text_bytes: 9, ..Limits::interactive() };
        let refused = |text: &str| super::parse(text.as_bytes(), &limits).map(drop).unwrap_err().to_string();
        assert!(super::parse(r#"["äöü", "abc"]"#.as_bytes(), &limits).is_ok(), "characters count, not bytes");
        let told = refused(r#"{"a": ["äöü", "abcd"]}"#);
        assert!(told.contains("more characters at `/a/1` than are read (4 found, 3 allowed)"), "{told}");
        assert!(refused("[12345]").contains("characters at `/0`"));
        assert!(refused(r#"["abc", "abc", "abc", "a"]"#).contains("more bytes of text"));
    }

    #[test]
    fn what_is_not_json_is_named_with_line_and_column() {
        for (text, what, line, column) in [
            ("{\"a\": }", "a value was expected", 1, 7),
            ("{\n \"a\": 01 }", "a number that is not written as JSON writes numbers", 2, 9),
            ("{\"a\": NaN}", "a value was expected", 1, 7),
            ("{\"a\": \"\\ud800\"}", "half of a character (a lone surrogate)", 1, 14),
            ("[1, 2", "a comma or a closing bracket was expected", 1, 6),
            ("{} x", "something after the end of the document", 1, 4),
            ("[[[[[[1]]]]]]", "values nested too deeply", 1, 5),
        ] {
            assert_eq!(
                parse(text.as_bytes(), 3).unwrap_err(),
                IntakeError::InvalidJson { what: what.into(), line, column },
                "{text}"
            );
        }
    }

    #[test]
    fn more_values_than_a_return_may_have_are_refused_before_they_are_kept() {
        let many = format!("[{}1]", "1,".repeat(1_000));
        let refused = IntakeError::TooLarge { what: "values".into(), found: 21, limit: 20 };
        assert_eq!(parse(many.as_bytes(), 3).unwrap_err(), refused);
    }

    #[test]
    fn escapes_are_read() {
        let parsed = parse(br#""\u0041\ud83d\ude00\n\/""#, 3).unwrap();
        assert_eq!(parsed.root.text(), Some("A\u{1F600}\n/"));
    }
}
