//! Names to be found among many. A sorted list of places takes less room in the wasm module than a map.

use alloc::vec::Vec;

/// Names, each of which may be there more than once.
pub(super) struct Names<'a> {
    names: Vec<&'a str>,
    order: Vec<usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(names: Vec<&'a str>) -> Self {
        let order = in_order(&names);
        Self { names, order }
    }

    /// Where the name is for the first time.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let found = self
            .order
            .binary_search_by(|at| self.name(*at).cmp(name))
            .ok()?;
        self.order.get(found).copied()
    }

    /// Each name once, in order.
    pub(super) fn sorted(&self) -> impl Iterator<Item = &'a str> {
        self.order.iter().map(|at| self.name(*at))
    }

    fn name(&self, at: usize) -> &'a str {
        self.names.get(at).copied().unwrap_or_default()
    }
}

/// Places of the names, by name; of those that are the same, the first. The library's sort is several times as large.
fn in_order(names: &[&str]) -> Vec<usize> {
    let name = |at: usize| names.get(at).copied().unwrap_or_default();
    let mut order: Vec<usize> = (0..names.len()).collect();
    let mut run = 1;
    while run < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for pair in order.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at_checked(run).unwrap_or((pair, &[]));
            while let (Some((a, left_rest)), Some((b, right_rest))) =
                (left.split_first(), right.split_first())
            {
                // The first of equals stays first.
                if name(*a) <= name(*b) {
                    merged.push(*a);
                    left = left_rest;
                } else {
                    merged.push(*b);
                    right = right_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        run *= 2;
    }
    order.dedup_by_key(|at| name(*at));
    order
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::string::String;

    use super::*;

    #[test]
    fn names_are_found_where_a_map_finds_them() {
        let mut state = 1_u32;
        for length in 0..70 {
            let names: Vec<String> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 26).to_string()
                })
                .collect();
            let mut map = BTreeMap::new();
            for (at, name) in names.iter().enumerate() {
                map.entry(name.as_str()).or_insert(at);
            }
            let found = Names::new(names.iter().map(String::as_str).collect());
            assert!(found.sorted().eq(map.keys().copied()), "{names:?}");
            for number in 0..64 {
                let name = number.to_string();
                assert_eq!(found.find(&name), map.get(name.as_str()).copied());
            }
        }
    }
}
