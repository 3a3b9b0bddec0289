//! What both formats are read into: a flat list of nodes in document order, each knowing how many stand below it.

#![expect(
    clippy::inline_always,
    reason = "most of an answer's time is spent here, and the module is built for size, which inlines next to nothing"
)]
//!
//! Values stay slices of the body and are decoded only where one is written, so a page of sessions costs one
//! allocation, and everything after the two parsers is written once for both formats.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Reason, json, xml};

/// Most nodes one answer may have. A full page of filters, each with all its rules, has about 30,000.
const MAX_NODES: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number,
    /// A JSON string, quotes included.
    Quoted,
    Array,
    /// A JSON object, or an XML element that has child elements.
    Object,
    /// Character data of an XML element, to be taken as it stands.
    Plain,
    /// Character data with references, CDATA, comments or carriage returns in it.
    Marked,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    /// The member's or element's name: in JSON as it stands between the quotes, in XML without a prefix.
    pub name: &'a str,
    /// The value as it stands in the body.
    pub text: &'a str,
    /// How many of the nodes that follow are inside this one.
    pub below: usize,
    pub kind: Kind,
    /// Whether `name` has JSON escapes in it.
    pub name_escaped: bool,
}

#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub format: Format,
    nodes: Vec<Node<'a>>,
    /// False where only a verdict is wanted: then nothing is stored.
    keep: bool,
}

impl<'a> Tree<'a> {
    /// `expected` is a guess at the number of nodes; with `keep` off, nodes are dropped.
    pub fn new(format: Format, expected: usize, keep: bool) -> Self {
        Self {
            format,
            nodes: Vec::with_capacity(if keep { expected.min(MAX_NODES) } else { 0 }),
            keep,
        }
    }

    /// Opens a node and returns its position, for [`Tree::close`].
    #[inline(always)]
    pub fn open(&mut self, name: &'a str, name_escaped: bool) -> Result<usize, Reason> {
        let position = self.nodes.len();
        if self.keep {
            if position == MAX_NODES {
                return Err(Reason::TooLarge);
            }
            self.nodes.push(Node {
                name,
                text: "",
                below: 0,
                kind: Kind::Null,
                name_escaped,
            });
        }
        Ok(position)
    }

    /// Completes the node at `position`: every node opened since is below it.
    #[inline(always)]
    pub fn close(&mut self, position: usize, kind: Kind, text: &'a str) {
        let below = self.nodes.len().saturating_sub(position + 1);
        if let Some(node) = self.nodes.get_mut(position) {
            node.kind = kind;
            node.text = text;
            node.below = below;
        }
    }

    pub fn root(&self) -> Option<Branch<'_, 'a>> {
        Children { rest: &self.nodes }.next()
    }
}

/// A node with what is below it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch<'t, 'a> {
    pub node: &'t Node<'a>,
    below: &'t [Node<'a>],
}

impl<'t, 'a> Branch<'t, 'a> {
    #[inline(always)]
    pub fn children(self) -> Children<'t, 'a> {
        Children { rest: self.below }
    }

    /// The decoded name.
    #[inline(always)]
    pub fn name(self) -> Cow<'a, str> {
        if self.node.name_escaped {
            json::decode(self.node.name)
        } else {
            Cow::Borrowed(self.node.name)
        }
    }

    /// The decoded text of a scalar; none for null, lists and objects.
    pub fn scalar(self) -> Option<Cow<'a, str>> {
        let text = self.node.text;
        match self.node.kind {
            Kind::Quoted => Some(json::decode(json::unquoted(text))),
            Kind::Number | Kind::Boolean | Kind::Plain => Some(Cow::Borrowed(text)),
            Kind::Marked => Some(xml::decode(text)),
            Kind::Null | Kind::Array | Kind::Object => None,
        }
    }

    /// Whether there is nothing in it: null, or text of nothing but white space.
    pub fn is_blank(self) -> bool {
        match self.node.kind {
            Kind::Null => true,
            Kind::Quoted | Kind::Plain | Kind::Marked => self
                .scalar()
                .is_some_and(|text| text.trim_ascii().is_empty()),
            _ => false,
        }
    }

    /// The child that counts as the field `name`; see [`Children::counting`].
    pub fn child(self, format: Format, name: &str) -> Option<Children<'t, 'a>> {
        self.children().counting(format, name)
    }
}

/// The branches of one parent that are still to come.
#[derive(Debug, Clone)]
pub(super) struct Children<'t, 'a> {
    rest: &'t [Node<'a>],
}

impl Children<'_, '_> {
    /// These children from the one that counts as `name`: the first in XML, where repetition makes a list, and the
    /// last in JSON, where a later member replaces an earlier one.
    pub fn counting(self, format: Format, name: &str) -> Option<Self> {
        let mut found = None;
        let mut rest = self;
        loop {
            let at = rest.clone();
            match rest.next() {
                Some(branch) if branch.name() == name => {
                    found = Some(at);
                    if format == Format::Xml {
                        return found;
                    }
                }
                Some(_) => {}
                None => return found,
            }
        }
    }

    /// The first child alone.
    #[inline(always)]
    pub fn first_only(self) -> Self {
        let size = self.rest.first().map_or(0, |node| node.below + 1);
        Self {
            rest: self.rest.get(..size).unwrap_or_default(),
        }
    }
}

impl<'t, 'a> Iterator for Children<'t, 'a> {
    type Item = Branch<'t, 'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let (node, rest) = self.rest.split_first()?;
        let (below, rest) = rest.split_at_checked(node.below)?;
        self.rest = rest;
        Some(Branch { node, below })
    }
}

/// Sorts by name, and within a name by position. By hand because the standard library's sort alone would be a
/// noticeable part of the module, and a heap because the worst case is the sender's to choose.
pub(super) fn sort_by_name(children: &mut [(Branch<'_, '_>, usize)]) {
    let length = children.len();
    for parent in (0..length / 2).rev() {
        sift_down(children, parent, length);
    }
    for end in (1..length).rev() {
        children.swap(0, end);
        sift_down(children, 0, end);
    }
}

/// Restores the heap of the first `end` children below `parent`.
fn sift_down(children: &mut [(Branch<'_, '_>, usize)], mut parent: usize, end: usize) {
    loop {
        let less = |a: usize, b: usize| match (children.get(a), children.get(b)) {
            (Some((a, a_order)), Some((b, b_order))) => {
                (a.node.name, a_order) < (b.node.name, b_order)
            }
            _ => false,
        };
        let mut largest = parent;
        for child in [2 * parent + 1, 2 * parent + 2] {
            if child < end && less(largest, child) {
                largest = child;
            }
        }
        if largest == parent {
            return;
        }
        children.swap(parent, largest);
        parent = largest;
    }
}
