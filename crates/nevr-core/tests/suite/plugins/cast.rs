//! Small plugins in a line each.

use std::{convert::Infallible, fmt::Write};

use nevr_core::{http::Json, plugin::Registry, testing::TestApp};

/// A plugin type without options: its key, its host, what it requires and what it contributes.
#[macro_export]
macro_rules! plugin {
    ($name:ident $id:literal in $host:ty $(, requires $required:ty)* ; $($body:tt)*) => {
        pub(crate) struct $name;

        impl nevr_core::plugin::PluginType for $name {
            const ID: &'static str = $id;
            type Host = $host;
            type Options = nevr_core::plugin::NoOptions;
            fn new(
                _: nevr_core::plugin::NoOptions,
                _: std::sync::Arc<$host>,
            ) -> Result<Self, nevr_core::plugin::OptionErrors> {
                Ok(Self)
            }
            fn requires() -> Vec<nevr_core::plugin::Requirement> {
                vec![$(nevr_core::plugin::Requirement::on::<$required>()),*]
            }
        }

        #[async_trait::async_trait]
        impl nevr_core::plugin::Plugin for $name {
            $($body)*
        }
    };
}

/// Answers nothing in particular.
pub(crate) async fn nothing() -> Result<Json<()>, Infallible> {
    Ok(Json(()))
}

/// The report on a config, as people read it.
pub(crate) fn report(registry: Registry, config: &str) -> String {
    let (_, report) = TestApp::builder(registry).config(config).describe();
    report.render(false)
}

/// A config that switches these plugins on, in this order.
pub(crate) fn config(paths: &[&str]) -> String {
    let mut text = String::new();
    for path in paths {
        writeln!(text, "[plugins.{}]", path.replace('.', ".plugins.")).unwrap();
    }
    text
}
