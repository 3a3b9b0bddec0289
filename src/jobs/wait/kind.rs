//! The kinds of object that can be waited for, and the List that shows each.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jobs) enum Kind {
    Session,
    Filter,
}

impl Kind {
    pub(in crate::jobs) fn of(id: &str) -> Option<Self> {
        if id.starts_with("tms-") {
            Some(Self::Session)
        } else if id.starts_with("tmf-") {
            Some(Self::Filter)
        } else {
            None
        }
    }

    pub(in crate::jobs) const fn action(self) -> &'static str {
        match self {
            Self::Session => "ListTrafficMirrorSessions",
            Self::Filter => "ListTrafficMirrorFilters",
        }
    }

    pub(in crate::jobs) const fn ids_param(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionIds",
            Self::Filter => "TrafficMirrorFilterIds",
        }
    }

    pub(in crate::jobs) const fn list_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessions",
            Self::Filter => "TrafficMirrorFilters",
        }
    }

    pub(in crate::jobs) const fn id_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionId",
            Self::Filter => "TrafficMirrorFilterId",
        }
    }

    pub(in crate::jobs) const fn state_field(self) -> &'static str {
        match self {
            Self::Session => "TrafficMirrorSessionStatus",
            Self::Filter => "TrafficMirrorFilterStatus",
        }
    }
}
