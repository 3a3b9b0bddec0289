//! Objects in the order of their creation, and pages through them.
//!
//! A page costs what it shows, not what there is; and it names its end by position, so that objects that come and go
//! between two pages neither repeat nor hide others.

use super::digits::hexadecimal;
use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::table::{Numbers, Orders, Table};
use super::{Refusal, value::Record};

/// Objects by the order of their creation and by id.
#[derive(Debug)]
pub(super) struct Store<T> {
    orders: Orders,
    /// One for each of the orders.
    objects: VecDeque<Box<T>>,
    by_id: Numbers,
    created: u64,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            orders: Orders::default(),
            objects: VecDeque::new(),
            by_id: Numbers::new(),
            created: 0,
        }
    }
}

impl<T> Store<T> {
    pub(super) fn len(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn insert(&mut self, id: &str, object: T) -> u64 {
        self.created += 1;
        self.by_id.insert(id.to_owned(), self.created);
        self.orders.insert(self.created);
        self.objects.push_back(Box::new(object));
        self.created
    }

    pub(super) fn remove(&mut self, order: u64, id: &str) {
        self.by_id.remove(id);
        if let Some(at) = self.orders.remove(order) {
            self.objects.remove(at);
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<(u64, &T)> {
        let order = *self.by_id.get(id)?;
        Some((order, self.get(order)?))
    }

    pub(super) fn get(&self, order: u64) -> Option<&T> {
        self.objects.get(self.orders.find(order)?).map(Box::as_ref)
    }

    pub(super) fn get_mut(&mut self, order: u64) -> Option<&mut T> {
        let at = self.orders.find(order)?;
        self.objects.get_mut(at).map(Box::as_mut)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.objects.iter().map(Box::as_ref)
    }

    /// From an order on, itself included.
    pub(super) fn iter_from(&self, order: u64) -> impl Iterator<Item = (u64, &T)> {
        let objects = self.objects.range(self.orders.begin(order)..);
        self.orders.iter_from(order).zip(objects.map(Box::as_ref))
    }
}

/// The orders of the objects that have a certain thing in common.
pub(super) type Index = Table<Orders>;

pub(super) fn index_add(index: &mut Index, key: &str, order: u64) {
    if let Some(orders) = index.get_mut(key) {
        orders.insert(order);
        return;
    }
    let mut orders = Orders::default();
    orders.insert(order);
    index.insert(key, orders);
}

pub(super) fn index_remove(index: &mut Index, key: &str, order: u64) {
    if let Some(orders) = index.get_mut(key) {
        orders.remove(order);
        if orders.len() == 0 {
            index.remove(key);
        }
    }
}

type Test<'a, T> = Box<dyn Fn(&T) -> bool + 'a>;

/// What a List call asks for. All conditions have to hold.
pub(super) struct Selection<'a, T> {
    store: &'a Store<T>,
    sets: Vec<Cow<'a, Orders>>,
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
            let mut orders = Orders::default();
            for order in ids.iter().filter_map(|id| self.store.by_id.get(id)) {
                orders.insert(*order);
            }
            self.sets.push(Cow::Owned(orders));
        }
    }

    /// Only what the index has under this key.
    pub(super) fn indexed(&mut self, index: &'a Index, key: &str) {
        let found = index.get(key).map(Cow::Borrowed);
        self.sets.push(found.unwrap_or_default());
    }

    /// Only this one, or nothing.
    pub(super) fn only(&mut self, order: Option<u64>) {
        let mut orders = Orders::default();
        order.map(|order| orders.insert(order));
        self.sets.push(Cow::Owned(orders));
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
        // The smallest set first.
        for at in 1..self.sets.len() {
            if let Some([first, .., other]) = self.sets.get_mut(..=at)
                && other.len() < first.len()
            {
                core::mem::swap(first, other);
            }
        }
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
            self.sets.iter().skip(1).all(|set| set.contains(*order))
                && self.tests.iter().all(|test| test(object))
        };
        if let Some(smallest) = self.sets.first() {
            let orders = smallest.iter_from(from);
            let objects = orders.filter_map(move |order| Some((order, store.get(order)?)));
            return Box::new(objects.filter(fits));
        }
        Box::new(store.iter_from(from).filter(fits))
    }
}

/// Opaque to the caller; it holds the last position shown and a check, so that a made-up one is refused.
pub(super) fn token_of(position: u64, kind: &str) -> String {
    hexadecimal(position ^ check_of(0, kind), 16) + &hexadecimal(check_of(position, kind), 16)
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
