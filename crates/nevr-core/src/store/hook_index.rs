//! The hooks of all plugins, indexed per event and entity: nothing is paid where there are none.

use std::{
    any::TypeId,
    collections::{HashMap, HashSet},
};

use nevr_schema::{Defect, Name, OnDelete, Origin, Owner, Schema};
use serde::Serialize;

use super::hooks::{
    Action, Answerer, CommittedHook, EntityHook, EventHook, Hooks, Refusals, Registration,
};
use crate::wire::Code;

/// What a hook is on, for `introspect`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum HookKind {
    /// An event inside its transaction.
    Event {
        /// The event's type.
        event: &'static str,
    },
    /// The writes of an entity.
    Entity {
        /// The entity.
        entity: Name,
        /// The kind of write.
        action: Action,
    },
    /// An event after its commit.
    Committed {
        /// The event's type.
        event: &'static str,
    },
    /// The answer to a question.
    Answer {
        /// The question's type.
        question: &'static str,
    },
}

/// A hook as `introspect` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HookInfo {
    /// Who registered it.
    pub owner: Owner,
    /// What it is on.
    #[serde(flatten)]
    pub on: HookKind,
    /// Whether it reads in the transaction, which moves what it is on to the slower way of
    /// writing.
    pub reads: bool,
}

/// Rows of another entity that refer to the rows of this one and have hooks of their own.
#[derive(Clone, Debug)]
pub(crate) struct Dependent {
    pub(crate) entity: Name,
    pub(crate) field: Name,
    pub(crate) on_delete: OnDelete,
}

/// Every hook, in start order.
#[derive(Default)]
pub struct HookIndex {
    events: HashMap<TypeId, Vec<EventHook>>,
    entities: HashMap<(Name, Action), Vec<EntityHook>>,
    committed: HashMap<TypeId, Vec<CommittedHook>>,
    answers: HashMap<TypeId, Answerer>,
    dependents: HashMap<Name, Vec<Dependent>>,
    infos: Vec<HookInfo>,
    refusals: Refusals,
}

impl HookIndex {
    /// Indexes the hooks of all plugins, given in start order.
    pub fn build(hooks: Vec<Hooks>, schema: &Schema) -> (Self, Vec<Defect>) {
        let mut index = Self::default();
        let mut defects = Vec::new();
        let mut answerers: HashMap<TypeId, Origin> = HashMap::new();
        for Hooks { origin, registrations, refusals } in hooks {
            index.refusals.hooks.extend(refusals.hooks);
            index.refusals.answers.extend(refusals.answers);
            for registration in registrations {
                index.infos.push(info(&origin, &registration));
                if let Registration::Answer(ty, name, _) = &registration
                    && let Some(first) = answerers.insert(*ty, origin.clone())
                {
                    defects.push(two_answers(name, &origin, &first));
                }
                if let Registration::Entity(entity, ..) = &registration
                    && schema.entity(entity).is_none()
                {
                    defects.push(no_entity(entity, &origin));
                }
                index.add(registration);
            }
        }
        index.find_dependents(schema);
        (index, defects)
    }

    fn add(&mut self, registration: Registration) {
        match registration {
            Registration::Event(ty, _, hook) => self.events.entry(ty).or_default().push(hook),
            Registration::Entity(entity, action, hook) => {
                self.entities.entry((entity, action)).or_default().push(hook);
            }
            Registration::Committed(ty, _, hook) => {
                self.committed.entry(ty).or_default().push(hook);
            }
            Registration::Answer(ty, _, answerer) => {
                self.answers.insert(ty, answerer);
            }
        }
    }

    /// Finds where a delete has to go row by row: where rows that refer to the deleted ones have
    /// hooks, be it several references away. Everywhere else the foreign key does it.
    fn find_dependents(&mut self, schema: &Schema) {
        let mut hooked: HashSet<Name> = HashSet::new();
        loop {
            let mut grown = false;
            for (entity, field, to) in references(schema) {
                let action = match to.on_delete {
                    OnDelete::Cascade => Action::Delete,
                    OnDelete::SetNull => Action::Update,
                };
                let has_hook = self.entities.contains_key(&(entity.clone(), action));
                let passes_on = to.on_delete == OnDelete::Cascade && hooked.contains(entity);
                let known = self.dependents.get(&to.entity).is_some_and(|list| {
                    list.iter().any(|d| d.entity == *entity && d.field == *field)
                });
                if (has_hook || passes_on) && !known {
                    let dependent = Dependent {
                        entity: entity.clone(),
                        field: field.clone(),
                        on_delete: to.on_delete,
                    };
                    self.dependents.entry(to.entity.clone()).or_default().push(dependent);
                    hooked.insert(to.entity.clone());
                    grown = true;
                }
            }
            if !grown {
                return;
            }
        }
    }

    pub(crate) fn on_event(&self, ty: TypeId) -> &[EventHook] {
        self.events.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn on_entity(&self, entity: &Name, action: Action) -> &[EntityHook] {
        if self.entities.is_empty() {
            return &[];
        }
        self.entities.get(&(entity.clone(), action)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn on_commit(&self, ty: TypeId) -> &[CommittedHook] {
        self.committed.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn answerer(&self, ty: TypeId) -> Option<&Answerer> {
        self.answers.get(&ty)
    }

    pub(crate) fn dependents(&self, entity: &Name) -> &[Dependent] {
        self.dependents.get(entity).map_or(&[], Vec::as_slice)
    }

    /// What hooks can refuse a request with that changes something and asks these questions. Which
    /// events and writes a request leads to nobody says beforehand, as hooks lead to others.
    pub(crate) fn refusals(&self, questions: &[TypeId]) -> impl Iterator<Item = Code> {
        let answers = self.refusals.answers.iter();
        let asked = answers.filter(|(question, _)| questions.contains(question));
        self.refusals.hooks.iter().chain(asked.flat_map(|(_, codes)| codes)).copied()
    }

    /// Every hook, for `introspect`.
    pub fn infos(&self) -> &[HookInfo] {
        &self.infos
    }
}

fn references(schema: &Schema) -> impl Iterator<Item = (&Name, &Name, &nevr_schema::Reference)> {
    schema.entities.values().flat_map(|entity| {
        entity
            .fields
            .values()
            .filter_map(|field| Some((&entity.name, &field.name, field.reference.as_ref()?)))
    })
}

fn info(origin: &Origin, registration: &Registration) -> HookInfo {
    let (on, reads) = match registration {
        Registration::Event(_, event, hook) => (HookKind::Event { event }, hook.reads()),
        Registration::Entity(entity, action, hook) => {
            (HookKind::Entity { entity: entity.clone(), action: *action }, hook.reads())
        }
        Registration::Committed(_, event, _) => (HookKind::Committed { event }, false),
        Registration::Answer(_, question, _) => (HookKind::Answer { question }, true),
    };
    HookInfo { owner: origin.owner.clone(), on, reads }
}

fn two_answers(question: &str, second: &Origin, first: &Origin) -> Defect {
    Defect::new(format!("two plugins answer `{question}`"))
        .at(second, format!("{} answers it", second.owner))
        .at(first, format!("{} answers it", first.owner))
        .help("switch one of them off")
}

fn no_entity(entity: &Name, origin: &Origin) -> Defect {
    Defect::no_entity(entity)
        .at(origin, format!("{} has a hook on it", origin.owner))
        .help("switch on the plugin that declares it")
}
