//! Queries and filters: which rows to read, change or delete.

use nevr_schema::{Name, Value};

/// How a field is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One condition of a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Compare(Name, Comparison, Value),
    In(Name, Vec<Value>),
    /// The text in lower case without spaces around it: it equals this one, or, with `None`, differs
    /// from the text itself.
    Folded(Name, Option<Value>),
}

/// Selects the rows that meet all of its conditions.
///
/// Conditions are joined by *and*; there is no *or* except [`is_in`](Self::is_in). What a filter
/// can't express, such as sums and joins over several tables, is for sea-orm on a connection of the
/// app's own.
///
/// Names and types are checked when the filter is used: an unknown field is
/// [`StoreError::UnknownField`](super::StoreError::UnknownField), a value of another type than the
/// field's [`StoreError::InvalidValue`](super::StoreError::InvalidValue). Values are always bound
/// as parameters, so text from a request is safe here. Comparisons give the same rows on every
/// database: text is compared by its bytes, and null is a value of its own, as each method says.
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::store::{Filter, Query, WriteSet};
///
/// # run(async {
/// # let config = "[entities.note]\n\
/// #     fields = { text = { type = \"text\" }, rank = { type = \"int\", optional = true } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// # let store = app.store();
/// let mut set = WriteSet::new();
/// set.insert("note", Record::new().with("text", "bread").with("rank", 1));
/// set.insert("note", Record::new().with("text", "milk").with("rank", 2));
/// set.insert("note", Record::new().with("text", "eggs"));
/// store.write(set).await.unwrap();
///
/// // Each call adds a condition.
/// let urgent = Filter::all().ge("rank", 1).lt("rank", 2);
/// assert_eq!(store.count("note", urgent).await.unwrap(), 1);
/// // A null differs from every value, and is neither less nor greater than one.
/// assert_eq!(store.count("note", Filter::all().ne("rank", 1)).await.unwrap(), 2);
/// assert_eq!(store.count("note", Filter::all().gt("rank", 0)).await.unwrap(), 2);
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(pub(crate) Vec<Condition>);

impl Filter {
    /// Selects every row: the start of most filters.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the row with this id.
    pub fn id(id: impl Into<Value>) -> Self {
        Self::all().eq("id", id)
    }

    fn and(
        mut self,
        field: impl Into<Name>,
        comparison: Comparison,
        value: impl Into<Value>,
    ) -> Self {
        self.0.push(Condition::Compare(field.into(), comparison, value.into()));
        self
    }

    /// Keeps the rows whose field equals the value; null equals null.
    #[must_use]
    pub fn eq(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Equal, value)
    }

    /// Keeps the rows whose field differs from the value; null differs from every value but null.
    #[must_use]
    pub fn ne(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::NotEqual, value)
    }

    /// Keeps the rows whose field is less than the value; no row if either is null.
    #[must_use]
    pub fn lt(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Less, value)
    }

    /// Keeps the rows whose field is at most the value; no row if either is null.
    #[must_use]
    pub fn le(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::LessOrEqual, value)
    }

    /// Keeps the rows whose field is greater than the value; no row if either is null.
    #[must_use]
    pub fn gt(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Greater, value)
    }

    /// Keeps the rows whose field is at least the value; no row if either is null.
    #[must_use]
    pub fn ge(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::GreaterOrEqual, value)
    }

    /// Keeps the rows whose text equals the value once ASCII letters are in lower case and the spaces
    /// around are gone. No index helps: it reads every row.
    #[must_use]
    pub fn eq_folded(mut self, field: impl Into<Name>, value: impl Into<String>) -> Self {
        self.0.push(Condition::Folded(field.into(), Some(Value::String(value.into()))));
        self
    }

    /// Keeps the rows whose text has ASCII letters in upper case, or spaces around. No index helps:
    /// it reads rows until enough are found.
    #[must_use]
    pub fn not_folded(mut self, field: impl Into<Name>) -> Self {
        self.0.push(Condition::Folded(field.into(), None));
        self
    }

    /// Keeps the rows whose field equals one of the values; null equals null. Without values, no
    /// row.
    #[must_use]
    pub fn is_in<V: Into<Value>>(
        mut self,
        field: impl Into<Name>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.0.push(Condition::In(field.into(), values.into_iter().map(Into::into).collect()));
        self
    }
}

/// The direction in which rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Smallest first; null before everything else.
    #[default]
    Ascending,
    /// Largest first; null after everything else.
    Descending,
}

/// Describes what to read: an entity, which of its rows, in which order.
///
/// Without [`order_by`](Self::order_by) the order is the database's choice. The ids that the store
/// makes are UUIDs of version 7: ordered by `id`, rows come in the order of their insertion.
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::store::{Filter, Order, Query, WriteSet};
///
/// # run(async {
/// # let config = "[entities.note]\nfields = { text = { type = \"text\" } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// # let store = app.store();
/// # let mut set = WriteSet::new();
/// # for text in ["bread", "milk", "eggs"] {
/// #     set.insert("note", Record::new().with("text", text));
/// # }
/// # store.write(set).await.unwrap();
/// let last_two = Query::from("note")
///     .filter(Filter::all().ne("text", "milk"))
///     .order_by("text", Order::Descending)
///     .limit(2);
/// let notes = store.find(last_two).await.unwrap();
/// assert_eq!(notes[0].get::<&str>("text").unwrap(), "eggs");
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) entity: Name,
    pub(crate) filter: Filter,
    pub(crate) order: Vec<(Name, Order)>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Query {
    /// Reads every row of an entity, until [`filter`](Self::filter) or [`limit`](Self::limit) is
    /// called.
    pub fn from(entity: impl Into<Name>) -> Self {
        Self {
            entity: entity.into(),
            filter: Filter::all(),
            order: Vec::new(),
            limit: None,
            offset: None,
        }
    }

    /// Reads the row with this id.
    pub fn by_id(entity: impl Into<Name>, id: impl Into<Value>) -> Self {
        Self::from(entity).filter(Filter::id(id))
    }

    /// Keeps the rows that the filter selects; several filters are joined by *and*.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter.0.extend(filter.0);
        self
    }

    /// Sorts by a field; a further call sorts the rows that are equal so far.
    #[must_use]
    pub fn order_by(mut self, field: impl Into<Name>, order: Order) -> Self {
        self.order.push((field.into(), order));
        self
    }

    /// Returns at most this many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Skips this many rows. The database still reads them: page by a filter on the last `id`
    /// instead where there are many.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(rows);
        self
    }
}
