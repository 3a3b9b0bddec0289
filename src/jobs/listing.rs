//! A List over all its pages.

use alloc::string::String;
use alloc::vec::Vec;

use super::Call;
use super::wait::Kind;
use crate::error::Error;
use crate::request::Params;
use crate::response::{Reason, View};

/// Of a hundred objects each, a million: what names ever new pages would go on for ever.
const MOST_PAGES: usize = 10_000;

/// A List of which one page is asked for at a time.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) kind: Kind,
    query: Params,
    /// Tokens of the pages asked for so far; one that repeats would go round for ever.
    tokens: Vec<String>,
}

impl Listing {
    pub(super) fn new(kind: Kind, query: Params) -> Self {
        Self {
            kind,
            query,
            tokens: Vec::new(),
        }
    }

    /// The call for the page at hand.
    pub(super) fn call(&self) -> Call {
        let mut params = self.query.clone().integer("MaxResults", 100);
        if let Some(token) = self.tokens.last() {
            params = params.text("NextToken", token);
        }
        Call::new(self.kind.action(), params)
    }

    /// Goes on to the page after this one, if there is one. From an object without an id nothing can be concluded, least of
    /// all that another is not there.
    pub(super) fn turn(&mut self, page: &View<'_>) -> Result<bool, Error> {
        for item in page.items(self.kind.list_field()) {
            if item
                .text(self.kind.id_field())
                .unwrap_or_default()
                .is_empty()
            {
                return Err(Error::odd(Reason::NoId));
            }
        }
        let Some(token) = page.text("NextToken").filter(|token| !token.is_empty()) else {
            return Ok(false);
        };
        let repeats = self.tokens.iter().any(|earlier| *earlier == token);
        if repeats || self.tokens.len() >= MOST_PAGES {
            return Err(Error::odd(Reason::RepeatedPage));
        }
        self.tokens.push(token.into_owned());
        Ok(true)
    }
}
