//! What a run found out.

use serde::{Deserialize, Serialize};

use crate::{
    machine::Machine,
    plan::{Database, Endpoint, Extent, Kind},
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    pub(crate) extent: Extent,
    pub(crate) cells: Vec<Cell>,
    pub(crate) processes: Vec<Process>,
}

/// One contestant at one endpoint on one database, with a number of connections.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) database: Database,
    pub(crate) endpoint: Endpoint,
    pub(crate) connections: u32,
    pub(crate) contestant: Kind,
    pub(crate) rounds: Vec<Round>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Round {
    pub(crate) per_second: f64,
    /// Latencies in milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Time on a processor for one request, in microseconds: the contestant's processes, and those of
    /// the database's server.
    pub(crate) processor: f64,
    pub(crate) server: f64,
}

/// A contestant's processes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Process {
    pub(crate) database: Database,
    pub(crate) contestant: Kind,
    /// From the start to the first answer, in milliseconds; the median.
    pub(crate) start: f64,
    /// Memory in MiB, after the first answer and at the most.
    pub(crate) idle: f64,
    pub(crate) peak: f64,
}

impl Results {
    pub(crate) fn cell(
        &self,
        database: Database,
        endpoint: Endpoint,
        connections: u32,
        contestant: Kind,
    ) -> Option<&Cell> {
        let is_it = |cell: &&Cell| {
            (cell.database, cell.endpoint, cell.connections, cell.contestant)
                == (database, endpoint, connections, contestant)
        };
        self.cells.iter().find(is_it)
    }

    pub(crate) fn process(&self, database: Database, contestant: Kind) -> Option<&Process> {
        let is_it = |it: &&Process| (it.database, it.contestant) == (database, contestant);
        self.processes.iter().find(is_it)
    }
}

impl Cell {
    /// The median of a figure of all rounds.
    pub(crate) fn median(&self, of: fn(&Round) -> f64) -> f64 {
        median(self.rounds.iter().map(of))
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.median(|round| round.per_second)
    }

    /// The distance from the slowest round to the fastest, as a share of the median.
    pub(crate) fn spread(&self) -> f64 {
        let rates = || self.rounds.iter().map(|round| round.per_second);
        let (least, most) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
        if most > least { (most - least) / self.per_second() } else { 0.0 }
    }
}

/// The middle one, or the mean of both that are in the middle.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_not_moved_by_one_bad_round() {
        assert!((median([3.0, 1000.0, 2.0].into_iter()) - 3.0).abs() < 1e-9);
        assert!((median([4.0, 2.0].into_iter()) - 3.0).abs() < 1e-9);
    }
}
