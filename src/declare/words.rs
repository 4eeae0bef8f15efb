//! Messages of errors that are found while a declaration is compiled.

/// A message that is put together in a constant.
pub(super) struct Words {
    bytes: [u8; 600],
    length: usize,
}

impl Words {
    pub(super) const fn new(text: &str) -> Self {
        Words {
            bytes: [0; 600],
            length: 0,
        }
        .and(text)
    }

    pub(super) const fn and(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// Ends the compilation with the message.
    pub(super) const fn refuse(&self) -> ! {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(message) => panic!("{}", message),
            // A message that was cut within a letter.
            Err(_) => panic!("a declaration of `soft_deletable!` is wrong"),
        }
    }
}
