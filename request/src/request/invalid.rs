//! Why a request cannot be made.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What can never be right, so that there is nothing to send. Two words and no more, as errors of calls.
#[derive(Debug)]
pub enum Invalid {
    /// Parameters, each named.
    Parameters(Box<Vec<Issue>>),
    /// An endpoint or region id from which no host can be built safely.
    Endpoint(Problem),
}

/// What is wrong, as a sentence. One word.
pub type Problem = &'static &'static str;

/// One thing wrong with the parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The parameter's path, as `IngressRules.1.Action`.
    pub parameter: String,
    /// What is wrong with it; never its value, which may be a secret.
    pub problem: &'static str,
}

impl Issue {
    /// The issues as one sentence for people, appended to a text.
    pub fn say_all(issues: &[Self], text: &mut String) {
        let mut joint = "";
        for issue in issues {
            text.push_str(joint);
            text.push_str(&issue.parameter);
            text.push(' ');
            text.push_str(issue.problem);
            joint = "; ";
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters(issues) => {
                let mut text = String::new();
                Issue::say_all(issues, &mut text);
                f.write_str(&text)
            }
            Self::Endpoint(problem) => f.write_str(problem),
        }
    }
}

impl core::error::Error for Invalid {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_issue_is_said() {
        let issue = |parameter: &str, problem| Issue {
            parameter: parameter.into(),
            problem,
        };
        let issues = [issue("A.1", "is missing"), issue("B", "is empty")];
        let invalid = Invalid::Parameters(Box::new(issues.to_vec()));
        assert_eq!(invalid.to_string(), "A.1 is missing; B is empty");
        let invalid = Invalid::Endpoint(&"endpoint has no host");
        assert_eq!(invalid.to_string(), "endpoint has no host");
    }
}
