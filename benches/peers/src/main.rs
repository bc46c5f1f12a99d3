//! Measures nevr beside its peers and beside a floor by hand, and checks that all of them answer
//! rightly while it does. A wrong answer fails the run; a slow one never does.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    failure::Failure, plan::Extent, programs::Programs, report::Report, run::Run, stage::Stage,
};

mod client;
mod contestant;
mod failure;
mod growth;
mod load;
mod machine;
mod plan;
mod prepared;
mod process;
mod programs;
mod report;
mod results;
mod rows;
mod run;
mod samples;
mod servers;
mod stage;

/// Measures nevr beside its peers, and checks their answers.
#[derive(Debug, Parser)]
struct Arguments {
    /// All connections, contestants and rounds; writes the results into the repository.
    #[arg(long, conflicts_with = "quick")]
    full: bool,
    /// Every endpoint once, in two minutes (the default); writes into `target/benchmark`.
    #[arg(long)]
    quick: bool,
    /// How often each measurement is made.
    #[arg(long, global = true, value_name = "NUMBER")]
    rounds: Option<u32>,
    /// How long each measurement is; a full run takes a second more where passwords are hashed.
    #[arg(long, global = true, value_name = "SECONDS")]
    seconds: Option<u32>,
    /// Measures the programs that `target/release` has, and builds none.
    #[arg(long, global = true)]
    built: bool,
    #[command(subcommand)]
    command: Option<Part>,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// What more rows, connections, requests, clients and waiting hashes change; writes the page on it.
    Growth,
    /// Writes the pages, the picture and the README's table again, from the results in the repository.
    Render,
}

fn main() -> ExitCode {
    match perform(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            stage::say(&format!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.command {
        Some(Part::Render) => Report::of_the_repository()?.write(&programs::root()),
        Some(Part::Growth) => {
            let growth = growth::grow(arguments.stage()?, arguments.extent(Extent::FULL))?;
            Report::of_growth(&growth)?.write(&programs::root())
        }
        None => measure(arguments),
    }
}

fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let extent = arguments.extent(if arguments.full { Extent::FULL } else { Extent::QUICK });
    let report = Report::new(&Run::all(arguments.stage()?, extent)?)?;
    let place = if extent.full { programs::root() } else { programs::target()?.join("benchmark") };
    report.write(&place)?;
    stage::say(&format!("all answers were right; the report is in {}", place.display()));
    Ok(())
}

impl Arguments {
    fn stage(&self) -> Result<Stage, Failure> {
        let programs = if self.built { Programs::there()? } else { Programs::make()? };
        Stage::set(programs)
    }

    fn extent(&self, usual: Extent) -> Extent {
        Extent {
            rounds: self.rounds.unwrap_or(usual.rounds),
            seconds: self.seconds.unwrap_or(usual.seconds),
            ..usual
        }
    }
}
