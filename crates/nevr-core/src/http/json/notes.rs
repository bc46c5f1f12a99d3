//! What was found in an input so far, and what later rounds leave out because of it.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Detail, MAX_DETAILS, code,
    filler::{CANDIDATES, Filler},
    place::{Path, Place},
    problem::{Kind, Problem},
};

/// What later rounds get in place of a value that is bad or missing.
#[derive(Clone, Copy, Debug)]
enum StandIn {
    /// The filler with this number.
    Filler(usize),
    /// Nothing: no filler fitted.
    Nothing,
}

/// The findings of all rounds.
#[derive(Default)]
pub(super) struct Notes {
    details: RefCell<Vec<Detail>>,
    unknown: RefCell<BTreeSet<Path>>,
    taken_out: RefCell<BTreeMap<Path, StandIn>>,
    /// Whether anything was taken out: spares a look-up for each value of a good input.
    disturbed: Cell<bool>,
}

/// What to read at a place.
pub(super) enum Read {
    /// The value that is there.
    Value,
    /// A stand-in.
    Filler(Filler),
    /// Nothing, as if there was nothing.
    Nothing,
}

impl Notes {
    /// What to read at this place.
    pub(super) fn read(&self, place: &Place<'_>) -> Read {
        if !self.disturbed.get() {
            return Read::Value;
        }
        match self.taken_out.borrow().get(&place.path()) {
            None => Read::Value,
            Some(StandIn::Filler(number)) => Read::Filler(Filler::new(*number)),
            Some(StandIn::Nothing) => Read::Nothing,
        }
    }

    /// Whether values are left out at all.
    pub(super) fn is_disturbed(&self) -> bool {
        self.disturbed.get()
    }

    /// Reports a member that the input does not have; once, however often it is met.
    pub(super) fn unknown_member(&self, place: &Place<'_>) {
        let path = place.path();
        if !self.is_full() && self.unknown.borrow_mut().insert(path.clone()) {
            self.report(&path, code::UNKNOWN_MEMBER, "is not known here".into());
        }
    }

    /// Takes in what ended a round. False if another round would tell nothing more.
    pub(super) fn learn(&self, problem: Problem) -> bool {
        let at = problem.at.unwrap_or_default();
        match problem.kind {
            Kind::Filler => self.next_filler(at),
            Kind::Missing(name) => self.member_problem(&at, name, code::REQUIRED, "is required"),
            Kind::Repeated(name) => {
                self.member_problem(&at, name, code::DUPLICATE_MEMBER, "must be there once")
            }
            // A list is no longer whole: a consequence.
            Kind::Wrong(_) if self.lacks_an_item(&at) => self.take_out(at),
            Kind::Wrong(message) => {
                self.report(&at, code::INVALID_TYPE, message);
                self.take_out(at)
            }
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.details.borrow().len() >= MAX_DETAILS
    }

    pub(super) fn is_clean(&self) -> bool {
        self.details.borrow().is_empty()
    }

    pub(super) fn into_details(self) -> Vec<Detail> {
        self.details.into_inner()
    }

    fn member_problem(
        &self,
        object: &Path,
        name: &str,
        code: &'static str,
        said: &'static str,
    ) -> bool {
        let path = object.clone().member(name);
        if self.taken_out.borrow().contains_key(&path) {
            // A consequence: we took the member out and had nothing to put there.
            return self.take_out(object.clone());
        }
        self.report(&path, code, said.into());
        self.take_out(path)
    }

    fn lacks_an_item(&self, list: &Path) -> bool {
        let taken_out = self.taken_out.borrow();
        let lacking = taken_out.iter().filter(|(_, by)| matches!(by, StandIn::Nothing));
        lacking.map(|(path, _)| path).any(|path| path.is_item_of(list))
    }

    fn report(&self, path: &Path, code: &'static str, message: std::borrow::Cow<'static, str>) {
        self.details.borrow_mut().push(Detail::new(path.to_string(), code, message));
    }

    /// The root can't be taken out: nothing would be left.
    fn take_out(&self, path: Path) -> bool {
        if path.parent().is_none() {
            return false;
        }
        self.disturbed.set(true);
        self.taken_out.borrow_mut().insert(path, StandIn::Filler(0)).is_none()
    }

    fn next_filler(&self, path: Path) -> bool {
        let tried = match self.taken_out.borrow().get(&path) {
            Some(StandIn::Filler(number)) => *number,
            Some(StandIn::Nothing) | None => return false,
        };
        if tried + 1 < CANDIDATES {
            self.taken_out.borrow_mut().insert(path, StandIn::Filler(tried + 1));
            return true;
        }
        self.taken_out.borrow_mut().insert(path, StandIn::Nothing);
        true
    }
}
