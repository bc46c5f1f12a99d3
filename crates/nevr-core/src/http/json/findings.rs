//! What the rounds of reading an input have found so far.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use super::{
    detail::{MAX_DETAILS, code},
    path::{Path, Step},
    problem::Problem,
};
use crate::wire::Detail;

/// What a round reads in place of a value that an earlier round found to be wrong or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    /// A filler, which has the form that the type asks for.
    Filler,
    /// Nothing, as if the value were absent: the type refused the filler.
    Omission,
}

/// The problems and replacements of all rounds, and where the current round is.
#[derive(Default)]
pub(super) struct Findings<'de> {
    /// The value that is being read; after an error, the value where it occurred.
    path: RefCell<Path<'de>>,
    details: RefCell<Vec<Detail>>,
    replaced: RefCell<BTreeMap<Path<'de>, Replacement>>,
}

impl<'de> Findings<'de> {
    /// Goes from the value at `depth` into one of its members or items.
    pub(super) fn enter(&self, depth: usize, step: Step<'de>) {
        let mut path = self.path.borrow_mut();
        path.truncate(depth);
        path.push(step);
    }

    /// Goes back to the value at `depth`.
    pub(super) fn leave_to(&self, depth: usize) {
        self.path.borrow_mut().truncate(depth);
    }

    /// Returns what to read in place of a member or item of the value at `depth`; `None` for the
    /// value that the input has.
    pub(super) fn replacement(&self, depth: usize, step: &Step<'de>) -> Option<Replacement> {
        let replaced = self.replaced.borrow();
        // Good inputs need no look-up.
        if replaced.is_empty() {
            return None;
        }
        self.at(depth, step.clone(), |path| replaced.get(path).copied())
    }

    /// Reports a member that the object at `depth` does not have.
    pub(super) fn unknown_member(&self, depth: usize, name: &'de str) {
        if !self.is_full() {
            let report =
                |path: &_| self.report(path, code::UNKNOWN_MEMBER, "is not known here".into());
            self.at(depth, Step::Member(name.into()), report);
        }
    }

    /// Reports the problem that ended a round, unless it follows from an earlier one. Returns whether
    /// another round can find more.
    pub(super) fn learn(&self, problem: Problem) -> bool {
        let mut path = self.path.take();
        let (code, message) = match problem {
            Problem::Missing(name) => {
                path.push(Step::Member(name.into()));
                (code::REQUIRED, "is required".into())
            }
            Problem::Repeated(name) => {
                path.push(Step::Member(name.into()));
                (code::DUPLICATE_MEMBER, "must be there once".into())
            }
            Problem::Wrong(message) => (code::INVALID_TYPE, message),
        };
        // A value that holds a replaced one, or is one itself, may be wrong because of that.
        if !self.replaced.borrow().keys().any(|replaced| replaced.is_within(&path)) {
            self.report(&path, code, message);
        }
        !self.is_full() && self.replace(path)
    }

    pub(super) fn is_clean(&self) -> bool {
        self.details.borrow().is_empty()
    }

    pub(super) fn into_details(self) -> Vec<Detail> {
        self.details.into_inner()
    }

    /// Replaces a value by a filler, a filler that was refused by nothing, and a value that can't be
    /// absent together with what holds it. Returns false if that is the whole input.
    fn replace(&self, mut path: Path<'de>) -> bool {
        let mut replaced = self.replaced.borrow_mut();
        while replaced.get(&path) == Some(&Replacement::Omission) {
            path.pop();
        }
        if path.is_empty() {
            return false;
        }
        let is_second = replaced.contains_key(&path);
        let next = if is_second { Replacement::Omission } else { Replacement::Filler };
        replaced.insert(path, next);
        true
    }

    /// Calls `look` with the path of a member or item of the value at `depth`.
    fn at<T>(&self, depth: usize, step: Step<'de>, look: impl FnOnce(&Path<'de>) -> T) -> T {
        self.enter(depth, step);
        let found = look(&self.path.borrow());
        self.leave_to(depth);
        found
    }

    fn is_full(&self) -> bool {
        self.details.borrow().len() >= MAX_DETAILS
    }

    fn report(&self, path: &Path<'de>, code: &'static str, message: Cow<'static, str>) {
        let detail = Detail::new(path.to_string(), code, message);
        let mut details = self.details.borrow_mut();
        // Each round meets the unknown members again.
        if !details.contains(&detail) {
            details.push(detail);
        }
    }
}
