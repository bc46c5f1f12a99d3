//! Indexes the hooks of all plugins by event and entity, and checks them.

use std::{any::TypeId, collections::HashMap, sync::Arc};

use nevr_schema::{Defect, Name, Origin, Owner, Schema};
use serde::Serialize;

use super::{
    dependents::dependents,
    entity_write::Action,
    handle::HookTable,
    hooks::{Hooks, Refusals, Registration},
};
use crate::wire::Code;

/// What a hook runs on, for `introspect`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum HookKind {
    /// An event in its transaction.
    Event {
        /// The name of the event's type.
        event: &'static str,
    },
    /// Writes of an entity.
    Entity {
        /// The entity.
        entity: Name,
        /// The kind of write.
        action: Action,
    },
    /// An event after the commit.
    Committed {
        /// The event's type.
        event: &'static str,
    },
    /// The answer to a question.
    Answer {
        /// The name of the question's type.
        question: &'static str,
    },
}

/// Describes a hook, for `introspect`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HookInfo {
    /// The plugin that registered it.
    pub owner: Owner,
    /// What it runs on.
    #[serde(flatten)]
    pub on: HookKind,
    /// Whether it is given the transaction and may read in it, which makes its event or write
    /// slower.
    pub reads: bool,
}

/// The hooks of all plugins, indexed by event and entity, in start order. Built once, at start-up.
#[derive(Default)]
pub struct HookIndex {
    table: Arc<HookTable>,
    infos: Vec<HookInfo>,
    refusals: Refusals,
}

impl HookIndex {
    /// Indexes the hooks of all plugins, which are given in start order.
    ///
    /// Returns as defects two plugins that answer one question, and hooks on entities that the
    /// schema does not have.
    pub fn build(hooks: Vec<Hooks>, schema: &Schema) -> (Self, Vec<Defect>) {
        let mut index = Self::default();
        let mut table = HookTable::default();
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
                add(&mut table, registration);
            }
        }
        table.dependents = dependents(schema, |entity, action| {
            table.entities.contains_key(&(entity.clone(), action))
        });
        index.table = Arc::new(table);
        (index, defects)
    }

    /// Returns the table by which the store finds hooks.
    pub(super) fn table(self: Arc<Self>) -> Arc<HookTable> {
        self.table.clone()
    }

    /// Returns the codes with which hooks can refuse a request that writes and asks these
    /// questions. All hooks count: which events and writes a request leads to is not declared,
    /// because hooks trigger further ones.
    pub(crate) fn refusals(&self, questions: &[TypeId]) -> impl Iterator<Item = Code> {
        let answers = self.refusals.answers.iter();
        let asked = answers.filter(|(question, _)| questions.contains(question));
        self.refusals.hooks.iter().chain(asked.flat_map(|(_, codes)| codes)).copied()
    }

    /// Returns a description of every hook, for `introspect`.
    pub fn infos(&self) -> &[HookInfo] {
        &self.infos
    }
}

fn add(table: &mut HookTable, registration: Registration) {
    match registration {
        Registration::Event(ty, _, hook) => table.events.entry(ty).or_default().push(hook),
        Registration::Entity(entity, action, hook) => {
            table.entities.entry((entity, action)).or_default().push(hook);
        }
        Registration::Committed(ty, _, hook) => {
            table.committed.entry(ty).or_default().push(hook);
        }
        Registration::Answer(ty, _, answerer) => {
            table.answers.insert(ty, answerer);
        }
    }
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
