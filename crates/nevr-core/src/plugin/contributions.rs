//! What plugins give their hosts, as data.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use nevr_schema::{Defect, Origin, Owner};

/// Something with a name that plugins give to the plugin they live in, or to any other that asks
/// for it: a session policy, for example.
///
/// The plugin that asks defines the type; others declare values of it in
/// [`Plugin::contributions`](super::Plugin::contributions); when the app starts, the plugin that
/// asks finds all of them with [`AppHandle::contributions`](crate::http::AppHandle::contributions).
/// Two of one type and name are refused before anything starts, with both places.
///
/// ```
/// use nevr_core::plugin::Contribution;
///
/// /// A way to pay, by any plugin that brings one.
/// struct PaymentMethod {
///     name: &'static str,
/// }
///
/// impl Contribution for PaymentMethod {
///     const KIND: &'static str = "payment method";
///     fn name(&self) -> &str {
///         self.name
///     }
/// }
/// ```
pub trait Contribution: Any + Send + Sync {
    /// What a value of this type is called in messages: `session policy`.
    const KIND: &'static str;

    /// The name, which no other value of this type may have.
    fn name(&self) -> &str;
}

/// Every value, by type, in start order of the plugins that declare them.
pub(crate) type Contributed = HashMap<TypeId, Vec<Arc<dyn Any + Send + Sync>>>;

/// Collects what one plugin contributes; see [`Contribution`].
pub struct Contributions {
    origin: Origin,
    items: Vec<Item>,
}

struct Item {
    ty: TypeId,
    kind: &'static str,
    name: String,
    value: Arc<dyn Any + Send + Sync>,
}

impl Contributions {
    pub(crate) fn new(owner: Owner) -> Self {
        Self { origin: Origin::of(owner), items: Vec::new() }
    }

    /// Adds a value.
    pub fn add<C: Contribution>(&mut self, value: C) -> &mut Self {
        self.items.push(Item {
            ty: TypeId::of::<C>(),
            kind: C::KIND,
            name: value.name().to_owned(),
            value: Arc::new(value),
        });
        self
    }
}

/// Puts together what all plugins contribute. The first of a name is kept, so that later checks
/// can go on; each further one is a defect.
pub(crate) fn merge(declared: Vec<Contributions>) -> (Contributed, Vec<Defect>) {
    let mut contributed = Contributed::new();
    let mut defects = Vec::new();
    let mut seen: HashMap<(TypeId, String), Origin> = HashMap::new();
    for Contributions { origin, items } in declared {
        for Item { ty, kind, name, value } in items {
            if let Some(first) = seen.get(&(ty, name.clone())) {
                defects.push(
                    Defect::new(format!("two plugins declare a {kind} named `{name}`"))
                        .at(&origin, format!("{} declares it too", origin.owner))
                        .at(first, format!("{} declares it", first.owner))
                        .help("give one of them another name, or switch one of the plugins off"),
                );
                continue;
            }
            seen.insert((ty, name), origin.clone());
            contributed.entry(ty).or_default().push(value);
        }
    }
    (contributed, defects)
}
