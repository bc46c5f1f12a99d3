//! The start order of plugins.

use std::any::TypeId;

use nevr_config::{Problem, Report};

use super::{instance::PluginInstance, plugin::Requirement, registry::Registry};

/// Sorts plugins so that each comes after its host and after the plugins that it requires. Reports
/// requirements that are not switched on, and cycles.
pub(super) fn in_order(
    mut waiting: Vec<PluginInstance>,
    named: &[TypeId],
    registry: &Registry,
    report: &mut Report,
) -> Vec<PluginInstance> {
    // A header that could not be read may be that of a plugin that seems to be missing.
    let complete = !report.has_unread_parts();
    for instance in waiting.iter().filter(|_| complete) {
        for required in instance.requires.iter().filter(|required| !named.contains(&required.ty)) {
            report.push(missing(instance, required, registry));
        }
    }
    let mut ordered: Vec<PluginInstance> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .position(|instance| !waiting.iter().any(|other| instance.comes_after(other)));
        let Some(ready) = ready else {
            report.push(cycle(&waiting));
            ordered.append(&mut waiting);
            break;
        };
        ordered.push(waiting.remove(ready));
    }
    ordered
}

fn missing(instance: &PluginInstance, required: &Requirement, registry: &Registry) -> Problem {
    let title = format!("plugin `{}` requires plugin `{}`", instance.path, required.id);
    let path = registry.types().iter().find(|registered| registered.ty == required.ty);
    let help = match path.map(|registered| registry.section_path(registered)) {
        Some(path) => format!("add `[{path}]`"),
        None => format!("register `{}`, and switch it on", required.id),
    };
    Problem::error(title).at(instance.id_span.clone(), "switched on here").help(help)
}

fn cycle(waiting: &[PluginInstance]) -> Problem {
    let mut inside: Vec<&PluginInstance> = waiting.iter().collect();
    // A plugin that no other one waits for is not part of the cycle: it only waits for it.
    while let Some(last) =
        inside.iter().position(|instance| !inside.iter().any(|other| other.comes_after(instance)))
    {
        inside.remove(last);
    }
    let paths: Vec<String> = inside.iter().map(|instance| format!("`{}`", instance.path)).collect();
    let title = format!("plugins require each other in a cycle: {}", paths.join(", "));
    inside.into_iter().fold(Problem::error(title), |problem, instance| {
        let required: Vec<String> =
            instance.requires.iter().map(|required| format!("`{}`", required.id)).collect();
        let label = if required.is_empty() {
            "lives in one of them".to_owned()
        } else {
            format!("requires {}", required.join(", "))
        };
        problem.at(instance.id_span.clone(), label)
    })
}
