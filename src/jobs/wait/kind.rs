//! The kinds of object that can be waited for, and the List that shows each.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Session,
    Filter,
    Rule,
}

impl Kind {
    pub(super) fn of(id: &str) -> Option<Self> {
        match id.split_once('/') {
            None if id.starts_with("tms-") => Some(Self::Session),
            None if id.starts_with("tmf-") => Some(Self::Filter),
            Some((filter, rule)) if filter.starts_with("tmf-") && rule.starts_with("tmr-") => {
                Some(Self::Rule)
            }
            _ => None,
        }
    }

    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Session => "ListTrafficMirrorSessions",
            Self::Filter | Self::Rule => "ListTrafficMirrorFilters",
        }
    }

    pub(super) const fn ids_param(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionIds",
            Self::Filter | Self::Rule => "TrafficMirrorFilterIds",
        }
    }

    pub(super) const fn list_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessions",
            Self::Filter | Self::Rule => "TrafficMirrorFilters",
        }
    }

    pub(super) const fn id_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionId",
            Self::Filter | Self::Rule => "TrafficMirrorFilterId",
        }
    }

    pub(super) const fn state_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionStatus",
            Self::Filter | Self::Rule => "TrafficMirrorFilterStatus",
        }
    }
}
