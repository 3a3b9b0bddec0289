//! Randomness, the one thing that the module asks of its host.

/// Random bytes from the host, drawn 4 KiB at a time: one draw costs more than a signature.
pub(super) struct Random {
    pool: [u8; 4096],
    used: usize,
    pub(super) failed: bool,
}

impl Random {
    pub(super) const fn new() -> Self {
        Self {
            pool: [0; 4096],
            used: 4096,
            failed: false,
        }
    }

    /// 16 new bytes. Where the host has none to give, `failed` is set and the bytes must not be used.
    pub(super) fn take(&mut self) -> [u8; 16] {
        if self.used + 16 > self.pool.len() {
            self.failed = getrandom::fill(&mut self.pool).is_err();
            self.used = 0;
        }
        let mut bytes = [0; 16];
        if let Some(next) = self.pool.get_mut(self.used..self.used + 16) {
            bytes.copy_from_slice(next);
            // Handed out once and forgotten, so that a look at memory tells no earlier nonce.
            next.fill(0);
        }
        self.used += 16;
        bytes
    }
}
