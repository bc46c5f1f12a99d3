//! Typed events, by which plugins talk to each other.
//!
//! The type of an event decides when its hooks run and whether they may refuse. Marker traits tell
//! the kinds apart; one type may implement several of them, to be heard both inside the unit of
//! work and after it.

/// An event inside a unit of work, whose hooks join it.
///
/// Fire it with [`WriteSet::fire`](super::WriteSet::fire) or [`Tx::fire`](super::Tx::fire). The
/// hooks registered with [`Hooks::on`](super::Hooks::on) and [`Hooks::on_tx`](super::Hooks::on_tx)
/// run one after the other, in the start order of their plugins, before the statement after the
/// event is sent. What they write is committed together with the unit of work or not at all. A hook
/// that returns an error, panics or exceeds its time limit undoes all of it.
///
/// For a write set, hooks that are given the set run before anything is sent, if no hook of the set
/// reads. They may run more than once for one call of [`Store::write`](super::Store::write): if one
/// of them adds what can only be written in a transaction, and if the set was in a deadlock, for which
/// PostgreSQL and MySQL undo it and the store writes it again. Effects other than writes through the
/// transaction, such as sending mail, therefore belong in a [`CommittedEvent`].
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root};
/// # use nevr_core::testing::{TestApp, run};
/// # use nevr_schema::{Field, Record, SchemaBuilder};
/// use nevr_core::store::{Filter, Hooks, TransactionEvent, WriteSet};
///
/// struct Sold {
///     product: &'static str,
/// }
/// impl TransactionEvent for Sold {}
///
/// struct Receipts;
/// impl Plugin for Receipts {
///     fn schema(&self, schema: &mut SchemaBuilder) {
///         schema.entity("receipt").field("product", Field::string());
///     }
///
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         hooks.on(|sold: &Sold, set: &mut WriteSet| {
///             set.insert("receipt", Record::new().with("product", sold.product));
///         });
///     }
/// }
/// # impl PluginType for Receipts {
/// #     const ID: &'static str = "receipts";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// run(async {
///     let app = TestApp::start(Registry::new().with::<Receipts>(), "[plugins.receipts]").await;
///     let mut set = WriteSet::new();
///     set.fire(Sold { product: "bread" });
///     app.store().write(set).await.unwrap();
///     assert_eq!(app.store().count("receipt", Filter::all()).await.unwrap(), 1);
/// });
/// ```
pub trait TransactionEvent: Send + Sync + 'static {}

/// An event that is published after the commit, and only if there was one.
///
/// Queue it with [`WriteSet::after_commit`](super::WriteSet::after_commit) or
/// [`Tx::after_commit`](super::Tx::after_commit), and register hooks with
/// [`Hooks::after_commit`](super::Hooks::after_commit). The hooks run in the background, in order;
/// the caller that wrote does not wait for them. They get the [`Store`](super::Store) and may read
/// and write. They can't undo anything: an error, a panic or a hook that runs longer than 30
/// seconds is logged, and the next hook runs.
///
/// Delivery is not guaranteed: a process that is killed between the commit and the hook has lost
/// the event. An app that is stopped waits for the hooks that are queued.
///
/// ```
/// # use std::sync::{Arc, Mutex};
/// # use nevr_core::plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root};
/// # use nevr_core::testing::{TestApp, run};
/// use nevr_core::store::{CommittedEvent, Hooks, Store, WriteSet};
/// use tokio::sync::mpsc;
///
/// struct Sold {
///     product: &'static str,
/// }
/// impl CommittedEvent for Sold {}
///
/// struct Mailer {
///     outbox: mpsc::UnboundedSender<&'static str>,
/// }
/// impl Plugin for Mailer {
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         hooks.after_commit(move |sold: Arc<Sold>, _store: Store| {
///             let outbox = self.outbox.clone();
///             async move { drop(outbox.send(sold.product)) }
///         });
///     }
/// }
/// # static SENT: Mutex<Option<mpsc::UnboundedSender<&'static str>>> = Mutex::new(None);
/// # impl PluginType for Mailer {
/// #     const ID: &'static str = "mailer";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
/// #         Ok(Self { outbox: SENT.lock().unwrap().clone().unwrap() })
/// #     }
/// # }
///
/// run(async {
/// #   let (outbox, mut sent) = mpsc::unbounded_channel();
/// #   *SENT.lock().unwrap() = Some(outbox);
///     let app = TestApp::start(Registry::new().with::<Mailer>(), "[plugins.mailer]").await;
///     let mut set = WriteSet::new();
///     set.after_commit(Sold { product: "bread" });
///     app.store().write(set).await.unwrap();
///     assert_eq!(sent.recv().await, Some("bread"));
/// });
/// ```
pub trait CommittedEvent: Send + Sync + 'static {}

/// A question inside a unit of work, which at most one plugin answers.
///
/// Ask with [`Tx::ask`](super::Tx::ask); register the answer with
/// [`Hooks::answer`](super::Hooks::answer). Two plugins that answer one question are refused at
/// start-up, with both named. The result is `None` if no plugin answers, or if the one that does
/// leaves this question open; the asker needs a default for that case.
///
/// The answering hook is given the transaction and keeps the rules of every hook in it: it has one
/// second, and its failure undoes the unit of work.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root};
/// # use nevr_core::testing::{TestApp, run};
/// use nevr_core::store::{Hooks, Question, StoreError, Tx};
///
/// /// By how many percent is the price of this product reduced?
/// struct Discount {
///     product: &'static str,
/// }
/// impl Question for Discount {
///     type Answer = u8;
/// }
///
/// struct Sale;
/// impl Plugin for Sale {
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         hooks.answer(|question: Arc<Discount>, _tx: Tx| async move {
///             Ok::<_, StoreError>((question.product == "bread").then_some(20))
///         });
///     }
/// }
/// # impl PluginType for Sale {
/// #     const ID: &'static str = "sale";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// run(async {
///     let app = TestApp::start(Registry::new().with::<Sale>(), "[plugins.sale]").await;
///     let discounts = app.store().transaction(|tx: Tx| async move {
///         let bread = tx.ask(Discount { product: "bread" }).await?;
///         let milk = tx.ask(Discount { product: "milk" }).await?;
///         Ok::<_, StoreError>((bread, milk.unwrap_or(0)))
///     });
///     assert_eq!(discounts.await.unwrap(), (Some(20), 0));
/// });
/// ```
pub trait Question: Send + Sync + 'static {
    /// What the answering plugin returns.
    type Answer: Send + 'static;
}

/// Returns the name of a type without its path, for logs and `introspect`.
pub(crate) fn short_name<T: ?Sized>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}
