//! What to read, and which rows a statement is about.

use nevr_schema::{Name, Value};

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Compare(Name, Comparison, Value),
    In(Name, Vec<Value>),
}

/// Which rows: those that meet every condition.
///
/// ```
/// use nevr_core::store::Filter;
/// let guests = Filter::id("u1").eq("isAnonymous", true);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(pub(crate) Vec<Condition>);

impl Filter {
    /// Every row.
    pub fn all() -> Self {
        Self::default()
    }

    /// The row with this id.
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

    /// Rows whose field equals the value; null equals null.
    #[must_use]
    pub fn eq(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Equal, value)
    }

    /// Rows whose field differs from the value; null differs from every value but null.
    #[must_use]
    pub fn ne(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::NotEqual, value)
    }

    /// Rows whose field is less than the value; none if either is null.
    #[must_use]
    pub fn lt(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Less, value)
    }

    /// Rows whose field is at most the value; none if either is null.
    #[must_use]
    pub fn le(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::LessOrEqual, value)
    }

    /// Rows whose field is greater than the value; none if either is null.
    #[must_use]
    pub fn gt(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::Greater, value)
    }

    /// Rows whose field is at least the value; none if either is null.
    #[must_use]
    pub fn ge(self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.and(field, Comparison::GreaterOrEqual, value)
    }

    /// Rows whose field equals one of the values; null equals null.
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

/// The direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

/// What to read: an entity, which of its rows, in which order.
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) entity: Name,
    pub(crate) filter: Filter,
    pub(crate) order: Vec<(Name, Order)>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Query {
    /// Every row of an entity.
    pub fn from(entity: impl Into<Name>) -> Self {
        Self {
            entity: entity.into(),
            filter: Filter::all(),
            order: Vec::new(),
            limit: None,
            offset: None,
        }
    }

    /// The row of an entity with this id.
    pub fn by_id(entity: impl Into<Name>, id: impl Into<Value>) -> Self {
        Self::from(entity).filter(Filter::id(id))
    }

    /// Only these rows.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter.0.extend(filter.0);
        self
    }

    /// In this order; a second call orders what the first leaves equal.
    #[must_use]
    pub fn order_by(mut self, field: impl Into<Name>, order: Order) -> Self {
        self.order.push((field.into(), order));
        self
    }

    /// At most this many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Without the first rows.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(rows);
        self
    }
}
