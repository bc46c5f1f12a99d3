//! `nevr openapi`: prints the OpenAPI 3.1 document.

use std::path::Path;

use nevr_core::generate;

use crate::{failure::Failure, files::update, output::Output, project::Project};

/// Prints the document, or writes it to `file`.
pub(crate) fn openapi(
    project: &Project,
    file: Option<&Path>,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let document = generate::json_text(&generate::openapi(&checked.description));
    match file {
        None => output.text(&document),
        Some(file) => {
            let state = update(file, &document)?;
            output.line(format!("{} {}", state.word(), file.display()));
        }
    }
    Ok(())
}
