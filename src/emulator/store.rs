//! Objects in the order of their creation, and pages through them.
//!
//! A page costs what it shows, not what there is; and it names its end by position, so that objects that come and go
//! between two pages neither repeat nor hide others.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Refusal, value::Record};

/// Objects by the order of their creation and by id.
#[derive(Debug)]
pub(super) struct Store<T> {
    by_order: BTreeMap<u64, T>,
    by_id: BTreeMap<String, u64>,
    created: u64,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            by_order: BTreeMap::new(),
            by_id: BTreeMap::new(),
            created: 0,
        }
    }
}

impl<T> Store<T> {
    pub(super) fn len(&self) -> usize {
        self.by_order.len()
    }

    pub(super) fn insert(&mut self, id: &str, object: T) -> u64 {
        self.created += 1;
        self.by_id.insert(id.to_owned(), self.created);
        self.by_order.insert(self.created, object);
        self.created
    }

    pub(super) fn remove(&mut self, order: u64, id: &str) {
        self.by_id.remove(id);
        self.by_order.remove(&order);
    }

    pub(super) fn find(&self, id: &str) -> Option<(u64, &T)> {
        let order = *self.by_id.get(id)?;
        Some((order, self.by_order.get(&order)?))
    }

    pub(super) fn get(&self, order: u64) -> Option<&T> {
        self.by_order.get(&order)
    }

    pub(super) fn get_mut(&mut self, order: u64) -> Option<&mut T> {
        self.by_order.get_mut(&order)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.by_order.values()
    }

    /// From an order on, itself included.
    pub(super) fn iter_from(&self, order: u64) -> impl Iterator<Item = (u64, &T)> {
        self.by_order
            .range(order..)
            .map(|(order, object)| (*order, object))
    }
}

/// The orders of the objects that have a certain thing in common.
pub(super) type Index = BTreeMap<String, BTreeSet<u64>>;

pub(super) fn index_add(index: &mut Index, key: &str, order: u64) {
    match index.get_mut(key) {
        Some(orders) => {
            orders.insert(order);
        }
        None => {
            index.insert(key.to_owned(), BTreeSet::from([order]));
        }
    }
}

pub(super) fn index_remove(index: &mut Index, key: &str, order: u64) {
    if let Some(orders) = index.get_mut(key) {
        orders.remove(&order);
        if orders.is_empty() {
            index.remove(key);
        }
    }
}

type Test<'a, T> = Box<dyn Fn(&T) -> bool + 'a>;

/// What a List call asks for. All conditions have to hold.
pub(super) struct Selection<'a, T> {
    store: &'a Store<T>,
    sets: Vec<Cow<'a, BTreeSet<u64>>>,
    tests: Vec<Test<'a, T>>,
}

pub(super) struct Page<'a, T> {
    pub(super) items: Vec<&'a T>,
    /// On all pages together.
    pub(super) total: usize,
    /// Empty on the last page.
    pub(super) next_token: String,
}

impl<'a, T> Selection<'a, T> {
    pub(super) fn all(store: &'a Store<T>) -> Self {
        Self {
            store,
            sets: Vec::new(),
            tests: Vec::new(),
        }
    }

    /// Only objects of these ids. No ids, no condition.
    pub(super) fn ids(&mut self, ids: &[String]) {
        if !ids.is_empty() {
            let orders = ids
                .iter()
                .filter_map(|id| self.store.by_id.get(id).copied());
            self.sets.push(Cow::Owned(orders.collect()));
        }
    }

    /// Only what the index has under this key.
    pub(super) fn indexed(&mut self, index: &'a Index, key: &str) {
        let found = index.get(key).map(Cow::Borrowed);
        self.sets.push(found.unwrap_or_default());
    }

    /// Only this one, or nothing.
    pub(super) fn only(&mut self, order: Option<u64>) {
        self.sets.push(Cow::Owned(order.into_iter().collect()));
    }

    /// Only what passes. Without any such test a page costs O(page).
    pub(super) fn when(&mut self, test: impl Fn(&T) -> bool + 'a) {
        self.tests.push(Box::new(test));
    }

    /// The page that `MaxResults` and `NextToken` describe. `kind` tells the tokens of different lists apart.
    pub(super) fn page(mut self, params: &Record, kind: &str) -> Result<Page<'a, T>, Refusal> {
        let size = params
            .integer("MaxResults")
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(10);
        let after = match params.text("NextToken") {
            None => 0,
            Some(token) => position_of(token, kind).ok_or_else(|| {
                Refusal::new(
                    "InvalidParameter",
                    "NextToken is none that this list gave out.",
                )
            })?,
        };
        self.sets.sort_by_key(|set| set.len());
        let plain = self.tests.is_empty() && self.sets.len() <= 1;
        let total = if plain {
            self.sets.first().map_or(self.store.len(), |set| set.len())
        } else {
            self.matching(0).count()
        };
        let mut found: Vec<_> = self.matching(after).take(size.saturating_add(1)).collect();
        let more = found.len() > size;
        found.truncate(size);
        let next_token = match found.last() {
            Some((order, _)) if more => token_of(*order, kind),
            _ => String::new(),
        };
        Ok(Page {
            items: found.into_iter().map(|(_, object)| object).collect(),
            total,
            next_token,
        })
    }

    /// The matching objects after a position: from the smallest set where there is one.
    fn matching<'b>(&'b self, after: u64) -> Box<dyn Iterator<Item = (u64, &'a T)> + 'b> {
        let from = after.saturating_add(1);
        let store = self.store;
        let fits = move |(order, object): &(u64, &'a T)| {
            self.sets.iter().skip(1).all(|set| set.contains(order))
                && self.tests.iter().all(|test| test(object))
        };
        if let Some(smallest) = self.sets.first() {
            let orders = smallest.range(from..);
            let objects =
                orders.filter_map(move |order| Some((*order, store.by_order.get(order)?)));
            return Box::new(objects.filter(fits));
        }
        let objects = store.by_order.range(from..);
        Box::new(objects.map(|(order, object)| (*order, object)).filter(fits))
    }
}

/// Opaque to the caller; it holds the last position shown and a check, so that a made-up one is refused.
pub(super) fn token_of(position: u64, kind: &str) -> String {
    format!(
        "{:016x}{:016x}",
        position ^ check_of(0, kind),
        check_of(position, kind)
    )
}

pub(super) fn position_of(token: &str, kind: &str) -> Option<u64> {
    let hidden = u64::from_str_radix(token.get(..16)?, 16).ok()?;
    let position = hidden ^ check_of(0, kind);
    (token_of(position, kind) == token).then_some(position)
}

fn check_of(position: u64, kind: &str) -> u64 {
    let mix = |state: u64, byte: u8| {
        (state ^ u64::from(byte))
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(23)
    };
    let bytes = kind.bytes().chain(position.to_be_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, mix)
}
