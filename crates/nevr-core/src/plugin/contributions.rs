//! What plugins give to each other as data.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use nevr_schema::{Defect, Origin, Owner};

/// A named value that plugins give to their host, or to any other plugin: a session policy, for
/// example.
///
/// The plugin that uses the values defines their type. The plugins that give them add them in
/// [`Plugin::contributions`](super::Plugin::contributions). From
/// [`Plugin::start`](super::Plugin::start) on, [`AppHandle::contributions`] returns all of them, in
/// the start order of the plugins that gave them. Two values of one type and name are refused
/// before anything starts; the report shows where both plugins are switched on.
///
/// [`AppHandle::contributions`]: crate::http::AppHandle::contributions
///
/// ```
/// use nevr_core::plugin::Contribution;
///
/// # use std::sync::Arc;
/// # use nevr_core::plugin::{Contributions, NoOptions, OptionErrors, Plugin, PluginType, Root};
/// /// A way to pay.
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
///
/// struct Cards;
///
/// impl Plugin for Cards {
///     fn contributions(&self, contributions: &mut Contributions) {
///         contributions.add(PaymentMethod { name: "card" });
///     }
/// }
/// # impl PluginType for Cards {
/// #     const ID: &'static str = "cards";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # run(async {
/// # let registry = Registry::new().with::<Cards>();
/// # let app = TestApp::start(registry, "[plugins.cards]").await;
///
/// // In the plugin that takes payments, with the app of `start` or of a request:
/// # let app = app.nevr().handle();
/// let names: Vec<&str> = app.contributions::<PaymentMethod>().map(|method| method.name).collect();
/// assert_eq!(names, ["card"]);
/// # });
/// ```
pub trait Contribution: Any + Send + Sync {
    /// What messages call a value of this type: `session policy`.
    const KIND: &'static str;

    /// Returns the name, which is unique among the values of this type.
    fn name(&self) -> &str;
}

/// All contributed values by their type, in the start order of the plugins that gave them.
pub(crate) type Contributed = HashMap<TypeId, Vec<Arc<dyn Any + Send + Sync>>>;

/// The values that one plugin contributes; see [`Contribution`].
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

    /// Adds a value. A second one of the same type and name is refused, by whichever plugin it is.
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

/// Combines what all plugins contribute. Of two values with one name the first is kept, so that the
/// other checks still run, and the second is a defect.
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
