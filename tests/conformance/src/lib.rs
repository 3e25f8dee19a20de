//! `#[conformance]`: a program becomes a test at every team size, with the directive it tests and without.
//!
//! ```text
//! #[conformance]
//! fn single(threads: usize) -> bool {
//!     let runs = AtomicUsize::new(0);
//!     #[omp(parallel num_threads(threads))]
//!     {
//!         #[crossed(omp(single))]
//!         runs.fetch_add(1, Relaxed);
//!     }
//!     runs.into_inner() == 1
//! }
//! ```
//!
//! The program must hold as it stands. Crossed, it must not: `#[crossed(omp(single))]` then vanishes, and
//! `#[crossed(omp(single), omp(masked))]` becomes the second. `crossed!(omp!(barrier));` vanishes likewise.
#![forbid(unsafe_code)]

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// See the crate.
#[proc_macro_attribute]
pub fn conformance(_args: TokenStream, item: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = item.into_iter().collect();
    let at =
        tokens.iter().position(|token| is_word(token, "fn")).expect("`#[conformance]` sits on a function");
    let [_, name, program @ ..] = &tokens[at..] else { panic!("a function has a name") };
    let mut crossing = Crossing { crossed: false, found: false };
    let with = define("with", crossing.rewrite(program.iter().cloned().collect()));
    crossing.crossed = true;
    let without = crossing.rewrite(program.iter().cloned().collect());
    let mut body = TokenStream::new();
    let check = if crossing.found {
        body.extend(parse("#[allow(unused_mut, reason = \"what the crossed form alone writes\")]"));
        body.extend(with);
        body.extend(parse("#[allow(unused, clippy::all, clippy::pedantic, reason = \"what the directive used may be left over\")]"));
        body.extend(define("without", without));
        "crate::common::crossed(with, without);"
    } else {
        body.extend(with);
        "crate::common::holds(with);"
    };
    body.extend(parse(check));
    // The documentation of the program is the test's.
    let mut test: TokenStream = tokens[..at].iter().cloned().collect();
    test.extend(parse("#[test] fn"));
    test.extend([name.clone()]);
    test.extend(parse("()"));
    test.extend([TokenTree::from(Group::new(Delimiter::Brace, body))]);
    test
}

fn define(name: &str, program: TokenStream) -> TokenStream {
    let mut function = parse("#[::ferromp::prelude::omp] fn");
    function.extend([TokenTree::from(Ident::new(name, Span::call_site()))]);
    function.extend(program);
    function
}

fn parse(text: &str) -> TokenStream {
    text.parse().expect("these are tokens")
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string() == word)
}

fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

/// Writes one of the two forms of a program.
struct Crossing {
    /// Which.
    crossed: bool,
    /// Whether the forms differ.
    found: bool,
}

impl Crossing {
    fn rewrite(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut out, mut rest) = (TokenStream::new(), tokens.as_slice());
        while let [first, after @ ..] = rest {
            if let Some((choice, taken)) = attribute(rest) {
                if let Some(attr) = self.choose(choice) {
                    out.extend([first.clone(), TokenTree::from(Group::new(Delimiter::Bracket, attr))]);
                }
                rest = &rest[taken..];
            } else if let Some((choice, taken)) = call(rest) {
                out.extend(self.choose(choice));
                rest = &rest[taken..];
            } else {
                out.extend([self.rewrite_inside(first)]);
                rest = after;
            }
        }
        out
    }

    fn rewrite_inside(&mut self, token: &TokenTree) -> TokenTree {
        let TokenTree::Group(group) = token else { return token.clone() };
        let mut inside = Group::new(group.delimiter(), self.rewrite(group.stream()));
        inside.set_span(group.span());
        inside.into()
    }

    /// Of `plain` or `plain, crossed`, the one that this form has.
    fn choose(&mut self, choice: TokenStream) -> Option<TokenStream> {
        self.found = true;
        let tokens: Vec<TokenTree> = choice.into_iter().collect();
        let mut forms = tokens.split(|token| is_punct(token, ','));
        let form = if self.crossed { forms.nth(1) } else { forms.next() };
        form.map(|tokens| tokens.iter().cloned().collect())
    }
}

/// `#[crossed(..)]` at the start of `tokens`: what is in it, and how many tokens it takes.
fn attribute(tokens: &[TokenTree]) -> Option<(TokenStream, usize)> {
    let [hash, TokenTree::Group(attr), ..] = tokens else { return None };
    let inside: Vec<TokenTree> = attr.stream().into_iter().collect();
    match inside.as_slice() {
        [word, TokenTree::Group(choice)] if is_punct(hash, '#') && is_word(word, "crossed") => {
            Some((choice.stream(), 2))
        }
        _ => None,
    }
}

/// `crossed!(..)` at the start of `tokens`.
fn call(tokens: &[TokenTree]) -> Option<(TokenStream, usize)> {
    match tokens {
        [word, bang, TokenTree::Group(choice), ..] if is_word(word, "crossed") && is_punct(bang, '!') => {
            Some((choice.stream(), 3))
        }
        _ => None,
    }
}
