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

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::format;

    use super::*;
    use crate::emulator::seed::Seeds;

    #[test]
    fn a_table_holds_what_a_map_holds() {
        let (mut seeds, mut table, mut map) = (Seeds::new(1), Table::default(), BTreeMap::new());
        for step in 0..5_000 {
            let name = format!("{:03}", seeds.below(200));
            if seeds.below(3) == 0 {
                assert_eq!(table.remove(&name), map.remove(&name));
            } else {
                assert_eq!(table.insert(&name, step), map.insert(name.clone(), step));
            }
            assert_eq!(table.get(&name), map.get(&name));
        }
        assert!(
            table
                .iter()
                .eq(map.iter().map(|(name, value)| (name.as_str(), value)))
        );
        let under = map.keys().filter(|name| name.starts_with("01"));
        assert!(table.names_under("01").eq(under));
        assert!(table.values.len() <= 200, "rooms are used again");
    }

    #[test]
    fn orders_hold_what_a_set_holds() {
        let (mut seeds, mut orders, mut set) = (Seeds::new(2), Orders::default(), BTreeSet::new());
        for _ in 0..5_000 {
            let order = seeds.below(300).unsigned_abs();
            if seeds.below(3) == 0 {
                let place = set.iter().position(|known| *known == order);
                assert_eq!(orders.remove(order), place);
                set.remove(&order);
            } else {
                assert_eq!(orders.insert(order), set.insert(order));
            }
            assert_eq!(
                (orders.len(), orders.contains(order)),
                (set.len(), set.contains(&order))
            );
            assert!(orders.iter_from(order).eq(set.range(order..).copied()));
        }
        assert!(orders.iter().eq(set));
    }
}
