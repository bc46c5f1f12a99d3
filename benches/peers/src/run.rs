//! A run: the contestants of a database are started, measured in turn, checked and stopped.

use crate::{
    contestant::Contestant,
    failure::Failure,
    machine::Machine,
    plan::{self, Block, Database, Extent, Kind},
    prepared,
    results::{Cell, Process, Results, Round, median},
    stage::{Stage, say},
};

/// Starts of a contestant in a full run.
const STARTS: usize = 3;

pub(crate) struct Run {
    extent: Extent,
    stage: Stage,
    results: Results,
}

impl Run {
    /// Measures the whole plan.
    pub(crate) fn all(stage: Stage, extent: Extent) -> Result<Results, Failure> {
        let results =
            Results { machine: Machine::read()?, extent, cells: Vec::new(), processes: Vec::new() };
        let mut run = Self { extent, stage, results };
        for database in Database::ALL {
            if run.stage.has(database) {
                run.database(database)?;
            }
        }
        Ok(run.results)
    }

    fn database(&mut self, database: Database) -> Result<(), Failure> {
        let mut blocks = plan::blocks(self.extent);
        blocks.retain(|block| block.database == database);
        let mut kinds: Vec<Kind> =
            blocks.iter().flat_map(|block| block.contestants).copied().collect();
        kinds.sort_unstable();
        kinds.dedup();
        say(&format!("{}: starting {} contestants", database.name(), kinds.len()));
        let mut contestants = Vec::new();
        for kind in kinds {
            let mut contestant = self.stage.start(kind, database)?;
            for _ in 1..(if self.extent.full { STARTS } else { 1 }) {
                contestant.restart()?;
            }
            let idle = mebibytes(contestant.running.usage().memory);
            let start = median(contestant.starts.iter().map(|start| start.as_secs_f64() * 1e3));
            self.results.processes.push(Process {
                database,
                contestant: kind,
                start,
                idle,
                peak: idle,
            });
            prepared::prepare(&mut contestant, self.extent.sessions)?;
            contestants.push(contestant);
        }
        for block in blocks {
            self.block(block, &mut contestants)?;
        }
        for mut contestant in contestants {
            contestant.rows.check(&contestant.name(), &contestant.made)?;
            let peak = mebibytes(contestant.running.usage().peak);
            let is_it =
                |it: &&mut Process| (it.database, it.contestant) == (database, contestant.kind);
            if let Some(process) = self.results.processes.iter_mut().find(is_it) {
                process.peak = peak;
            }
            contestant.running.stop();
        }
        Ok(())
    }

    /// Measures an endpoint: each round has all contestants, one after the other.
    fn block(&mut self, block: Block, contestants: &mut [Contestant]) -> Result<(), Failure> {
        for &connections in block.connections {
            let mut cells: Vec<Cell> = Vec::new();
            for round in 0..=self.extent.rounds {
                // The first one warms up, once for each endpoint, and is not counted. The time of a
                // hash does not depend on it.
                let warm_up = round == 0;
                if warm_up && (connections != block.connections[0] || block.endpoint.hashes()) {
                    continue;
                }
                for &kind in block.contestants {
                    let Some(contestant) = contestants.iter_mut().find(|it| it.kind == kind) else {
                        continue;
                    };
                    let seconds = if warm_up { 1 } else { self.extent.seconds_of(block.endpoint) };
                    let measured =
                        self.stage.measure(contestant, block.endpoint, connections, seconds)?;
                    if !warm_up {
                        put(&mut cells, block, connections, kind, measured);
                    }
                }
            }
            for cell in &cells {
                say(&line(cell));
            }
            self.results.cells.append(&mut cells);
        }
        Ok(())
    }
}

fn put(cells: &mut Vec<Cell>, block: Block, connections: u32, kind: Kind, round: Round) {
    if let Some(cell) = cells.iter_mut().find(|cell| cell.contestant == kind) {
        return cell.rounds.push(round);
    }
    let Block { database, endpoint, .. } = block;
    cells.push(Cell { database, endpoint, connections, contestant: kind, rounds: vec![round] });
}

fn line(cell: &Cell) -> String {
    format!(
        "{:<10} {:<34} {:>3}  {:<42} {:>9.0}/s  ±{:>3.0} %  p50 {:>8.2} ms  p99 {:>8.2} ms  {:>6.0} µs + {:>4.0} µs",
        cell.database.name(),
        cell.endpoint.name(),
        cell.connections,
        cell.contestant.name(),
        cell.per_second(),
        cell.spread() * 50.0,
        cell.median(|round| round.p50),
        cell.median(|round| round.p99),
        cell.median(|round| round.processor),
        cell.median(|round| round.server),
    )
}

#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 KiB")]
pub(crate) fn mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}
