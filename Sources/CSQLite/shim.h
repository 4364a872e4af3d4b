// SQLite's API, with the macros that Swift cannot import.
#ifndef ORBWEAVER_CSQLITE_H
#define ORBWEAVER_CSQLITE_H

#include <sqlite3.h>

static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
