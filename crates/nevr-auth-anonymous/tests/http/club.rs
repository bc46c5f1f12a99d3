//! A third party's plugin, which joins the events of guests and misbehaves as its options set.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use nevr_auth_anonymous::{GuestLinked, GuestMade};
use nevr_core::{
    plugin::{OptionErrors, Plugin, PluginType, Root},
    store::{Action, CommittedEvent, EntityWrite, Filter, Hooks, StoreError, Tx, WriteSet},
    wire::{Code, Wire, WireError},
};
use nevr_schema::{Field, OnDelete, Record, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};

/// The plugin. It gives a guest a pass, which must not outlive the guest, and a stamp, which the user
/// keeps.
pub(crate) struct Club {
    options: ClubOptions,
    pub(crate) gate: Arc<Gate>,
    told: watch::Sender<usize>,
    changes: Arc<AtomicUsize>,
}

/// The time after which a test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ClubOptions {
    on_made: Conduct,
    on_linked: Conduct,
    afterwards: Conduct,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Conduct {
    #[default]
    Good,
    /// Refuses with a code of its own.
    Refuse,
    /// Fails with a 500.
    Fail,
    Panic,
    /// Never ends.
    Hang,
    /// Waits at the gate.
    Wait,
}

/// Stops a hook where the test wants it.
#[derive(Debug)]
pub(crate) struct Gate {
    arrivals: Semaphore,
    places: Semaphore,
}

impl Gate {
    fn closed() -> Self {
        Self { arrivals: Semaphore::new(0), places: Semaphore::new(0) }
    }

    async fn pass(&self) {
        self.arrivals.add_permits(1);
        self.places.acquire().await.unwrap().forget();
    }

    /// Waits until a hook is at the gate.
    pub(crate) async fn arrival(&self) {
        timeout(PATIENCE, self.arrivals.acquire()).await.expect("no hook came").unwrap().forget();
    }

    pub(crate) fn open(&self) {
        self.places.add_permits(1);
    }
}

#[derive(Debug, thiserror::Error)]
enum ClubError {
    #[error("the club is full")]
    Full,
    #[error("the club burns")]
    Burning,
}

impl WireError for ClubError {
    fn codes() -> Vec<Code> {
        vec![Code::new(409, "CLUB_FULL", "The club is full")]
    }

    fn wire(&self) -> Wire {
        match self {
            Self::Full => Code::new(409, "CLUB_FULL", "The club is full").into(),
            Self::Burning => Code::new(500, "CLUB_BURNING", "The club burns").into(),
        }
    }
}

/// The event that is fired after the commit.
struct Came;
impl CommittedEvent for Came {}

impl Club {
    /// How often the hook after a commit has succeeded.
    pub(crate) fn times_told(&self) -> usize {
        *self.told.borrow()
    }

    /// How often a row of `user` was changed.
    pub(crate) fn user_changes(&self) -> usize {
        self.changes.load(Ordering::Relaxed)
    }

    /// Waits until the hook after a commit has succeeded so often.
    pub(crate) async fn told(&self, times: usize) {
        let mut told = self.told.subscribe();
        let enough = told.wait_for(|told| *told >= times);
        timeout(PATIENCE, enough).await.expect("the club was not told").unwrap();
    }
}

impl PluginType for Club {
    const ID: &'static str = "club";
    type Host = Root;
    type Options = ClubOptions;
    fn new(options: ClubOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self {
            options,
            gate: Arc::new(Gate::closed()),
            told: watch::Sender::new(0),
            changes: Arc::default(),
        })
    }
}

impl Plugin for Club {
    fn schema(&self, schema: &mut SchemaBuilder) {
        for entity in ["pass", "stamp"] {
            schema
                .entity(entity)
                .field("user", Field::belongs_to("user").on_delete(OnDelete::Cascade))
                .timestamps();
        }
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let ClubOptions { on_made, on_linked, afterwards } = self.options;
        hooks.on(move |made: &GuestMade, set: &mut WriteSet| {
            for entity in ["pass", "stamp"] {
                set.insert(entity, Record::new().with("userId", made.user_id.as_str()));
            }
            set.after_commit(Came);
            on_made.at_once()
        });
        let gate = self.gate.clone();
        hooks.on_tx(move |linked: Arc<GuestLinked>, tx: Tx| {
            let gate = gate.clone();
            async move {
                let passes = Filter::all().eq("userId", linked.user_id.as_str());
                tx.delete("pass", passes).await.map_err(LinkedError::Store)?;
                tx.after_commit(Came);
                on_linked.carry_out(&gate).await.map_err(LinkedError::Club)
            }
        });
        let changes = self.changes.clone();
        hooks.on_write("user", Action::Update, move |_: &mut EntityWrite, _: &mut WriteSet| {
            changes.fetch_add(1, Ordering::Relaxed);
        });
        let (gate, told) = (self.gate.clone(), self.told.clone());
        hooks.after_commit(move |_: Arc<Came>, _| {
            let (gate, told) = (gate.clone(), told.clone());
            async move {
                afterwards.carry_out(&gate).await?;
                told.send_modify(|times| *times += 1);
                Ok::<_, ClubError>(())
            }
        });
    }
}

#[derive(Debug, thiserror::Error)]
enum LinkedError {
    #[error(transparent)]
    Club(ClubError),
    #[error(transparent)]
    Store(StoreError),
}

impl WireError for LinkedError {
    fn codes() -> Vec<Code> {
        ClubError::codes()
    }

    fn wire(&self) -> Wire {
        match self {
            Self::Club(error) => error.wire(),
            Self::Store(error) => error.wire(),
        }
    }
}

impl Conduct {
    fn at_once(self) -> Result<(), ClubError> {
        match self {
            Self::Refuse => Err(ClubError::Full),
            Self::Fail => Err(ClubError::Burning),
            Self::Panic => panic!("the club panics"),
            Self::Good | Self::Hang | Self::Wait => Ok(()),
        }
    }

    async fn carry_out(self, gate: &Gate) -> Result<(), ClubError> {
        match self {
            Self::Hang => std::future::pending().await,
            Self::Wait => gate.pass().await,
            _ => {}
        }
        self.at_once()
    }
}
