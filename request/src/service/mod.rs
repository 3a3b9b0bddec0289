//! The service as data: operations, errors and regions stand here once, and everything else derives from them.
//!
//! Request checking ([`crate::request`]), response reading ([`crate::response`]), the emulator's validation, the
//! TypeScript types, the command line's help and the README's tables all read these rows. Adding an operation is
//! adding a row to one of the files under `operations/`.
//!
//! Source of the facts: the API reference of product `Vpc`, version `2016-04-28`, as published on
//! help.aliyun.com and in the models of the official SDKs; each row names its own source and confidence.

mod errors;
mod operations;
mod regions;

pub use carried::Full;
pub use errors::{
    CATALOGUE, CODE_FORMS, Catalogued, Class, CodeForm, Kind, Scope, classify, look_up,
};
pub use operations::OPERATIONS;
pub use regions::{REGIONS, Region, host_for};
pub use texts::Doc;

use carried::{FULL, full};
use texts::doc;

/// The version of the API that every row describes.
pub const VERSION: &str = "2016-04-28";

/// One operation of the API: a row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The `Action`, in the exact case of the wire.
    pub name: &'static str,
    /// Whether it changes anything.
    pub kind: Access,
    /// Answers before the work is done; [`Operation::poll`] says where the outcome shows.
    pub is_async: Full<bool>,
    /// Takes a `ClientToken`.
    pub client_token: bool,
    /// Takes `DryRun`.
    pub dry_run: Full<bool>,
    /// The kind of object that takes one such call at a time.
    pub serialized_per: Full<Option<&'static str>>,
    /// The List operation that shows the outcome.
    pub poll: Full<Option<&'static str>>,
    /// Documented calls per period, where any are.
    pub rate: Full<Option<Rate>>,
    /// What it takes.
    pub params: &'static [Param],
    /// What it answers.
    pub result: &'static [Field],
    /// Documented refusals of this operation: code and HTTP status.
    pub errors: Full<&'static [(&'static str, u16)]>,
    /// What it does, in a sentence.
    pub summary: Doc,
    /// Where the row comes from.
    pub source: Doc,
    /// How far the row can be trusted.
    pub confidence: Full<Confidence>,
}

/// Whether an operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only looks.
    Read,
    /// It changes something.
    Write,
}

impl Access {
    /// The word used in the JavaScript API and the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// How far a row can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Stated by the API reference or the official metadata.
    Documented,
    /// Stated in part, or in two ways that contradict each other; what clients in the wild send and take decided.
    Mixed,
    /// Concluded from siblings.
    Inferred,
}

impl Confidence {
    /// The word used in the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Mixed => "mixed",
            Self::Inferred => "inferred",
        }
    }
}

/// So many calls in so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The calls that are allowed.
    pub calls: u32,
    /// The length of the period, in milliseconds.
    pub period_ms: u32,
}

/// One request parameter, or one field of an object parameter.
#[derive(Debug)]
pub struct Param {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether the service refuses a call without it.
    pub required: bool,
    /// What it may hold.
    pub shape: Shape,
    /// What it is for, in a sentence.
    pub description: Doc,
}

/// What a parameter may hold. Limits are the service's to judge, not the client's: they are here for the emulator,
/// the types and the forms.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// Inclusive bounds; [`i64::MIN`] and [`i64::MAX`] where none are documented.
    Integer {
        /// The smallest value.
        min: Full<i64>,
        /// The largest value.
        max: Full<i64>,
        /// What the service takes where it is left out.
        default: Full<Option<i64>>,
    },
    /// `true` or `false`.
    Boolean {
        /// What the service takes where it is left out.
        default: Full<Option<bool>>,
    },
    /// Several values, sent as `Name.1`, `Name.2`, ….
    List {
        /// What each of them may hold.
        item: &'static Shape,
        /// Longest list the documentation allows; 0 where it does not say.
        max_items: Full<u16>,
    },
    /// Named values, sent as `Name.Field`.
    Object {
        /// Name of the type in generated declarations.
        type_name: Doc,
        /// Its values.
        fields: &'static [Param],
    },
}

/// The documented rules of a text parameter.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Its syntax.
    pub form: Form,
    /// Lengths in characters; 0 for `max` where no limit is documented.
    pub min: Full<u16>,
    /// The longest; 0 where no limit is documented.
    pub max: Full<u16>,
    /// The only values allowed, where they are enumerated.
    pub one_of: Full<&'static [&'static str]>,
    /// Whether those values may be written in any case.
    pub any_case: Full<bool>,
    /// What it may not begin with.
    pub not_prefix: Full<&'static [&'static str]>,
    /// What may not stand in it.
    pub not_containing: Full<&'static [&'static str]>,
}

/// The syntax of a text parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Any,
    /// An identifier the service gave out: never empty. The prefix it begins with, where one is documented.
    Id(Full<&'static str>),
    /// `ClientToken`: 1 to 64 ASCII characters.
    Token,
    /// An address range such as `10.0.0.0/24`.
    Cidr,
    /// `first/last`, each 1 to 65535, or `-1/-1`.
    PortRange,
}

/// One field of an answer.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub shape: FieldShape,
    /// What it says, in a sentence.
    pub description: Doc,
}

/// What a field of an answer holds.
#[derive(Debug, Clone, Copy)]
pub enum FieldShape {
    /// Text; the known values, where they are enumerated (others may come).
    Text(Full<&'static [&'static str]>),
    /// A whole number up to 2^53-1 in magnitude.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Several values; none where the field is absent.
    List(&'static FieldShape),
    /// The name of the type in generated declarations, and its fields.
    Object(Doc, &'static [Field]),
}

/// The row of an `Action`, by its exact name.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Operation> {
    operations::ROWS.iter().find(|row| row.name == name)
}

/// What only people and the emulator read. The client's wasm module leaves it out, types and all: it would be a third of
/// its size, and what is empty in each row would still have its place there.
#[cfg(any(not(target_arch = "wasm32"), feature = "emulator"))]
mod carried {
    /// A value that this build carries.
    pub type Full<T> = T;

    pub(super) const FULL: bool = true;

    pub(super) const fn full<T: Copy>(value: T) -> Full<T> {
        value
    }
}
#[cfg(not(any(not(target_arch = "wasm32"), feature = "emulator")))]
mod carried {
    use core::marker::PhantomData;

    /// A value that this build leaves out.
    pub type Full<T> = PhantomData<T>;

    pub(super) const FULL: bool = false;

    pub(super) const fn full<T: Copy>(_: T) -> Full<T> {
        PhantomData
    }
}

/// Text for people, which no wasm module carries.
#[cfg(not(target_arch = "wasm32"))]
mod texts {
    /// A text that this build carries.
    pub type Doc = &'static str;

    pub(super) const fn doc(text: &'static str) -> Doc {
        text
    }
}
#[cfg(target_arch = "wasm32")]
mod texts {
    use core::marker::PhantomData;

    /// A text that this build leaves out.
    pub type Doc = PhantomData<&'static str>;

    pub(super) const fn doc(_: &'static str) -> Doc {
        PhantomData
    }
}
