//! The paths that a source file names, from its tokens: in `use`, in code and in macros alike.

use proc_macro2::{TokenStream, TokenTree};

/// A path as it is written; `$crate` begins those in macros that other crates use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    /// The name that it has in this file, when it is imported.
    pub(crate) local: Option<String>,
    /// Whether other modules see it under that name too.
    pub(crate) is_public: bool,
}

/// Every path of a file.
pub(crate) fn named(text: &str) -> Vec<Named> {
    let tokens: TokenStream = text.parse().expect("a source file is made of tokens");
    let mut found = Vec::new();
    walk(&tokens.into_iter().collect::<Vec<_>>(), &mut found);
    found
}

fn walk(tokens: &[TokenTree], found: &mut Vec<Named>) {
    let mut at = 0;
    let mut is_public = false;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "pub" => {
                is_public = true;
                // `pub(crate)`
                at += usize::from(matches!(tokens.get(at + 1), Some(TokenTree::Group(_))));
            }
            TokenTree::Ident(word) if word == "use" => {
                let end = at + tokens[at..].iter().take_while(|it| !is_punct(it, ';')).count();
                import(&tokens[at + 1..end], &[], is_public, found);
                (at, is_public) = (end, false);
            }
            TokenTree::Ident(_) => {
                is_public = false;
                let (mut path, length) = path(&tokens[at..]);
                if at > 0 && is_punct(&tokens[at - 1], '$') {
                    path[0] = format!("${}", path[0]);
                }
                if path.len() > 1 {
                    found.push(Named { path, local: None, is_public: false });
                }
                at += length - 1;
            }
            TokenTree::Group(group) => {
                walk(&group.stream().into_iter().collect::<Vec<_>>(), found);
                is_public = false;
            }
            _ => is_public = false,
        }
        at += 1;
    }
}

/// The path that begins here, and how many tokens it has.
fn path(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = 0;
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        path.push(word.to_string());
        at += 1;
        let colons = tokens.get(at..at + 2).is_some_and(|it| it.iter().all(|c| is_punct(c, ':')));
        if !colons || !matches!(tokens.get(at + 2), Some(TokenTree::Ident(_))) {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// Every leaf of a tree of imports.
fn import(tokens: &[TokenTree], prefix: &[String], is_public: bool, found: &mut Vec<Named>) {
    for branch in tokens.split(|token| is_punct(token, ',')) {
        let mut path = prefix.to_vec();
        let mut alias = None;
        let mut rest = branch.iter();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = rest.next().map(ToString::to_string);
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inside: Vec<_> = group.stream().into_iter().collect();
                    import(&inside, &path, is_public, found);
                    path.clear();
                }
                _ => {}
            }
        }
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        if let Some(last) =
            path.last().filter(|_| path.len() > prefix.len() || alias.is_some() || path == prefix)
        {
            let local = alias.unwrap_or_else(|| last.clone());
            found.push(Named { local: Some(local), path, is_public });
        }
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
