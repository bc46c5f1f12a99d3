//! TypeScript types as data.

/// A TypeScript type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// A name: `string`, `User`.
    Name(String),
    /// A literal, as it is written.
    Literal(String),
    /// `T[]`
    List(Box<Type>),
    /// `[A, B?, ...C[]]`
    Tuple(Tuple),
    /// `{ a: A; [key: string]: B }`
    Object(Object),
    /// A union; `never` if empty.
    Union(Vec<Type>),
    /// An intersection; `unknown` if empty.
    Intersection(Vec<Type>),
}

/// A list whose items have types of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tuple {
    pub(super) items: Vec<Type>,
    /// How many of the items are required.
    pub(super) required: usize,
    /// The type of further items, if there may be any.
    pub(super) rest: Option<Box<Type>>,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    /// The type of all other members, if there may be any.
    pub(super) rest: Option<Box<Type>>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) optional: bool,
    /// The comment above it; may be empty.
    pub(super) doc: String,
    pub(super) ty: Type,
}

impl Type {
    pub(super) fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }

    pub(super) fn unknown() -> Self {
        Self::Intersection(Vec::new())
    }

    pub(super) fn never() -> Self {
        Self::Union(Vec::new())
    }

    /// Returns the type of an object that has no members.
    pub(super) fn empty() -> Self {
        Self::Object(Object { members: Vec::new(), rest: Some(Box::new(Self::never())) })
    }

    /// Returns the union of types, each of them once.
    pub(super) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for ty in types {
            match ty {
                Self::Union(inner) => push_new(&mut all, inner),
                ty => push_new(&mut all, [ty]),
            }
        }
        if all.contains(&Self::unknown()) {
            return Self::unknown();
        }
        single(all).unwrap_or_else(Self::Union)
    }

    /// Returns the intersection of types.
    pub(super) fn intersection(types: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for ty in types {
            match ty {
                Self::Intersection(inner) => push_new(&mut all, inner),
                ty => push_new(&mut all, [ty]),
            }
        }
        single(all).unwrap_or_else(Self::Intersection)
    }
}

impl Member {
    pub(super) fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), optional: false, doc: String::new(), ty }
    }

    pub(super) fn optional_if(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    pub(super) fn documented(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }
}

fn push_new(all: &mut Vec<Type>, types: impl IntoIterator<Item = Type>) {
    for ty in types {
        if !all.contains(&ty) {
            all.push(ty);
        }
    }
}

fn single(mut all: Vec<Type>) -> Result<Type, Vec<Type>> {
    if all.len() == 1 { all.pop().ok_or_else(Vec::new) } else { Err(all) }
}
