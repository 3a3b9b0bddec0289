//! What several rows share: parameters, result fields, and short ways to write them.

use crate::service::{FULL, Field, FieldShape, Form, Param, Shape, Text, doc, full};

pub(super) const fn param(
    name: &'static str,
    required: bool,
    shape: Shape,
    description: &'static str,
) -> Param {
    Param {
        name,
        required,
        shape,
        description: doc(description),
    }
}

pub(super) const fn field(
    name: &'static str,
    shape: FieldShape,
    description: &'static str,
) -> Field {
    Field {
        name,
        shape,
        description: doc(description),
    }
}

/// The forms that the client checks; where the build leaves the others out, they are text like any other.
const fn checked(form: Form) -> Form {
    match form {
        Form::Any | Form::Cidr | Form::PortRange if !FULL => Form::Any,
        form => form,
    }
}

/// Text without documented rules.
pub(super) const PLAIN: Text = Text {
    form: Form::Any,
    min: full(0),
    max: full(0),
    one_of: full(&[]),
    any_case: full(false),
    not_prefix: full(&[]),
    not_containing: full(&[]),
};

pub(super) const fn text(form: Form) -> Shape {
    Shape::Text(Text {
        form: checked(form),
        ..PLAIN
    })
}

pub(super) const fn one_of(values: &'static [&'static str]) -> Shape {
    Shape::Text(Text {
        one_of: full(values),
        ..PLAIN
    })
}

/// Values that the service takes in any case.
pub(super) const fn one_of_any_case(values: &'static [&'static str]) -> Shape {
    Shape::Text(Text {
        one_of: full(values),
        any_case: full(true),
        ..PLAIN
    })
}

pub(super) const ANY: Shape = text(Form::Any);
/// An identifier of which nothing more is documented.
pub(super) const PLAIN_ID: Shape = text(Form::Id(full("")));
pub(super) const SESSION_ID: Shape = text(Form::Id(full("tms-")));
pub(super) const FILTER_ID: Shape = text(Form::Id(full("tmf-")));
/// An identifier in a list: most pages cap each at 128 characters.
pub(super) const ID: Shape = Shape::Text(Text {
    form: Form::Id(full("")),
    max: full(128),
    ..PLAIN
});
pub(super) const NAME: Shape = human_text(128);
pub(super) const DESCRIPTION: Shape = human_text(256);

pub(super) const fn human_text(max: u16) -> Shape {
    Shape::Text(Text {
        min: full(1),
        max: full(max),
        not_prefix: full(&["http://", "https://"]),
        ..PLAIN
    })
}

pub(super) const fn tag_text(min: u16) -> Shape {
    Shape::Text(Text {
        min: full(min),
        max: full(128),
        not_prefix: full(&["aliyun", "acs:"]),
        not_containing: full(&["http://", "https://"]),
        ..PLAIN
    })
}

pub(super) const fn flag(default: Option<bool>) -> Shape {
    Shape::Boolean {
        default: full(default),
    }
}

pub(super) const fn integer(min: i64, max: i64) -> Shape {
    Shape::Integer {
        min: full(min),
        max: full(max),
        default: full(None),
    }
}

pub(super) const PRIORITY: Shape = integer(1, 32_766);
pub(super) const VNI: Shape = integer(0, 16_777_215);

pub(super) const REGION_ID: Param = region_id(true);
/// The two operations about the service itself can do without: the endpoint says which region is meant.
pub(super) const REGION_ID_OPTIONAL: Param = region_id(false);

const fn region_id(required: bool) -> Param {
    param(
        "RegionId",
        required,
        PLAIN_ID,
        "Region that owns the objects; also picks the endpoint.",
    )
}
pub(super) const CLIENT_TOKEN: Param = param(
    "ClientToken",
    false,
    Shape::Text(Text {
        form: Form::Token,
        min: full(1),
        max: full(64),
        ..PLAIN
    }),
    "Idempotency key of the caller's making, 1 to 64 ASCII characters: the same token with the same parameters acts once.",
);
pub(super) const DRY_RUN: Param = param(
    "DryRun",
    false,
    flag(Some(false)),
    "`true` only checks: a passed check is reported as the refusal `DryRunOperation` and nothing changes.",
);
pub(super) const RESOURCE_GROUP_ID: Param = param(
    "ResourceGroupId",
    false,
    PLAIN_ID,
    "Resource group of the object.",
);
pub(super) const NEXT_TOKEN: Param = param(
    "NextToken",
    false,
    PLAIN_ID,
    "Where the next page starts; leave it out for the first.",
);
pub(super) const MAX_RESULTS: Param = param(
    "MaxResults",
    false,
    Shape::Integer {
        min: full(1),
        max: full(100),
        default: full(Some(10)),
    },
    "Objects per page.",
);

pub(super) const TAG: Shape = Shape::Object {
    type_name: doc("TagParam"),
    fields: &[
        param("Key", true, tag_text(1), "Tag key."),
        param("Value", false, tag_text(0), "Tag value; may be empty."),
    ],
};
pub(super) const TAG_LIST: Shape = Shape::List {
    item: &TAG,
    max_items: full(20),
};
pub(super) const ID_LIST: Shape = Shape::List {
    item: &ID,
    max_items: full(100),
};

/// A field of free text.
pub(super) const fn text_field(name: &'static str, description: &'static str) -> Field {
    field(name, FieldShape::Text(full(&[])), description)
}

pub(super) const RESULT_REQUEST_ID: Field = text_field(
    "RequestId",
    "Identifier of this request, an upper-case UUID.",
);
pub(super) const RESULT_RESOURCE_GROUP_ID: Field =
    text_field("ResourceGroupId", "Resource group of the object.");
pub(super) const RESULT_NEXT_TOKEN: Field = text_field(
    "NextToken",
    "Where the next page starts; empty or absent on the last page.",
);
pub(super) const RESULT_TOTAL_COUNT: Field = text_field(
    "TotalCount",
    "Objects on all pages together, as a string of digits.",
);
pub(super) const RESULT_CREATION_TIME: Field = text_field(
    "CreationTime",
    "Creation time in UTC, `yyyy-MM-ddTHH:mmZ` (seconds may be missing).",
);
pub(super) const RESULT_TAGS: Field = field(
    "Tags",
    FieldShape::List(&FieldShape::Object(
        doc("Tag"),
        &[
            text_field("Key", "Tag key."),
            text_field("Value", "Tag value."),
        ],
    )),
    "Tags of the object.",
);

/// States of sessions, filters and rules alike. There is no state for "failed" and none for "deleted": a deleted
/// object is absent.
pub(super) const STATES: &[&str] = &["Creating", "Created", "Modifying", "Deleting"];
