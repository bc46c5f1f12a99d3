//! Stamps against a model: an entry never holds what a commit has replaced.
#![allow(clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use nevr_schema::{Field, OnDelete, Owner, Record, Schema, SchemaBuilder, merge};
use proptest::prelude::*;

use super::{
    cache::{CacheOptions, RowCache},
    slots::Slots,
    stamps::{Moment, Slot, Stamps},
};
use crate::store::{entity_write::Action, query::Filter};

/// Rows of the model, several of which share a slot.
const ROWS: usize = 5;
const SLOTS: u32 = 3;

/// A step of the model. Numbers choose among the reads and commits that are under way.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A read of a row begins.
    Begin(usize),
    /// A read that has begun sees the database.
    Read(usize),
    /// A read that has seen the database becomes the entry.
    Keep(usize),
    /// The entry is looked at.
    Look(usize),
    /// A unit of work is about to commit writes to two rows.
    Committing(usize, usize),
    /// Its writes are visible.
    Commit(usize),
    /// Its commit is over; it may never have been visible.
    Over(usize),
    /// Everything is made stale.
    Forget,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..ROWS).prop_map(Step::Begin),
        (0..8_usize).prop_map(Step::Read),
        (0..8_usize).prop_map(Step::Keep),
        (0..ROWS).prop_map(Step::Look),
        (0..ROWS, 0..ROWS).prop_map(|(one, other)| Step::Committing(one, other)),
        (0..8_usize).prop_map(Step::Commit),
        (0..8_usize).prop_map(Step::Over),
        Just(Step::Forget),
    ]
}

#[derive(Clone, Copy)]
struct Read {
    row: usize,
    since: Moment,
    /// The version that it has seen.
    version: Option<u64>,
}

fn slot(row: usize) -> Slot {
    Slot(u32::try_from(row).unwrap() % SLOTS)
}

fn slots(row: usize) -> [Slot; 2] {
    [slot(row), Slot(SLOTS)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_entry_that_counts_as_current_is_what_the_database_has(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        let stamps = Arc::new(Stamps::new(SLOTS as usize + 1));
        let mut database = [0_u64; ROWS];
        let mut entries: [Option<Read>; ROWS] = [None; ROWS];
        let (mut reads, mut commits) = (Vec::<Read>::new(), Vec::new());
        for step in steps {
            match step {
                Step::Begin(row) => reads.push(Read { row, since: stamps.now(), version: None }),
                Step::Read(at) if !reads.is_empty() => {
                    let at = at % reads.len();
                    let read = &mut reads[at];
                    read.version.get_or_insert(database[read.row]);
                }
                Step::Keep(at) if !reads.is_empty() => {
                    let read = reads.remove(at % reads.len());
                    if read.version.is_some() {
                        entries[read.row] = Some(read);
                    }
                }
                Step::Look(row) => {
                    if let Some(entry) = entries[row]
                        && stamps.are_current(&slots(row), entry.since)
                    {
                        prop_assert_eq!(entry.version, Some(database[row]));
                    }
                }
                Step::Committing(one, other) => {
                    let committing = stamps.committing(vec![slot(one), slot(other), slot(one)]);
                    commits.push(([one, other], committing));
                }
                Step::Commit(at) if !commits.is_empty() => {
                    for row in commits[at % commits.len()].0 {
                        database[row] += 1;
                    }
                }
                Step::Over(at) if !commits.is_empty() => drop(commits.remove(at % commits.len())),
                Step::Forget => stamps.forget(),
                Step::Read(_) | Step::Keep(_) | Step::Commit(_) | Step::Over(_) => {}
            }
        }
        // Once nothing commits any more, what is read is kept.
        drop(commits);
        let since = stamps.now();
        prop_assert!((0..ROWS).all(|row| stamps.are_current(&slots(row), since)));
    }
}

#[test]
fn threads_that_read_beside_writers_never_count_an_old_version_as_current() {
    let (stamps, version, over) =
        (Arc::new(Stamps::new(SLOTS as usize + 1)), AtomicU64::new(0), AtomicBool::new(false));
    let looked = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let reader = || {
            while !over.load(SeqCst) {
                let since = stamps.now();
                let read = version.load(SeqCst);
                for _ in 0..20 {
                    let before = version.load(SeqCst);
                    if stamps.are_current(&slots(0), since) {
                        looked.fetch_add(1, SeqCst);
                        assert!(read >= before, "version {read} is older than {before}");
                    }
                }
            }
        };
        let readers: Vec<_> = (0..3).map(|_| scope.spawn(reader)).collect();
        for _ in 0..20_000 {
            let committing = stamps.committing(vec![slot(0)]);
            version.fetch_add(1, SeqCst);
            drop(committing);
            std::hint::spin_loop();
        }
        while looked.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        over.store(true, SeqCst);
        for reader in readers {
            reader.join().unwrap();
        }
    });
}

#[test]
fn a_commit_during_which_a_trigger_is_found_counts_as_one_of_everything() {
    let stamps = Arc::new(Stamps::new(SLOTS as usize + 1));
    let committing = stamps.committing(Vec::new());
    stamps.set_triggered(true);
    stamps.forget();
    let since = stamps.now();
    assert!(stamps.are_current(&slots(0), since), "it was read before the trigger has fired");
    drop(committing);
    assert!(!stamps.are_current(&slots(0), since));
    let since = stamps.now();
    let committing = stamps.committing(vec![slot(1)]);
    assert!(!stamps.are_current(&slots(0), since));
    drop(committing);
    stamps.set_triggered(false);
    let since = stamps.now();
    drop(stamps.committing(vec![slot(1)]));
    assert!(stamps.are_current(&slots(0), since) && !stamps.are_current(&slots(1), since));
}

/// An organisation has users, which have sessions; a session may be of a device. Notes belong to
/// sessions, and audits to notes.
fn schema() -> Schema {
    let mut builder = SchemaBuilder::new(Owner::App);
    let cascade = |to| Field::belongs_to(to).on_delete(OnDelete::Cascade);
    let set_null = |to| Field::belongs_to(to).optional().on_delete(OnDelete::SetNull);
    builder.entity("org").field("name", Field::string());
    builder.entity("device").field("name", Field::string());
    builder.entity("user").field("name", Field::string()).field("org", cascade("org"));
    builder
        .entity("session")
        .field("user", cascade("user"))
        .field("device", set_null("device"))
        .field("label", Field::string());
    builder.entity("note").field("session", set_null("session"));
    builder.entity("audit").field("note", cascade("note"));
    merge(vec![builder]).0
}

/// Returns which of the rows a write touches: session `s1` of user `u1` of `o1` on device `d1`, and
/// `s2` of `u2` of `o2` without a device.
fn touches(entity: &str, action: Action, filter: &Filter) -> [bool; 2] {
    let schema = schema();
    // Rows that share a slot by chance share none in another table.
    let tables = [(); 4].map(|()| Slots::new(&schema));
    [("s1", "u1", "o1", Some("d1")), ("s2", "u2", "o2", None)].map(|(id, user, org, device)| {
        let session = Record::new().with("id", id).with("userId", user).with("deviceId", device);
        let user = Record::new().with("id", user).with("orgId", org);
        tables.iter().all(|slots| {
            let touched = slots.of_write(&schema, &entity.to_owned().into(), action, filter);
            let depends = slots.of_rows(&schema, [("session", &session), ("user", &user)]);
            touched.iter().any(|slot| depends.contains(slot))
        })
    })
}

#[test]
fn a_statement_touches_the_rows_that_it_names_and_what_on_delete_reaches_from_them() {
    use Action::{Delete, Update};
    let id = |id: &str| Filter::id(id);
    let by = |field: &'static str, value: &str| Filter::all().eq(field, value);
    for (entity, action, filter, expected) in [
        ("session", Update, id("s1"), [true, false]),
        ("session", Delete, id("s2").ne("label", "x"), [false, true]),
        ("session", Delete, Filter::all().is_in("id", ["s1", "s2"]), [true, true]),
        ("session", Delete, by("userId", "u1").ne("id", "s9"), [true, false]),
        ("session", Update, by("deviceId", "d1"), [true, false]),
        ("session", Delete, by("label", "phone"), [true, true]),
        ("session", Update, Filter::all(), [true, true]),
        ("session", Delete, Filter::all().eq("deviceId", None::<String>), [true, true]),
        ("session", Delete, Filter::all().gt("id", "s1"), [true, true]),
        ("user", Update, id("u2"), [false, true]),
        ("user", Update, by("orgId", "o1"), [true, false]),
        ("user", Delete, id("u1"), [true, false]),
        ("user", Delete, by("name", "Ann"), [true, true]),
        // The users of an organisation are known by it, their sessions are not.
        ("org", Delete, id("o1"), [true, true]),
        ("org", Update, id("o1"), [false, false]),
        ("device", Delete, id("d1"), [true, false]),
        ("device", Delete, by("name", "phone"), [true, true]),
        ("device", Update, Filter::all(), [false, false]),
        ("note", Delete, Filter::all(), [false, false]),
        ("audit", Delete, Filter::all(), [false, false]),
    ] {
        assert_eq!(touches(entity, action, &filter), expected, "{entity} {action:?} {filter:?}");
    }
}

#[test]
fn a_long_list_of_ids_is_a_statement_on_every_row() {
    let ids = (0..1000).map(|at| format!("x{at}"));
    let named = Filter::all().is_in("id", ids);
    assert_eq!(touches("session", Action::Delete, &named), [true, true]);
}

fn rows(id: &str, text: String) -> (Arc<Record>, Arc<Record>) {
    let session = Record::new().with("id", id).with("userId", "u1").with("label", text);
    (Arc::new(session), Arc::new(Record::new().with("id", "u1").with("orgId", "o1")))
}

#[test]
fn a_million_rows_stay_within_the_memory() {
    let schema = schema();
    let slots = Slots::new(&schema);
    let stamps = Arc::new(Stamps::new(slots.len()));
    let memory = 4 * 1024 * 1024;
    let options = CacheOptions { memory, max_stale: Some(Duration::from_hours(1)) };
    let names = ("session".into(), "user".into());
    let cache = RowCache::new(names, stamps, options, false).unwrap();
    let mut heaviest = 0;
    for at in 0..1_000_000_usize {
        let id = format!("session{at}");
        let rows = rows(&id, "x".repeat(at % 400));
        let depends = slots.of_rows(&schema, [("session", &rows.0), ("user", &rows.1)]);
        let reading = cache.begin();
        cache.keep(&id, reading, &rows, depends);
        if at % 1000 == 0 {
            heaviest = heaviest.max(cache.weight());
        }
    }
    assert!(heaviest <= memory as u64, "{heaviest}");
    assert!(heaviest > memory as u64 / 2, "{heaviest}: it is of use");
}

#[test]
fn a_row_that_is_larger_than_the_memory_is_not_kept_and_displaces_nothing() {
    let schema = schema();
    let slots = Slots::new(&schema);
    let stamps = Arc::new(Stamps::new(slots.len()));
    let options = CacheOptions { memory: 64 * 1024, max_stale: Some(Duration::from_hours(1)) };
    let cache = RowCache::new(("session".into(), "user".into()), stamps, options, false).unwrap();
    for (id, length) in [("small", 10), ("large", 1024 * 1024)] {
        let rows = rows(id, "x".repeat(length));
        let depends = slots.of_rows(&schema, [("session", &rows.0), ("user", &rows.1)]);
        let reading = cache.begin();
        cache.keep(id, reading, &rows, depends);
    }
    assert!(cache.get("small", |_| {}).is_some());
    assert!(cache.get("large", |_| {}).is_none());
}
