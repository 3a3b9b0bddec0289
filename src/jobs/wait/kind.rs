//! The kinds of object that can be waited for, and the List that shows each.

/// Whether this can be part of an id: nothing in it separates.
pub(super) fn is_word(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| byte.is_ascii_graphic() && !b",;/".contains(byte))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jobs) enum Kind {
    Session,
    Filter,
}

/// What is called how.
struct Names {
    action: &'static str,
    ids_param: &'static str,
    list_field: &'static str,
    id_field: &'static str,
    state_field: &'static str,
}

const NAMES: [Names; 2] = [
    Names {
        action: "ListTrafficMirrorSessions",
        ids_param: "TrafficMirrorSessionIds",
        list_field: "TrafficMirrorSessions",
        id_field: "TrafficMirrorSessionId",
        state_field: "TrafficMirrorSessionStatus",
    },
    Names {
        action: "ListTrafficMirrorFilters",
        ids_param: "TrafficMirrorFilterIds",
        list_field: "TrafficMirrorFilters",
        id_field: "TrafficMirrorFilterId",
        state_field: "TrafficMirrorFilterStatus",
    },
];

impl Kind {
    /// What bears this id, if it can be one: several ids in one, or one with a line feed, would be found nowhere, and that
    /// would pass for being gone.
    pub(in crate::jobs) fn of(id: &[u8]) -> Option<Self> {
        let [b't', b'm', kind, b'-', rest @ ..] = id else {
            return None;
        };
        if rest.is_empty() || !is_word(rest) {
            return None;
        }
        match kind {
            b's' => Some(Self::Session),
            b'f' => Some(Self::Filter),
            _ => None,
        }
    }

    /// Looked up and not matched, which would be two constants and a choice wherever a name is used.
    #[expect(clippy::indexing_slicing, reason = "there are names for each kind")]
    const fn names(self) -> &'static Names {
        &NAMES[self as usize]
    }

    pub(in crate::jobs) const fn action(self) -> &'static str {
        self.names().action
    }

    pub(in crate::jobs) const fn ids_param(self) -> &'static str {
        self.names().ids_param
    }

    pub(in crate::jobs) const fn list_field(self) -> &'static str {
        self.names().list_field
    }

    pub(in crate::jobs) const fn id_field(self) -> &'static str {
        self.names().id_field
    }

    pub(in crate::jobs) const fn state_field(self) -> &'static str {
        self.names().state_field
    }
}
