//! Bytes as a row of choices: numbers, texts, which of several. Where they end, every choice is the first.

/// Bytes that are still to be used.
#[derive(Clone, Copy, Debug)]
pub struct Choices<'a> {
    left: &'a [u8],
}

/// Characters that have played tricks on readers: digits of other scripts, spaces, signs, what formulas begin with, what
/// turns the direction, what joins, what shows nothing, and some beyond the first plane.
const TRICKS: [char; 64] = [
    '٠',
    '٣',
    '۵',
    '१',
    '৪',
    '๕',
    '５',
    '𝟗',
    '\u{A0}',
    '\u{202F}',
    '\u{2009}',
    '\u{2007}',
    '٬',
    '٫',
    '’',
    '−',
    '–',
    '…',
    '≈',
    '＝',
    '＋',
    '－',
    '＠',
    '"',
    '\'',
    ';',
    ',',
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '\0',
    '\u{7}',
    '\u{85}',
    '\u{2028}',
    '\u{2029}',
    '\u{FEFF}',
    '\u{200B}',
    '\u{200C}',
    '\u{200D}',
    '\u{200E}',
    '\u{61C}',
    '\u{202E}',
    '\u{2066}',
    '\u{2069}',
    '\u{301}',
    '\u{327}',
    '\u{FE0F}',
    '\u{E0041}',
    '\u{E000}',
    '\u{FFFE}',
    'а',
    'ο',
    'ق',
    'न',
    '中',
    '\u{1F600}',
    '\u{1100}',
    '\u{1161}',
    '\\',
    '_',
];

impl<'a> Choices<'a> {
    /// All of them.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    /// Whether none is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.left.split_first() else { return 0 };
        self.left = rest;
        *first
    }

    /// A number of eight bytes.
    pub fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| (number << 8) | u64::from(self.byte()))
    }

    /// A number below another that is not zero.
    pub fn below(&mut self, most: usize) -> usize {
        let two = usize::from(self.byte()) << 8 | usize::from(self.byte());
        two % most.max(1)
    }

    /// One of several; there is at least one.
    ///
    /// # Panics
    /// Where there is none.
    #[expect(clippy::indexing_slicing, reason = "the index is below the length")]
    pub fn one<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[self.below(of.len())]
    }

    /// Any float: of all bits, or one that people type.
    pub fn float(&mut self) -> f64 {
        const USUAL: [f64; 12] = [
            0.0,
            -0.0,
            1.0,
            -5.0,
            12.5,
            0.1,
            1e15,
            9_007_199_254_740_991.0,
            9_007_199_254_740_992.0,
            1e300,
            5e-324,
            100.0,
        ];
        match self.byte() % 3 {
            0 => f64::from_bits(self.number()),
            1 => *self.one(&USUAL),
            _ => f64::from(u16::from_le_bytes([self.byte(), self.byte()])),
        }
    }

    /// A text of at most so many characters.
    pub fn text(&mut self, most: usize) -> String {
        let length = usize::from(self.byte()) % most.max(1);
        (0..length).map(|_| self.char()).collect()
    }

    fn char(&mut self) -> char {
        match self.byte() {
            ascii @ 0..128 => char::from(ascii),
            trick @ 128..192 => TRICKS.get(usize::from(trick - 128)).copied().unwrap_or_default(),
            plane => {
                let code = u32::from(plane % 17) << 16 | u32::from(self.byte()) << 8 | u32::from(self.byte());
                char::from_u32(code).unwrap_or('\u{FFFD}')
            }
        }
    }
}
