//! The two collections that everything is kept in. One type of each, since each further one that is compiled would be some
//! five kilobytes of the module.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

/// Numbers by name.
pub(super) type Numbers = BTreeMap<String, u64>;

/// Values by name. The map holds only where each lies.
#[derive(Debug, Clone)]
pub struct Table<T> {
    places: Numbers,
    values: Vec<Option<T>>,
    free: Vec<u64>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            places: Numbers::new(),
            values: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Table<T> {
    /// Puts a value under a name. Returns the one that it takes the place of.
    pub fn insert(&mut self, name: &str, value: T) -> Option<T> {
        if let Some(present) = self.get_mut(name) {
            return Some(core::mem::replace(present, value));
        }
        let place = self.free.pop().unwrap_or(self.values.len() as u64);
        self.places.insert(name.to_owned(), place);
        match self.values.get_mut(index(place)) {
            Some(room) => *room = Some(value),
            None => self.values.push(Some(value)),
        }
        None
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let place = self.places.remove(name)?;
        self.free.push(place);
        self.values.get_mut(index(place))?.take()
    }

    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.at(*self.places.get(name)?)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = *self.places.get(name)?;
        self.values.get_mut(index(place))?.as_mut()
    }

    /// All of them, in the order of the names' bytes.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        let places = self.places.iter();
        places.filter_map(|(name, place)| Some((name.as_str(), self.at(*place)?)))
    }

    /// The names that begin so, in the same order.
    pub(super) fn names_under(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let names = self.places.range(prefix.to_owned()..);
        let names = names.map(|(name, _)| name.as_str());
        names.take_while(move |name| name.starts_with(prefix))
    }

    fn at(&self, place: u64) -> Option<&T> {
        self.values.get(index(place))?.as_ref()
    }
}

fn index(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// Numbers in ascending order, each once. Nearly always the next is the largest and the first that goes the smallest; both
/// cost the same however many there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Orders(VecDeque<u64>);

impl Orders {
    /// Whether it was not there yet.
    pub(super) fn insert(&mut self, order: u64) -> bool {
        if self.0.back().is_none_or(|last| *last < order) {
            self.0.push_back(order);
            return true;
        }
        match self.0.binary_search(&order) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, order);
                true
            }
        }
    }

    /// Where it was.
    pub(super) fn remove(&mut self, order: u64) -> Option<usize> {
        let at = self.find(order)?;
        self.0.remove(at);
        Some(at)
    }

    pub(super) fn find(&self, order: u64) -> Option<usize> {
        self.0.binary_search(&order).ok()
    }

    pub(super) fn contains(&self, order: u64) -> bool {
        self.find(order).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// Where those begin that are not smaller.
    pub(super) fn begin(&self, from: u64) -> usize {
        self.0.binary_search(&from).unwrap_or_else(|at| at)
    }

    pub(super) fn iter_from(&self, from: u64) -> impl Iterator<Item = u64> {
        self.0.range(self.begin(from)..).copied()
    }
}
