//! Plugins that are switched on and have nothing to do with a request.

use std::{convert::Infallible, sync::Arc};

use nevr::prelude::*;

/// The number of plugins that there are.
const MOST: usize = 20;

/// A plugin with an entity, an endpoint and a hook on its own entity. A request for something else
/// must not pay for it.
pub(crate) struct Bystander<const N: usize>;

const IDS: [&str; MOST] = [
    "bystander-a",
    "bystander-b",
    "bystander-c",
    "bystander-d",
    "bystander-e",
    "bystander-f",
    "bystander-g",
    "bystander-h",
    "bystander-i",
    "bystander-j",
    "bystander-k",
    "bystander-l",
    "bystander-m",
    "bystander-n",
    "bystander-o",
    "bystander-p",
    "bystander-q",
    "bystander-r",
    "bystander-s",
    "bystander-t",
];

impl<const N: usize> PluginType for Bystander<N> {
    const ID: &'static str = IDS[N];
    type Host = Root;
    type Options = NoOptions;

    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl<const N: usize> Bystander<N> {
    fn entity() -> String {
        format!("seen{}", Self::ID.replace('-', ""))
    }
}

impl<const N: usize> Plugin for Bystander<N> {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity(Self::entity()).field("what", Field::string());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let answer = || async { Ok::<_, Infallible>(Json(Self::ID.to_owned())) };
        routes.get(&format!("/{}", Self::ID), answer).summary("Look on");
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.on_write(Self::entity(), Action::Insert, |row, _| -> Result<(), StoreError> {
            row.new.set("what", Self::ID);
            Ok(())
        });
    }
}

/// Adds all of them to a registry.
pub(crate) fn known(registry: Registry) -> Registry {
    let registry = registry
        .with::<Bystander<0>>()
        .with::<Bystander<1>>()
        .with::<Bystander<2>>()
        .with::<Bystander<3>>()
        .with::<Bystander<4>>()
        .with::<Bystander<5>>()
        .with::<Bystander<6>>()
        .with::<Bystander<7>>()
        .with::<Bystander<8>>()
        .with::<Bystander<9>>();
    registry
        .with::<Bystander<10>>()
        .with::<Bystander<11>>()
        .with::<Bystander<12>>()
        .with::<Bystander<13>>()
        .with::<Bystander<14>>()
        .with::<Bystander<15>>()
        .with::<Bystander<16>>()
        .with::<Bystander<17>>()
        .with::<Bystander<18>>()
        .with::<Bystander<19>>()
}

/// Returns the sections of a config that switch on so many of them.
pub(crate) fn sections(number: usize) -> String {
    IDS[..number].iter().flat_map(|id| ["[plugins.", id, "]\n"]).collect()
}
