//! The rows of the operation table, one file a family, and the parts that several rows share.

mod filters;
mod sessions;

use super::{Field, FieldShape, Form, Operation, Param, Shape, Text, doc, full};

/// Every operation, in the order of the documentation.
pub const OPERATIONS: &[&Operation] = &[
    &filters::CREATE,
    &filters::LIST,
    &filters::DELETE,
    &sessions::CREATE,
    &sessions::LIST,
    &sessions::DELETE,
];

const fn param(
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

const fn field(name: &'static str, shape: FieldShape, description: &'static str) -> Field {
    Field {
        name,
        shape,
        description: doc(description),
    }
}

/// Text without documented rules.
const PLAIN: Text = Text {
    form: Form::Any,
    min: 0,
    max: 0,
    one_of: &[],
    not_prefix: &[],
    not_containing: &[],
};

const fn text(form: Form) -> Shape {
    Shape::Text(Text { form, ..PLAIN })
}

const fn one_of(values: &'static [&'static str]) -> Shape {
    Shape::Text(Text {
        one_of: full(values),
        ..PLAIN
    })
}

const ANY: Shape = text(Form::Any);
const SESSION_ID: Shape = text(Form::Id("tms-"));
const FILTER_ID: Shape = text(Form::Id("tmf-"));
/// An identifier without a documented prefix; lists of identifiers cap each at 128 characters.
const ID: Shape = Shape::Text(Text {
    form: Form::Id(""),
    max: 128,
    ..PLAIN
});
const NAME: Shape = human_text(128);
const DESCRIPTION: Shape = human_text(256);

const fn human_text(max: u16) -> Shape {
    Shape::Text(Text {
        min: 1,
        max,
        not_prefix: full(&["http://", "https://"]),
        ..PLAIN
    })
}

const fn tag_text(min: u16) -> Shape {
    Shape::Text(Text {
        min,
        max: 128,
        not_prefix: full(&["aliyun", "acs:"]),
        not_containing: full(&["http://", "https://"]),
        ..PLAIN
    })
}

const fn flag(default: Option<bool>) -> Shape {
    Shape::Boolean { default }
}

const fn integer(min: i64, max: i64) -> Shape {
    Shape::Integer {
        min,
        max,
        default: None,
    }
}

const PRIORITY: Shape = integer(1, 32_766);
const VNI: Shape = integer(0, 16_777_215);

const REGION_ID: Param = param(
    "RegionId",
    true,
    text(Form::Id("")),
    "Region that owns the objects; also picks the endpoint.",
);
const CLIENT_TOKEN: Param = param(
    "ClientToken",
    false,
    text(Form::Token),
    "Idempotency key of the caller's making, 1 to 64 ASCII characters: the same token with the same parameters acts once.",
);
const DRY_RUN: Param = param(
    "DryRun",
    false,
    flag(Some(false)),
    "`true` only checks: a passed check is reported as the refusal `DryRunOperation` and nothing changes.",
);
const RESOURCE_GROUP_ID: Param = param(
    "ResourceGroupId",
    false,
    text(Form::Id("")),
    "Resource group of the object.",
);
const NEXT_TOKEN: Param = param(
    "NextToken",
    false,
    text(Form::Id("")),
    "Where the next page starts; leave it out for the first.",
);
const MAX_RESULTS: Param = param(
    "MaxResults",
    false,
    Shape::Integer {
        min: 1,
        max: 100,
        default: Some(10),
    },
    "Objects per page.",
);

const TAG: Shape = Shape::Object {
    type_name: "TagParam",
    fields: &[
        param("Key", true, tag_text(1), "Tag key."),
        param("Value", false, tag_text(0), "Tag value; may be empty."),
    ],
};
const TAG_LIST: Shape = Shape::List {
    item: &TAG,
    max_items: 20,
};
const ID_LIST: Shape = Shape::List {
    item: &ID,
    max_items: 100,
};

const RESULT_REQUEST_ID: Field = field(
    "RequestId",
    FieldShape::Text(&[]),
    "Identifier of this request, an upper-case UUID.",
);
const RESULT_RESOURCE_GROUP_ID: Field = field(
    "ResourceGroupId",
    FieldShape::Text(&[]),
    "Resource group of the object.",
);
const RESULT_NEXT_TOKEN: Field = field(
    "NextToken",
    FieldShape::Text(&[]),
    "Where the next page starts; empty or absent on the last page.",
);
const RESULT_TOTAL_COUNT: Field = field(
    "TotalCount",
    FieldShape::Text(&[]),
    "Objects on all pages together, as a string of digits.",
);
const RESULT_CREATION_TIME: Field = field(
    "CreationTime",
    FieldShape::Text(&[]),
    "Creation time in UTC, `yyyy-MM-ddTHH:mmZ` (seconds may be missing).",
);
const RESULT_TAGS: Field = field(
    "Tags",
    FieldShape::List(&FieldShape::Object(
        "Tag",
        &[
            field("Key", FieldShape::Text(&[]), "Tag key."),
            field("Value", FieldShape::Text(&[]), "Tag value."),
        ],
    )),
    "Tags of the object.",
);

/// States of sessions, filters and rules alike. There is no state for "failed" and none for "deleted": a deleted
/// object is absent.
const STATES: &[&str] = &["Creating", "Created", "Modifying", "Deleting"];
