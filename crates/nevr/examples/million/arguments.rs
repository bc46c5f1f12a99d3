//! The arguments of the command line.

use std::time::Duration;

/// More would take hours.
const MOST_USERS: u32 = 5_000_000;

const USAGE: &str = "usage: million [--users N] [--baseline SECONDS] [URL]

URL is that of a database server on this machine, whose user may make schemas (PostgreSQL) or
databases (MySQL, MariaDB). The default, `sqlite:`, makes a file in a temporary folder.
The default number of users is 1000000; the most is 5000000.";

/// The arguments of a measurement.
pub(crate) struct Arguments {
    pub(crate) url: String,
    pub(crate) users: u32,
    /// How long to measure without a migration.
    pub(crate) baseline: Duration,
    /// How long clients work before the migration begins and after it has ended.
    pub(crate) lead: Duration,
    pub(crate) readers: usize,
    pub(crate) writers: usize,
}

impl Arguments {
    /// Reads the arguments. The error is the usage.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, &'static str> {
        let mut arguments = Self {
            url: "sqlite:".to_owned(),
            users: 1_000_000,
            baseline: Duration::from_secs(10),
            lead: Duration::from_secs(2),
            readers: 4,
            writers: 2,
        };
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|word| word.parse().ok()).ok_or(USAGE);
            match word.as_str() {
                "--users" => arguments.users = number()?,
                "--baseline" => arguments.baseline = Duration::from_secs(number()?.into()),
                url if !url.starts_with('-') => url.clone_into(&mut arguments.url),
                _ => return Err(USAGE),
            }
        }
        let bounded = (1..=MOST_USERS).contains(&arguments.users);
        if bounded { Ok(arguments) } else { Err(USAGE) }
    }
}
