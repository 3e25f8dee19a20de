//! Lines of C, indented, and values that are still expressions.

use std::fmt::Display;

use crate::device::types::Type;

const INDENT: &str = "    ";

/// Statements, one a line.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<String>,
    depth: usize,
}

impl Lines {
    /// No lines, as deep as these.
    pub(super) fn nested(&self) -> Self {
        Self { lines: Vec::new(), depth: self.depth + 1 }
    }

    pub(super) fn deepen(&mut self) {
        self.depth += 1;
    }

    pub(super) fn line(&mut self, text: impl Display) {
        self.lines.push(format!("{}{text}", INDENT.repeat(self.depth)));
    }

    /// `head {`, or a block on its own.
    pub(super) fn open(&mut self, head: impl Display) {
        let head = head.to_string();
        self.line(format_args!("{head}{}{{", if head.is_empty() { "" } else { " " }));
        self.depth += 1;
    }

    /// `} tail`, by default just `}`.
    pub(super) fn close(&mut self) {
        self.close_with("");
    }

    pub(super) fn close_with(&mut self, tail: impl Display) {
        self.depth -= 1;
        self.line(format_args!("}}{tail}"));
    }

    /// `} head {`
    pub(super) fn reopen(&mut self, head: impl Display) {
        self.depth -= 1;
        self.open(format_args!("}} {head}"));
    }

    /// A line that stands at the margin of the enclosing block.
    pub(super) fn label(&mut self, name: &str) {
        self.line(format_args!("{name}:;"));
    }

    pub(super) fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Lines that were written one level deeper, here.
    pub(super) fn append_dedented(&mut self, other: Self) {
        let lines = other.lines.into_iter();
        self.lines.extend(lines.map(|line| line.strip_prefix(INDENT).map_or(line.clone(), str::to_owned)));
    }

    pub(super) fn truncate(&mut self, at: usize) {
        self.lines.truncate(at);
    }

    /// Where the next line goes.
    pub(super) fn position(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Display) {
        self.lines.insert(at, format!("{}{text}", INDENT.repeat(self.depth)));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

/// How tightly an expression holds together, as C's grammar has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Level {
    Conditional,
    LogicalOr,
    LogicalAnd,
    BitOr,
    BitXor,
    BitAnd,
    Equality,
    Relation,
    Shift,
    Sum,
    Product,
    Unary,
    Atom,
}

/// An expression that has been translated but not yet evaluated.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) ty: &'static Type,
    pub(super) level: Level,
    /// No statement that follows can change it, and it costs nothing to write it twice.
    pub(super) fixed: bool,
}

impl Value {
    pub(super) fn new(text: impl Into<String>, ty: &'static Type, level: Level) -> Self {
        Self { text: text.into(), ty, level, fixed: false }
    }

    pub(super) fn atom(text: impl Into<String>, ty: &'static Type) -> Self {
        Self::new(text, ty, Level::Atom)
    }

    pub(super) fn fixed(text: impl Into<String>, ty: &'static Type) -> Self {
        Self { fixed: true, ..Self::atom(text, ty) }
    }

    /// The text, in parentheses if it holds together less tightly than `level`.
    pub(super) fn at(&self, level: Level) -> String {
        if self.level >= level { self.text.clone() } else { format!("({})", self.text) }
    }

    pub(super) fn with_type(mut self, ty: &'static Type) -> Self {
        self.ty = ty;
        self
    }
}
