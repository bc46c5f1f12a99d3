//! Reports what plugins find wrong with their options beside those of nevr itself.

use nevr_config::{Problem, Report, Section, Span};

use super::{config_checks::ConfigChecks, instance::PluginInstance, options::OptionError};
use crate::options::CoreConfig;

/// Lets every plugin check the config, and reports what they find. What may only be a consequence of
/// a problem in the report is left out.
pub(super) fn check_config(
    plugins: &[PluginInstance],
    config: &CoreConfig,
    file: &Section,
    report: &mut Report,
) {
    for instance in plugins {
        let mut checks = ConfigChecks::new(config);
        instance.plugin.check_config(&mut checks);
        let problems: Vec<Problem> = checks
            .errors
            .iter()
            .filter_map(|error| contradiction(error, instance, file, report))
            .chain(checks.warnings.iter().filter_map(|warning| {
                let place = file.locate(&warning.option)?;
                let problem = Problem::warning(&warning.title).at(place, &warning.label);
                Some(problem.help(&warning.help))
            }))
            .collect();
        for problem in problems {
            report.push(problem);
        }
    }
}

fn contradiction(
    error: &OptionError,
    instance: &PluginInstance,
    file: &Section,
    report: &Report,
) -> Option<Problem> {
    let section = &instance.section;
    let written = section.locate_written(&error.option).filter(|_| !error.option.is_empty());
    let beside = error.beside.as_deref().and_then(|option| file.locate_written(option));
    let unread = |at: &Span| report.has_error_at(at);
    if written.iter().chain(&beside).any(unread) {
        return None;
    }
    let subject = format!("plugin `{}`", instance.path);
    let problem = if error.option.is_empty() {
        Problem::error(format!("{subject} can't work with this config"))
    } else {
        error.problem(&subject)
    };
    let problem = problem.at(written.unwrap_or_else(|| instance.place()), error.label.clone());
    Some(match beside {
        Some(beside) => problem.at(beside, "beside this"),
        None => problem,
    })
}
