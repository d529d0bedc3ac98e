//! Makes a song legal: clamps what is out of range, drops what cannot be, and says so.
