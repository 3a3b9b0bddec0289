//! Under which code a parameter is refused.

use crate::service::Operation;

/// What is wrong with a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    Missing,
    TooMany,
    Wrong,
}

/// The code that the row lists for this; `None` where it lists none, so that it is the gateway's general one. Which
/// of the codes listed goes with which parameter and problem is read off their names.
pub(super) fn code(operation: &Operation, problem: Problem, path: &str) -> Option<&'static str> {
    let root = path.split('.').next().unwrap_or_default();
    let field = path.split('.').nth(2).unwrap_or_default();
    let candidates: &[&str] = match (problem, root, field) {
        (Problem::Missing, "ResourceType", _) => &["MissingParam.ResourceType", "MissingParam"],
        (Problem::Missing, "ResourceId", _) => &["MissingParam"],
        (Problem::Missing, "Tag", "Key") => &["MissingParameter.TagKey", "InvalidTagKey"],
        (Problem::TooMany, "ResourceId", _) => &["SizeLimitExceeded.ResourceId"],
        (Problem::TooMany, "Tag" | "TagKey", _) => &["SizeLimitExceeded.TagNum"],
        (Problem::Wrong, "ResourceType", _) => {
            &["InvalidInstanceType.NotFound", "IllegalParam.ResourceType"]
        }
        (Problem::Wrong, "Tag", "Key") => &["InvalidTagKey"],
        (Problem::Wrong, "Tag", "Value") => &["InvalidTagValue"],
        (Problem::Wrong, "Priority", _) => &["IllegalParam.Priority"],
        (Problem::Wrong, _, "SourceCidrBlock") => {
            &["IllegalParamFormat.SrcCidrBlock", "IllegalParam.CidrBlock"]
        }
        (Problem::Wrong, _, "DestinationCidrBlock") => {
            &["IllegalParamFormat.DstCidrBlock", "IllegalParam.CidrBlock"]
        }
        (Problem::Wrong, _, "IpVersion") => &["UnsupportedFeature.IpVersion"],
        _ => &[],
    };
    let listed = |code: &&&str| operation.errors.iter().any(|(known, _)| known == *code);
    candidates.iter().find(listed).copied()
}
