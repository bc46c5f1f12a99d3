//! A schema with everything that is awkward in Rust.

use std::sync::Arc;

use nevr_core::{
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    testing::{TestApp, TestAppBuilder},
};
use nevr_schema::{Field, OnDelete, Schema, SchemaBuilder};

/// Declares every type of field, names that Rust has no room for, references of every shape, and
/// descriptions that would break out of a comment.
struct Awkward;

/// Adds to an entity of [`Awkward`].
struct Guests;

impl PluginType for Awkward {
    const ID: &'static str = "awkward";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Awkward {
    fn schema(&self, schema: &mut SchemaBuilder) {
        people(schema);
        posts(schema);
        keywords(schema);
        circle(schema);
        long(schema);
    }
}

impl PluginType for Guests {
    const ID: &'static str = "guests";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Guests {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend("user").field("isAnonymous", Field::boolean().default(false));
    }
}

/// An app with all of that.
pub(crate) fn app() -> TestAppBuilder {
    let registry = Registry::new().with::<Awkward>().with::<Guests>();
    TestApp::builder(registry).config(
        "[plugins.awkward]\n[plugins.guests]\n\
         [entities.note]\n\
         fields = { user = { belongsTo = \"user\" }, text = { type = \"text\" } }\n",
    )
}

/// Its schema.
pub(crate) fn awkward() -> Schema {
    let (description, report) = app().describe();
    description.unwrap_or_else(|| panic!("{report:?}")).schema().as_ref().clone()
}

fn people(schema: &mut SchemaBuilder) {
    schema
        .entity("user")
        .describe("Who has an account.\r*/ \"#] \u{202E} fn main() {}")
        .field("email", Field::string().optional().unique().describe("Where\nmail goes."))
        .field("passwordHash", Field::text().optional().hidden())
        .field("lockedAt", Field::datetime().optional().hidden())
        .timestamps();
    schema
        .entity("profile")
        .field("user", Field::belongs_to("user").unique())
        .field("settings", Field::json())
        .field("notes", Field::json().optional())
        .field("visits", Field::int())
        .field("rank", Field::int().optional())
        .field("baseURL", Field::string().declared_by("profile.url"));
}

fn posts(schema: &mut SchemaBuilder) {
    schema
        .entity("post")
        .field("author", Field::belongs_to("user"))
        .field("editor", Field::belongs_to("user").optional().on_delete(OnDelete::SetNull))
        .field("parent", Field::belongs_to("post").optional())
        .field("text", Field::text())
        .field("publishedAt", Field::datetime().optional());
    schema.entity("like").field("post", Field::belongs_to("post"));
}

fn keywords(schema: &mut SchemaBuilder) {
    for name in ["mod", "prelude", "self", "super", "crate", "type", "gen", "entity", "aBC"] {
        schema
            .entity(name)
            .field("type", Field::string())
            .field("self", Field::int())
            .field("super", Field::boolean())
            .field("crate", Field::belongs_to("super").optional())
            .field("gen", Field::json())
            .field("oauth2Token", Field::text().hidden())
            .field("selfField", Field::string().optional());
    }
}

/// Two entities that refer to one another, and one that has the name of a reference.
fn circle(schema: &mut SchemaBuilder) {
    schema.entity("hen").field("egg", Field::belongs_to("egg").optional());
    schema
        .entity("egg")
        .field("hen", Field::belongs_to("hen").optional())
        .field("nest", Field::belongs_to("basket").optional());
    schema.entity("nest").field("egg", Field::belongs_to("egg"));
    schema.entity("basket").field("full", Field::boolean());
}

/// The longest names that there are.
fn long(schema: &mut SchemaBuilder) {
    schema
        .entity("anEntityWhoseNameHasAsManyLettersAsANameMayHaveZ")
        .field("aTextWhoseNameHasAsManyLettersAsANameMayHaveABCD", Field::text().optional())
        .field(
            "aTokenWhoseNameHasAsManyLettersAsANameMayHaveABC",
            Field::text().optional().hidden(),
        )
        .field("aURLWhoseNAMEHasAsManyLettersAsANameMayHaveABCDE", Field::string().unique())
        .field("aMomentWhoseNameHasAsManyLettersAsANameMayHaveAB", Field::datetime().optional())
        .field("aTiMeWhOsEnAmEhAsMaNyMoReUnDeRsCoReSiNrUsTtHaNtO", Field::datetime().optional())
        .field("oneRelationWhoseNameMakesForTheLongestOfColumn", Field::belongs_to("user"))
        .field("secondRelationWhoseNameMakesALongColumnOfItsOw", Field::belongs_to("user"));
    schema
        .entity("anotherEntityWhoseNameHasAsManyLettersAsNamesMay")
        .field("other", Field::belongs_to("anEntityWhoseNameHasAsManyLettersAsANameMayHaveZ"));
}
