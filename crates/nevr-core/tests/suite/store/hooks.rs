//! Hooks that refuse, fail or panic inside a unit of work.

use std::sync::Arc;

use nevr_core::{
    store::{
        Action, EntityWrite, Filter, Hooks, Question, Store, StoreError, TransactionEvent, Tx,
        WriteSet,
    },
    wire::{WireError, codes},
};
use nevr_schema::Record;

use super::fixture::{SEEDED, Shop, Veto, named, note, set_of, user};

struct SignedUp;
impl TransactionEvent for SignedUp {}

struct WhoPays;
impl Question for WhoPays {
    type Answer = String;
}

/// How the hook of a test ends.
#[derive(Clone, Copy)]
enum End {
    Refuses,
    Fails,
    Panics,
}

impl End {
    fn now(self) -> Result<(), Veto> {
        match self {
            Self::Refuses => Err(Veto::NotToday),
            Self::Fails => Err(Veto::Broken),
            Self::Panics => panic!("a hook of the tests panics"),
        }
    }

    fn is_why(self, error: &StoreError) -> bool {
        match (self, error) {
            (Self::Refuses, StoreError::Refused(refusal)) => {
                refusal.downcast_ref() == Some(&Veto::NotToday)
                    && error.refusal() == Some(&Veto::NotToday)
                    && error.wire().code == Veto::NOT_TODAY
            }
            (Self::Fails, StoreError::HookFailed { source, .. }) => {
                source.downcast_ref() == Some(&Veto::Broken)
                    && error.wire().code == codes::INTERNAL_ERROR
            }
            (Self::Panics, StoreError::HookPanicked(_)) => {
                error.wire().code == codes::INTERNAL_ERROR
            }
            _ => false,
        }
    }
}

const ENDS: [End; 3] = [End::Refuses, End::Fails, End::Panics];

/// A unit of work by a write set, with rows before and after the hooks.
async fn by_set(store: &Store) -> Result<(), StoreError> {
    let mut set = set_of("note", note("before"));
    set.insert("user", user("dora"));
    set.fire(SignedUp);
    set.insert("note", note("after"));
    store.write(set).await.map(drop)
}

/// The same unit of work by a transaction.
async fn by_transaction(store: &Store) -> Result<(), StoreError> {
    store
        .transaction(|tx| async move {
            tx.insert("note", note("before")).await?;
            tx.insert("user", user("dora")).await?;
            tx.fire(SignedUp).await?;
            tx.ask(WhoPays).await?;
            tx.insert("note", note("after")).await.map(drop)
        })
        .await
}

async fn undone_by(register: impl Fn(&mut Hooks, End)) {
    for end in ENDS {
        let shop = Shop::with(|hooks| register(hooks, end)).await;
        for outcome in [by_set(&shop.store).await, by_transaction(&shop.store).await] {
            let error = outcome.unwrap_err();
            assert!(end.is_why(&error), "{error:?}");
            assert_eq!(shop.counts().await, SEEDED);
        }
        shop.store.write(set_of("note", note("later"))).await.unwrap();
    }
}

async fn s1_a_set_hook_on_an_event_that_does_not_succeed_undoes_everything() {
    undone_by(|hooks, end| {
        hooks.on(move |_: &SignedUp, set: &mut WriteSet| {
            set.insert("note", note("hook"));
            end.now()
        });
    })
    .await;
}

async fn s1_a_transaction_hook_on_an_event_that_does_not_succeed_undoes_everything() {
    undone_by(|hooks, end| {
        hooks.on_tx(move |_: Arc<SignedUp>, tx: Tx| async move {
            tx.insert("note", note("hook")).await.unwrap();
            end.now()
        });
    })
    .await;
}

async fn s1_a_set_hook_on_an_entity_that_does_not_succeed_undoes_everything() {
    undone_by(|hooks, end| {
        hooks.on_write("user", Action::Insert, move |write: &mut EntityWrite, _: &mut WriteSet| {
            if write.new.get("name") == Ok("dora") { end.now() } else { Ok(()) }
        });
    })
    .await;
}

async fn s1_a_transaction_hook_on_an_entity_that_does_not_succeed_undoes_everything() {
    undone_by(|hooks, end| {
        hooks.on_write_tx("user", Action::Insert, move |write, tx| async move {
            if write.new.get("name") == Ok("dora") {
                tx.insert("note", note("hook")).await.unwrap();
                end.now()?;
            }
            Ok::<_, Veto>(write)
        });
    })
    .await;
}

async fn s1_an_answer_that_does_not_succeed_undoes_everything() {
    for end in ENDS {
        let shop = Shop::with(|hooks| {
            hooks.answer(move |_: Arc<WhoPays>, tx: Tx| async move {
                tx.insert("note", note("answer")).await.unwrap();
                end.now().map(|()| Some("ann".to_owned()))
            });
        })
        .await;
        let error = by_transaction(&shop.store).await.unwrap_err();
        assert!(end.is_why(&error), "{error:?}");
        assert_eq!(shop.counts().await, SEEDED);
    }
}

async fn what_hooks_write_is_committed_with_the_unit_of_work() {
    let shop = Shop::with(|hooks| {
        hooks.on(|_: &SignedUp, set: &mut WriteSet| {
            set.insert("note", note("by set"));
        });
        hooks.on_tx(|_: Arc<SignedUp>, tx: Tx| async move {
            let read = tx.find_one(nevr_core::store::Query::by_id("note", "by set")).await?;
            tx.insert("note", note(if read.is_some() { "by tx" } else { "blind" })).await.map(drop)
        });
        hooks.answer(|_: Arc<WhoPays>, _| async { Ok::<_, Veto>(Some("ann".to_owned())) });
    })
    .await;
    let payer = shop
        .store
        .transaction(|tx| async move {
            tx.fire(SignedUp).await?;
            tx.ask(WhoPays).await
        })
        .await;
    assert_eq!(payer.unwrap(), Some("ann".to_owned()));
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] + 2]);
    assert_eq!(shop.text("by tx").await, "by tx");
}

async fn a_question_without_a_plugin_to_answer_it_has_no_answer() {
    let shop = Shop::open().await;
    let answer = shop.store.transaction(|tx| async move { tx.ask(WhoPays).await }).await;
    assert_eq!(answer.unwrap(), None);
}

async fn a_transaction_that_ignores_a_refusal_is_undone_as_a_whole() {
    let shop = Shop::with(|hooks| {
        hooks.on(|_: &SignedUp, _: &mut WriteSet| Err::<(), _>(Veto::NotToday));
    })
    .await;
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(|tx| async move {
            tx.insert("user", user("dora")).await?;
            assert!(tx.fire(SignedUp).await.is_err());
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn a_hook_that_ignores_its_own_failed_statement_undoes_the_whole() {
    let shop = Shop::with(|hooks| {
        hooks.on_tx(|_: Arc<SignedUp>, tx: Tx| async move {
            assert!(tx.insert("user", user("ann")).await.is_err());
        });
    })
    .await;
    let error = by_set(&shop.store).await.unwrap_err();
    assert!(matches!(error, StoreError::RolledBack), "{error:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn a_refusal_that_a_hook_passes_on_keeps_its_own_error() {
    let shop = Shop::with(|hooks| {
        hooks.on_write("note", Action::Insert, |write: &mut EntityWrite, _: &mut WriteSet| {
            if write.new.get("id") == Ok("hook") { Err(Veto::NotToday) } else { Ok(()) }
        });
        hooks.on_tx(|_: Arc<SignedUp>, tx: Tx| async move {
            tx.insert("note", note("hook")).await.map(drop)
        });
    })
    .await;
    let error = by_set(&shop.store).await.unwrap_err();
    assert_eq!(error.refusal(), Some(&Veto::NotToday), "{error:?}");
    assert_eq!(error.wire().code, Veto::NOT_TODAY);
}

async fn sets_of_hooks_that_cause_each_other_stop_at_a_depth() {
    let shop = Shop::with(|hooks| {
        hooks.on(|_: &SignedUp, set: &mut WriteSet| {
            set.insert("note", Record::new().with("text", "again"));
            set.fire(SignedUp);
        });
    })
    .await;
    let error = by_set(&shop.store).await.unwrap_err();
    assert!(matches!(error, StoreError::HooksTooDeep(_)), "{error:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn transactions_of_hooks_that_cause_each_other_stop_at_a_depth() {
    let shop = Shop::with(|hooks| {
        hooks.on_write_tx("user", Action::Update, |write, tx| async move {
            let older = Record::new().with("age", 1);
            tx.update("user", Filter::id(write.old.get::<&str>("id")?), older).await?;
            Ok::<_, StoreError>(write)
        });
    })
    .await;
    let mut set = WriteSet::new();
    set.update("user", named("ann"), Record::new().with("age", 2)).id();
    let error = shop.store.write(set).await.unwrap_err();
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    assert!(format!("{innermost}").contains("levels deep"), "{error:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

nevr_core::testing::on_every_database!(
    s1_a_set_hook_on_an_event_that_does_not_succeed_undoes_everything,
    s1_a_transaction_hook_on_an_event_that_does_not_succeed_undoes_everything,
    s1_a_set_hook_on_an_entity_that_does_not_succeed_undoes_everything,
    s1_a_transaction_hook_on_an_entity_that_does_not_succeed_undoes_everything,
    s1_an_answer_that_does_not_succeed_undoes_everything,
    what_hooks_write_is_committed_with_the_unit_of_work,
    a_question_without_a_plugin_to_answer_it_has_no_answer,
    a_transaction_that_ignores_a_refusal_is_undone_as_a_whole,
    a_hook_that_ignores_its_own_failed_statement_undoes_the_whole,
    a_refusal_that_a_hook_passes_on_keeps_its_own_error,
    sets_of_hooks_that_cause_each_other_stop_at_a_depth,
    transactions_of_hooks_that_cause_each_other_stop_at_a_depth,
);
